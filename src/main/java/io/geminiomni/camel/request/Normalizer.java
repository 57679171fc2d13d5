package io.geminiomni.camel.request;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a request of the given values: applies the rule of each field, and the rules across fields, which depend on the model. */
final class Normalizer {
    private static final List<Integer> REFERENCE_IMAGES = List.of(0, 1, 3);
    private static final Set<RequestField> OF_STANDARD_MODEL =
            EnumSet.of(RequestField.DURATION, RequestField.RESOLUTION, RequestField.GENERATION_TYPE);
    private static final String FRAME = "frame";
    private static final String REFERENCE = "reference";

    private final Map<RequestField, GivenValue> given;
    private final Findings findings;
    private final RequestRules rules;
    private final Map<RequestField, Object> sent = new EnumMap<>(RequestField.class);

    /** @param given the values that won, one for each field */
    Normalizer(Map<RequestField, GivenValue> given, Findings findings) {
        this.given = new EnumMap<>(given);
        this.findings = findings;
        this.rules = new RequestRules(findings);
    }

    /** @param bodyWasRead if not, it may have the prompt, and a missing prompt is not reported */
    VideoRequest normalize(boolean bodyWasRead) {
        Model model = model();
        if (bodyWasRead && !given.containsKey(RequestField.PROMPT)) {
            rules.missingPrompt();
        }
        orientationBesideRatio();
        RequestField.SENT.stream()
                .filter(field -> !OF_STANDARD_MODEL.contains(field))
                .forEach(this::send);
        if (model == Model.OMNI_10S) {
            omni10s();
        } else {
            standard(model);
        }
        VideoRequest.Builder request = VideoRequest.builder();
        sent.forEach(request::set);
        return request.build();
    }

    private void send(RequestField field) {
        GivenValue value = given.get(field);
        if (value != null) {
            field.check(rules, value).ifPresent(checked -> sent.put(field, checked));
        }
    }

    /** For a misspelt name, the model that was probably meant: then all violations are reported at once. */
    private Model model() {
        GivenValue model = given.remove(RequestField.MODEL);
        Optional<?> sentModel =
                model == null ? Optional.of(VideoRequest.DEFAULT_MODEL) : RequestField.MODEL.check(rules, model);
        sentModel.ifPresent(name -> sent.put(RequestField.MODEL, name));
        Optional<String> name = sentModel.map(Object::toString);
        Optional<String> meant = findings.isStrict() ? name.flatMap(AllowedValues.MODEL::nearest) : name;
        return meant.map(Model::named).orElse(Model.UNKNOWN);
    }

    private void orientationBesideRatio() {
        GivenValue ratio = given.get(RequestField.ASPECT_RATIO);
        GivenValue orientation = given.get(RequestField.ORIENTATION);
        if (ratio != null && orientation != null) {
            ignore(RequestField.ORIENTATION);
            if (orientation.fromRequest() && !ratio.fromRequest()) {
                findings.warning(orientation.writtenAs() + " has no effect: the endpoint's option " + ratio.writtenAs()
                        + " wins over it");
            }
        }
    }

    private void durationBesideVideo() {
        GivenValue videos = given.get(RequestField.VIDEO_URLS);
        GivenValue duration = videos == null ? null : given.remove(RequestField.DURATION);
        if (videos != null && duration != null && duration.fromRequest()) {
            findings.violation(
                    duration.writtenAs(),
                    ValueText.of(duration.value()) + " beside " + videos.writtenAs(),
                    "no duration together with a reference video",
                    "leave out " + duration.writtenAs() + " or " + videos.writtenAs());
        }
    }

    private void ignore(RequestField field) {
        GivenValue ignored = given.remove(field);
        if (ignored != null) {
            findings.ignored(ignored);
        }
    }

    private void omni10s() {
        ignore(RequestField.DURATION);
        ignore(RequestField.RESOLUTION);
        GivenValue videos = given.get(RequestField.VIDEO_URLS);
        if (videos != null) {
            ofStandardModelOnly(
                    videos,
                    videos.value(),
                    "put the video's URL into image_urls, which takes images and videos on " + Model.OMNI_10S_NAME);
        }
        send(RequestField.GENERATION_TYPE);
        GivenValue type = given.get(RequestField.GENERATION_TYPE);
        Object value = sent.get(RequestField.GENERATION_TYPE);
        if (type != null && REFERENCE.equals(value)) {
            findings.ignored(type);
            sent.remove(RequestField.GENERATION_TYPE);
        } else if (type != null && value != null && FRAME.equals(value)) {
            ofStandardModelOnly(
                    type,
                    FRAME,
                    "leave it out to use image_urls as references, or set model=" + VideoRequest.DEFAULT_MODEL
                            + " for a first frame");
        }
        int most = RequestField.IMAGE_URLS.most();
        if (count(RequestField.IMAGE_URLS) > most) {
            wrongCount(RequestField.IMAGE_URLS, "0 to " + most + " on " + Model.OMNI_10S_NAME, "");
        }
    }

    private void ofStandardModelOnly(GivenValue value, Object found, String hint) {
        findings.violation(
                value.writtenAs(),
                ValueText.of(found),
                "nothing: it is a field of " + VideoRequest.DEFAULT_MODEL + " only",
                hint);
    }

    private void standard(Model model) {
        send(RequestField.RESOLUTION);
        durationBesideVideo();
        send(RequestField.DURATION);
        send(RequestField.GENERATION_TYPE);
        Object type = sent.getOrDefault(RequestField.GENERATION_TYPE, REFERENCE);
        if (model == Model.STANDARD) {
            standardCounts(type);
        }
        if (FRAME.equals(type) && count(RequestField.VIDEO_URLS) > 0) {
            findings.warning("a video beside generation_type=frame: some services of this model then use reference");
        }
    }

    private void standardCounts(Object type) {
        int images = count(RequestField.IMAGE_URLS);
        if (FRAME.equals(type) && images != 1) {
            wrongCount(RequestField.IMAGE_URLS, "exactly 1, the first frame, with generation_type=frame", "");
        } else if (REFERENCE.equals(type) && !REFERENCE_IMAGES.contains(images)) {
            int most = RequestField.IMAGE_URLS.most();
            wrongCount(
                    RequestField.IMAGE_URLS,
                    "0, 1 or 3 on " + VideoRequest.DEFAULT_MODEL,
                    images <= most ? Model.OMNI_10S_NAME + " takes up to " + most : "");
        }
        int videos = RequestField.VIDEO_URLS.most();
        if (count(RequestField.VIDEO_URLS) > videos) {
            wrongCount(RequestField.VIDEO_URLS, "at most " + videos, "");
        }
    }

    private int count(RequestField field) {
        return sent.get(field) instanceof List<?> urls ? urls.size() : 0;
    }

    private void wrongCount(RequestField field, String allowed, String hint) {
        GivenValue value = given.get(field);
        String name = value == null ? field.jsonName() : value.writtenAs();
        findings.offContract(name, count(field) + " URLs", allowed, hint);
    }
}
