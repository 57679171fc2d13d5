package io.geminiomni.camel.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file for the gateway.
 *
 * @param name without a path and without control characters
 * @param mimeType one that the gateway takes
 * @param length in bytes, 1 to {@link #MAX_LENGTH}
 * @param content opened once
 */
public record FileToUpload(String name, String mimeType, long length, Content content) {
    /** The largest file that the gateway takes: 100 MB. */
    public static final long MAX_LENGTH = 100L * 1024 * 1024;

    private static final Map<String, String> TYPES = types(
            "jpg=image/jpeg jpeg=image/jpeg png=image/png gif=image/gif webp=image/webp bmp=image/bmp svg=image/svg+xml"
                    + " mp4=video/mp4 mov=video/quicktime avi=video/x-msvideo webm=video/webm mkv=video/x-matroska"
                    + " m4v=video/x-m4v flv=video/x-flv mp3=audio/mpeg wav=audio/wav aac=audio/aac m4a=audio/mp4"
                    + " flac=audio/flac ogg=audio/ogg");

    /** The file extensions that the gateway takes, for messages. */
    public static final String EXTENSIONS = "images (" + extensions("image/") + "), videos (" + extensions("video/")
            + ") and sounds (" + extensions("audio/") + ")";

    private static Map<String, String> types(String pairs) {
        return Stream.of(pairs.split(" "))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (one, other) -> one, LinkedHashMap::new));
    }

    private static String extensions(String type) {
        return TYPES.entrySet().stream()
                .filter(entry -> entry.getValue().startsWith(type))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    /** The MIME type of a file by its name; empty if the gateway does not take such files. */
    public static Optional<String> typeOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.ofNullable(TYPES.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }

    /** The content of the file. */
    @FunctionalInterface
    public interface Content {
        /** A stream from the first byte, which the caller closes. */
        InputStream open() throws IOException;
    }
}
