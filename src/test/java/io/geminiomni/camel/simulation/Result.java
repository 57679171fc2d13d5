package io.geminiomni.camel.simulation;

import io.geminiomni.camel.simulation.checker.Moment;
import io.geminiomni.camel.simulation.checker.Violation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A history and its judgement.
 *
 * @param steps at how many steps the scheduler could choose
 * @param faults how often each kind of fault has happened
 */
record Result(Plan plan, List<Moment> history, List<Violation> violations, long steps, Map<FaultKind, Integer> faults) {
    boolean breaks(String rule) {
        return violations.stream().anyMatch(violation -> violation.rule().equals(rule));
    }

    /** Distinguishes this history from all others. */
    String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Moment moment : history) {
                digest.update(Long.toString(moment.at().toNanos()).getBytes(StandardCharsets.UTF_8));
                digest.update(moment.event().toString().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
