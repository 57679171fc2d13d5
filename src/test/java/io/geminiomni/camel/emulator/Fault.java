package io.geminiomni.camel.emulator;

import io.geminiomni.camel.emulator.Delivery.Breach;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with one call. Immutable.
 *
 * <p>A fault comes <em>before</em> the gateway has done anything, unless {@link #afterAccepting()} is called: then a
 * create makes its task, and an upload keeps its file, and only the answer is lost or odd. A request that is not valid
 * or has no valid key is never accepted. For the other calls, which change nothing, this makes no difference.
 */
public final class Fault {

    private static final Fault NONE = new Fault(true, null, Delivery.WHOLE, Map.of(), Set.of());

    private final boolean accepting;
    private final @Nullable Answer instead;
    private final Delivery delivery;
    private final Map<String, String> headers;
    private final Set<Quirk> quirks;

    private Fault(
            boolean accepting,
            @Nullable Answer instead,
            Delivery delivery,
            Map<String, String> headers,
            Set<Quirk> quirks) {
        this.accepting = accepting;
        this.instead = instead;
        this.delivery = delivery;
        this.headers = headers;
        this.quirks = quirks;
    }

    /** No fault: the call is answered as it should be. Useful between two faults, or with a delay or a header. */
    public static Fault none() {
        return NONE;
    }

    /** The genuine answer with these quirks: a create with it is accepted. */
    public static Fault quirks(Quirk... quirks) {
        return new Fault(true, null, Delivery.WHOLE, Map.of(), Set.of(quirks));
    }

    /** An HTTP status with an HTML page, as proxies make them: no envelope. */
    public static Fault status(int status) {
        return replacing(Answer.html(status, "HTTP status " + status));
    }

    /** An HTTP status with an envelope. */
    public static Fault status(int status, String code, String message) {
        return replacing(Envelope.error(status, code, message));
    }

    /** HTTP 200 with an envelope that says an error. */
    public static Fault code(String code, String message) {
        return status(200, code, message);
    }

    /** Throttled, by HTTP 429. */
    public static Fault tooManyRequests() {
        return status(429);
    }

    /** Throttled, by an envelope in English. */
    public static Fault throttled() {
        return code("-1", "Requests are too frequent, please try again later");
    }

    /** Throttled, by an envelope in Chinese. */
    public static Fault throttledInChinese() {
        return code("-1", "请求过于频繁，请稍后再试");
    }

    /** HTTP 200 with an answer of one's own. */
    public static Fault body(String contentType, String body) {
        return replacing(Answer.text(200, contentType, body));
    }

    /** HTTP 200 with an HTML page, as a maintenance or login page comes. */
    public static Fault html() {
        return replacing(Answer.html(200, "We will be back soon"));
    }

    /** HTTP 200 with nothing. */
    public static Fault empty() {
        return body("application/json", "");
    }

    /** HTTP 403, as an expired URL has it. */
    public static Fault expired() {
        return replacing(SignedUrls.EXPIRED);
    }

    /** A redirect, such as 302 or 307, to a URL or a path. */
    public static Fault redirect(int status, String location) {
        return replacing(Answer.html(status, "Moved").with(Map.of("Location", location)));
    }

    /** HTTP 307 to the URL that was asked for. */
    public static Fault redirectToItself() {
        return redirect(307, "");
    }

    /** Reset when only the head of the request was read. */
    public static Fault resetBeforeBody() {
        return breaking(Breach.RESET_BEFORE_BODY);
    }

    /** Reset when half of the request's body was read. */
    public static Fault resetInRequest() {
        return breaking(Breach.RESET_IN_REQUEST);
    }

    /** Reset when the whole request was read, before any answer. */
    public static Fault resetAfterRequest() {
        return breaking(Breach.RESET_AFTER_REQUEST);
    }

    /** Closed in an orderly way, without an answer, when the whole request was read. */
    public static Fault closeAfterRequest() {
        return breaking(Breach.CLOSE_AFTER_REQUEST);
    }

    /** Reset when half of the answer's body was sent. */
    public static Fault resetInAnswer() {
        return breaking(Breach.RESET_IN_ANSWER);
    }

    /** Reset when so many bytes of the answer's body were sent. */
    public static Fault resetInAnswer(long afterBytes) {
        return new Fault(false, null, Delivery.WHOLE.at(Breach.RESET_IN_ANSWER).after(afterBytes), Map.of(), Set.of());
    }

    /** Half of the answer's body, though its whole length was announced; then an orderly close. */
    public static Fault truncated() {
        return breaking(Breach.CLOSE_IN_ANSWER);
    }

    /** So many bytes of the answer's body, though its whole length was announced; then an orderly close. */
    public static Fault truncated(long afterBytes) {
        return new Fault(false, null, Delivery.WHOLE.at(Breach.CLOSE_IN_ANSWER).after(afterBytes), Map.of(), Set.of());
    }

    /** The whole answer without its length: it ends where the connection ends. */
    public static Fault withoutLength() {
        return breaking(Breach.NO_LENGTH);
    }

    /** No answer, for as long as the client waits. */
    public static Fault hang() {
        return breaking(Breach.HANG);
    }

    /** No answer for a time, then a reset. */
    public static Fault hang(Duration atMost) {
        return resetAfterRequest().delayed(atMost);
    }

    /** The answer byte by byte, with a pause after each: no single read ever takes long. */
    public static Fault dribble(Duration pause) {
        return new Fault(false, null, Delivery.WHOLE.dribbling(pause), Map.of(), Set.of());
    }

    /** The gateway does what it was asked to, and the fault comes after that. */
    public Fault afterAccepting() {
        if (delivery.breach().withinRequest()) {
            throw new IllegalStateException("A request that was not read to its end cannot be accepted");
        }
        return new Fault(true, instead, delivery, headers, quirks);
    }

    /** The same after a pause, in real time whatever the emulator's speed. */
    public Fault delayed(Duration pause) {
        return new Fault(accepting, instead, delivery.delayed(pause), headers, quirks);
    }

    /** The same with a header field more in its answer. */
    public Fault header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Fault(accepting, instead, delivery, Map.copyOf(more), quirks);
    }

    /** The same with a {@code Retry-After}: seconds or an HTTP date. */
    public Fault retryAfter(String value) {
        return header("Retry-After", value);
    }

    /** The same, and the connection is closed behind the answer without a word, so that the client's pool keeps a dead one. */
    public Fault thenClosing() {
        return new Fault(accepting, instead, delivery.closingBehind(), headers, quirks);
    }

    boolean accepts() {
        return accepting;
    }

    boolean replacesAnswer() {
        return instead != null;
    }

    Delivery delivery() {
        return delivery;
    }

    Set<Quirk> quirks() {
        return quirks;
    }

    /** The answer that is sent where {@code genuine} should have been. */
    Answer applyTo(Answer genuine, String target) {
        Answer answer = (instead == null ? genuine : instead).with(headers);
        return "".equals(answer.headers().get("Location")) ? answer.with(Map.of("Location", target)) : answer;
    }

    private static Fault replacing(Answer answer) {
        return new Fault(false, answer, Delivery.WHOLE, Map.of(), Set.of());
    }

    private static Fault breaking(Breach breach) {
        return new Fault(false, null, Delivery.WHOLE.at(breach), Map.of(), Set.of());
    }

    @Override
    public String toString() {
        return "Fault" + List.of(accepting ? "after accepting" : "before", delivery.breach(), quirks);
    }
}
