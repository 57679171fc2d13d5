package io.geminiomni.camel.request;

import java.util.List;

/** Judges an endpoint's request options one by one: which of them go together depends on each request. */
final class DefaultsCheck {
    private static final int MOST_IMAGES = 7;
    private static final int MOST_VIDEOS = 1;

    private DefaultsCheck() {}

    static List<Violation> violations(RequestDefaults defaults, boolean strict) {
        Findings findings = new Findings(strict);
        RequestRules rules = new RequestRules(findings);
        for (RequestField field : RequestField.values()) {
            GivenValue stated = GivenValue.of(field, field.camelName(), defaults.get(field), GivenValue.Source.OPTION);
            if (stated != null) {
                check(stated, rules, findings);
            }
        }
        return findings.violations();
    }

    private static void check(GivenValue stated, RequestRules rules, Findings findings) {
        switch (stated.field()) {
            case PROMPT -> rules.prompt(stated);
            case MODEL -> rules.model(stated);
            case DURATION -> rules.duration(stated);
            case RESOLUTION -> rules.resolution(stated);
            case ASPECT_RATIO -> rules.aspectRatio(stated);
            case ORIENTATION -> rules.orientation(stated);
            case GENERATION_TYPE -> rules.generationType(stated);
            case IMAGE_URLS -> checkUrls(stated, MOST_IMAGES, rules, findings);
            case VIDEO_URLS -> checkUrls(stated, MOST_VIDEOS, rules, findings);
            case IMAGES -> throw new IllegalStateException("There is no option images");
        }
    }

    private static void checkUrls(GivenValue stated, int most, RequestRules rules, Findings findings) {
        rules.urls(stated)
                .filter(urls -> urls.size() > most)
                .ifPresent(urls -> findings.offContract(
                        stated.writtenAs(), urls.size() + " URLs", "at most " + most + " on any model", ""));
    }
}
