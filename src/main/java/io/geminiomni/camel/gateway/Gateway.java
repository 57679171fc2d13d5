package io.geminiomni.camel.gateway;

import io.geminiomni.camel.request.VideoRequest;
import java.time.Duration;

/** The calls of one account at one gateway: one call, one answer, no retry. For any number of threads. */
public interface Gateway {
    /**
     * Waits until a create may be sent, so that the account keeps to its calls per second; {@link #create} itself does not
     * wait. The other calls wait for their turn themselves.
     *
     * @return false if the turn would not come in time, or the thread was interrupted
     */
    boolean awaitTurn(Duration atMost);

    /**
     * Sends one create request, at most once, on a connection made for it.
     *
     * @param request            valid already
     * @param idempotencyKeyHash sent as {@code Idempotency-Key}; 1 to 128 of {@code A-Z a-z 0-9 . _ -}
     * @param name               what the request is called in messages, such as "the request with key order-1"
     * @return how it ended, whatever the network or the gateway does; nothing is thrown for that
     */
    CreateOutcome create(VideoRequest request, String idempotencyKeyHash, String name);

    /**
     * Asks once how a task is.
     *
     * @throws UnknownTaskException           when the gateway does not know it, or cannot: no id of a task looks like this
     * @throws GatewayAuthenticationException when the gateway does not take the key
     * @throws GatewayThrottledException      when it has to be asked later
     * @throws GatewayRejectedException       when it refuses to answer otherwise
     * @throws GatewayUnavailableException    when there was no answer that makes sense
     */
    TaskAnswer query(String taskId);

    /**
     * Asks once what is left to spend, of the account and of the key.
     *
     * @throws GatewayException as for {@link #query}, but for the unknown task
     */
    Balance balance();

    /**
     * Uploads a file, once: an upload whose outcome is unclear costs nothing, so who wants it can repeat it.
     *
     * @return its URL, which may be signed: a secret for the three days that it is valid
     * @throws GatewayException as for {@link #query}, but for the unknown task
     */
    String upload(FileToUpload file);
}
