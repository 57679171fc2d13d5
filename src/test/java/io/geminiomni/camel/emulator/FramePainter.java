package io.geminiomni.camel.emulator;

import java.util.Arrays;

/** Paints the frames of a video as RGB pixels: a background, the text, and a bar that shows how much has been played. */
final class FramePainter {

    private static final int BACKGROUND = 0x1B2A41;
    private static final int TEXT = 0xF4F4F4;
    private static final int BAR = 0xF2A541;
    private static final int TRACK = 0x44546A;
    private static final int MARGIN = 8;

    private final int width;
    private final int height;
    private final int[] still;

    FramePainter(VideoSpec spec) {
        this.width = spec.width();
        this.height = spec.height();
        this.still = new int[width * height];
        Arrays.fill(still, BACKGROUND);
        int room = height - 3 * MARGIN;
        Lettering.write(spec.text(), new Lettering.Picture(still, width, height, TEXT), MARGIN, room);
    }

    /** One frame, row by row, when that share (0 to 1) of the video has been played. */
    int[] paint(double played) {
        int[] pixels = still.clone();
        int end = (int) Math.round(played * width);
        for (int y = Math.max(0, height - MARGIN); y < height; y++) {
            Arrays.fill(pixels, y * width, y * width + end, BAR);
            Arrays.fill(pixels, y * width + end, (y + 1) * width, TRACK);
        }
        return pixels;
    }
}
