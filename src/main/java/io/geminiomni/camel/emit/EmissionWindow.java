package io.geminiomni.camel.emit;

/**
 * How many videos a consumer claims ahead of its route: no more than the route gets through between two polls, so that a
 * slow route does not keep them from other nodes. It doubles while it is filled and the route keeps up, and halves when
 * the route does not or there is nothing to claim.
 */
public final class EmissionWindow {
    private static final int WIDEST = 1024;

    private final int narrowest;
    private int size;
    private int given;
    private int taken;

    /** @param concurrentConsumers how many the route takes at once; the window is never smaller */
    public EmissionWindow(int concurrentConsumers) {
        this.narrowest = concurrentConsumers;
        this.size = concurrentConsumers;
    }

    /**
     * How many may be claimed now.
     *
     * @param queued claimed, but not in the route yet
     * @param inRoute in the route
     */
    public int room(int queued, int inRoute) {
        if (queued > 0 || taken == 0) {
            size = Math.max(narrowest, size / 2);
        } else if (taken >= given) {
            size = Math.min(Math.max(WIDEST, narrowest), size * 2);
        }
        given = Math.max(0, size - queued - inRoute);
        taken = 0;
        return given;
    }

    /** So many of those were claimed. */
    public void took(int claimed) {
        taken = claimed;
    }
}
