package io.geminiomni.examples.studio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Serves the stored videos, whole or in the parts that a player asks for. */
final class VideoFiles {
    static final String PREFIX = "/media/";

    /** Players close connections when they have enough, and a part of this size is sent from memory, so nothing stays open. */
    private static final int MAX_PART = 2 * 1024 * 1024;

    /** A larger video is streamed. If its client goes away, Camel keeps the file open until the studio ends. */
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
            return Reply.of(
                    200, "video/mp4", size > MAX_IN_MEMORY ? Files.newInputStream(file) : Files.readAllBytes(file));
        }
        Optional<ByteRange> part = ByteRange.of(range.get(), size, MAX_PART);
        if (part.isEmpty()) {
            return Reply.error(416, "The video has " + size + " bytes, and none in that range")
                    .with("Content-Range", "bytes */" + size);
        }
        return Reply.of(206, "video/mp4", read(file, part.get()))
                .with("Content-Range", part.get().of(size));
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
