package io.geminiomni.camel.poll;

import io.geminiomni.camel.concurrent.Monitor;
import io.geminiomni.camel.concurrent.Threads;
import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.UnknownTaskException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the answers to questions about tasks say of their account as a whole: that it asks too often, or that its API key is
 * refused. It is shared by all that ask for tasks of the account, so that what one of them is told counts for all.
 */
public final class Standing {
    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
    /** How long a refusal counts that no question has confirmed: where nobody asks any more, nobody knows. */
    private static final Duration REFUSAL_COUNTS = Duration.ofMinutes(10);

    private final String account;
    private final Clock clock;
    private final Monitor monitor;
    private Instant quietFrom = Instant.MAX;
    private Instant quietUntil = Instant.MIN;
    private int throttled;
    private @Nullable GatewayAuthenticationException refusal;
    private Instant refusalCountsUntil = Instant.MIN;

    /** @param account what it is called in messages, without its key */
    public Standing(String account, Clock clock, Threads threads) {
        this.account = account;
        this.clock = clock;
        this.monitor = threads.monitor();
    }

    /** Whether nothing may be asked now, because the gateway throttles. */
    public boolean isQuiet() {
        Instant now = clock.instant();
        return monitor.get(() -> !now.isBefore(quietFrom) && now.isBefore(quietUntil));
    }

    /** Why the gateway refused the API key, unless it has taken it since, or nobody has asked for long. */
    public @Nullable GatewayAuthenticationException refusal() {
        return monitor.get(() -> clock.instant().isBefore(refusalCountsUntil) ? refusal : null);
    }

    /** Whether nothing is known against asking. */
    public boolean isClear() {
        return !isQuiet() && refusal() == null;
    }

    /** Takes note of answers. */
    void heard(Collection<PollAnswer> answers, PollSchedule schedule, RandomGenerator random) {
        if (!answers.isEmpty()) {
            monitor.run(() -> {
                heardOfPace(answers, schedule, random);
                heardOfKey(answers, schedule);
            });
        }
    }

    private void heardOfPace(Collection<PollAnswer> answers, PollSchedule schedule, RandomGenerator random) {
        boolean refused = false;
        @Nullable Duration asked = null;
        for (PollAnswer answer : answers) {
            if (answer instanceof PollAnswer.Failed failed && failed.failure() instanceof GatewayThrottledException e) {
                refused = true;
                asked = longer(asked, e.retryAfter());
            }
        }
        boolean quiet = isQuiet();
        if (!quiet) {
            throttled = refused ? throttled + 1 : 0;
        }
        if (refused) {
            beQuiet(quiet, schedule.afterFailure(throttled, asked, random));
        }
    }

    /** @param already answers to questions that were in flight when it became quiet can only prolong that */
    private void beQuiet(boolean already, Duration pause) {
        Instant now = clock.instant();
        Instant until = now.plus(pause);
        if (!already) {
            quietFrom = now;
            quietUntil = until;
            LOG.warn("The gateway throttles {}: nothing is asked for {} ms", account, pause.toMillis());
        } else if (until.isAfter(quietUntil)) {
            quietUntil = until;
        }
    }

    private void heardOfKey(Collection<PollAnswer> answers, PollSchedule schedule) {
        @Nullable GatewayAuthenticationException refused = null;
        boolean accepted = false;
        for (PollAnswer answer : answers) {
            if (answer instanceof PollAnswer.Failed failed
                    && failed.failure() instanceof GatewayAuthenticationException e) {
                refused = e;
            } else {
                accepted |= tellsThatTheKeyIsTaken(answer);
            }
        }
        if (accepted) {
            if (refusal != null) {
                LOG.info("The gateway takes the API key of {} again", account);
            }
            refusal = null;
        } else if (refused != null) {
            refuse(refused, schedule);
        }
    }

    private static boolean tellsThatTheKeyIsTaken(PollAnswer answer) {
        return answer instanceof PollAnswer.Told
                || (answer instanceof PollAnswer.Failed failed && failed.failure() instanceof UnknownTaskException);
    }

    private void refuse(GatewayAuthenticationException failure, PollSchedule schedule) {
        if (refusal == null) {
            LOG.error(
                    "The gateway refuses the API key of {}. No task is lost, and all are asked for again; set the option apiKey"
                            + " to a key that belongs to this base URL: {}",
                    account,
                    failure.getMessage());
        }
        refusal = failure;
        Duration twoQuestions = schedule.longest().multipliedBy(2);
        refusalCountsUntil =
                clock.instant().plus(twoQuestions.compareTo(REFUSAL_COUNTS) > 0 ? twoQuestions : REFUSAL_COUNTS);
    }

    private static @Nullable Duration longer(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) < 0 ? other : one;
    }
}
