package io.geminiomni.camel.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a request that its price may depend on, as the gateway bills them: an alias is the model that it names, and a value
 * that is not set is the gateway's default. {@code omni-10s} is always billed as 10 s at 720p.
 *
 * @param model as the gateway names it
 * @param resolution {@code 720p}, {@code 1080p} or {@code 4k}; {@code null} if it is not known, as of a model that the contract
 *     does not list
 * @param duration in seconds, 1 or more; {@code null} if it is not known, as with a reference video, or of a request for 0 seconds
 */
public record BilledValues(
        String model, @Nullable String resolution, @Nullable Integer duration, boolean referenceVideo) {
    private static final String DEFAULT_RESOLUTION = "720p";
    private static final int DEFAULT_DURATION = 6;
    private static final int OMNI_10S_DURATION = 10;
    private static final List<BilledValues> POSSIBLE = ofAllRequests();

    /** The values of a request, which need not be normalised. */
    public static BilledValues of(VideoRequest request) {
        String model = AllowedValues.MODEL.canonical(request.model()).orElse(request.model());
        boolean referenceVideo = !request.videoUrls().isEmpty();
        return switch (Model.named(model)) {
            case OMNI_10S -> omni10s(referenceVideo);
            case STANDARD ->
                new BilledValues(
                        model,
                        request.resolution() == null ? DEFAULT_RESOLUTION : resolution(request.resolution()),
                        duration(request, DEFAULT_DURATION),
                        referenceVideo);
            case UNKNOWN ->
                new BilledValues(model, resolution(request.resolution()), duration(request, null), referenceVideo);
        };
    }

    private static BilledValues omni10s(boolean referenceVideo) {
        return new BilledValues(Model.OMNI_10S_NAME, DEFAULT_RESOLUTION, OMNI_10S_DURATION, referenceVideo);
    }

    private static @Nullable String resolution(@Nullable String written) {
        return written == null
                ? null
                : AllowedValues.RESOLUTION.canonical(written).orElse(written);
    }

    private static @Nullable Integer duration(VideoRequest request, @Nullable Integer whenUnset) {
        if (!request.videoUrls().isEmpty()) {
            return null;
        }
        Integer given = request.duration();
        if (given == null) {
            return whenUnset;
        }
        return given > 0 ? given : null;
    }

    public static List<BilledValues> possible() {
        return POSSIBLE;
    }

    private static List<BilledValues> ofAllRequests() {
        List<BilledValues> all = new ArrayList<>();
        for (String resolution : AllowedValues.RESOLUTION.values()) {
            for (Integer duration : RequestRules.DURATIONS) {
                all.add(new BilledValues(VideoRequest.DEFAULT_MODEL, resolution, duration, false));
            }
            all.add(new BilledValues(VideoRequest.DEFAULT_MODEL, resolution, null, true));
        }
        all.add(omni10s(false));
        return List.copyOf(all);
    }

    @Override
    public String toString() {
        return "model " + SafeText.text(model)
                + ", resolution " + (resolution == null ? "not known" : SafeText.text(resolution))
                + ", duration " + (duration == null ? "not known" : duration + " s")
                + (referenceVideo ? ", with a reference video" : ", without a reference video");
    }
}
