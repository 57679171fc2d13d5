package io.geminiomni.camel.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.geminiomni.camel.CapturedLogs;
import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.BudgetExceededException;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.CostEstimate;
import io.geminiomni.camel.evidence.CreateWatch;
import io.geminiomni.camel.gateway.CreateOutcome;
import io.geminiomni.camel.gateway.Gateway;
import io.geminiomni.camel.gateway.GatewayException;
import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.GatewayRejectedException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.ClaimedAccounts;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The write-ahead protocol: at most one create per key that the gateway may have accepted. */
class VideoSubmitterTest {
    private static final SubmissionKey KEY = new SubmissionKey("adverts", "order-1");
    private static final VideoRequest CAT =
            VideoRequest.builder().prompt("a cat").build();
    private static final VideoRequest DOG =
            VideoRequest.builder().prompt("a dog").build();
    private static final String BASE_URL = "https://gateway.example";

    private final MutableClock clock = MutableClock.running();
    private final VideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final Deque<CreateOutcome> outcomes = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private final ManualStopwatch stopwatch = new ManualStopwatch();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final OpenSubmissions open = new OpenSubmissions(scheduler, Duration.ofDays(1), new TestThreads());

    @AfterEach
    void endScheduler() {
        scheduler.shutdownNow();
    }

    @Test
    void anAcceptedRequestIsWaitingUnderItsKey() {
        outcomes.add(accepted("task-1"));

        Submitted submitted = submit(CAT);

        assertThat(submitted.duplicate()).isFalse();
        assertThat(submitted.task().taskId()).isEqualTo("task-1");
        assertThat(submitted.task().state()).isEqualTo(TaskState.WAITING);
        assertThat(submitted.task().baseUrl()).isEqualTo(BASE_URL);
        assertThat(submitted.task().account()).isEqualTo("account-1");
        assertThat(submitted.task().correlationHeaders()).containsEntry("customer", "C-17");
        assertThat(sent).containsExactly(KEY.hash());
    }

    @Test
    void theIntentIsOnRecordBeforeTheRequestIsSent() {
        List<TaskState> whileSending = new ArrayList<>();
        VideoSubmitter submitter = submitter((request, hash) -> {
            whileSending.add(tasks.find("adverts", "order-1").orElseThrow().state());
            return accepted("task-1");
        });

        submitter.submit(submission(KEY, CAT, Map.of()));

        assertThat(whileSending).containsExactly(TaskState.SUBMITTING);
    }

    @Test
    void theEstimateOfTheGatewaySaysWhenTheTaskIsFirstPolled() {
        outcomes.add(new CreateOutcome.Accepted(new TaskAnswer(
                "task-1", RemoteStatus.QUEUED, "queued", 0, null, null, null, null, null, Duration.ofSeconds(20))));
        VideoTask task = submit(CAT).task();
        Claim due = Claim.toPoll(task.channel(), task.baseUrl(), 10, "me", Duration.ofMinutes(1))
                .of(ClaimedAccounts.own(task.account()));

        clock.advance(Duration.ofSeconds(10));
        assertThat(tasks.claim(due)).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        assertThat(tasks.claim(due)).hasSize(1);
    }

    @Test
    void theSameRequestUnderTheSameKeyIsADuplicateAndNothingIsSent() {
        outcomes.add(accepted("task-1"));
        submit(CAT);

        Submitted again = submit(CAT);

        assertThat(again.duplicate()).isTrue();
        assertThat(again.task().taskId()).isEqualTo("task-1");
        assertThat(sent).hasSize(1);
    }

    @Test
    void aRequestThatItsBudgetHasNoRoomForIsNotSentAndTheErrorSaysWhenThereIs() {
        outcomes.add(accepted("task-1"));
        Budget budget = new Budget(new BigDecimal("0.50"), new Budget.Sliding(Duration.ofDays(1)));
        Charge charge = new Charge(new CostEstimate(new BigDecimal("0.30"), "EUR", "row 1"), "team", budget, false);
        VideoSubmitter submitter = submitter((request, hash) -> outcomes.remove());
        submitter.submit(submission(KEY, CAT, Map.of()).withCharge(charge));
        SubmissionKey second = new SubmissionKey("adverts", "order-2");

        BudgetExceededException refused = catchThrowableOfType(
                BudgetExceededException.class,
                () -> submitter.submit(submission(second, CAT, Map.of()).withCharge(charge)));

        assertThat(refused.budgetKey()).isEqualTo("team");
        assertThat(refused.budget()).isEqualByComparingTo("0.50");
        assertThat(refused.spent()).isEqualByComparingTo("0.30");
        assertThat(refused.reserved()).isZero();
        assertThat(refused.asked()).isEqualByComparingTo("0.30");
        assertThat(refused.roomAt())
                .isEqualTo(tasks.find("adverts", "order-1")
                        .orElseThrow()
                        .submittedAt()
                        .plus(Duration.ofDays(1)));
        assertThat(refused)
                .hasMessageContaining("costs 0.3 EUR (row 1)")
                .hasMessageContaining("budget of 'team' has 0.2 EUR left")
                .hasMessageContaining("Nothing was sent and nothing was paid")
                .hasMessageContaining("there is room from " + refused.roomAt());
        assertThat(tasks.find("adverts", "order-2")).isEmpty();
        assertThat(submitter
                        .submit(submission(KEY, CAT, Map.of()).withCharge(charge))
                        .duplicate())
                .as("a known key passes")
                .isTrue();
    }

    @Test
    void aRepositoryThatChecksNoBudgetSubmitsNoRequestThatHasOne() {
        VideoTaskRepository without = (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {VideoTaskRepository.class},
                (proxy, method, arguments) ->
                        method.getName().equals("holdsBudgets") ? false : method.invoke(tasks, arguments));
        Budget budget = new Budget(BigDecimal.TEN, new Budget.Sliding(Duration.ofDays(1)));
        CostEstimate cost = new CostEstimate(BigDecimal.ONE, "EUR", "row 1");
        outcomes.add(accepted("task-1"));
        VideoSubmitter submitter = new VideoSubmitter(
                without,
                gateway((request, hash) -> outcomes.remove()),
                policy(),
                stopwatch,
                open,
                ChannelListener.NONE,
                CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(
                        submission(KEY, CAT, Map.of()).withCharge(new Charge(cost, "team", budget, false))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Nothing was sent and nothing was paid");
        assertThat(tasks.find("adverts", "order-1")).isEmpty();
        assertThat(submitter
                        .submit(submission(KEY, CAT, Map.of()).withCharge(new Charge(cost, "team", null, false)))
                        .task()
                        .taskId())
                .isEqualTo("task-1");
    }

    @Test
    void anotherRequestUnderTheSameKeyIsAConflictAndNothingIsSent() {
        outcomes.add(accepted("task-1"));
        submit(CAT);

        IdempotencyKeyConflictException conflict =
                catchThrowableOfType(IdempotencyKeyConflictException.class, () -> submit(DOG));

        assertThat(conflict.channel()).isEqualTo("adverts");
        assertThat(conflict.key()).isEqualTo("order-1");
        assertThat(conflict).hasMessageContaining("task-1").hasMessageContaining("Nothing was sent");
        assertThat(sent).hasSize(1);
    }

    @Test
    void aKnownKeyIsResolvedWithoutSendingWhateverBecomesOfIt() {
        outcomes.add(notAccepted());
        outcomes.add(accepted("task-2"));
        VideoSubmitter submitter = submitter(this::send);
        assertThat(submitter.known(submission(KEY, CAT, Map.of()))).isEmpty();
        assertThatThrownBy(() -> submit(CAT)).isInstanceOf(GatewayThrottledException.class);
        assertThat(submitter.known(submission(KEY, CAT, Map.of()))).isEmpty();
        submit(CAT);

        assertThat(submitter.known(submission(KEY, CAT, Map.of())))
                .hasValueSatisfying(known -> assertThat(known.task().taskId()).isEqualTo("task-2"));
        assertThatThrownBy(() -> submitter.known(submission(KEY, DOG, Map.of())))
                .isInstanceOf(IdempotencyKeyConflictException.class);
        assertThat(sent).hasSize(2);
    }

    @Test
    void aRequestThatWasNotTakenMayBeSentAgainEvenAsAnotherRequest() {
        outcomes.add(notAccepted());
        outcomes.add(refused());
        outcomes.add(accepted("task-3"));

        assertThatThrownBy(() -> submit(CAT)).isInstanceOf(GatewayThrottledException.class);
        assertThat(state()).isEqualTo(TaskState.NOT_ACCEPTED);
        assertThatThrownBy(() -> submit(DOG)).isInstanceOf(GatewayRejectedException.class);
        assertThat(state()).isEqualTo(TaskState.REJECTED);

        assertThat(submit(CAT).task().taskId()).isEqualTo("task-3");
        assertThat(sent).hasSize(3);
    }

    @Test
    void anUnclearOutcomeIsNeverSentAgain() {
        outcomes.add(unclear());

        SubmissionOutcomeUnknownException first =
                catchThrowableOfType(SubmissionOutcomeUnknownException.class, () -> submit(CAT));
        assertThat(first.key()).isEqualTo("order-1");
        assertThat(first.channel()).isEqualTo("adverts");
        assertThat(first.taskId()).isNull();
        assertThat(first)
                .hasMessage(
                        "It is not known whether the gateway accepted the request with key order-1 on channel adverts: the"
                                + " line went dead. Money may have been spent. It is not sent again by itself. Check whether"
                                + " the task exists at the gateway, then resolve the key as that task or as not submitted")
                .hasNoCause();
        assertThat(first.getSuppressed()).singleElement().isInstanceOf(GatewayException.class);
        assertThat(state()).isEqualTo(TaskState.UNKNOWN);

        for (VideoRequest request : List.of(CAT, DOG)) {
            assertThatThrownBy(() -> submit(request))
                    .isInstanceOf(SubmissionOutcomeUnknownException.class)
                    .hasMessageContaining("Nothing was sent this time")
                    .hasMessageContaining("(the line went dead)");
        }
        assertThat(sent).hasSize(1);
    }

    @Test
    void anOperatorWhoFreesAnUnknownKeyMakesItSendable() {
        outcomes.add(unclear());
        outcomes.add(accepted("task-2"));
        assertThatThrownBy(() -> submit(CAT)).isInstanceOf(SubmissionOutcomeUnknownException.class);

        tasks.resolveAsNotSubmitted("adverts", "order-1");

        assertThat(submit(CAT).task().taskId()).isEqualTo("task-2");
    }

    @Test
    void aSubmitterThatWasHeldUpDoesNotSend() {
        VideoTaskRepository slow = proxy((method, call) -> {
            Object result = call.invoke();
            if (method.equals("begin")) {
                stopwatch.pause(Duration.ofSeconds(200));
            }
            return result;
        });
        VideoSubmitter submitter = new VideoSubmitter(
                slow, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .hasMessageContaining("was not sent")
                .hasMessageContaining("submitTimeout");

        assertThat(sent).isEmpty();
        assertThat(state()).isEqualTo(TaskState.NOT_ACCEPTED);
    }

    @Test
    void withoutAnIntentOnRecordNothingIsSent() {
        VideoTaskRepository down = proxy((method, call) -> {
            throw new TaskStoreException("the store is down", new IllegalStateException());
        });
        VideoSubmitter submitter = new VideoSubmitter(
                down, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .isInstanceOf(TaskStoreException.class);
        assertThat(sent).isEmpty();
    }

    @Test
    void anIntentWhoseCommitWasNotConfirmedIsTakenBackAsNothingWasSent() {
        VideoTaskRepository unconfirmed = proxy((method, call) -> {
            Object result = call.invoke();
            if (method.equals("begin")) {
                throw new TaskStoreException("the connection broke", new IllegalStateException());
            }
            return result;
        });
        VideoSubmitter submitter = new VideoSubmitter(
                unconfirmed, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .isInstanceOf(TaskStoreException.class);

        assertThat(sent).isEmpty();
        assertThat(state()).isEqualTo(TaskState.NOT_ACCEPTED);
    }

    @Test
    void anOutcomeIsStoredEvenIfTheStoreIsAwayForAMoment() {
        outcomes.add(accepted("task-1"));
        AtomicInteger failures = new AtomicInteger(3);
        VideoTaskRepository flaky = proxy((method, call) -> {
            if (method.equals("record") && failures.getAndDecrement() > 0) {
                throw new TaskStoreException("away", new IllegalStateException());
            }
            return call.invoke();
        });

        Submitted submitted = new VideoSubmitter(
                        flaky, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE)
                .submit(submission(KEY, CAT, Map.of()));

        assertThat(submitted.task().taskId()).isEqualTo("task-1");
        assertThat(sent).hasSize(1);
    }

    @Test
    void aTaskThatCannotBeRecordedIsNamedInTheExceptionAndInTheLog() throws Exception {
        outcomes.add(accepted("task-1"));
        AtomicInteger attempts = new AtomicInteger();
        VideoTaskRepository broken = proxy((method, call) -> {
            if (method.equals("record")) {
                attempts.incrementAndGet();
                throw new TaskStoreException("full", new IllegalStateException());
            }
            return call.invoke();
        });
        VideoSubmitter submitter = new VideoSubmitter(
                broken, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        SubmissionOutcomeUnknownException lost;
        String logged;
        try (CapturedLogs logs = new CapturedLogs()) {
            lost = catchThrowableOfType(
                    SubmissionOutcomeUnknownException.class, () -> submitter.submit(submission(KEY, CAT, Map.of())));
            logged = logs.text();
        }

        assertThat(lost.taskId()).isEqualTo("task-1");
        assertThat(lost)
                .hasMessageContaining("task-1")
                .hasMessageContaining("Money was spent")
                .hasMessageContaining("recorded by itself when the store is back")
                .hasMessageContaining("do not send the request under another key");
        assertThat(logged).containsPattern("ERROR .*task-1");
        assertThat(attempts).hasValue(6);
        assertThat(sent).hasSize(1);
        assertThat(state()).isEqualTo(TaskState.SUBMITTING);
    }

    @Test
    void aTaskThatCannotBeRecordedAtOnceIsRecordedWhenTheStoreIsBack() {
        outcomes.add(accepted("task-1"));
        AtomicBoolean away = new AtomicBoolean(true);
        OpenSubmissions stubborn = new OpenSubmissions(scheduler, Duration.ofMillis(1), new TestThreads());
        VideoSubmitter submitter = new VideoSubmitter(
                away(away), gateway(this::send), policy(), stopwatch, stubborn, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .isInstanceOf(SubmissionOutcomeUnknownException.class);
        assertThat(stubborn.unrecorded("adverts")).isEqualTo(1);
        assertThat(stubborn.unrecorded("other")).isZero();
        assertThat(tasks.sweep(Duration.ofSeconds(-1))).hasSize(1);
        assertThat(state()).isEqualTo(TaskState.UNKNOWN);
        away.set(false);

        Awaitility.await().until(() -> stubborn.unrecorded("adverts") == 0);
        assertThat(submitter.submit(submission(KEY, CAT, Map.of())).task().taskId())
                .isEqualTo("task-1");
        assertThat(sent).hasSize(1);
    }

    @Test
    void whateverTheStoreThrowsTheOutcomeIsKept() {
        outcomes.add(accepted("task-1"));
        VideoTaskRepository broken = proxy((method, call) -> {
            if (method.equals("record")) {
                throw new IllegalStateException("the pool is closed");
            }
            return call.invoke();
        });
        VideoSubmitter submitter = new VideoSubmitter(
                broken, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .isInstanceOf(SubmissionOutcomeUnknownException.class);

        assertThat(open.unrecorded("adverts")).isEqualTo(1);
    }

    @Test
    void anErrorOfTheStoreDoesNotLoseThePaidTask() {
        outcomes.add(accepted("task-1"));
        AtomicBoolean withoutThreads = new AtomicBoolean(true);
        VideoTaskRepository failing = proxy((method, call) -> {
            if (method.equals("record") && withoutThreads.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return call.invoke();
        });
        VideoSubmitter submitter = new VideoSubmitter(
                failing, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        SubmissionOutcomeUnknownException lost = catchThrowableOfType(
                SubmissionOutcomeUnknownException.class, () -> submitter.submit(submission(KEY, CAT, Map.of())));

        assertThat(lost.taskId()).isEqualTo("task-1");
        assertThat(open.unrecorded("adverts")).isEqualTo(1);
        withoutThreads.set(false);
        open.close(Duration.ofMinutes(1));
        assertThat(tasks.find("adverts", "order-1").orElseThrow().taskId()).isEqualTo("task-1");
    }

    @Test
    void anIntentWhoseCallEndedWithAnErrorIsTakenBackAsNothingWasSent() {
        AtomicInteger failures = new AtomicInteger(2);
        VideoTaskRepository failing = proxy((method, call) -> {
            Object result = method.equals("begin") ? call.invoke() : null;
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return method.equals("begin") ? result : call.invoke();
        });
        VideoSubmitter submitter = new VideoSubmitter(
                failing, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(sent).isEmpty();
        open.close(Duration.ofMinutes(1));
        assertThat(state()).isEqualTo(TaskState.NOT_ACCEPTED);
    }

    @Test
    void aSubmitterThatIsInterruptedLeavesItsOutcomeToBeRecorded() {
        outcomes.add(accepted("task-1"));
        AtomicInteger attempts = new AtomicInteger();
        VideoTaskRepository broken = proxy((method, call) -> {
            if (method.equals("record")) {
                attempts.incrementAndGet();
                throw new TaskStoreException("away", null);
            }
            return call.invoke();
        });
        stopwatch.interrupted = true;
        VideoSubmitter submitter = new VideoSubmitter(
                broken, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .isInstanceOf(SubmissionOutcomeUnknownException.class);

        assertThat(attempts).hasValue(1);
        assertThat(open.unrecorded("adverts")).isEqualTo(1);
    }

    @Test
    void thatARequestWasHeldUpIsRecordedWhenTheStoreIsBack() {
        AtomicBoolean away = new AtomicBoolean();
        VideoTaskRepository slow = proxy((method, call) -> {
            if (method.equals("record") && away.get()) {
                throw new TaskStoreException("away", null);
            }
            Object result = call.invoke();
            if (method.equals("begin")) {
                stopwatch.pause(Duration.ofSeconds(200));
                away.set(true);
            }
            return result;
        });
        OpenSubmissions stubborn = new OpenSubmissions(scheduler, Duration.ofMillis(1), new TestThreads());
        VideoSubmitter submitter = new VideoSubmitter(
                slow, gateway(this::send), policy(), stopwatch, stubborn, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .hasMessageContaining("was not sent");
        assertThat(state()).isEqualTo(TaskState.SUBMITTING);
        away.set(false);

        Awaitility.await().until(() -> state() == TaskState.NOT_ACCEPTED);
        assertThat(sent).isEmpty();
    }

    @Test
    void timeThatTheMachineSleptCountsThoughItsTimerStoodStill() {
        VideoTaskRepository asleep = proxy((method, call) -> {
            Object result = call.invoke();
            if (method.equals("begin")) {
                stopwatch.sleep(Duration.ofHours(2));
            }
            return result;
        });
        VideoSubmitter submitter = new VideoSubmitter(
                asleep, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .hasMessageContaining("was not sent");

        assertThat(sent).isEmpty();
        assertThat(state()).isEqualTo(TaskState.NOT_ACCEPTED);
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeTimeOfTheTimerUndone() {
        VideoTaskRepository slow = proxy((method, call) -> {
            Object result = call.invoke();
            if (method.equals("begin")) {
                stopwatch.pause(Duration.ofSeconds(200));
                stopwatch.sleep(Duration.ofHours(-2));
            }
            return result;
        });
        VideoSubmitter submitter = new VideoSubmitter(
                slow, gateway(this::send), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);

        assertThatThrownBy(() -> submitter.submit(submission(KEY, CAT, Map.of())))
                .hasMessageContaining("was not sent");

        assertThat(sent).isEmpty();
    }

    @Test
    void theEndWaitsForRequestsOnTheirWayAndLetsNoOtherBeSent() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        VideoSubmitter submitter = submitter((request, key) -> {
            sending.countDown();
            await(answer);
            return accepted("task-1");
        });
        var threads = Executors.newFixedThreadPool(2);
        try {
            Future<Submitted> onItsWay = threads.submit(() -> submitter.submit(submission(KEY, CAT, Map.of())));
            await(sending);
            Future<?> end = threads.submit(() -> open.close(Duration.ofSeconds(30)));
            SubmissionKey next = new SubmissionKey("adverts", "order-2");
            Awaitility.await()
                    .untilAsserted(() -> assertThatThrownBy(() ->
                                    submitter((request, key) -> notAccepted()).submit(submission(next, DOG, Map.of())))
                            .hasMessageContaining("was not sent, as the component stopped"));
            assertThat(end.isDone()).isFalse();
            answer.countDown();
            end.get(1, TimeUnit.MINUTES);

            assertThat(state()).isEqualTo(TaskState.WAITING);
            assertThat(onItsWay.get(1, TimeUnit.MINUTES).task().taskId()).isEqualTo("task-1");
            assertThat(tasks.find("adverts", "order-2").orElseThrow().state()).isEqualTo(TaskState.NOT_ACCEPTED);
            assertThat(sent).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theSameRequestWaitsForTheOutcomeOfTheOtherSubmission() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        VideoSubmitter first = submitter((request, hash) -> {
            sending.countDown();
            await(answer);
            return accepted("task-1");
        });
        var threads = Executors.newFixedThreadPool(2);
        try {
            Future<Submitted> one = threads.submit(() -> first.submit(submission(KEY, CAT, Map.of())));
            await(sending);
            VideoSubmitter second = new VideoSubmitter(
                    tasks,
                    gateway(this::send),
                    policy(),
                    Stopwatch.of(new TestThreads(), Clock.systemUTC()),
                    open,
                    ChannelListener.NONE,
                    CreateWatch.NONE);
            Future<Submitted> two = threads.submit(() -> second.submit(submission(KEY, CAT, Map.of())));
            assertThatThrownBy(() -> two.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(Exception.class);
            answer.countDown();

            assertThat(one.get(1, TimeUnit.MINUTES).duplicate()).isFalse();
            assertThat(two.get(1, TimeUnit.MINUTES).duplicate()).isTrue();
            assertThat(two.get().task().taskId()).isEqualTo("task-1");
            assertThat(sent).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anotherSubmissionThatTakesTooLongIsAnErrorAndNothingIsSent() {
        VideoSubmitter submitter = submitter((request, hash) -> {
            assertThatThrownBy(() -> submit(CAT))
                    .isInstanceOf(SubmissionOutcomeUnknownException.class)
                    .hasMessageContaining("Another exchange is submitting");
            assertThatThrownBy(() -> submit(DOG)).isInstanceOf(IdempotencyKeyConflictException.class);
            return accepted("task-1");
        });

        submitter.submit(submission(KEY, CAT, Map.of()));

        assertThat(sent).isEmpty();
    }

    @Test
    void ofManySubmissionsAtOnceOneIsSent() throws Exception {
        AtomicInteger creates = new AtomicInteger();
        VideoSubmitter submitter = new VideoSubmitter(
                tasks,
                gateway((request, hash) -> accepted("task-" + creates.incrementAndGet())),
                policy(),
                Stopwatch.of(new TestThreads(), Clock.systemUTC()),
                open,
                ChannelListener.NONE,
                CreateWatch.NONE);
        var threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Submitted>> all = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                all.add(threads.submit(() -> submitter.submit(submission(KEY, CAT, Map.of()))));
            }
            for (Future<Submitted> each : all) {
                assertThat(each.get(1, TimeUnit.MINUTES).task().taskId()).isEqualTo("task-1");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(creates).hasValue(1);
    }

    private Submitted submit(VideoRequest request) {
        return submitter(this::send).submit(submission(KEY, request, Map.of("customer", "C-17")));
    }

    private VideoSubmitter submitter(Sender sender) {
        return new VideoSubmitter(
                tasks, gateway(sender), policy(), stopwatch, open, ChannelListener.NONE, CreateWatch.NONE);
    }

    private static Submission submission(SubmissionKey key, VideoRequest request, Map<String, Object> headers) {
        return new Submission(
                UUID.randomUUID().toString(),
                key.channel(),
                key.key(),
                request.fingerprint(),
                request,
                headers,
                BASE_URL,
                "account-1",
                Duration.ofDays(7));
    }

    /** What becomes of a create. */
    private interface Sender {
        CreateOutcome send(VideoRequest request, String hash);
    }

    /** A gateway that is only sent creates. */
    private static Gateway gateway(Sender sender) {
        return (Gateway) Proxy.newProxyInstance(
                Gateway.class.getClassLoader(),
                new Class<?>[] {Gateway.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "awaitTurn" -> true;
                    case "create" -> sender.send((VideoRequest) arguments[0], (String) arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private CreateOutcome send(VideoRequest request, String hash) {
        sent.add(hash);
        return outcomes.remove();
    }

    private TaskState state() {
        return tasks.find("adverts", "order-1").map(VideoTask::state).orElseThrow();
    }

    private static SubmissionPolicy policy() {
        return new SubmissionPolicy(
                Duration.ofSeconds(100),
                Duration.ofSeconds(60),
                (request, estimated) -> estimated == null ? Duration.ofSeconds(5) : estimated);
    }

    private static CreateOutcome accepted(String taskId) {
        return new CreateOutcome.Accepted(
                new TaskAnswer(taskId, RemoteStatus.QUEUED, "queued", 0, "Gemini-Omini", null, null, null, null, null));
    }

    private static CreateOutcome notAccepted() {
        return new CreateOutcome.NotAccepted(CreateOutcome.NotAccepted.Reason.THROTTLED, failure(false));
    }

    @Test
    void aSenderThatFailsMayHaveSent() {
        for (Throwable failure : new Throwable[] {new IllegalStateException("why"), new StackOverflowError()}) {
            SubmissionKey key = new SubmissionKey("adverts", failure.getClass().getSimpleName());
            VideoSubmitter submitter = submitter((request, hash) -> {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            });

            assertThatThrownBy(() -> submitter.submit(submission(key, CAT, Map.of())))
                    .isInstanceOf(SubmissionOutcomeUnknownException.class)
                    .hasMessageContaining(failure.getClass().getSimpleName());
            assertThat(tasks.find("adverts", key.key()).orElseThrow().state()).isEqualTo(TaskState.UNKNOWN);
        }
    }

    private static CreateOutcome refused() {
        return new CreateOutcome.Rejected(CreateOutcome.Rejected.Reason.REQUEST, failure(false));
    }

    private static CreateOutcome unclear() {
        return new CreateOutcome.Unknown("the line went dead", failure(true));
    }

    private static GatewayFailure failure(boolean moneyMayBeSpent) {
        return new GatewayFailure("it did not work", null, 0, moneyMayBeSpent, null, null);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, where no outcome can be recorded while it is away. */
    private VideoTaskRepository away(AtomicBoolean away) {
        return proxy((method, call) -> {
            if (method.equals("record") && away.get()) {
                throw new TaskStoreException("away", null);
            }
            return call.invoke();
        });
    }

    private VideoTaskRepository proxy(Interceptor interceptor) {
        return (VideoTaskRepository) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {VideoTaskRepository.class},
                (proxy, method, arguments) -> interceptor.intercept(method.getName(), () -> {
                    try {
                        return method.invoke(tasks, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private interface Interceptor {
        Object intercept(String method, Invocation call) throws Throwable;
    }

    private interface Invocation {
        Object invoke() throws Throwable;
    }

    /** Time passes only where somebody pauses, or the machine sleeps. */
    private static final class ManualStopwatch implements Stopwatch {
        private Duration timer = Duration.ZERO;
        private Instant clock = Instant.parse("2026-03-01T12:00:00Z");
        private boolean interrupted;

        @Override
        public Reading read() {
            return new Reading(timer, clock);
        }

        @Override
        public boolean pause(Duration duration) {
            timer = timer.plus(duration);
            sleep(duration);
            return !interrupted;
        }

        void sleep(Duration duration) {
            clock = clock.plus(duration);
        }
    }
}
