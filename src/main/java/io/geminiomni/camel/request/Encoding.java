package io.geminiomni.camel.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The encoding of a text, by its byte order mark. Without one it is UTF-8. */
enum Encoding {
    UTF_32LE(Charset.forName("UTF-32LE"), "fffe0000"),
    UTF_32BE(Charset.forName("UTF-32BE"), "0000feff"),
    UTF_16LE(StandardCharsets.UTF_16LE, "fffe"),
    UTF_16BE(StandardCharsets.UTF_16BE, "feff"),
    MARKED_UTF_8(StandardCharsets.UTF_8, "efbbbf"),
    UTF_8(StandardCharsets.UTF_8, "");

    static final int LONGEST_MARK = 4;

    private final Charset charset;
    private final String mark;

    /** @param mark in hexadecimal */
    Encoding(Charset charset, String mark) {
        this.charset = charset;
        this.mark = mark;
    }

    /** The encoding of a text that begins with these bytes. The position of the buffer does not change. */
    static Encoding of(ByteBuffer bytes) {
        byte[] head = new byte[Math.min(LONGEST_MARK, bytes.remaining())];
        bytes.duplicate().get(head);
        String beginning = HexFormat.of().formatHex(head);
        return Arrays.stream(values())
                .filter(encoding -> beginning.startsWith(encoding.mark))
                .findFirst()
                .orElse(UTF_8);
    }

    private int markLength() {
        return mark.length() / 2;
    }

    /** The most bytes, with the mark, of a text that has at most {@code limit} bytes in UTF-8. */
    long mostBytes(long limit) {
        boolean wide = this == UTF_16LE || this == UTF_16BE;
        long most = wide && limit <= Long.MAX_VALUE / 2 ? 2 * limit : limit;
        return most + Math.min(markLength(), Long.MAX_VALUE - most);
    }

    /** @return the text without its byte order mark */
    String decode(ByteBuffer bytes) throws UnreadableBodyException {
        if (this == UTF_32LE || this == UTF_32BE) {
            throw unreadable("UTF-32 text");
        }
        ByteBuffer text = bytes.slice().position(markLength());
        if (this == UTF_8 && hasNul(text)) {
            throw unreadable("text with NUL bytes, which may be UTF-16 without a byte order mark");
        }
        try {
            return charset.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw unreadable(
                    charset.equals(StandardCharsets.UTF_8)
                            ? "bytes that are not UTF-8"
                            : "a byte order mark of UTF-16 before bytes that are not UTF-16");
        }
    }

    private static boolean hasNul(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) == 0) {
                return true;
            }
        }
        return false;
    }

    private static UnreadableBodyException unreadable(String found) {
        return new UnreadableBodyException(
                found, "UTF-8 text, or UTF-16 text with a byte order mark", "save it as UTF-8");
    }
}
