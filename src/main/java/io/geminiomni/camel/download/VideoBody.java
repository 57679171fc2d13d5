package io.geminiomni.camel.download;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer: a video or a part of it. */
final class VideoBody implements Closeable {
    private final HostAnswer answer;
    private final VideoVersion version;
    private final InputStream content;
    private final long announced;
    private long received;

    /**
     * @param version of the video
     * @param announced the length of the body in bytes, or {@link VideoVersion#UNKNOWN}
     */
    VideoBody(HostAnswer answer, VideoVersion version, long announced) throws IOException {
        this.answer = answer;
        this.version = version;
        this.announced = announced;
        this.content = answer.content();
    }

    VideoVersion version() {
        return version;
    }

    /**
     * Reads bytes; -1 at the end. After the last announced byte it checks for surplus ones and closes the connection.
     *
     * @throws UnusableException if there are more bytes than announced
     * @throws IOException if the connection broke
     */
    int read(byte[] buffer, int offset, int length) throws IOException {
        if (received == announced) {
            return -1;
        }
        int most = announced < 0 ? length : (int) Math.min(length, announced - received);
        int count = content.read(buffer, offset, most);
        if (count < 0 && announced >= 0) {
            throw new EOFException("the answer ended too soon");
        }
        received += Math.max(count, 0);
        if (received == announced) {
            finish();
        }
        return count;
    }

    private void finish() throws IOException {
        if (answer.isChunked() ? content.read() >= 0 : answer.hasSurplus()) {
            throw new UnusableException("more bytes came than were announced", AnswerCheck.HOST_AT_FAULT);
        }
        close();
    }

    @Override
    public void close() {
        answer.close();
    }
}
