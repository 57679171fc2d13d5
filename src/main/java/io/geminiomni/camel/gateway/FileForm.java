package io.geminiomni.camel.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.entity.mime.AbstractContentBody;
import org.apache.hc.client5.http.entity.mime.FormBodyPartBuilder;
import org.apache.hc.client5.http.entity.mime.HttpMultipartMode;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;

/**
 * The file of a {@code multipart/form-data} body, streamed, with its length announced. Its name is sent as browsers send it:
 * UTF-8, quotes as {@code %22}. The upload of a file whose length changes meanwhile fails.
 */
final class FileForm extends AbstractContentBody {
    private static final int BUFFER = 64 * 1024;

    private final FileToUpload file;

    private FileForm(FileToUpload file) {
        super(ContentType.create(file.mimeType()));
        this.file = file;
    }

    static HttpEntity of(FileToUpload file) {
        return MultipartEntityBuilder.create()
                .setMode(HttpMultipartMode.LEGACY)
                .setCharset(StandardCharsets.UTF_8)
                .setContentType(ContentType.create("multipart/form-data"))
                .addPart(FormBodyPartBuilder.create("file", new FileForm(file), HttpMultipartMode.LEGACY)
                        .build())
                .build();
    }

    @Override
    public String getFilename() {
        return file.name().replace("\"", "%22");
    }

    @Override
    public long getContentLength() {
        return file.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
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
    }
}
