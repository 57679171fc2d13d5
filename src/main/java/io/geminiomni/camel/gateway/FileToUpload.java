package io.geminiomni.camel.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file for the gateway.
 *
 * @param name without a path; any characters but control characters
 * @param mimeType of those that the gateway takes
 * @param length in bytes, 1 to {@link #MAX_LENGTH}
 * @param content opened once
 */
public record FileToUpload(String name, String mimeType, long length, Content content) {
    /** The largest file that the gateway takes: 100 MB. */
    public static final long MAX_LENGTH = 100L * 1024 * 1024;

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("png", "image/png"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("bmp", "image/bmp"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("avi", "video/x-msvideo"),
            Map.entry("webm", "video/webm"),
            Map.entry("mkv", "video/x-matroska"),
            Map.entry("m4v", "video/x-m4v"),
            Map.entry("flv", "video/x-flv"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("wav", "audio/wav"),
            Map.entry("aac", "audio/aac"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("flac", "audio/flac"),
            Map.entry("ogg", "audio/ogg"));

    /** The type of a file by its name; empty when the gateway takes no such files. */
    public static Optional<String> typeOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.ofNullable(TYPES.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }

    /** The bytes of the file. */
    @FunctionalInterface
    public interface Content {
        /** A stream from the first byte, which the caller closes. */
        InputStream open() throws IOException;
    }
}
