package io.geminiomni.camel.emulator;

import io.geminiomni.camel.emulator.CreateCheck.Order;

/** What a video shows, how long, and how large in pixels: the same specification is the same file. */
record VideoSpec(String text, int seconds, int width, int height) {

    private static final int MAX_SIDE = 320;
    private static final int MIN_SIDE = 16;
    private static final int MIN_LONG_SIDE = 240;

    static VideoSpec of(Order order, String text) {
        int w = order.ratioWidth();
        int h = order.ratioHeight();
        for (int width = MAX_SIDE; width >= MIN_SIDE; width -= 2) {
            int height = width * h / w;
            boolean exact = width * h % w == 0 && height % 2 == 0;
            boolean fits = height <= MAX_SIDE && height >= MIN_SIDE && Math.max(width, height) >= MIN_LONG_SIDE;
            if (exact && fits) {
                return new VideoSpec(text, order.seconds(), width, height);
            }
        }
        return nearest(order, text);
    }

    private static VideoSpec nearest(Order order, String text) {
        double ratio = (double) order.ratioWidth() / order.ratioHeight();
        return ratio >= 1
                ? new VideoSpec(text, order.seconds(), MAX_SIDE, even(MAX_SIDE / ratio))
                : new VideoSpec(text, order.seconds(), even(MAX_SIDE * ratio), MAX_SIDE);
    }

    private static int even(double length) {
        return Math.max(MIN_SIDE, (int) Math.round(length / 2) * 2);
    }
}
