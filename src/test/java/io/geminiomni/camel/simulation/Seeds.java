package io.geminiomni.camel.simulation;

/** The seeds of a build: new ones each time, unless {@code -Dsimulation.seed} sets the first one. */
final class Seeds {
    private static final long FIRST = Long.getLong("simulation.seed", System.currentTimeMillis() << 20);

    private Seeds() {}

    static long first() {
        return FIRST;
    }
}
