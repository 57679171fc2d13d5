package io.geminiomni.camel.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes one request of the values that won: the contract's rules across fields, which depend on the model. */
final class Normalizer {
    private static final int MAX_VIDEOS = 1;
    private static final int MAX_OMNI_10S_ENTRIES = 7;
    private static final List<Integer> REFERENCE_IMAGES = List.of(0, 1, 3);
    private static final String FRAME = "frame";
    private static final String REFERENCE = "reference";

    private final Map<RequestField, GivenValue> stated;
    private final Findings findings;
    private final RequestRules rules;
    private final VideoRequest.Builder request = VideoRequest.builder();

    Normalizer(Map<RequestField, GivenValue> stated, Findings findings) {
        this.stated = stated;
        this.findings = findings;
        this.rules = new RequestRules(findings);
    }

    /** @param bodyWasRead otherwise a missing prompt may be in it, and is not worth a second violation */
    VideoRequest normalize(boolean bodyWasRead) {
        Model model = model();
        if (bodyWasRead || stated.containsKey(RequestField.PROMPT)) {
            rules.prompt(get(RequestField.PROMPT)).ifPresent(request::prompt);
        }
        aspect();
        List<String> images = urls(RequestField.IMAGE_URLS);
        List<String> videos = urls(RequestField.VIDEO_URLS);
        request.imageUrls(images).videoUrls(videos);
        if (model == Model.OMNI_10S) {
            omni10s(images);
        } else {
            standard(model, images, videos);
        }
        return request.build();
    }

    private @Nullable GivenValue get(RequestField field) {
        return stated.get(field);
    }

    /** Of a misspelt name, the rules of the model that was probably meant, so that all violations show at once. */
    private Model model() {
        GivenValue model = get(RequestField.MODEL);
        Optional<String> name = model == null ? Optional.of(VideoRequest.DEFAULT_MODEL) : rules.model(model);
        name.ifPresent(request::model);
        Optional<String> meant = findings.isStrict() ? name.flatMap(text -> AllowedValues.MODEL.nearest(text)) : name;
        return meant.map(Model::named).orElse(Model.UNKNOWN);
    }

    private void aspect() {
        GivenValue ratio = get(RequestField.ASPECT_RATIO);
        GivenValue orientation = get(RequestField.ORIENTATION);
        if (ratio == null) {
            Optional.ofNullable(orientation).flatMap(rules::orientation).ifPresent(request::orientation);
            return;
        }
        rules.aspectRatio(ratio).ifPresent(request::aspectRatio);
        if (orientation != null) {
            findings.ignored(orientation);
            if (orientation.fromRequest() && !ratio.fromRequest()) {
                findings.warning(orientation.writtenAs() + " has no effect: the endpoint's option " + ratio.writtenAs()
                        + " wins over it");
            }
        }
    }

    private List<String> urls(RequestField field) {
        return Optional.ofNullable(get(field)).flatMap(rules::urls).orElse(List.of());
    }

    private void omni10s(List<String> images) {
        drop(RequestField.DURATION);
        drop(RequestField.RESOLUTION);
        GivenValue videos = get(RequestField.VIDEO_URLS);
        if (videos != null) {
            findings.violation(
                    videos.writtenAs(),
                    ValueText.of(videos.value()),
                    "nothing: it is a field of " + VideoRequest.DEFAULT_MODEL + " only",
                    "put the video's URL into image_urls, which takes images and videos on " + Model.OMNI_10S_NAME);
        }
        GivenValue type = get(RequestField.GENERATION_TYPE);
        if (type != null) {
            rules.generationType(type).ifPresent(value -> omni10sGenerationType(type, value));
        }
        if (images.size() > MAX_OMNI_10S_ENTRIES) {
            wrongCount(images, "0 to " + MAX_OMNI_10S_ENTRIES + " on " + Model.OMNI_10S_NAME, "");
        }
    }

    private void omni10sGenerationType(GivenValue type, String value) {
        switch (value) {
            case REFERENCE -> findings.ignored(type);
            case FRAME ->
                findings.violation(
                        type.writtenAs(),
                        ValueText.of(value),
                        "nothing: it is a field of " + VideoRequest.DEFAULT_MODEL + " only",
                        "leave it out to use image_urls as references, or set model=" + VideoRequest.DEFAULT_MODEL
                                + " for a first frame");
            default -> request.generationType(value);
        }
    }

    private void drop(RequestField field) {
        GivenValue dropped = get(field);
        if (dropped != null) {
            findings.ignored(dropped);
        }
    }

    private void standard(Model model, List<String> images, List<String> videos) {
        Optional.ofNullable(get(RequestField.RESOLUTION))
                .flatMap(rules::resolution)
                .ifPresent(request::resolution);
        duration();
        String type = Optional.ofNullable(get(RequestField.GENERATION_TYPE))
                .flatMap(rules::generationType)
                .orElse(null);
        request.generationType(type);
        if (model == Model.STANDARD) {
            standardCounts(type == null ? REFERENCE : type, images, videos);
        }
        if (FRAME.equals(type) && !videos.isEmpty()) {
            findings.warning("a video beside generation_type=frame: some services of this model then use reference");
        }
    }

    private void duration() {
        GivenValue duration = get(RequestField.DURATION);
        GivenValue videos = get(RequestField.VIDEO_URLS);
        if (duration == null) {
            return;
        }
        if (videos == null) {
            rules.duration(duration).ifPresent(request::duration);
        } else if (duration.fromRequest()) {
            findings.violation(
                    duration.writtenAs(),
                    ValueText.of(duration.value()) + " beside " + videos.writtenAs(),
                    "no duration together with a reference video",
                    "leave out " + duration.writtenAs() + " or " + videos.writtenAs());
        }
    }

    private void standardCounts(String type, List<String> images, List<String> videos) {
        if (type.equals(FRAME) && images.size() != 1) {
            wrongCount(images, "exactly 1, the first frame, with generation_type=frame", "");
        } else if (type.equals(REFERENCE) && !REFERENCE_IMAGES.contains(images.size())) {
            wrongCount(
                    images,
                    "0, 1 or 3 on " + VideoRequest.DEFAULT_MODEL,
                    images.size() <= MAX_OMNI_10S_ENTRIES
                            ? Model.OMNI_10S_NAME + " takes up to " + MAX_OMNI_10S_ENTRIES
                            : "");
        }
        if (videos.size() > MAX_VIDEOS) {
            findings.offContract(nameOf(RequestField.VIDEO_URLS), videos.size() + " URLs", "at most " + MAX_VIDEOS, "");
        }
    }

    private void wrongCount(List<String> images, String allowed, String hint) {
        findings.offContract(nameOf(RequestField.IMAGE_URLS), images.size() + " URLs", allowed, hint);
    }

    private String nameOf(RequestField field) {
        GivenValue value = get(field);
        return value == null ? field.jsonName() : value.writtenAs();
    }
}
