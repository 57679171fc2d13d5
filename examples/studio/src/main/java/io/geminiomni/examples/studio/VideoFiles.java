package io.geminiomni.examples.studio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.LongStream;

/** Serves the stored videos, whole or in the parts that a player asks for. */
final class VideoFiles {
    static final String PREFIX = "/media/";

    /** Players close connections when they have enough, and a part of this size is sent from memory, so nothing stays open. */
    private static final int MAX_PART = 2 * 1024 * 1024;

    /** Of a larger video one part at a time is in memory. */
    private static final int MAX_IN_MEMORY = 64 * 1024 * 1024;

    private final VideoShelf shelf;

    VideoFiles(VideoShelf shelf) {
        this.shelf = shelf;
    }

    Reply answer(HttpCall call) throws IOException {
        Optional<Path> file = shelf.find(call.path().substring(PREFIX.length()).replaceFirst("\\.mp4$", ""));
        if (file.isEmpty()) {
            return Reply.error(404, "The studio's folder has no such video");
        }
        return describe(content(file.get(), call), file.get(), call);
    }

    private static Reply content(Path file, HttpCall call) throws IOException {
        long size = Files.size(file);
        // A download that is resumed gets the whole video: with a part it would take that for the rest.
        boolean isDownload = call.parameter("download").isPresent();
        Optional<String> range = call.header("Range").filter(header -> !isDownload && ByteRange.isOneRange(header));
        Optional<String> version = call.header("If-Range");
        if (range.isEmpty() || version.isPresent() && !version.get().equals(tag(file))) {
            return Reply.of(200, "video/mp4", size > MAX_IN_MEMORY ? inParts(file, size) : Files.readAllBytes(file));
        }
        Optional<ByteRange> part = ByteRange.of(range.get(), size, MAX_PART);
        if (part.isEmpty()) {
            return Reply.error(416, "The video has " + size + " bytes, and none in that range")
                    .with("Content-Range", "bytes */" + size);
        }
        return Reply.of(206, "video/mp4", read(file, part.get()))
                .with("Content-Range", part.get().of(size));
    }

    /** A file that is open only while a part of it is read, as Camel does not close the stream of a client that goes away. */
    private static InputStream inParts(Path file, long size) {
        Iterator<Long> places = LongStream.iterate(0, place -> place < size, place -> place + MAX_PART)
                .iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return places.hasNext();
            }

            @Override
            public InputStream nextElement() {
                long place = places.next();
                try {
                    return new ByteArrayInputStream(read(file, new ByteRange(place, Math.min(MAX_PART, size - place))));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    private static byte[] read(Path file, ByteRange part) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) part.length());
        try (FileChannel channel = FileChannel.open(file)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, part.first() + bytes.position()) < 0) {
                    throw new IOException("The video " + file + " became shorter while it was read");
                }
            }
        }
        return bytes.array();
    }

    private static Reply describe(Reply reply, Path file, HttpCall call) throws IOException {
        Reply described =
                reply.with("Accept-Ranges", "bytes").with("ETag", tag(file)).with("Cache-Control", "private, no-cache");
        return call.parameter("download").isPresent()
                ? described.with("Content-Disposition", "attachment; filename=\"" + file.getFileName() + "\"")
                : described;
    }

    private static String tag(Path file) throws IOException {
        return "\"" + Files.size(file) + "-" + Files.getLastModifiedTime(file).toMillis() + "\"";
    }
}
