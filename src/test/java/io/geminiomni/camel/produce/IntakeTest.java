package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.geminiomni.camel.GeminiOmniConstants;
import io.geminiomni.camel.channel.TestChannels;
import io.geminiomni.camel.request.BodyFormat;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.Violation;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Submission;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a bare exchange to an order. */
class IntakeTest {
    private static final byte[] PICTURE = {1, 2, 3};

    private final TestChannels channels = new TestChannels();

    @AfterEach
    void close() {
        channels.close();
    }

    @Test
    void anOrderHoldsAllThatIsSubmitted() {
        Exchange exchange = exchange("a cat");
        exchange.getIn().setHeader("order", "order-1");
        exchange.getIn().setHeader("customer", "C-17");

        Order order = intake(BodyFormat.auto).order(exchange);

        Submission submission = order.submission();
        assertThat(submission.channel()).isEqualTo("adverts");
        assertThat(submission.key()).isEqualTo("order-1");
        assertThat(submission.request().prompt()).isEqualTo("a cat");
        assertThat(submission.fingerprint()).isEqualTo(submission.request().fingerprint());
        assertThat(submission.correlationHeaders()).containsEntry("customer", "C-17");
        assertThat(submission.baseUrl()).isEqualTo(TestChannels.BASE_URL);
        assertThat(submission.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(order.image()).isNull();
    }

    @Test
    void aPictureIsNamedByItsContentUntilItHasAUrl() {
        Intake intake = intake(BodyFormat.image);
        Order order = intake.order(picture("a cat"));
        Order again = intake.order(picture("a cat"));
        Order uploaded = order.withImageUrl("https://cdn.example/a.png");

        assertThat(order.image()).isNotNull();
        assertThat(again.submission().fingerprint())
                .isEqualTo(order.submission().fingerprint());
        assertThat(uploaded.submission().request().imageUrls()).containsExactly("https://cdn.example/a.png");
        assertThat(uploaded.submission().fingerprint())
                .isEqualTo(order.submission().fingerprint());
        assertThat(uploaded.submission().token()).isEqualTo(order.submission().token());
    }

    @Test
    void whatIsWrongWithThePictureAndTheRequestIsToldTogether() {
        Exchange exchange = picture("a cat");
        exchange.getIn().setHeader(Exchange.FILE_NAME, "a.mp4");
        exchange.getIn().setHeader(GeminiOmniConstants.HEADER_DURATION, 5);

        InvalidVideoRequestException invalid = catchThrowableOfType(
                InvalidVideoRequestException.class,
                () -> intake(BodyFormat.image).order(exchange));

        assertThat(invalid.violations())
                .extracting(Violation::field)
                .contains(Exchange.FILE_NAME, GeminiOmniConstants.HEADER_DURATION);
    }

    @Test
    void anExchangeWithoutAKeyIsRefused() {
        assertThatThrownBy(() -> intake(BodyFormat.auto).order(exchange("a cat")))
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("idempotencyKey");
    }

    private Intake intake(BodyFormat format) {
        return new Intake(
                channels.channel("adverts", new InMemoryVideoTaskRepository()),
                ProducerOptionsSamples.withBody(format),
                "caller");
    }

    private Exchange picture(String prompt) {
        Exchange exchange = exchange(PICTURE);
        exchange.getIn().setHeader("order", "order-1");
        exchange.getIn().setHeader(Exchange.FILE_NAME, "a.png");
        exchange.getIn().setHeader(GeminiOmniConstants.HEADER_PROMPT, prompt);
        return exchange;
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(channels.context());
        exchange.getIn().setBody(body);
        return exchange;
    }
}
