package io.geminiomni.camel.emulator;

import io.geminiomni.camel.emulator.CreateCheck.Order;

/**
 * What a video shows, how long, and how large in pixels: the same specification is the same file.
 *
 * @param width of the pictures, which are small so that they are soon made
 * @param height of the pictures
 * @param shownWidth the width at which the file says that it is to be shown
 * @param shownHeight the height at which the file says that it is to be shown
 */
record VideoSpec(String text, int seconds, int width, int height, int shownWidth, int shownHeight) {

    private static final int MAX_SIDE = 320;
    private static final int MIN_SIDE = 16;
    private static final int MIN_LONG_SIDE = 240;
    private static final double WIDE = 16.0 / 9;

    static VideoSpec of(Order order, String text) {
        int w = order.ratioWidth();
        int h = order.ratioHeight();
        for (int width = MAX_SIDE; width >= MIN_SIDE; width -= 2) {
            int height = width * h / w;
            boolean exact = width * h % w == 0 && height % 2 == 0;
            boolean fits = height <= MAX_SIDE && height >= MIN_SIDE && Math.max(width, height) >= MIN_LONG_SIDE;
            if (exact && fits) {
                return shown(order, text, width, height);
            }
        }
        return nearest(order, text);
    }

    private static VideoSpec nearest(Order order, String text) {
        double ratio = ratio(order);
        return ratio >= 1
                ? shown(order, text, MAX_SIDE, even(MAX_SIDE / ratio))
                : shown(order, text, even(MAX_SIDE * ratio), MAX_SIDE);
    }

    /** As high as a picture of 16:9, or as wide if it is wider than that. */
    private static VideoSpec shown(Order order, String text, int width, int height) {
        double ratio = ratio(order);
        double longer = Math.max(ratio, 1 / ratio);
        double longSide = order.lines() * Math.min(longer, WIDE);
        int wide = (int) Math.round(ratio >= 1 ? longSide : longSide / longer);
        int high = (int) Math.round(ratio >= 1 ? longSide / longer : longSide);
        return new VideoSpec(text, order.seconds(), width, height, Math.max(1, wide), Math.max(1, high));
    }

    private static double ratio(Order order) {
        return (double) order.ratioWidth() / order.ratioHeight();
    }

    private static int even(double length) {
        return Math.max(MIN_SIDE, (int) Math.round(length / 2) * 2);
    }

    /** The same, two seconds shorter. */
    VideoSpec shorter() {
        return new VideoSpec(text, seconds - 2, width, height, shownWidth, shownHeight);
    }

    /** The same, to be shown at half the width and height. */
    VideoSpec smaller() {
        return new VideoSpec(text, seconds, width, height, Math.max(1, shownWidth / 2), Math.max(1, shownHeight / 2));
    }
}
