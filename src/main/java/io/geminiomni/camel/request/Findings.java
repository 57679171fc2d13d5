package io.geminiomni.camel.request;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the violations, the warnings and the ignored fields of one request, so that they are reported together. */
final class Findings {
    private final boolean strict;
    private final List<Violation> violations = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> ignoredFields = new LinkedHashSet<>();

    /** @param strict whether a violation of the contract's counts and enumerations is an error, and not a warning */
    Findings(boolean strict) {
        this.strict = strict;
    }

    boolean isStrict() {
        return strict;
    }

    void violation(Violation violation) {
        violations.add(violation);
    }

    void violation(String field, String found, String allowed, String hint) {
        violation(new Violation(field, found, allowed, hint));
    }

    /** A violation of a count or an enumeration of the contract. */
    void offContract(String field, String found, String allowed, String hint) {
        Violation violation = new Violation(field, found, allowed, hint);
        if (strict) {
            violations.add(violation);
        } else {
            warnings.add(violation.toString());
        }
    }

    void warning(String sentence) {
        warnings.add(sentence);
    }

    /** The value has no effect beside the others, and is not sent. */
    void ignored(GivenValue given) {
        ignoredFields.add(given.field().jsonName());
    }

    List<Violation> violations() {
        return violations;
    }

    /** @throws InvalidVideoRequestException if there is any violation */
    NormalizedRequest result(VideoRequest request) {
        if (!violations.isEmpty()) {
            throw new InvalidVideoRequestException(violations);
        }
        return new NormalizedRequest(request, List.copyOf(ignoredFields), warnings);
    }
}
