package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.gateway.FileToUpload;
import io.geminiomni.camel.request.Violation;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadBodyTest {
    private static final byte[] CONTENT = {1, 2, 3};
    private static final String HASH = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";

    @TempDir
    private Path folder;

    @Test
    void bytesAStreamAndAFileAreTheSameFile() throws IOException {
        File file = Files.write(folder.resolve("a.png"), CONTENT).toFile();
        for (Object body : List.of(CONTENT, new ByteArrayInputStream(CONTENT), file, file.toPath())) {
            try (UploadBody upload = UploadBody.of(exchange(body, "a.png"))) {
                FileToUpload taken = upload.file();

                assertThat(taken.name()).isEqualTo("a.png");
                assertThat(taken.mimeType()).isEqualTo("image/png");
                assertThat(taken.length()).isEqualTo(3);
                assertThat(upload.hash()).isEqualTo(HASH);
                try (InputStream in = taken.content().open()) {
                    assertThat(in.readAllBytes()).isEqualTo(CONTENT);
                }
            }
        }
    }

    @Test
    void aFileNamesItself() throws IOException {
        File file = Files.write(folder.resolve("own.mp4"), CONTENT).toFile();
        try (UploadBody upload = UploadBody.of(exchange(file, null))) {
            assertThat(upload.file().name()).isEqualTo("own.mp4");
        }
    }

    @Test
    void onlyTheLastPartOfANameIsKept() {
        try (UploadBody upload = UploadBody.of(exchange(CONTENT, "..\\..\\etc/a\u0000b.png"))) {
            assertThat(upload.file().name()).isEqualTo("a_b.png");
        }
    }

    @Test
    void whatCannotBeUploadedIsAViolationOfItsField() throws Exception {
        assertThat(fields(CONTENT, null)).containsExactly(Exchange.FILE_NAME);
        assertThat(fields(CONTENT, "a.exe")).containsExactly(Exchange.FILE_NAME);
        assertThat(fields(new byte[0], "a.png")).containsExactly("body");
        assertThat(fields(null, "a.png")).containsExactly("body");
        assertThat(fields(new Object(), "a.png")).containsExactly("body");
        assertThat(fields(URI.create("http://127.0.0.1:1/a.png").toURL(), "a.png"))
                .containsExactly("body");
    }

    @Test
    void aVideoIsNoPicture() {
        try (UploadBody picture = UploadBody.picture(exchange(CONTENT, "a.mp4"))) {
            assertThat(picture.violations()).extracting(Violation::found).containsExactly("a file of type video/mp4");
        }
    }

    private static List<String> fields(@Nullable Object body, @Nullable String name) {
        try (UploadBody upload = UploadBody.of(exchange(body, name))) {
            return upload.violations().stream().map(Violation::field).toList();
        }
    }

    private static Exchange exchange(@Nullable Object body, @Nullable String name) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getIn().setBody(body);
        if (name != null) {
            exchange.getIn().setHeader(Exchange.FILE_NAME, name);
        }
        return exchange;
    }
}
