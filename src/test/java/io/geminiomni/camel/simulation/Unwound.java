package io.geminiomni.camel.simulation;

/**
 * Ends the threads of a history that has been judged. It is never thrown before that: a {@code catch} or {@code finally} could
 * continue the work of a node that has ended.
 */
final class Unwound extends Error {
    private static final long serialVersionUID = 1L;

    Unwound() {
        super("The history is over", null, false, false);
    }
}
