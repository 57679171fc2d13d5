package io.geminiomni.camel.channel;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.Balance;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.jspecify.annotations.Nullable;

/**
 * Readiness of the accounts of all started endpoints at the gateway, by their balances. It is DOWN when the gateway rejects an API
 * key, or less than {@code minBalance} is available, and UNKNOWN when a balance cannot be queried otherwise. An answer is used for
 * {@code balanceCacheTime}, and after that until the next one has arrived.
 *
 * <p>The queries have threads of their own, and a call of the check waits at most {@link #PATIENCE}, and only for the queries that it
 * has begun: a slow gateway holds up neither the other checks of the same probe nor other probes.
 */
final class GatewayHealthCheck extends ReadinessCheck {
    /** How long a call waits for the queries that it has begun. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** So that a slow account delays the queries of few others. The threads end with the check. */
    private static final int QUERIES_AT_ONCE = 4;

    private final Supplier<List<ChannelHealthCheck.Source>> sources;
    private final Clock clock;
    private final Monitor monitor;
    private final ExecutorService queries;
    private final Map<Account, Answer> answers = new HashMap<>();
    private final Set<Account> queried = new HashSet<>();

    /** Exactly one of balance and failure is not null. */
    private record Answer(
            @Nullable Balance balance, @Nullable RuntimeException failure, Instant at) {}

    /** @param scheme the name of the component */
    GatewayHealthCheck(String scheme, Supplier<List<ChannelHealthCheck.Source>> sources, Clock clock, Threads threads) {
        super(scheme + "-gateway", Map.of());
        this.sources = sources;
        this.clock = clock;
        this.monitor = threads.monitor();
        this.queries = threads.pool(this, "GeminiOmniBalanceCheck", QUERIES_AT_ONCE);
    }

    void end(ExecutorServiceManager executors) {
        executors.shutdownNow(queries);
    }

    @Override
    Result check(HealthCheckResultBuilder result) {
        Map<Account, List<Channel>> accounts = accounts();
        Map<Account, List<Channel>> due = new LinkedHashMap<>(accounts);
        monitor.run(() -> {
            answers.keySet().retainAll(accounts.keySet());
            due.entrySet().removeIf(each -> queried.contains(each.getKey()) || isFresh(each.getKey(), each.getValue()));
            queried.addAll(due.keySet());
        });
        due.forEach((account, channels) -> query(account, channels.get(0)));
        return judge(result, accounts, answers(due.keySet()));
    }

    private void query(Account account, Channel channel) {
        try {
            queries.execute(() -> answered(account, answer(channel)));
        } catch (RejectedExecutionException e) {
            answered(account, failed(new IllegalStateException("The component is stopped", e)));
        } catch (OutOfMemoryError e) {
            answered(account, failed(e));
        }
    }

    private void answered(Account account, Answer answer) {
        monitor.run(() -> {
            answers.put(account, answer);
            queried.remove(account);
            monitor.signalAll();
        });
    }

    /** What is known of all accounts, as soon as some queries have an answer. */
    private Map<Account, Answer> answers(Set<Account> due) {
        try {
            return monitor.await(() -> due.stream().noneMatch(queried::contains), PATIENCE, () -> Map.copyOf(answers));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return monitor.get(() -> Map.copyOf(answers));
        }
    }

    private static Result judge(
            HealthCheckResultBuilder result, Map<Account, List<Channel>> accounts, Map<Account, Answer> answers) {
        List<String> down = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        accounts.forEach((account, channels) -> {
            Answer answer = answers.get(account);
            if (answer == null) {
                unknown.add("The balance of " + account + " is being queried, and the gateway has not answered yet");
                return;
            }
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
            accounts.computeIfAbsent(Account.of(source.channel().options().gateway()), any -> new ArrayList<>())
                    .add(source.channel());
        }
        return accounts;
    }

    private boolean isFresh(Account account, List<Channel> channels) {
        Instant now = clock.instant();
        Duration keptFor = channels.stream()
                .map(channel -> channel.options().balance().keptFor())
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
        Answer known = answers.get(account);
        return known != null
                && !known.at().isAfter(now)
                && now.isBefore(known.at().plus(keptFor));
    }

    /** After the stop of the component the balance is not known. */
    private Answer answer(Channel channel) {
        try {
            return new Answer(channel.balance(), null, clock.instant());
        } catch (RuntimeException e) {
            return failed(e);
        } catch (Error e) {
            return failed(e);
        }
    }

    /** A query that ends without an answer would keep all later ones from being made. */
    private Answer failed(Error e) {
        return failed(new IllegalStateException("The query failed: " + e, e));
    }

    private Answer failed(RuntimeException e) {
        return new Answer(null, e, clock.instant());
    }

    private static @Nullable BigDecimal minimum(List<Channel> channels) {
        return channels.stream()
                .map(channel -> channel.options().balance().minimum())
                .filter(Objects::nonNull)
                .max(BigDecimal::compareTo)
                .orElse(null);
    }
}
