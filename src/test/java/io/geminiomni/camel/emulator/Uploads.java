package io.geminiomni.camel.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Files that clients have uploaded. They lie in a folder of their own, which goes when the emulator does. */
final class Uploads implements AutoCloseable {

    /** The largest file. */
    static final int MAX_SIZE = 100 * 1024 * 1024;

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

    private final Clock clock;
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private @Nullable Path folder;

    Uploads(Clock clock) {
        this.clock = clock;
    }

    /**
     * A file that was uploaded.
     *
     * @param path the path of its URL
     */
    record Upload(String path, String filename, String mimeType, long size, Path content, Instant uploadedAt) {}

    /** The type of a file by its name, or {@code null} when such files are not taken. */
    static @Nullable String mimeType(String filename) {
        int dot = filename.lastIndexOf('.');
        return dot < 0 ? null : TYPES.get(filename.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    Upload keep(String filename, String mimeType, byte[] content) throws IOException {
        String id = Long.toString(number.incrementAndGet());
        String extension = filename.substring(filename.lastIndexOf('.')).toLowerCase(Locale.ROOT);
        Path file = Files.write(folder().resolve(id + extension), content);
        file.toFile().deleteOnExit();
        Upload upload = new Upload(
                Call.UPLOAD_PATH + id + extension, filename, mimeType, content.length, file, clock.instant());
        uploads.put(upload.path(), upload);
        return upload;
    }

    @Nullable Upload find(String path) {
        return uploads.get(path);
    }

    @Override
    public synchronized void close() {
        try {
            for (Upload upload : uploads.values()) {
                Files.deleteIfExists(upload.content());
            }
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized Path folder() throws IOException {
        Path present = folder;
        if (present == null) {
            present = Files.createTempDirectory("gemini-omni-emulator");
            present.toFile().deleteOnExit();
            folder = present;
        }
        return present;
    }
}
