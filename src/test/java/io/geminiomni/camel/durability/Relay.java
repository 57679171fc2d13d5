package io.geminiomni.camel.durability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A network to the gateway that can hold a create back at a given place. */
final class Relay extends TcpProxy {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final String CREATE = "POST /api/open-api/v1/gemini/omni/videos";

    private final AtomicReference<@Nullable Hold> next = new AtomicReference<>();

    Relay(int target) throws IOException {
        super(target);
    }

    /** How far a create may come. */
    enum Place {
        CONNECTED,
        HALF_OF_THE_BODY,
        ANSWERED
    }

    /** A create that is held back. */
    static final class Hold {
        private final Place place;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Hold(Place place) {
            this.place = place;
        }

        void awaitReached() throws InterruptedException {
            if (!reached.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("No create came to be " + place);
            }
        }

        /** The answer is passed on; of a create that was held before its end, nothing more. */
        void release() {
            released.countDown();
        }

        private void here(Place present) throws IOException {
            if (present != place) {
                return;
            }
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (place != Place.ANSWERED) {
                throw new IOException("What is left of the create is not passed on");
            }
        }
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    /** Holds the create of the next connection back at this place. */
    Hold hold(Place place) {
        Hold hold = new Hold(place);
        next.set(hold);
        return hold;
    }

    @Override
    void connected(Link link) throws IOException {
        Hold hold = next.getAndSet(null);
        if (hold == null) {
            super.connected(link);
            return;
        }
        hold.here(Place.CONNECTED);
        daemon(() -> answer(link, hold));
        InputStream in = link.client.getInputStream();
        OutputStream out = link.upstream.getOutputStream();
        byte[] first = in.readNBytes(CREATE.length());
        if (new String(first, StandardCharsets.US_ASCII).equals(CREATE)) {
            holdInBody(first, in, out, hold);
        } else {
            out.write(first);
        }
        request(link);
    }

    private void answer(Link link, Hold hold) {
        try {
            byte[] start = link.upstream.getInputStream().readNBytes(1);
            hold.here(Place.ANSWERED);
            link.client.getOutputStream().write(start);
        } catch (IOException e) {
            reset(link.client);
            return;
        }
        answer(link);
    }

    private static void holdInBody(byte[] first, InputStream in, OutputStream out, Hold hold) throws IOException {
        StringBuilder head = new StringBuilder(new String(first, StandardCharsets.US_ASCII));
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        Matcher length = LENGTH.matcher(head);
        if (!length.find()) {
            throw new AssertionError("A create without a length: " + head);
        }
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(in.readNBytes(Integer.parseInt(length.group(1)) / 2));
        hold.here(Place.HALF_OF_THE_BODY);
    }
}
