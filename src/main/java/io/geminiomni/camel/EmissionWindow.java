package io.geminiomni.camel;

/**
 * How many videos a consumer claims ahead of its route: no more than the route gets through between two polls, so that a
 * slow route does not keep them from other nodes. It doubles while the route keeps up and halves when it does not.
 */
final class EmissionWindow {
    private static final int WIDEST = 1024;

    private final int narrowest;
    private int size;

    /** @param concurrentConsumers how many the route takes at once; the window is never smaller */
    EmissionWindow(int concurrentConsumers) {
        this.narrowest = concurrentConsumers;
        this.size = concurrentConsumers;
    }

    /**
     * How many may be claimed now.
     *
     * @param queued claimed, but not in the route yet
     * @param inRoute in the route
     */
    int room(int queued, int inRoute) {
        if (queued == 0) {
            size = Math.min(Math.max(WIDEST, narrowest), size * 2);
        } else {
            size = Math.max(narrowest, size / 2);
        }
        return Math.max(0, size - queued - inRoute);
    }
}
