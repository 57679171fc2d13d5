package io.geminiomni.examples.studio;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder with the stored videos. Beside each video are its facts as JSON, which were written first. So the gallery does not
 * depend on the gateway, which deletes videos after three days, nor on the task store, which deletes finished tasks.
 */
final class VideoShelf {
    private static final String VIDEO = ".mp4";
    private static final String FACTS = ".json";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,120}");

    private final Path folder;

    VideoShelf(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** A stored video: its name, its size in bytes, when it was stored, and the facts of its task. */
    record StoredVideo(String name, long size, FileTime storedAt, JsonNode facts) {
        String place() {
            return storedAt.toMillis() + "_" + name;
        }
    }

    /** A part of the list of videos; {@code next} is the place after which it continues, or {@code null} at its end. */
    record Part(List<StoredVideo> videos, String next) {}

    Path folder() {
        return folder;
    }

    /** The name of a task's video, without an extension: its id, or a hash of it if the id is not a valid file name. */
    static String nameOf(String taskId) {
        return PLAIN.matcher(taskId).matches() ? taskId : "_" + Reply.hash(taskId);
    }

    boolean has(String taskId) {
        return find(nameOf(taskId)).isPresent();
    }

    /** The file of a video; empty if there is none with this name. */
    Optional<Path> find(String name) {
        return NAME.matcher(name).matches()
                ? Optional.of(folder.resolve(name + VIDEO)).filter(Files::isRegularFile)
                : Optional.empty();
    }

    /** The newest videos first, after a place in the list or from its beginning. */
    Part list(Optional<String> after, int limit) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(VIDEO)
                            && !file.getFileName().toString().startsWith("."))
                    .toList();
        }
        List<StoredVideo> stored = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            read(name.substring(0, name.length() - VIDEO.length()), file).ifPresent(stored::add);
        }
        stored.sort(Comparator.comparing(StoredVideo::storedAt)
                .thenComparing(StoredVideo::name)
                .reversed());
        int from = 0;
        if (after.isPresent()) {
            while (from < stored.size() && !stored.get(from).place().equals(after.get())) {
                from++;
            }
            from++;
        }
        int to = Math.min(stored.size(), from + limit);
        List<StoredVideo> part = from < to ? List.copyOf(stored.subList(from, to)) : List.of();
        return new Part(
                part,
                to < stored.size() && !part.isEmpty()
                        ? part.get(part.size() - 1).place()
                        : null);
    }

    private Optional<StoredVideo> read(String name, Path file) throws IOException {
        Path facts = folder.resolve(name + FACTS);
        return Files.exists(facts)
                ? Optional.of(new StoredVideo(
                        name,
                        Files.size(file),
                        Files.getLastModifiedTime(file),
                        Reply.JSON.readTree(Files.readAllBytes(facts))))
                : Optional.empty();
    }
}
