package io.geminiomni.camel.gateway;

import io.geminiomni.camel.request.VideoRequest;
import java.time.Duration;

/** The calls of one account to one gateway. A call is sent once and never retried. Thread-safe. */
public interface Gateway extends TaskQueries {
    /**
     * Waits until the limit of calls per second lets a create be sent, because {@link #create} does not wait itself.
     *
     * @return false if the wait would take longer, or the thread was interrupted
     */
    boolean awaitTurn(Duration atMost);

    /**
     * Sends a create request, at most once, on a new connection.
     *
     * @param idempotencyKeyHash sent as {@code Idempotency-Key}; 1 to 128 of {@code A-Z a-z 0-9 . _ -}
     * @param name               what the request is called in messages, such as "the request with key order-1"
     * @return the outcome; failures of the network or the gateway are outcomes, not exceptions
     */
    CreateOutcome create(VideoRequest request, String idempotencyKeyHash, String name);

    /**
     * Queries the balance of the account and of the API key. Creates may depend on it, so its calls go before polls.
     *
     * @throws GatewayException as for {@link #query}, except for unknown tasks
     */
    Balance balance();

    /**
     * Does as {@link #balance}, but does not wait for its turn within the limit of calls per second. Its calls count: those after
     * them wait for so much longer.
     *
     * @throws GatewayException as for {@link #balance}
     */
    default Balance balanceAtOnce() {
        return balance();
    }

    /**
     * Uploads a file. An upload costs nothing, so the caller may repeat it whatever the failure. A create may need the file, so the
     * upload goes before polls.
     *
     * @return its URL, which may be signed: a secret for the three days that it is valid
     * @throws GatewayException as for {@link #query}, except for unknown tasks
     */
    String upload(FileToUpload file);
}
