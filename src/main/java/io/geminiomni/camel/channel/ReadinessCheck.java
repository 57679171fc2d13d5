package io.geminiomni.camel.channel;

import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** A check of readiness, which can be disabled and then is UNKNOWN. */
abstract class ReadinessCheck implements HealthCheck {
    private final String id;
    private final Map<String, Object> details;
    private boolean enabled = true;

    /** @param details are in each result */
    ReadinessCheck(String id, Map<String, Object> details) {
        this.id = id;
        this.details = details;
    }

    @Override
    public final String getGroup() {
        return "camel";
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final boolean isLiveness() {
        return false;
    }

    @Override
    public final boolean isEnabled() {
        return enabled;
    }

    @Override
    public final void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public final Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .detail(CHECK_KIND, Kind.READINESS)
                .details(details);
        return enabled
                ? check(result)
                : result.detail(CHECK_ENABLED, false)
                        .message("Disabled")
                        .unknown()
                        .build();
    }

    abstract Result check(HealthCheckResultBuilder result);
}
