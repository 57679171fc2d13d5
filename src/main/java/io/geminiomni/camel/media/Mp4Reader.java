package io.geminiomni.camel.media;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds the boxes of an MP4 file in its bytes, however they are divided, and gives the values of some of them to an
 * {@link Mp4Movie}. It keeps no more than a part of one box, and reads each byte at most once. Where the boxes are invalid it stops
 * to look for any. What follows behind the whole values and pictures, and is no box that is known, is no part of the video: it is
 * skipped, and is no defect.
 */
final class Mp4Reader {
    private static final int HEADER = 8;
    private static final int LARGE_HEADER = 16;
    private static final int VERSION_AND_FLAGS = 4;
    private static final int MAX_DEPTH = 6;
    private static final long TO_THE_END = Long.MAX_VALUE;

    /** The part of a box that is collected. */
    private enum Part {
        HEADER,
        LARGE_HEADER,
        VERSION,
        HEAD,
        ROW
    }

    private final Mp4Movie movie = new Mp4Movie();
    private final byte[] collected = new byte[Mp4Movie.MAX_HEAD];
    private final ByteBuffer values = ByteBuffer.wrap(collected);
    private Part part = Part.HEADER;
    private int filled;
    private int wanted = HEADER;
    private long position;
    private long skipTo;

    /** The containers around the present box, and where each ends. */
    private final int[] containers = new int[MAX_DEPTH];

    private final long[] ends = new long[MAX_DEPTH];
    private int depth;

    /** The present box, where it ends, and how many of its rows follow. */
    private int type;

    private long end;
    private long rows;
    private int outermost;
    /** Whether a whole box with the values, and a whole one with pictures, was seen. */
    private boolean hasValues;

    private boolean hasPictures;

    private @Nullable String defect;

    void add(byte[] buffer, int offset, int length) {
        int at = offset;
        int stop = offset + length;
        while (at < stop) {
            if (position >= skipTo && part == Part.HEADER && filled == 0) {
                leaveContainers();
            }
            if (position < skipTo) {
                int count = (int) Math.min(skipTo - position, stop - at);
                position += count;
                at += count;
            } else {
                int count = Math.min(wanted - filled, stop - at);
                System.arraycopy(buffer, at, collected, filled, count);
                position += count;
                at += count;
                filled += count;
                if (filled == wanted) {
                    complete();
                }
            }
        }
    }

    void end() {
        if (position >= skipTo && part == Part.HEADER && filled == 0) {
            leaveContainers();
        }
        if (defect == null) {
            defect = defectAtTheEnd();
        }
    }

    private @Nullable String defectAtTheEnd() {
        boolean isInBox = position < skipTo && skipTo != TO_THE_END;
        boolean isInContainer = depth > 1 || (depth == 1 && ends[0] != TO_THE_END);
        boolean isBehind = isWhole() && !Mp4Box.mayBeFirst(outermost);
        if (position < HEADER) {
            return "no MP4 file";
        } else if (!isBehind && (isInBox || isInContainer || part != Part.HEADER)) {
            return "an MP4 file that is cut off: it ends within its box " + Mp4Box.name(outermost);
        } else if (!movie.isFound()) {
            return "no MP4 file: it has no box moov";
        }
        return movie.video() == null ? "an MP4 file without a video track" : null;
    }

    /** Before the header of a box. A container may end with a few bytes that are no box. */
    private void leaveContainers() {
        while (depth > 0 && position >= ends[depth - 1]) {
            depth--;
        }
        if (depth == 0) {
            hasValues |= outermost == Mp4Box.MOOV;
            hasPictures |= outermost == Mp4Box.MDAT;
        } else if (ends[depth - 1] - position < HEADER) {
            skipTo = ends[depth - 1];
        }
    }

    private boolean isWhole() {
        return hasValues && hasPictures;
    }

    private void complete() {
        switch (part) {
            case HEADER -> header();
            case LARGE_HEADER -> largeHeader();
            case VERSION -> version();
            case HEAD -> head();
            case ROW -> row();
        }
    }

    private void header() {
        long start = position - HEADER;
        long size = Integer.toUnsignedLong(values.getInt(0));
        type = values.getInt(4);
        if (depth == 0) {
            outermost = type;
        }
        if (start == 0 && !Mp4Box.mayBeFirst(type)) {
            giveUp("no MP4 file");
        } else if (size == 1) {
            part = Part.LARGE_HEADER;
            wanted = LARGE_HEADER;
        } else if (size == 0) {
            box(depth == 0 ? TO_THE_END : ends[depth - 1]);
        } else if (size < HEADER) {
            invalid();
        } else {
            box(start + size);
        }
    }

    private void largeHeader() {
        long start = position - LARGE_HEADER;
        long size = values.getLong(HEADER);
        if (size >= 0 && size < LARGE_HEADER) {
            invalid();
        } else {
            boolean isHuge = size < 0 || start + size < 0;
            box(isHuge ? TO_THE_END - 1 : start + size);
        }
    }

    private void box(long endOfBox) {
        int container = depth == 0 ? Mp4Box.FILE : containers[depth - 1];
        end = endOfBox;
        if (depth > 0 && end > ends[depth - 1]) {
            invalid();
        } else if (Mp4Box.isContainer(container, type) && movie.enter(type)) {
            containers[depth] = type;
            ends[depth] = end;
            depth++;
            collect(Part.HEADER, HEADER);
        } else if (Mp4Box.isLeaf(container, type) && end - position >= VERSION_AND_FLAGS) {
            collect(Part.VERSION, VERSION_AND_FLAGS);
        } else {
            skipBox();
        }
    }

    /** Goes on with the whole part of the box before its rows. */
    private void version() {
        int length = Mp4Movie.headLength(type, values);
        if (end - position < length - VERSION_AND_FLAGS) {
            skipBox();
        } else {
            part = Part.HEAD;
            wanted = length;
        }
    }

    private void head() {
        Mp4Movie.Rows found = movie.read(type, values);
        rows = found.count();
        if (rows == 0 || rows > (end - position) / found.length()) {
            skipBox();
        } else {
            collect(Part.ROW, found.length());
        }
    }

    private void row() {
        movie.readRow(type, values);
        rows--;
        if (rows == 0) {
            skipBox();
        } else {
            collect(Part.ROW, wanted);
        }
    }

    private void collect(Part next, int length) {
        part = next;
        wanted = length;
        filled = 0;
    }

    private void skipBox() {
        skipTo = end;
        collect(Part.HEADER, HEADER);
    }

    private void invalid() {
        if (depth == 0 && isWhole()) {
            skipToTheEnd();
        } else {
            giveUp("an MP4 file with an invalid box " + Mp4Box.name(type));
        }
    }

    private void giveUp(String why) {
        defect = why;
        skipToTheEnd();
    }

    private void skipToTheEnd() {
        end = TO_THE_END;
        skipBox();
    }

    long position() {
        return position;
    }

    @Nullable Mp4Track video() {
        return movie.video();
    }

    @Nullable Duration duration() {
        return movie.duration();
    }

    /** Why it is not a whole MP4 file with a video; null if it is one. */
    @Nullable String defect() {
        return defect;
    }
}
