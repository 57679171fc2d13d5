package io.geminiomni.camel.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/**
 * A {@code multipart/form-data} body with one file, streamed. Its name goes as browsers send it: UTF-8, quotes as
 * {@code %22}. A file that changes its length on the way is not sent to its end.
 */
final class FileForm extends AbstractHttpEntity {
    private static final int BUFFER = 64 * 1024;

    private final FileToUpload file;
    private final byte[] head;
    private final byte[] tail;

    FileForm(FileToUpload file) {
        this(file, "gemini-omni-" + UUID.randomUUID());
    }

    private FileForm(FileToUpload file, String boundary) {
        super(ContentType.create("multipart/form-data").withParameters(parameter(boundary)), null);
        this.file = file;
        this.head = bytes("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + file.name().replace("\"", "%22") + "\"\r\nContent-Type: " + file.mimeType() + "\r\n\r\n");
        this.tail = bytes("\r\n--" + boundary + "--\r\n");
    }

    private static NameValuePair parameter(String boundary) {
        return new BasicNameValuePair("boundary", boundary);
    }

    @Override
    public long getContentLength() {
        return head.length + file.length() + tail.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(head);
        try (InputStream content = file.content().open()) {
            byte[] buffer = new byte[BUFFER];
            long remaining = file.length();
            while (remaining > 0) {
                int count = content.read(buffer, 0, (int) Math.min(buffer.length, remaining));
                if (count < 0) {
                    throw new IOException("the file became shorter while it was uploaded");
                }
                out.write(buffer, 0, count);
                remaining -= count;
            }
            if (content.read() >= 0) {
                throw new IOException("the file became longer while it was uploaded");
            }
        }
        out.write(tail);
        out.flush();
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("A form is written, not read");
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void close() {
        // what writeTo opens it closes
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
