package io.geminiomni.camel.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The types of boxes, four letters each, and which of them are read. */
final class Mp4Box {
    /** The file itself, which contains the outermost boxes. */
    static final int FILE = 0;

    static final int MOOV = 0x6D6F6F76;
    static final int MVHD = 0x6D766864;
    static final int TRAK = 0x7472616B;
    static final int TKHD = 0x746B6864;
    static final int MDIA = 0x6D646961;
    static final int MDHD = 0x6D646864;
    static final int HDLR = 0x68646C72;
    static final int MINF = 0x6D696E66;
    static final int STBL = 0x7374626C;
    static final int STSD = 0x73747364;
    static final int MVEX = 0x6D766578;
    static final int MEHD = 0x6D656864;
    static final int TREX = 0x74726578;
    static final int MOOF = 0x6D6F6F66;
    static final int TRAF = 0x74726166;
    static final int TFHD = 0x74666864;
    static final int TRUN = 0x7472756E;
    static final int SIDX = 0x73696478;
    static final int MDAT = 0x6D646174;

    private static final int FTYP = 0x66747970;
    private static final int FREE = 0x66726565;
    private static final int SKIP = 0x736B6970;
    private static final int WIDE = 0x77696465;
    private static final int STYP = 0x73747970;
    private static final int PDIN = 0x7064696E;
    private static final int PNOT = 0x706E6F74;
    private static final int UUID = 0x75756964;
    private static final int EMSG = 0x656D7367;
    private static final int PRFT = 0x70726674;

    private Mp4Box() {}

    /** Whether an MP4 file, or one of its relatives, may begin with a box of this type. */
    static boolean mayBeFirst(int type) {
        return switch (type) {
            case FTYP, MOOV, MDAT, FREE, SKIP, WIDE, STYP, SIDX, MOOF, PDIN, PNOT, UUID, EMSG, PRFT -> true;
            default -> false;
        };
    }

    /** Whether a box in this container contains boxes that are read. */
    static boolean isContainer(int container, int type) {
        return switch (container) {
            case FILE -> type == MOOV || type == MOOF;
            case MOOV -> type == TRAK || type == MVEX;
            case TRAK -> type == MDIA;
            case MDIA -> type == MINF;
            case MINF -> type == STBL;
            case MOOF -> type == TRAF;
            default -> false;
        };
    }

    /** Whether a box in this container has values that are read. */
    static boolean isLeaf(int container, int type) {
        return switch (container) {
            case FILE -> type == SIDX;
            case MOOV -> type == MVHD;
            case TRAK -> type == TKHD;
            case MDIA -> type == MDHD || type == HDLR;
            case STBL -> type == STSD;
            case MVEX -> type == MEHD || type == TREX;
            case TRAF -> type == TFHD || type == TRUN;
            default -> false;
        };
    }

    /** For messages: the letters of the type. */
    static String name(int type) {
        byte[] letters = ByteBuffer.allocate(Integer.BYTES).putInt(type).array();
        return new String(letters, StandardCharsets.ISO_8859_1).replaceAll("[^A-Za-z0-9]", "?");
    }
}
