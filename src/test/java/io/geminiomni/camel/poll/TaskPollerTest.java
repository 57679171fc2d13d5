package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.answer;
import static io.geminiomni.camel.poll.PollSamples.completed;
import static io.geminiomni.camel.poll.PollSamples.failure;
import static io.geminiomni.camel.poll.PollSamples.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.gateway.GatewayFailure;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.gateway.TaskAnswer;
import io.geminiomni.camel.gateway.TaskQueries;
import io.geminiomni.camel.gateway.UnknownTaskException;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TaskPollerTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final MutableClock clock = new MutableClock(NOON);
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LeaseKeeper leases = new LeaseKeeper(tasks, LEASE, scheduler);
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, TaskQueries> answers = new ConcurrentHashMap<>();
    private final RequestPace pace = PollSamples.pace();
    private final Standing standing = PollSamples.standing(clock, pace);
    private final TaskPoller poller = poller(Duration.ofMinutes(1));
    private final TaskPoller hasty = poller(Duration.ofMillis(500));

    private TaskPoller poller(Duration patience) {
        PollCore core = new PollCore(
                tasks,
                leases,
                new PollExecutor(this::answerTo, executor, new TestThreads()),
                new PollPolicy(
                        new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30)),
                        Duration.ofMinutes(30),
                        Duration.ofDays(3)),
                new PolledAccount(PollSamples.others(clock), standing, new LearnedTimes(), task -> {}),
                Elapsed.of(clock),
                new Random(1),
                ChannelListener.NONE);
        return new TaskPoller(core, new PollScope(PollSamples.CHANNEL, PollSamples.BASE_URL, "me", LEASE, patience));
    }

    private TaskAnswer answerTo(String taskId) {
        asked.incrementAndGet();
        return answers.getOrDefault(taskId, id -> completed(null)).query(taskId);
    }

    private TaskAnswer hang(String taskId) {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("cut off", e);
        }
        return completed(null);
    }

    private VideoTask now(VideoTask task) {
        return tasks.find(task.channel(), task.key()).orElseThrow();
    }

    private List<LeasedTask> dueToAsk() {
        return tasks.claim(Claim.toPoll(PollSamples.CHANNEL, PollSamples.BASE_URL, 100, "another", LEASE));
    }

    private List<LeasedTask> dueToEmit() {
        return tasks.claim(Claim.toEmit(PollSamples.CHANNEL, 100, "another", LEASE));
    }

    @AfterEach
    void close() {
        hanging.countDown();
        leases.close();
        executor.shutdownNow();
        scheduler.shutdownNow();
    }

    @Test
    void aTaskThatEndedIsHeldForItsEmission() throws Exception {
        VideoTask task = submit(tasks, "t-1");

        PollRound round = poller.round(10);

        assertThat(round.ended()).singleElement().satisfies(ended -> {
            assertThat(ended.task().state()).isEqualTo(TaskState.COMPLETED);
            assertThat(ended.task().attempts()).isEqualTo(1);
        });
        assertThat(round.answers().answered()).isEqualTo(1);
        assertThat(leases.size()).isEqualTo(1);
        assertThat(dueToEmit()).isEmpty();
        assertThat(now(task).state()).isEqualTo(TaskState.COMPLETED);
    }

    @Test
    void aTaskThatGoesOnIsGivenBackAndDueLater() throws Exception {
        submit(tasks, "t-1");
        answers.put("t-1", id -> answer(RemoteStatus.QUEUED, "queued"));

        assertThat(poller.round(10).ended()).isEmpty();

        assertThat(leases.size()).isZero();
        assertThat(dueToAsk()).isEmpty();
        clock.advance(Duration.ofSeconds(30));
        assertThat(dueToAsk()).hasSize(1);
    }

    @Test
    void whatTheCallerHasNoRoomForIsReleasedUncountedAndDueAtOnce() throws Exception {
        submit(tasks, "t-1");
        submit(tasks, "t-2");
        submit(tasks, "t-3");

        assertThat(poller.round(1).ended()).hasSize(1);

        assertThat(leases.size()).isEqualTo(1);
        assertThat(dueToEmit())
                .hasSize(2)
                .allSatisfy(leased -> assertThat(leased.task().attempts()).isEqualTo(1));
    }

    @Test
    void aQuestionThatHangsHoldsUpNeitherTheOthersNorTheNextRound() throws Exception {
        VideoTask hung = submit(tasks, "t-1");
        answers.put("t-1", this::hang);
        submit(tasks, "t-2");

        assertThat(hasty.round(10).ended()).hasSize(1);
        submit(tasks, "t-3");
        assertThat(hasty.round(10).ended()).hasSize(1);

        assertThat(leases.size()).as("two videos and the question that hangs").isEqualTo(3);
        hanging.countDown();
        await().untilAsserted(() -> assertThat(hasty.round(10).ended())
                .extracting(ended -> ended.task().taskId())
                .containsExactly(hung.taskId()));
    }

    @Test
    @Timeout(60)
    void nobodyWaitsForAnswersToQuestionsOfAnEarlierRound() throws Exception {
        submit(tasks, "t-1");
        answers.put("t-1", this::hang);
        PollExecutor polls = new PollExecutor(this::answerTo, executor, new TestThreads());
        polls.send(dueToAsk());
        polls.collect(Duration.ZERO);
        submit(tasks, "t-2");

        polls.send(dueToAsk());

        assertThat(polls.collect(Duration.ofHours(1)))
                .extracting(answer -> answer.polled().task().taskId())
                .containsExactly("t-2");
    }

    @Test
    void closingGivesBackWhatIsInFlightAndAsksNothingMore() throws Exception {
        submit(tasks, "t-1");
        answers.put("t-1", this::hang);
        hasty.round(10);

        hasty.close();

        assertThat(leases.size()).isZero();
        assertThat(hasty.round(10).ended()).isEmpty();
        assertThat(asked).hasValue(1);
        assertThat(leases.size()).isZero();
        assertThat(dueToAsk()).hasSize(1);
    }

    @Test
    void theAnswerToAnAbandonedPollCountsForItsAccount() throws Exception {
        submit(tasks, "t-1");
        answers.put("t-1", id -> {
            hang(id);
            throw new GatewayThrottledException(failure("too many requests", Duration.ofMinutes(1)));
        });
        hasty.round(10);
        hasty.abandon();
        submit(tasks, "t-2");

        hanging.countDown();

        await().until(standing::isThrottled);
        hasty.round(10);
        assertThat(asked).hasValue(1);
    }

    @Test
    void theAnswerToAPollThatIsAbandonedBeforeItWasCollectedCountsForItsAccount() throws Exception {
        submit(tasks, "t-1");
        answers.put("t-1", id -> {
            throw new GatewayThrottledException(failure("too many requests", Duration.ofMinutes(1)));
        });
        PollExecutor polls = new PollExecutor(this::answerTo, Runnable::run, new TestThreads());
        polls.of(standing.of(new PollSchedule(Duration.ofSeconds(5), Duration.ofSeconds(30)), new Random(1)));
        polls.send(dueToAsk());

        polls.abandon();

        assertThat(standing.isThrottled()).isTrue();
    }

    @Test
    void pollsThatWaitForAThreadAreTakenBackWhenTheGatewayThrottles() throws Exception {
        for (int i = 1; i <= 20; i++) {
            submit(tasks, "t-" + i);
            answers.put("t-" + i, id -> {
                hang(id);
                throw new GatewayThrottledException(failure("too many requests", null));
            });
        }
        hasty.round(10);
        assertThat(asked).as("one for each thread").hasValue(4);
        assertThat(leases.size()).isEqualTo(20);

        hanging.countDown();

        await().untilAsserted(() -> {
            hasty.round(10);
            assertThat(leases.size()).isZero();
        });
        assertThat(asked).hasValue(4);
        assertThat(standing.throttledFor()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        assertThat(dueToAsk())
                .as("due at once, and not counted as polled")
                .hasSize(16)
                .allSatisfy(leased -> assertThat(leased.task().polls()).isZero());
    }

    @Test
    void pollsThatAreAbandonedBeforeTheyBeginAreNotSent() throws Exception {
        for (int i = 1; i <= 20; i++) {
            submit(tasks, "t-" + i);
            answers.put("t-" + i, this::hang);
        }
        hasty.round(10);

        hasty.abandon();
        hanging.countDown();
        executor.shutdown();

        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(asked).hasValue(4);
        try (Standing.Room room = standing.reserve(50, 0)) {
            assertThat(room.size()).isEqualTo(50);
        }
    }

    @Test
    void aPollThatIsAbandonedWhileItWaitsForItsTurnIsNotSent() throws Exception {
        submit(tasks, "t-1");
        CountDownLatch waits = new CountDownLatch(1);
        TaskQueries waiting = new TaskQueries() {
            @Override
            public TaskAnswer query(String taskId) {
                return answerTo(taskId);
            }

            @Override
            public Optional<TaskAnswer> poll(String taskId, Duration age, BooleanSupplier isWanted) {
                waits.countDown();
                hang(taskId);
                return TaskQueries.super.poll(taskId, age, isWanted);
            }
        };
        PollExecutor polls = new PollExecutor(waiting, executor, new TestThreads());
        polls.send(dueToAsk());
        waits.await();

        assertThat(polls.abandon()).hasSize(1);
        hanging.countDown();
        executor.shutdown();

        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(asked).hasValue(0);
    }

    @Test
    void manyPollersOfAnAccountLeaseTogetherOnlyWhatSoonHasItsTurn() throws Exception {
        pace.atMost(10);
        List<TaskPoller> pollers = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            submit(tasks, "t-" + i);
            answers.put("t-" + i, this::hang);
        }
        for (int i = 0; i < 10; i++) {
            pollers.add(poller(Duration.ZERO));
        }

        for (TaskPoller each : pollers) {
            each.round(10);
        }

        assertThat(leases.size())
                .as("20 that wait for 2 s, 4 that are sent, and one for each poller")
                .isLessThanOrEqualTo(20 + 4 + 10);
    }

    @Test
    void closingInTheMiddleOfARoundEndsItAtOnce() throws Exception {
        submit(tasks, "t-1");
        answers.put("t-1", this::hang);
        TaskPoller patient = poller(Duration.ofMinutes(1));
        CompletableFuture<PollRound> round = CompletableFuture.supplyAsync(() -> {
            try {
                return patient.round(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> asked.get() == 1);

        patient.close();

        assertThat(round.get(1, TimeUnit.MINUTES).ended()).isEmpty();
        assertThat(leases.size()).isZero();
        assertThat(dueToAsk()).hasSize(1);
    }

    @Test
    void anAnswerThatComesAfterItsQuestionWasGivenUpChangesNothing() throws Exception {
        VideoTask task = submit(tasks, "t-1");
        answers.put("t-1", this::hang);
        hasty.round(10);
        hasty.abandon();

        hanging.countDown();
        answers.put("t-1", id -> answer(RemoteStatus.PROCESSING, "processing"));
        PollRound round = hasty.round(10);

        assertThat(round.answers().answered()).isEqualTo(1);
        assertThat(now(task).status()).isEqualTo("processing");
    }

    @Test
    void aPollerThatWasClosedCanBeOpenedAgain() throws Exception {
        submit(tasks, "t-1");
        poller.close();

        poller.open();

        assertThat(poller.round(10).ended()).hasSize(1);
    }

    @Test
    void aTaskThatSomebodyTookOverIsDropped() throws Exception {
        submit(tasks, "t-1");
        answers.put("t-1", id -> {
            clock.advance(LEASE.plusSeconds(1));
            assertThat(dueToAsk()).hasSize(1);
            return completed(null);
        });

        assertThat(poller.round(10).ended()).isEmpty();

        assertThat(leases.size()).isZero();
    }

    @Test
    void anAnswerThatCannotBeJudgedCountsAsNone() throws Exception {
        VideoTask task = submit(tasks, "t-1");
        answers.put("t-1", id -> completed(Instant.MAX));

        assertThat(poller.round(10).ended()).isEmpty();

        assertThat(leases.size()).isZero();
        assertThat(now(task).state()).isEqualTo(TaskState.WAITING);
        assertThat(now(task).unansweredPolls()).isEqualTo(1);
    }

    @Test
    void aQuestionThatBreaksWithAnErrorIsAQuestionWithoutAnAnswer() throws Exception {
        VideoTask task = submit(tasks, "t-1");
        answers.put("t-1", id -> {
            throw new StackOverflowError("deep JSON");
        });

        PollRound round = poller.round(10);

        assertThat(round.answers().unanswered()).isEqualTo(1);
        assertThat(leases.size()).isZero();
        assertThat(now(task).unansweredPolls()).isEqualTo(1);
    }

    @Test
    void aThrottledChannelAsksNothingForAsLongAsItWasAskedTo() throws Exception {
        submit(tasks, "t-1");
        submit(tasks, "t-2");
        answers.put("t-1", id -> {
            await().until(() -> asked.get() >= 2);
            throw new GatewayThrottledException(failure("slow down", Duration.ofSeconds(90)));
        });
        answers.put("t-2", id -> {
            await().until(() -> asked.get() >= 2);
            throw new GatewayThrottledException(failure("slow down", Duration.ofSeconds(10)));
        });
        poller.round(10);
        submit(tasks, "t-3");

        clock.advance(Duration.ofSeconds(89));
        poller.round(10);
        assertThat(asked).hasValue(2);

        clock.advance(Duration.ofSeconds(1));
        assertThat(poller.round(10).ended()).hasSize(1);
    }

    @Test
    void aRoundInWhichAllQuestionsFailedThrowsWhenAskedTo() throws Exception {
        submit(tasks, "t-1");
        answers.put("t-1", id -> {
            throw new GatewayUnavailableException(failure("down", null));
        });

        PollRound round = poller.round(10);

        assertThatThrownBy(round.answers()::requireSome)
                .isInstanceOf(GatewayUnavailableException.class)
                .hasMessage("down");
    }

    @Test
    void oneAnswerIsEnoughForARound() throws Exception {
        submit(tasks, "t-1");
        submit(tasks, "t-2");
        answers.put("t-1", id -> {
            throw new GatewayUnavailableException(failure("down", null));
        });

        PollRound round = poller.round(10);
        round.answers().requireSome();

        assertThat(round.answers().answered()).isEqualTo(1);
        assertThat(round.answers().unanswered()).isEqualTo(1);
    }

    @Test
    void aTaskThatTheGatewayDoesNotKnowIsNoFailureOfTheRoundAtAnyAge() throws Exception {
        submit(tasks, "t-1");
        answers.put("t-1", id -> {
            throw new UnknownTaskException(new GatewayFailure("it is not known", null, 404, false, null, null));
        });

        PollRound early = poller.round(10);
        clock.advance(Duration.ofMinutes(2));
        PollRound later = poller.round(10);

        assertThat(early.answers().failure()).isNull();
        assertThat(early.answers().answered()).isEqualTo(1);
        assertThat(later.answers().failure()).isNull();
        assertThat(later.answers().answered()).isEqualTo(1);
    }
}
