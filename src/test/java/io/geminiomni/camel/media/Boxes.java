package io.geminiomni.camel.media;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the boxes of MP4 files. */
final class Boxes {
    static final byte[] FTYP = box("ftyp", "isom\0\0\2\0isomavc1".getBytes(StandardCharsets.ISO_8859_1));
    static final byte[] MDAT = box("mdat", new byte[1000]);
    static final int[] UPRIGHT = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
    static final int[] TURNED = {0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000};

    private Boxes() {}

    static byte[] box(String type, byte[]... contents) {
        byte[] content = all(contents);
        return all(ints(8 + content.length), type.getBytes(StandardCharsets.ISO_8859_1), content);
    }

    /** A box with a size of 64 bits. */
    static byte[] largeBox(String type, byte[]... contents) {
        byte[] content = all(contents);
        return all(ints(1), type.getBytes(StandardCharsets.ISO_8859_1), longs(16 + content.length), content);
    }

    /** The header of a box that says this size. */
    static byte[] header(int size, String type) {
        return all(ints(size), type.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] all(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    private static byte[] version(int version, int flags) {
        return ints(version << 24 | flags);
    }

    static byte[] mvhd(int timescale, long duration) {
        return box("mvhd", version(0, 0), ints(0, 0, timescale, (int) duration), new byte[80]);
    }

    static byte[] longMvhd(int timescale, long duration) {
        return box("mvhd", version(1, 0), longs(0, 0), ints(timescale), longs(duration), new byte[80]);
    }

    static byte[] tkhd(int id, int width, int height, int[] matrix) {
        return box(
                "tkhd", version(0, 3), ints(0, 0, id, 0, 0, 0, 0, 0, 0), ints(matrix), ints(width << 16, height << 16));
    }

    static byte[] longTkhd(int id, int width, int height) {
        return box(
                "tkhd",
                version(1, 3),
                longs(0, 0),
                ints(id, 0),
                longs(0),
                ints(0, 0, 0, 0),
                ints(UPRIGHT),
                ints(width << 16, height << 16));
    }

    static byte[] mdhd(int timescale, long duration) {
        return box("mdhd", version(0, 0), ints(0, 0, timescale, (int) duration, 0));
    }

    static byte[] longMdhd(int timescale, long duration) {
        return box("mdhd", version(1, 0), longs(0, 0), ints(timescale), longs(duration), ints(0));
    }

    static byte[] hdlr(String handler) {
        return box("hdlr", version(0, 0), ints(0), handler.getBytes(StandardCharsets.ISO_8859_1), new byte[13]);
    }

    /** The description of the pictures, down to where it is. */
    static byte[] minf(int width, int height) {
        return minf("avc1", width, height);
    }

    /** The description of pictures in this format. */
    static byte[] minf(String format, int width, int height) {
        byte[] entry = box(
                format,
                new byte[24],
                ByteBuffer.allocate(4)
                        .putShort((short) width)
                        .putShort((short) height)
                        .array(),
                new byte[50]);
        return box("minf", box("vmhd", new byte[12]), box("stbl", box("stsd", version(0, 0), ints(1), entry)));
    }

    static byte[] trak(int id, int width, int height) {
        return box("trak", tkhd(id, width, height, UPRIGHT), box("mdia", mdhd(600, 0), hdlr("vide")));
    }

    static byte[] sound(int id) {
        return box("trak", tkhd(id, 0, 0, UPRIGHT), box("mdia", mdhd(48_000, 0), hdlr("soun")));
    }

    static byte[] mehd(int duration) {
        return box("mehd", version(0, 0), ints(duration));
    }

    static byte[] longMehd(long duration) {
        return box("mehd", version(1, 0), longs(duration));
    }

    static byte[] trex(int track, int sampleDuration) {
        return box("trex", version(0, 0), ints(track, 1, sampleDuration, 0, 0));
    }

    static byte[] moof(byte[]... runs) {
        return box("moof", box("mfhd", version(0, 0), ints(1)), box("traf", runs));
    }

    static byte[] tfhd(int track) {
        return box("tfhd", version(0, 0), ints(track));
    }

    /** With all values that may come before the duration of a sample. */
    static byte[] tfhd(int track, int sampleDuration) {
        return box("tfhd", version(0, 0xB), ints(track), longs(0), ints(1, sampleDuration));
    }

    static byte[] trun(int samples) {
        return box("trun", version(0, 0x5), ints(samples, 0, 0));
    }

    /** Each sample with a duration and a size. */
    static byte[] trunOf(int... durations) {
        byte[][] rows = new byte[durations.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = ints(durations[i], 100);
        }
        return box("trun", version(0, 0x301), ints(durations.length, 0), all(rows));
    }

    static byte[] sidx(int track, int timescale, int... durations) {
        byte[][] references = new byte[durations.length][];
        for (int i = 0; i < references.length; i++) {
            references[i] = ints(1000, durations[i], 0);
        }
        return box("sidx", version(0, 0), ints(track, timescale, 0, 0), ints(durations.length), all(references));
    }
}
