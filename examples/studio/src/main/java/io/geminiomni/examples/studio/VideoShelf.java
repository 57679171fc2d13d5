package io.geminiomni.examples.studio;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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
    record StoredVideo(String name, long size, Instant storedAt, JsonNode facts) {}

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
        List<Place> places = places();
        List<StoredVideo> videos = new ArrayList<>();
        Place last = null;
        for (Place place : places) {
            boolean later = after.isEmpty() || place.isAfter(after.get());
            if (later && videos.size() == limit) {
                return new Part(videos, String.valueOf(last));
            }
            if (later && Files.exists(folder.resolve(place.name + FACTS))) {
                videos.add(read(place));
                last = place;
            }
        }
        return new Part(videos, null);
    }

    private List<Place> places() throws IOException {
        List<Place> places = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*" + VIDEO)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                places.add(new Place(
                        Files.getLastModifiedTime(file).toMillis(), name.substring(0, name.length() - VIDEO.length())));
            }
        }
        places.sort(Comparator.comparing(Place::toString).reversed());
        return places;
    }

    private StoredVideo read(Place place) throws IOException {
        return new StoredVideo(
                place.name,
                Files.size(folder.resolve(place.name + VIDEO)),
                Instant.ofEpochMilli(place.millis),
                Reply.JSON.readTree(Files.readAllBytes(folder.resolve(place.name + FACTS))));
    }

    /** A place in the list. Its text form orders the list: the time in milliseconds, which has 13 digits until 2286, and the name. */
    private record Place(long millis, String name) {
        boolean isAfter(String other) {
            return toString().compareTo(other) < 0;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%013d_%s", millis, name);
        }
    }
}
