package io.geminiomni.camel.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.FileToUpload;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.option.UnknownPrice;
import io.geminiomni.camel.request.NormalizedRequest;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.submit.Submitted;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTask;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a request has to pass before it is paid for, without a route. */
class AdmissionTest {
    private static final VideoRequest CAT =
            VideoRequest.builder().prompt("a cat").build();

    private final List<Order> submitted = new ArrayList<>();
    private final List<String> uploaded = new ArrayList<>();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void withNothingToPassARequestIsSubmittedAtOnce() {
        Admission admission = new Admission(gateway(), unlimited(), null, null, false);
        Order order = order(null);

        assertThat(admission.isNeededFor(order)).isFalse();
        assertThat(admission.admit(order, next(), doneSync -> {})).isTrue();
        assertThat(submitted).containsExactly(order);
    }

    @Test
    void belowTheMinimumNothingIsUploadedOrSubmitted() {
        Admission admission = new Admission(gateway(), unlimited(), minimum("10.00"), null, false);
        Order order = order(picture());

        assertThat(admission.isNeededFor(order)).isTrue();
        assertThatThrownBy(() -> admission.admit(order, next(), doneSync -> {}))
                .isInstanceOf(GatewayRejectedException.class)
                .hasMessageContaining("minBalance");
        assertThat(uploaded).isEmpty();
        assertThat(submitted).isEmpty();
    }

    @Test
    void aPictureIsUploadedBeforeItsRequestIsSubmitted() {
        Admission admission = new Admission(gateway(), unlimited(), minimum("1.00"), null, false);

        admission.admit(order(picture()), next(), doneSync -> {});

        assertThat(uploaded).containsExactly("a.png");
        assertThat(submitted)
                .singleElement()
                .satisfies(order -> assertThat(order.submission().request().imageUrls())
                        .containsExactly("https://cdn.example/a.png"));
    }

    private Pricing unlimited() {
        return new Pricing(
                exchange.getContext(), "adverts", new CostOptions(null, UnknownPrice.refuse, false, null, null, null));
    }

    private UploadBody picture() {
        exchange.getIn().setBody(new byte[] {1});
        exchange.getIn().setHeader(Exchange.FILE_NAME, "a.png");
        return UploadBody.image(exchange);
    }

    private Order order(@Nullable UploadBody image) {
        Submission submission = new Submission(
                "token", "adverts", "order-1", CAT.fingerprint(), CAT, Map.of(), "https://gateway.example", "account");
        return new Order(exchange, new NormalizedRequest(CAT, List.of(), List.of()), image, submission);
    }

    private Admission.Next next() {
        return new Admission.Next() {
            @Override
            public void requireStarted() {}

            @Override
            public Submitted submit(Order order) {
                submitted.add(order);
                VideoTask task = order.submission().submitting(Instant.EPOCH);
                return new Submitted(task, false, null);
            }

            @Override
            public boolean proceed(Order order, Submitted done, AsyncCallback callback) {
                callback.done(true);
                return true;
            }
        };
    }

    private BalanceMinimum minimum(String least) {
        return new BalanceMinimum(
                new BigDecimal(least),
                Duration.ofSeconds(30),
                gateway()::balance,
                Clock.systemUTC(),
                new TestThreads());
    }

    private Gateway gateway() {
        return (Gateway) Proxy.newProxyInstance(
                Gateway.class.getClassLoader(),
                new Class<?>[] {Gateway.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "balance" ->
                        new Balance(
                                new Balance.Account(new BigDecimal("5.00"), BigDecimal.ZERO, new BigDecimal("5.00")),
                                new Balance.Key("key", BigDecimal.TEN, BigDecimal.ZERO, BigDecimal.TEN, true));
                    case "upload" -> {
                        uploaded.add(((FileToUpload) arguments[0]).name());
                        yield "https://cdn.example/a.png";
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
