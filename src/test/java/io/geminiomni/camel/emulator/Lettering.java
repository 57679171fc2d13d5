package io.geminiomni.camel.emulator;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Writes text into a picture: with the fonts of the platform where there are any, else with {@link BitmapFont}. A bare
 * Java runtime on a server often has none, and says so with all kinds of errors.
 */
final class Lettering {

    private static final boolean PLATFORM_HAS_FONTS = platformHasFonts();
    private static final int MAX_CHARACTERS = 400;
    private static final int FONT_SIZE = 18;

    private Lettering() {}

    /** Writes as many lines of a text as fit into an area of {@code area} pixels' height, margins outside of it. */
    static void write(String text, Picture picture, int margin, int area) {
        String beginning = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) : text;
        if (PLATFORM_HAS_FONTS) {
            writeWithPlatformFont(beginning, picture, margin, area);
        } else {
            writeWithBitmapFont(beginning, picture, margin, area);
        }
    }

    /**
     * Pixels to write on.
     *
     * @param pixels row by row, as 0xRRGGBB
     * @param colour of the letters
     */
    record Picture(int[] pixels, int width, int height, int colour) {}

    static void writeWithPlatformFont(String text, Picture picture, int margin, int area) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, picture.width(), picture.height(), picture.pixels(), 0, picture.width());
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(new Color(picture.colour()));
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            FontMetrics metrics = graphics.getFontMetrics();
            int top = margin;
            for (String line : wrap(text, picture.width() - 2 * margin, metrics::stringWidth)) {
                if (top + metrics.getHeight() > margin + area) {
                    break;
                }
                graphics.drawString(line, margin, top + metrics.getAscent());
                top += metrics.getHeight();
            }
        } finally {
            graphics.dispose();
        }
        image.getRGB(0, 0, picture.width(), picture.height(), picture.pixels(), 0, picture.width());
    }

    static void writeWithBitmapFont(String text, Picture picture, int margin, int area) {
        int top = margin;
        for (String line : wrap(text, picture.width() - 2 * margin, BitmapFont::width)) {
            if (top + BitmapFont.HEIGHT > margin + area) {
                return;
            }
            BitmapFont.write(line, picture, margin, top);
            top += BitmapFont.HEIGHT + BitmapFont.LEADING;
        }
    }

    /** Breaks a text into lines, between words where it can and within a word where it must. */
    static List<String> wrap(String text, int width, ToIntFunction<String> measure) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (!line.isEmpty() && measure.applyAsInt(line + " " + word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
            breakWord(line, lines, width, measure);
        }
        lines.add(line.toString());
        return lines;
    }

    private static void breakWord(StringBuilder line, List<String> lines, int width, ToIntFunction<String> measure) {
        while (line.length() > 1 && measure.applyAsInt(line.toString()) > width) {
            int end = line.length() - 1;
            while (end > 1 && measure.applyAsInt(line.substring(0, end)) > width) {
                end--;
            }
            lines.add(line.substring(0, end));
            line.delete(0, end);
        }
    }

    private static boolean platformHasFonts() {
        System.setProperty("java.awt.headless", "true");
        try {
            writeWithPlatformFont("?", new Picture(new int[32 * 32], 32, 32, 0xFFFFFF), 0, 32);
            return true;
        } catch (RuntimeException | LinkageError | InternalError e) {
            return false;
        }
    }
}
