package io.geminiomni.camel.delivery;

import io.geminiomni.camel.download.VideoInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A video as a stream that can be reset, for which the video is fetched again. As a {@link StreamCache} it is not copied into
 * memory by Camel's stream caching.
 *
 * <p>For one reading thread; any thread may call {@link #close}.
 */
final class RepeatableVideo extends VideoInputStream implements StreamCache {
    private final GeneratedVideo video;
    private volatile @Nullable InputStream content;
    private volatile boolean closed;
    /** Whether a read was begun, which may have failed before the first byte. */
    private boolean begun;

    private long position;

    private RepeatableVideo(GeneratedVideo video) {
        this.video = video;
    }

    /** Connects. The stream is closed with the exchange at the latest. */
    static RepeatableVideo open(GeneratedVideo video, @Nullable Exchange exchange) throws IOException {
        RepeatableVideo opened = new RepeatableVideo(video).closedWith(exchange);
        opened.content();
        return opened;
    }

    /** Without a unit of work the reader has to close the stream. */
    private RepeatableVideo closedWith(@Nullable Exchange exchange) {
        if (exchange != null && exchange.getUnitOfWork() != null) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    close();
                }
            });
        }
        return this;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        InputStream present = content();
        begun = true;
        int count = present.read(buffer, offset, length);
        position += Math.max(0, count);
        return count;
    }

    private InputStream content() throws IOException {
        if (closed) {
            throw new IOException("The stream of this video is closed; reset it to fetch the video again");
        }
        InputStream present = content;
        if (present == null) {
            present = video.openStream();
            content = present;
        }
        return present;
    }

    /** Goes back to the start. The next read fetches the video again. */
    @Override
    public void reset() {
        if (begun || closed) {
            close();
            closed = false;
            begun = false;
            position = 0;
        }
    }

    @Override
    public void close() {
        closed = true;
        InputStream present = content;
        content = null;
        if (present != null) {
            try {
                present.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        transferTo(out);
    }

    /** The same video, from its start. */
    @Override
    public StreamCache copy(Exchange exchange) {
        return new RepeatableVideo(video).closedWith(exchange);
    }

    @Override
    public boolean inMemory() {
        return false;
    }

    /** 0: not known. */
    @Override
    public long length() {
        return 0;
    }

    @Override
    public long position() {
        return position;
    }
}
