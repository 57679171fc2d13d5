package io.geminiomni.camel.emulator;

/** Writes text into a picture. */
final class Lettering {

    private Lettering() {}

    static void write(String text, int[] pixels, int width, int margin, int height, int colour) {
        // the next commit
    }
}
