package io.geminiomni.camel.emit;

/**
 * The number of videos that a consumer claims ahead of its route: no more than the route processes between two polls, so that a
 * slow route does not keep videos from other nodes. The window doubles while the route keeps up and there is enough to claim,
 * and halves otherwise.
 */
public final class EmissionWindow {
    private static final int MAX_SIZE = 1024;

    private final int minSize;
    private int size;
    private int given;
    private int taken;

    /** @param concurrentConsumers how many exchanges the route processes at once; the window is never smaller */
    public EmissionWindow(int concurrentConsumers) {
        this.minSize = concurrentConsumers;
        this.size = concurrentConsumers;
    }

    /**
     * How many videos may be claimed now.
     *
     * @param queued claimed videos that are not in the route yet
     * @param inRoute videos in the route
     */
    public int room(int queued, int inRoute) {
        if (queued > 0 || taken == 0) {
            size = Math.max(minSize, size / 2);
        } else if (taken >= given) {
            size = Math.min(Math.max(MAX_SIZE, minSize), size * 2);
        }
        given = Math.max(0, size - queued - inRoute);
        taken = 0;
        return given;
    }

    /** So many videos were claimed. */
    public void took(int claimed) {
        taken = claimed;
    }
}
