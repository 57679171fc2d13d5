package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.geminiomni.camel.emulator.RequestHead.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestInputTest {

    private static final int LIMIT = 100 * 1024 * 1024;

    private final Endless endless = new Endless();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 104857600\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n6400000\r\nabc",
            })
    void aLengthThatIsOnlyAnnouncedTakesNoMemory(String request) throws Exception {
        RequestInput input = input(request);
        RequestHead head = head(input);
        long before = allocated();

        assertThatThrownBy(() -> input.readBody(head, LIMIT)).isInstanceOf(EOFException.class);

        assertThat(allocated() - before).isLessThan(1024 * 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999999999", "111149057"})
    void aBodyThatIsLongerThanAnyIsNotRead(String length) throws Exception {
        RequestInput input = input("Content-Length: " + length + "\r\n\r\n", endless);

        RequestInput.Body body = input.readBody(head(input), LIMIT);

        assertThat(body.bytes()).isEmpty();
        assertThat(body.length()).isEqualTo(Long.parseLong(length));
        assertThat(input.isWhole()).isFalse();
        assertThat(endless.read).isLessThan(100_000);
    }

    @Test
    void chunksAreReadAsFarAsAnyBodyIs() throws Exception {
        RequestInput input = input("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nfffffffffffffff\r\n", endless);

        assertThat(input.readBody(head(input), 2).bytes()).isEqualTo(bytes("ab"));
        assertThat(input.isWhole()).isFalse();
        assertThat(endless.read).isLessThan(100_000);
    }

    @Test
    void ofALongerBodyThanIsLookedAtTheRestIsReadAndForgotten() throws Exception {
        RequestInput input = input("Content-Length: 5\r\n\r\nabcdeGET / HTTP/1.1\r\n\r\n");

        RequestInput.Body body = input.readBody(head(input), 2);

        assertThat(body.bytes()).isEqualTo(bytes("ab"));
        assertThat(body.length()).isEqualTo(5);
        assertThat(input.isWhole()).isTrue();
        assertThat(input.readHead()).containsExactly("GET / HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 18446744073709551615\r\n\r\n",
                "Content-Length: 1e3\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
                "Transfer-Encoding: chunked\r\n\r\n\r\n",
            })
    void aLengthThatIsNoneIsABadRequest(String request) throws Exception {
        RequestInput input = input(request);
        RequestHead head = head(input);

        assertThatThrownBy(() -> input.readBody(head, LIMIT)).isInstanceOf(BadRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Transfer-Encoding: chunked\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n"})
    void aHeadALineOfAChunkAndATrailerHaveAnEnd(String request) {
        RequestInput input = input(request, endless);

        assertThatThrownBy(() -> {
                    RequestHead head = head(input);
                    input.readBody(head, LIMIT);
                })
                .isInstanceOf(BadRequestException.class);
        assertThat(endless.read).isLessThan(200_000);
    }

    private static RequestHead head(RequestInput input) throws IOException {
        return RequestHead.parse(input.readHead());
    }

    private static RequestInput input(String request) {
        return input(request, InputStream.nullInputStream());
    }

    private static RequestInput input(String request, InputStream rest) {
        return new RequestInput(
                new SequenceInputStream(new ByteArrayInputStream(bytes("POST / HTTP/1.1\r\n" + request)), rest));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** Letters without end, of which it counts how many were read. */
    private static final class Endless extends InputStream {
        private long read;

        @Override
        public int read() {
            read++;
            return 'x';
        }
    }
}
