package io.geminiomni.camel;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** Bodies that have no end. Whoever reads more of one than any limit allows gets an error. */
final class Endless {
    private static final int TOO_MUCH = 64 * 1024 * 1024;

    private Endless() {}

    static InputStream stream() {
        return new InputStream() {
            private int given;

            @Override
            public int read() {
                if (++given > TOO_MUCH) {
                    throw new AssertionError("read on and on");
                }
                return 'x';
            }
        };
    }

    static Reader reader() {
        return new InputStreamReader(stream(), StandardCharsets.UTF_8);
    }
}
