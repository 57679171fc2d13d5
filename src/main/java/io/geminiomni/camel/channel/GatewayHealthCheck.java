package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewaySettings;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Readiness of the accounts of all started endpoints at the gateway, by their balances. It is DOWN when the gateway rejects an API
 * key, or less than {@code minBalance} is available, and UNKNOWN when a balance cannot be queried otherwise. An answer is used for
 * {@code balanceCacheTime}.
 */
final class GatewayHealthCheck extends ReadinessCheck {
    private final Supplier<List<ChannelHealthCheck.Source>> sources;
    private final Clock clock;
    private final Monitor monitor;
    private final Map<Account, Answer> answers = new HashMap<>();

    private record Account(String baseUrl, String fingerprint) {
        static Account of(Channel channel) {
            GatewaySettings gateway = channel.options().gateway();
            return new Account(gateway.baseUrl().toString(), gateway.accountFingerprint());
        }

        @Override
        public String toString() {
            return "the account " + fingerprint + " at " + baseUrl;
        }
    }

    /** Exactly one of balance and failure is not null. */
    private record Answer(
            @Nullable Balance balance, @Nullable RuntimeException failure, Instant at) {}

    /** @param scheme the name of the component */
    GatewayHealthCheck(String scheme, Supplier<List<ChannelHealthCheck.Source>> sources, Clock clock, Threads threads) {
        super(scheme + "-gateway", Map.of());
        this.sources = sources;
        this.clock = clock;
        this.monitor = threads.monitor();
    }

    @Override
    Result check(HealthCheckResultBuilder result) {
        return monitor.get(() -> judge(result));
    }

    private Result judge(HealthCheckResultBuilder result) {
        List<String> down = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        Map<Account, List<Channel>> accounts = accounts();
        answers.keySet().retainAll(accounts.keySet());
        accounts.forEach((account, channels) -> {
            Answer answer = answer(account, channels);
            Balance balance = answer.balance();
            if (balance == null) {
                RuntimeException failure = Objects.requireNonNull(answer.failure());
                result.error(failure);
                (failure instanceof GatewayAuthenticationException ? down : unknown)
                        .add("The balance of " + account + " could not be queried: " + failure.getMessage());
                return;
            }
            result.detail("balance." + account.fingerprint(), balance.spendable());
            BigDecimal minimum = minimum(channels);
            if (minimum != null) {
                result.detail("minBalance." + account.fingerprint(), minimum);
                if (balance.spendable().compareTo(minimum) < 0) {
                    down.add("The balance of " + account + " is "
                            + balance.spendable().toPlainString() + ", which is below minBalance, "
                            + minimum.toPlainString()
                            + ": requests are not sent. Top up the account, or lower minBalance");
                }
            }
        });
        if (!down.isEmpty()) {
            return result.message(String.join("; ", down)).down().build();
        }
        return unknown.isEmpty()
                ? result.up().build()
                : result.message(String.join("; ", unknown)).unknown().build();
    }

    private Map<Account, List<Channel>> accounts() {
        Map<Account, List<Channel>> accounts = new LinkedHashMap<>();
        for (ChannelHealthCheck.Source source : sources.get()) {
            accounts.computeIfAbsent(Account.of(source.channel()), any -> new ArrayList<>())
                    .add(source.channel());
        }
        return accounts;
    }

    private Answer answer(Account account, List<Channel> channels) {
        Instant now = clock.instant();
        Duration keptFor = channels.stream()
                .map(channel -> channel.options().balance().keptFor())
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
        Answer known = answers.get(account);
        if (known != null && !known.at().isAfter(now) && now.isBefore(known.at().plus(keptFor))) {
            return known;
        }
        Answer present = query(channels.get(0));
        answers.put(account, present);
        return present;
    }

    /** After the stop of the component the balance is not known. */
    private Answer query(Channel channel) {
        try {
            return new Answer(channel.balance(), null, clock.instant());
        } catch (GatewayException | IllegalStateException e) {
            return new Answer(null, e, clock.instant());
        }
    }

    /** The highest minimum of the endpoints. */
    private static @Nullable BigDecimal minimum(List<Channel> channels) {
        return channels.stream()
                .map(channel -> channel.options().balance().minimum())
                .filter(Objects::nonNull)
                .max(BigDecimal::compareTo)
                .orElse(null);
    }
}
