package io.geminiomni.camel.simulation.checker;

/**
 * A promise that was broken.
 *
 * @param rule the name of the rule, which stays the same when a history is shortened
 */
public record Violation(String rule, String what) {
    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
