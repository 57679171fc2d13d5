package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.geminiomni.camel.emulator.Call;
import io.geminiomni.camel.emulator.Fault;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.submit.IdempotencyKeyConflictException;
import io.geminiomni.camel.submit.SubmissionOutcomeUnknownException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code bodyFormat=image}: a video of each photo, and no photo uploaded in vain. */
class ImageBodyTest extends GeminiOmniTestSupport {
    private static final String PROMO =
            "gemini-omni:promo?bodyFormat=image&generationType=frame&prompt=The waves begin to move";

    @TempDir
    static Path photos;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + photos + "?initialDelay=0&delay=50").to(PROMO).to("mock:submitted");
            }
        };
    }

    @Test
    void eachPhotoOfAFolderBecomesTheFirstFrameOfAVideo() throws Exception {
        MockEndpoint submitted = getMockEndpoint("mock:submitted");
        submitted.expectedMessageCount(2);
        write("one.jpg");
        write("two.png");

        submitted.assertIsSatisfied();
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(2);
        assertThat(emulator().creates()).isEqualTo(2);
        for (Exchange exchange : submitted.getExchanges()) {
            VideoRequest request =
                    exchange.getMessage().getBody(VideoTask.class).request();
            assertThat(request.imageUrls()).singleElement().asString().startsWith(gateway.baseUrl() + "/uploads/");
            assertThat(request.generationType()).isEqualTo("frame");
            assertThat(request.prompt()).isEqualTo("The waves begin to move");
        }
    }

    private static void write(String name) throws Exception {
        Path part = Files.writeString(photos.resolve("." + name), "photo " + name);
        Files.move(part, photos.resolve(name));
    }

    @Test
    void aRedeliveredPhotoIsTheSameRequestAndIsNotUploadedAgain() {
        assertThat(send(PROMO, "photo", "order-1", Map.of()).getException()).isNull();

        Exchange again = send(PROMO, "photo", "order-1", Map.of());

        assertThat(again.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(1);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aPhotoThatTheErrorHandlerRedeliversIsTheSameRequest() throws Exception {
        AtomicInteger failuresLeft = new AtomicInteger(2);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:sub").errorHandler(noErrorHandler()).to(PROMO).process(exchange -> {
                    if (failuresLeft.getAndDecrement() > 0) {
                        throw new IllegalStateException("the step behind failed");
                    }
                });
                from("direct:caller")
                        .errorHandler(
                                defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0))
                        .to("direct:sub");
            }
        });

        Exchange exchange = template.request("direct:caller", sent -> {
            sent.getIn().setBody("photo".getBytes(StandardCharsets.UTF_8));
            sent.getIn().setHeader(Exchange.FILE_NAME, "photo.jpg");
        });

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(GeminiOmniConstants.HEADER_DUPLICATE))
                .isEqualTo(true);
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(1);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void aKeyThatBecomesFreeInThatVeryMomentDoesNotSendThePhotoByItsContentsName() {
        emulator().nextCreates(Fault.resetAfterRequest());
        assertThat(send(PROMO, "photo", "order-1", Map.of()).getException())
                .isInstanceOf(SubmissionOutcomeUnknownException.class);
        context.getRegistry().bind("freeing", freedAfterItWasFound());

        Exchange again = send(PROMO + "&taskRepository=#freeing", "photo", "order-1", Map.of());

        assertThat(again.getException()).isInstanceOf(SubmissionOutcomeUnknownException.class);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    /** The tasks, while an operator frees each key right after somebody has looked for it. */
    private VideoTaskRepository freedAfterItWasFound() {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {VideoTaskRepository.class}, (proxy, method, arguments) -> {
                    Object found = method.invoke(tasks, arguments);
                    if (method.getName().equals("find")) {
                        tasks.resolveAsNotSubmitted((String) arguments[0], (String) arguments[1]);
                    }
                    return found;
                });
    }

    @Test
    void aValidatedRequestIsNotSentWithoutItsPhoto() {
        VideoRequest validated = send(PROMO + "&operation=validate", "photo", "order-1", Map.of())
                .getMessage()
                .getBody(VideoRequest.class);

        Exchange create = template.request(
                "gemini-omni:promo", exchange -> exchange.getIn().setBody(validated));

        assertThat(create.getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("bodyFormat=image");
        assertThat(emulator().creates()).isZero();
    }

    @Test
    void anotherPhotoUnderTheSameKeyIsAConflictAndIsNotUploaded() {
        send(PROMO, "photo", "order-1", Map.of());

        assertThat(send(PROMO, "another photo", "order-1", Map.of()).getException())
                .isInstanceOf(IdempotencyKeyConflictException.class)
                .hasMessageContaining("order-1")
                .hasMessageContaining("Nothing was sent and nothing was paid");
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(1);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void anUnknownOutcomeIsNotUploadedAgain() {
        emulator().nextCreates(Fault.resetAfterRequest().afterAccepting());
        assertThat(send(PROMO, "photo", "order-1", Map.of()).getException())
                .isInstanceOf(SubmissionOutcomeUnknownException.class);

        assertThat(send(PROMO, "photo", "order-1", Map.of()).getException())
                .isInstanceOf(SubmissionOutcomeUnknownException.class)
                .hasMessageContaining("Nothing was sent this time");
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(1);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void theRestOfTheRequestIsCheckedBeforeAnythingIsUploadedAndAllThatIsWrongIsTold() {
        Exchange exchange = send(
                "gemini-omni:promo?bodyFormat=image",
                "photo",
                "order-1",
                Map.of(Exchange.FILE_NAME, "photo.txt", GeminiOmniConstants.HEADER_DURATION, 7));

        InvalidVideoRequestException invalid = exchange.getException(InvalidVideoRequestException.class);
        assertThat(invalid.violations())
                .extracting(violation -> violation.field())
                .contains("CamelFileName", "CamelGeminiOmniDuration", "prompt");
        assertThat(emulator().requests()).isEmpty();
        assertThat(send(PROMO, "sound", "order-1", Map.of(Exchange.FILE_NAME, "a.mp3"))
                        .getException())
                .hasMessageContaining("an image with bodyFormat=image");
        assertThat(send(
                                PROMO,
                                "photo",
                                "order-1",
                                Map.of(GeminiOmniConstants.HEADER_IMAGE_URLS, List.of("https://example.com/a.png")))
                        .getException())
                .hasMessageContaining("CamelGeminiOmniImageUrls");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aRequestThatTheLimitsRefuseIsNotUploaded() {
        emulator().balance("1.00");

        assertThat(send(PROMO + "&minBalance=5", "photo", "order-1", Map.of()).getException())
                .isInstanceOf(GatewayRejectedException.class)
                .hasMessageContaining("The balance is 1.0, which is below minBalance, 5.0");
        assertThat(emulator().calls(Call.UPLOAD)).isZero();
        send(PROMO + "&maxInFlight=1", "photo", "order-2", Map.of());
        assertThat(send(PROMO + "&maxInFlight=1", "photo", "order-3", Map.of()).getException())
                .isInstanceOf(GatewayThrottledException.class)
                .hasMessageContaining("maxInFlight allows, which is 1");
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(1);
        assertThat(emulator().creates()).isEqualTo(1);
    }

    @Test
    void anUploadThatFailsLeavesTheKeyFreeAndSendsNoCreate() {
        emulator().nextUploads(Fault.status(500));

        assertThat(send(PROMO, "photo", "order-1", Map.of()).getException())
                .isInstanceOf(GatewayUnavailableException.class)
                .hasMessageContaining("photo.jpg")
                .hasMessageContaining("No money was spent");
        assertThat(emulator().calls(Call.UPLOAD)).isEqualTo(1);
        assertThat(emulator().creates()).isZero();
        assertThat(tasks.counts()).isEmpty();
        assertThat(send(PROMO, "photo", "order-1", Map.of()).getException()).isNull();
    }

    @Test
    void anUploadedPhotoWhoseUrlNoRequestMayHaveIsNotPaidFor() {
        emulator()
                .nextUploads(Fault.body(
                        "application/json",
                        "{\"code\":20000,\"data\":{\"url\":\"https://me:password@files.example/photo.jpg\"}}"));

        assertThat(send(PROMO, "photo", "order-1", Map.of()).getException())
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("no URL that a request may have")
                .hasMessageContaining("No money was spent")
                .hasMessageNotContaining("password");
        assertThat(emulator().creates()).isZero();
        assertThat(tasks.counts()).isEmpty();
    }

    @Test
    void validateUploadsNothing() {
        Exchange exchange = send(PROMO + "&operation=validate", "photo", "order-1", Map.of());

        assertThat(exchange.getMessage().getBody()).isInstanceOf(VideoRequest.class);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void theOptionImageUrlsBesideItFailsAtStartUp() {
        assertThatThrownBy(() -> template.requestBody(PROMO + "&imageUrls=https://example.com/a.png", "photo"))
                .hasStackTraceContaining("leave out one of them");
    }

    @Test
    void aUrlIsNotOpened(@TempDir Path elsewhere) throws Exception {
        URL photo = Files.writeString(elsewhere.resolve("photo.jpg"), "photo")
                .toUri()
                .toURL();

        Exchange exchange = template.request(PROMO, asked -> {
            asked.getIn().setBody(photo);
            asked.getIn().setHeader(Exchange.FILE_NAME, "photo.jpg");
        });

        assertThat(exchange.getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("a java.net.URL, which is never opened")
                .hasMessageContaining("imageUrls");
        assertThat(emulator().requests()).isEmpty();
    }

    static Stream<Object> texts() throws Exception {
        return Stream.of(
                "A cat",
                "A cat".toCharArray(),
                new StringReader("A cat"),
                TextNode.valueOf("A cat"),
                DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument(),
                new StreamSource(new StringReader("<a/>")));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textIsNoImage(Object text) {
        Exchange exchange = template.request(PROMO, asked -> {
            asked.getIn().setBody(text);
            asked.getIn().setHeader(Exchange.FILE_NAME, "photo.jpg");
        });

        assertThat(exchange.getException())
                .isInstanceOf(InvalidVideoRequestException.class)
                .hasMessageContaining("which is text")
                .hasMessageContaining("CamelGeminiOmniPrompt");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void aBlankHeaderOfImagesIsNone() {
        Exchange exchange = send(PROMO, "photo", "order-1", Map.of(GeminiOmniConstants.HEADER_IMAGE_URLS, " "));

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().creates()).isEqualTo(1);
    }

    private Exchange send(String uri, String photo, String key, Map<String, Object> headers) {
        return template.request(uri, exchange -> {
            exchange.getIn().setBody(photo.getBytes(StandardCharsets.UTF_8));
            exchange.getIn().setHeader(Exchange.FILE_NAME, "photo.jpg");
            exchange.getIn().setHeader(GeminiOmniConstants.HEADER_IDEMPOTENCY_KEY, key);
            exchange.getIn().getHeaders().putAll(headers);
        });
    }
}
