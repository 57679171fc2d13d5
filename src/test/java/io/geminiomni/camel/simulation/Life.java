package io.geminiomni.camel.simulation;

/**
 * The life of a process, from its start to its end. When it has ended, none of its threads takes another step: they stay where
 * they are, and nothing is thrown into them.
 */
final class Life {
    private final String name;
    private boolean ended;
    private long pausedUntil;
    private int exchanges;
    private int stepsLeft = -1;
    private Runnable whenOver = () -> {};

    Life(String name) {
        this.name = name;
    }

    boolean isEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** The time until which no thread of the process goes on. */
    long pausedUntil() {
        return pausedUntil;
    }

    void pauseUntil(long time) {
        pausedUntil = Math.max(pausedUntil, time);
    }

    /**
     * Has something happen before one of the next steps of the process.
     *
     * @param steps how many steps it takes before that
     */
    void afterSteps(int steps, Runnable action) {
        stepsLeft = steps;
        whenOver = action;
    }

    /** What was to happen does not, and the process goes on. */
    void recover() {
        stepsLeft = -1;
        pausedUntil = 0;
    }

    void exchangeBegins() {
        exchanges++;
    }

    void exchangeEnds() {
        exchanges--;
    }

    /** The exchanges of producers that have not continued. */
    int exchanges() {
        return exchanges;
    }

    /** One of its threads is about to take a step. */
    void step() {
        if (stepsLeft >= 0 && stepsLeft-- == 0) {
            whenOver.run();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
