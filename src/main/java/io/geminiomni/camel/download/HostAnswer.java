package io.geminiomni.camel.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.BHttpConnection;
import org.apache.hc.core5.http.io.entity.NullEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The answer of a host, on a connection that is used for nothing else. */
final class HostAnswer implements Closeable {
    private static final Timeout SURPLUS_WAIT = Timeout.ofMilliseconds(10);

    private final Cancellable request;
    private final ClassicHttpResponse response;
    private final HttpEntity entity;
    private final @Nullable BHttpConnection connection;

    HostAnswer(Cancellable request, ClassicHttpResponse response, @Nullable BHttpConnection connection) {
        this.request = request;
        this.response = response;
        this.entity = response.getEntity() == null ? NullEntity.INSTANCE : response.getEntity();
        this.connection = connection;
    }

    int status() {
        return response.getCode();
    }

    @Nullable String header(String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** The announced length of the body, in bytes; negative if none is announced. */
    long length() {
        return entity.getContentLength();
    }

    /** Whether a terminating chunk marks the end of the body. */
    boolean isChunked() {
        return entity.isChunked();
    }

    InputStream content() throws IOException {
        return entity.getContent();
    }

    /** Whether bytes have arrived after the end of the answer. */
    boolean hasSurplus() {
        try {
            return connection != null && connection.isDataAvailable(SURPLUS_WAIT);
        } catch (IOException e) {
            return false; // the connection is closed
        }
    }

    /** Closes the connection without reading the rest. */
    @Override
    public void close() {
        request.cancel();
    }
}
