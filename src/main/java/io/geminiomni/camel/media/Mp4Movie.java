package io.geminiomni.camel.media;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** The values of an MP4 file's boxes, as far as duration and size follow from them. It keeps a bounded number of tracks. */
final class Mp4Movie {
    /** The most bytes of a box that are read before its rows. */
    static final int MAX_HEAD = 96;

    private static final int MAX_TRACKS = 64;
    private static final int FRACTION_BITS = 16;

    private static final int IS_ENABLED = 0x1;
    private static final int HAS_BASE_OFFSET = 0x1;
    private static final int HAS_DESCRIPTION = 0x2;
    private static final int HAS_SAMPLE_TICKS = 0x8;
    private static final int HAS_DATA_OFFSET = 0x1;
    private static final int HAS_FIRST_FLAGS = 0x4;
    private static final int HAS_TICKS_OF_EACH = 0x100;
    /** The flags of values that each sample may have. */
    private static final int OF_EACH = 0xF00;

    private static final int REFERENCE_LENGTH = 12;

    /** Still pictures, such as a cover, are the video only if there is no other. */
    private static final Comparator<Mp4Track> PREFERENCE = Comparator.comparing((Mp4Track each) -> !each.isStill())
            .thenComparing(each -> each.isEnabled)
            .thenComparingLong(Mp4Track::area);

    private final List<Mp4Track> tracks = new ArrayList<>();
    private final Map<Integer, Index> indexes = new HashMap<>();
    /** How long a sample of a fragment lasts that does not say, by the id of its track, which may come later. */
    private final Map<Integer, Long> defaultTicks = new HashMap<>();

    /** The values of tracks that the file does not have, or beyond the number that is kept. */
    private final Mp4Track other = new Mp4Track();

    private boolean isFound;
    private boolean isFragmented;
    private long timescale;
    private long ticks = Ticks.UNKNOWN;
    private long fragmentedTicks = Ticks.UNKNOWN;
    private Mp4Track track = other;
    private long sampleTicks = Ticks.UNKNOWN;
    private Index index = new Index();

    /** What the indexes of a track tell, in their time scale. */
    private static final class Index {
        long timescale;
        long ticks;
    }

    /** The rows of a box: how many follow its head, and the bytes of each; none if there is nothing to be read in them. */
    record Rows(long count, int length) {
        static final Rows NONE = new Rows(0, 0);
    }

    /** Whether the file has said what it is. */
    boolean isFound() {
        return isFound;
    }

    /** The begin of a container. Returns whether its boxes are to be read. */
    boolean enter(int type) {
        switch (type) {
            case Mp4Box.MOOV -> {
                boolean isFirst = !isFound;
                isFound = true;
                return isFirst;
            }
            case Mp4Box.TRAK -> {
                track = new Mp4Track();
                return tracks.size() < MAX_TRACKS && tracks.add(track);
            }
            case Mp4Box.MVEX, Mp4Box.MOOF -> isFragmented = true;
            case Mp4Box.TRAF -> {
                track = other;
                sampleTicks = Ticks.UNKNOWN;
            }
            default -> {
                // has no values of its own
            }
        }
        return true;
    }

    /** How many bytes of a box are read before its rows, by its version and flags: 4 to {@link #MAX_HEAD}. */
    static int headLength(int type, ByteBuffer box) {
        boolean isLong = isLong(box);
        return switch (type) {
            case Mp4Box.MVHD, Mp4Box.MDHD -> isLong ? 32 : 20;
            case Mp4Box.TKHD -> isLong ? 96 : 84;
            case Mp4Box.HDLR -> 12;
            case Mp4Box.STSD -> 44;
            case Mp4Box.MEHD -> isLong ? 12 : 8;
            case Mp4Box.TREX -> 16;
            case Mp4Box.TFHD -> sampleTicksAt(box) + (has(box, HAS_SAMPLE_TICKS) ? 4 : 0);
            case Mp4Box.TRUN -> 8 + (has(box, HAS_DATA_OFFSET) ? 4 : 0) + (has(box, HAS_FIRST_FLAGS) ? 4 : 0);
            case Mp4Box.SIDX -> isLong ? 32 : 24;
            default -> 4;
        };
    }

    private static int sampleTicksAt(ByteBuffer fragmentHeader) {
        return 8 + (has(fragmentHeader, HAS_BASE_OFFSET) ? 8 : 0) + (has(fragmentHeader, HAS_DESCRIPTION) ? 4 : 0);
    }

    private static boolean isLong(ByteBuffer box) {
        return box.get(0) == 1;
    }

    private static boolean has(ByteBuffer box, int flag) {
        return (box.getInt(0) & flag) != 0;
    }

    /** Reads the bytes of a box before its rows. Returns the rows that are to be read. */
    Rows read(int type, ByteBuffer box) {
        switch (type) {
            case Mp4Box.MVHD -> {
                timescale = timescale(box);
                ticks = ticks(box);
            }
            case Mp4Box.TKHD -> trackHeader(box);
            case Mp4Box.MDHD -> {
                track.timescale = timescale(box);
                track.ticks = ticks(box);
            }
            case Mp4Box.HDLR -> track.handler(box.getInt(8));
            case Mp4Box.STSD -> track.coded(box.getInt(12), box.getShort(40) & 0xFFFF, box.getShort(42) & 0xFFFF);
            case Mp4Box.MEHD -> fragmentedTicks = isLong(box) ? Ticks.of64(box.getLong(4)) : Ticks.of32(box.getInt(4));
            case Mp4Box.TREX -> fragmentDefaults(box.getInt(4), Ticks.of32(box.getInt(12)));
            case Mp4Box.TFHD -> fragmentHeader(box);
            case Mp4Box.TRUN -> {
                return samples(box);
            }
            case Mp4Box.SIDX -> {
                return index(box);
            }
            default -> {
                // is not read
            }
        }
        return Rows.NONE;
    }

    void readRow(int type, ByteBuffer row) {
        if (type == Mp4Box.TRUN) {
            track.addFragment(Ticks.of32(row.getInt(0)));
        } else if (row.getInt(0) >= 0) { // else of another index
            index.ticks = Ticks.sum(index.ticks, Ticks.of32(row.getInt(4)));
        }
    }

    private static long timescale(ByteBuffer header) {
        return Integer.toUnsignedLong(header.getInt(isLong(header) ? 20 : 12));
    }

    private static long ticks(ByteBuffer header) {
        return isLong(header) ? Ticks.of64(header.getLong(24)) : Ticks.of32(header.getInt(16));
    }

    private void trackHeader(ByteBuffer box) {
        track.id = box.getInt(isLong(box) ? 20 : 12);
        int matrix = isLong(box) ? 52 : 40;
        boolean isTurned = box.getInt(matrix) == 0
                && box.getInt(matrix + 4) != 0
                && box.getInt(matrix + 12) != 0
                && box.getInt(matrix + 16) == 0;
        track.isEnabled = has(box, IS_ENABLED);
        track.shown(box.getInt(matrix + 36) >>> FRACTION_BITS, box.getInt(matrix + 40) >>> FRACTION_BITS, isTurned);
    }

    private void fragmentDefaults(int id, long ticksOfSample) {
        if (defaultTicks.size() < MAX_TRACKS || defaultTicks.containsKey(id)) {
            defaultTicks.put(id, ticksOfSample);
        }
    }

    private void fragmentHeader(ByteBuffer box) {
        int id = box.getInt(4);
        track = track(id);
        sampleTicks = has(box, HAS_SAMPLE_TICKS)
                ? Ticks.of32(box.getInt(sampleTicksAt(box)))
                : defaultTicks.getOrDefault(id, Ticks.UNKNOWN);
    }

    private Rows samples(ByteBuffer box) {
        long count = Integer.toUnsignedLong(box.getInt(4));
        if (has(box, HAS_TICKS_OF_EACH)) {
            return new Rows(count, Integer.BYTES * Integer.bitCount(box.getInt(0) & OF_EACH));
        }
        track.addFragment(Ticks.product(count, sampleTicks));
        return Rows.NONE;
    }

    private Rows index(ByteBuffer box) {
        int id = box.getInt(4);
        index = indexes.size() < MAX_TRACKS
                ? indexes.computeIfAbsent(id, any -> new Index())
                : indexes.getOrDefault(id, new Index());
        index.timescale = Integer.toUnsignedLong(box.getInt(8));
        return new Rows(box.getShort(isLong(box) ? 30 : 22) & 0xFFFF, REFERENCE_LENGTH);
    }

    private Mp4Track track(int id) {
        for (Mp4Track each : tracks) {
            if (each.id == id) {
                return each;
            }
        }
        return other;
    }

    /** The track with pictures that is shown, or null: of several the enabled ones come first, then the largest. */
    @Nullable Mp4Track video() {
        return tracks.stream()
                .filter(Mp4Track::isVideo)
                .reduce(BinaryOperator.maxBy(PREFERENCE))
                .orElse(null);
    }

    /** Of the whole; null if the file does not tell. */
    @Nullable Duration duration() {
        @Nullable Duration stated = Ticks.duration(ticks, timescale);
        if (isFragmented) {
            stated = Ticks.longer(stated, ofFragments());
        }
        if (stated == null) {
            for (Mp4Track each : tracks) {
                stated = Ticks.longer(stated, each.duration());
            }
        }
        return stated;
    }

    private @Nullable Duration ofFragments() {
        @Nullable Duration found = Ticks.duration(fragmentedTicks, timescale);
        if (found == null) {
            for (Mp4Track each : tracks) {
                found = Ticks.longer(found, each.fragments());
            }
        }
        if (found == null) {
            for (Index each : indexes.values()) {
                found = Ticks.longer(found, Ticks.duration(each.ticks, each.timescale));
            }
        }
        return found;
    }
}
