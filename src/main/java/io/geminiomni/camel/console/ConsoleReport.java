package io.geminiomni.camel.console;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a context. The names of the records' values are those of the JSON. Times are in seconds. It has no URL of a
 * video, no prompt and no API key.
 *
 * @param channels each with a started endpoint, in the order of their names
 */
public record ConsoleReport(List<ChannelReport> channels) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * A channel in one task store.
     *
     * @param states the number of tasks in each state, without states that have none
     * @param leasesHeld the leases of this node, on all channels with the same task store
     * @param unrecordedOutcomes requests of this node whose outcome is not recorded yet
     * @param lostAcknowledgements acknowledgements of this node that had no effect, as the lease was lost
     * @param tasks those that are not finished, at most so many in each state as the console was asked for
     * @param spending what was spent in this month, by unit; without units of which nothing was spent
     * @param failure why the task store could not be read, or {@code null}
     */
    public record ChannelReport(
            String channel,
            Map<String, Long> states,
            int leasesHeld,
            int unrecordedOutcomes,
            long lostAcknowledgements,
            List<GatewayReport> gateways,
            List<TaskReport> tasks,
            List<SpendingReport> spending,
            @Nullable String failure) {}

    /**
     * What a channel spent, as far as its requests had prices.
     *
     * @param today on this day, in UTC
     * @param month in this month, in UTC
     * @param reserved in this month, for requests whose outcome is not known; it is in neither of the others
     * @param unpriced the number of attempts in this month whose price was unknown
     */
    public record SpendingReport(String unit, BigDecimal today, BigDecimal month, BigDecimal reserved, long unpriced) {}

    /**
     * An account that an endpoint of the channel uses.
     *
     * @param account a short hash of the API key
     * @param throttledForSeconds how long nothing is polled; 0 if the gateway does not throttle
     * @param keyRejected whether the gateway refuses the API key
     */
    public record GatewayReport(String baseUrl, String account, long throttledForSeconds, boolean keyRejected) {}

    /**
     * A task that is not finished.
     *
     * @param ageSeconds since its submission; {@code null} if the store does not say
     * @param dueInSeconds until it is polled or emitted, if it is WAITING, COMPLETED or FAILED and not leased; negative if it
     *     is overdue
     * @param leasedBy who has leased it, or {@code null}
     * @param leasedForSeconds until the lease ends, or {@code null} if it is not leased
     * @param late the time-out option that it exceeded, or {@code null}
     * @param error its last failure, or {@code null}
     */
    public record TaskReport(
            String key,
            @Nullable String taskId,
            String state,
            @Nullable String status,
            int progress,
            @Nullable Long ageSeconds,
            @Nullable Long dueInSeconds,
            @Nullable String leasedBy,
            @Nullable Long leasedForSeconds,
            int polls,
            int attempts,
            @Nullable String late,
            @Nullable String error) {}

    /** The report as maps, lists, text, numbers and truth values. */
    public Map<String, Object> toMap() {
        return MAPPER.convertValue(this, new TypeReference<LinkedHashMap<String, Object>>() {});
    }
}
