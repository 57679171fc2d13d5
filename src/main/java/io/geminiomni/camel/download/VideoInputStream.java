package io.geminiomni.camel.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * A stream of a video. It reads from its connection as much as the caller's buffer takes, so it copies itself in large parts:
 * with the 8 KiB of {@link InputStream#transferTo} half of the time would go to calls of the operating system.
 */
public abstract class VideoInputStream extends InputStream {
    private static final int PART = 128 << 10;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;

    @Override
    public final long transferTo(OutputStream out) throws IOException {
        Objects.requireNonNull(out);
        byte[] part = new byte[PART];
        long transferred = 0;
        int count = read(part, 0, PART);
        while (count >= 0) {
            out.write(part, 0, count);
            transferred += count;
            count = read(part, 0, PART);
        }
        return transferred;
    }
}
