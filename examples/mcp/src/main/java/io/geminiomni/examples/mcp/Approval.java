package io.geminiomni.examples.mcp;

import io.geminiomni.camel.request.VideoRequest;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the user of the client for approval before money is spent, by elicitation. Requests of a client that cannot ask its user
 * are refused, unless the server was started with {@code --auto-approve}.
 */
final class Approval {
    private static final Logger LOG = LoggerFactory.getLogger(Approval.class);

    private final boolean automatic;

    Approval(boolean automatic) {
        this.automatic = automatic;
    }

    /**
     * Why the request may not be paid for; empty if it may be.
     *
     * @param price as text
     */
    Optional<String> refusal(McpSyncServerExchange client, String key, VideoRequest request, String price) {
        if (automatic) {
            return Optional.empty();
        }
        if (!canAsk(client.getClientCapabilities())) {
            return Optional.of(
                    "create_video spends money, and this client cannot ask its user for approval: it has no MCP"
                            + " elicitation of forms. Use one that has it, or let whoever pays start the server with --auto-approve."
                            + " Nothing was sent, and nothing was paid for");
        }
        // As JSON, so that the prompt of an agent stays within quotation marks, whatever it contains.
        ElicitFormRequest question = ElicitFormRequest.builder(
                        "An agent asks for a video, which costs money: " + price + ". Accept to pay for it. Request: "
                                + request.toJson() + ". Idempotency key: " + key,
                        Map.of("type", "object", "properties", Map.of()))
                .build();
        try {
            ElicitResult.Action action = client.createElicitation(question).action();
            return action == ElicitResult.Action.ACCEPT
                    ? Optional.empty()
                    : Optional.of("The user did not approve it (" + action
                            + "). Nothing was sent, and nothing was paid for." + " Ask the user before you try again");
        } catch (RuntimeException e) {
            LOG.warn("The user could not be asked for approval", e);
            return Optional.of(
                    "The user could not be asked for approval, or did not answer in time. Nothing was sent, and"
                            + " nothing was paid for. Try again with the same idempotency_key");
        }
    }

    /** Whether the client supports forms; without modes it does. */
    private static boolean canAsk(ClientCapabilities capabilities) {
        ClientCapabilities.Elicitation elicitation = capabilities == null ? null : capabilities.elicitation();
        return elicitation != null && (elicitation.form() != null || elicitation.url() == null);
    }
}
