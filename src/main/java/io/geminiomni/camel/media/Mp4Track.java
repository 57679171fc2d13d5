package io.geminiomni.camel.media;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an MP4 file tells about one of its tracks. */
final class Mp4Track {
    /** The letters {@code vide}. */
    private static final int VIDEO = 0x76696465;

    /** The letters {@code jpeg}, {@code png }, {@code mjpa} and {@code mjpb}. */
    private static final Set<Integer> STILL_FORMATS = Set.of(0x6A706567, 0x706E6720, 0x6D6A7061, 0x6D6A7062);

    int id;
    long timescale;
    /** By the media header. */
    long ticks = Ticks.UNKNOWN;
    /** Whether a player shows it, unless it is told otherwise. */
    boolean isEnabled;

    private long fragmentTicks;
    private int handler;
    private int shownWidth;
    private int shownHeight;
    private int format;
    private int codedWidth;
    private int codedHeight;
    private boolean isTurned;

    /** The kind of the track, as four letters. */
    void handler(int code) {
        handler = code;
    }

    /** The size by the track header: as the video is to be shown, before it is turned. */
    void shown(int width, int height, boolean turned) {
        shownWidth = width;
        shownHeight = height;
        isTurned = turned;
    }

    /** The format of the pictures, as four letters, and their size. */
    void coded(int code, int width, int height) {
        format = code;
        codedWidth = width;
        codedHeight = height;
    }

    void addFragment(long duration) {
        fragmentTicks = Ticks.sum(fragmentTicks, duration);
    }

    /** A track that does not tell its kind is one if it has a size. */
    boolean isVideo() {
        return handler == VIDEO || (handler == 0 && isShown());
    }

    boolean isStill() {
        return STILL_FORMATS.contains(format);
    }

    /** In pixels. */
    long area() {
        return isShown() ? (long) shownWidth * shownHeight : (long) codedWidth * codedHeight;
    }

    private boolean isShown() {
        return shownWidth > 0 && shownHeight > 0;
    }

    /** In pixels; null if it is not known. */
    @Nullable Integer width() {
        return isTurned ? verticalSide() : horizontalSide();
    }

    /** In pixels; null if it is not known. */
    @Nullable Integer height() {
        return isTurned ? horizontalSide() : verticalSide();
    }

    private @Nullable Integer horizontalSide() {
        return known(isShown() ? shownWidth : codedWidth);
    }

    private @Nullable Integer verticalSide() {
        return known(isShown() ? shownHeight : codedHeight);
    }

    private static @Nullable Integer known(int side) {
        return side == 0 ? null : side;
    }

    @Nullable Duration duration() {
        return Ticks.duration(ticks, timescale);
    }

    /** The sum of its fragments. */
    @Nullable Duration fragments() {
        return Ticks.duration(fragmentTicks, timescale);
    }
}
