package io.geminiomni.camel.poll;

import static io.geminiomni.camel.poll.PollSamples.BASE_URL;
import static io.geminiomni.camel.poll.PollSamples.CHANNEL;
import static io.geminiomni.camel.poll.PollSamples.NOON;
import static io.geminiomni.camel.poll.PollSamples.answer;
import static io.geminiomni.camel.poll.PollSamples.completed;
import static io.geminiomni.camel.poll.PollSamples.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.concurrent.TestThreads;
import io.geminiomni.camel.gateway.RemoteStatus;
import io.geminiomni.camel.gateway.RequestPace;
import io.geminiomni.camel.observe.ChannelListener;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the poll schedule makes of the tasks that it has seen to end. */
class LearnedPollingTest {
    private static final PollSchedule SCHEDULE = new PollSchedule(seconds(5), seconds(30));
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofMinutes(15);

    private final MutableClock clock = new MutableClock(NOON);
    private final InMemoryVideoTaskRepository tasks = new InMemoryVideoTaskRepository(clock);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LeaseKeeper leases = new LeaseKeeper(tasks, LEASE, scheduler);
    private final LearnedTimes learned = new LearnedTimes();
    private final Random random = new Random(1);
    private final RequestPace pace = PollSamples.pace();
    private final List<String> polled = new ArrayList<>();

    @AfterEach
    void close() {
        leases.close();
        scheduler.shutdownNow();
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** Tasks that took 100 to 200 s, with reports of an even progress. */
    private static TaskTimes known() {
        TaskTimes times = TaskTimes.UNKNOWN;
        for (int i = 0; i < 100; i++) {
            times = times.with(took(100 + i));
        }
        return times;
    }

    private static EndedTask took(double time) {
        List<ProgressReports.Report> reports = IntStream.range(1, 10)
                .mapToObj(tenth -> new ProgressReports.Report(seconds(time * tenth / 10), tenth * 10))
                .toList();
        return new EndedTask(seconds(time), seconds(time), reports);
    }

    private static PollSchedule.Seen seen(double age, int progress, @Nullable Duration estimated) {
        return new PollSchedule.Seen(seconds(age), 3, progress, false, estimated);
    }

    @Test
    void withFewerThanTenTasksNothingIsKnown() {
        TaskTimes few = TaskTimes.UNKNOWN;
        for (int i = 1; i < TaskTimes.ENOUGH; i++) {
            few = few.with(took(100));
        }

        assertThat(SCHEDULE.untilFirst(seconds(5), few, LONG, random)).isZero();
        assertThat(SCHEDULE.afterAnswer(seen(50, 50, null), few, new Random(7)))
                .isEqualTo(SCHEDULE.afterAnswer(3, false, new Random(7)));
        assertThat(few.with(took(100)).isKnown()).isTrue();
    }

    @Test
    void theFirstPollComesWhenTheFirstOneInTwentyHasEnded() {
        for (int i = 0; i < 100; i++) {
            assertThat(SCHEDULE.untilFirst(seconds(5), known(), LONG, random))
                    .isBetween(seconds(0.9 * 104 - 5), seconds(106 - 5));
        }
    }

    /** A consumer with a long delay would poll it a delay later. */
    @Test
    void aTaskIsNotPutOffForLessThanTheShortestInterval() {
        TaskTimes times = TaskTimes.UNKNOWN;
        for (int i = 0; i < 20; i++) {
            times = times.with(new EndedTask(Duration.ZERO, seconds(4), List.of()));
        }

        for (int i = 0; i < 100; i++) {
            assertThat(SCHEDULE.untilFirst(seconds(0.01), times, LONG, random)).isZero();
        }
    }

    @Test
    void aTaskThatWasPutOffIsNotPutOffAgain() {
        Duration age = seconds(5);
        age = age.plus(SCHEDULE.untilFirst(age, known(), LONG, random));

        assertThat(SCHEDULE.untilFirst(age, known(), LONG, random)).isZero();
    }

    @Test
    void tasksThatWereSubmittedTogetherAreNotPolledTogether() {
        List<Duration> first = IntStream.range(0, 1_000)
                .mapToObj(i -> SCHEDULE.untilFirst(seconds(5), known(), LONG, random))
                .sorted()
                .toList();

        for (int i = 0; i + 200 < first.size(); i++) {
            assertThat(first.get(i + 200).minus(first.get(i))).isGreaterThan(seconds(1));
        }
    }

    @Test
    void afterTheFirstPollTheIntervalStaysWithinTheBounds() {
        TaskTimes known = known();
        for (int age = 0; age < 400; age += 3) {
            for (int progress = 0; progress < 100; progress++) {
                assertThat(SCHEDULE.afterAnswer(seen(age, progress, null), known, random))
                        .isBetween(seconds(5), seconds(30));
            }
        }
    }

    @Test
    void whereNoEndIsExpectedTheIntervalIsTheLongest() {
        assertThat(SCHEDULE.afterAnswer(seen(20, 0, null), known(), random)).isGreaterThan(seconds(26));
        assertThat(SCHEDULE.afterAnswer(seen(150, 0, null), known(), random)).isBetween(seconds(5), seconds(10));
    }

    @ParameterizedTest
    @CsvSource({"100, 90, 7, 14", "120, 80, 23, 30", "171, 90, 13, 22", "100, 50, 27, 30"})
    void progressTellsWhenATaskWillEnd(double age, int progress, double from, double to) {
        assertThat(SCHEDULE.afterAnswer(seen(age, progress, null), known(), random))
                .isBetween(seconds(from), seconds(to));
    }

    @Test
    void aTaskThatTakesLongerThanAllBeforeIsPolledAsIfNothingWereKnown() {
        assertThat(SCHEDULE.afterAnswer(seen(400, 0, null), known(), new Random(7)))
                .isEqualTo(SCHEDULE.afterAnswer(3, false, new Random(7)));
    }

    @Test
    void aLateTaskIsPolledAtTheLongestInterval() {
        PollSchedule.Seen late = new PollSchedule.Seen(seconds(150), 3, 0, true, seconds(160));

        assertThat(SCHEDULE.afterAnswer(late, known(), random)).isEqualTo(seconds(30));
        assertThat(SCHEDULE.afterAnswer(late, TaskTimes.UNKNOWN, random)).isEqualTo(seconds(30));
    }

    @ParameterizedTest
    @CsvSource({"10, 30, 18, 20", "10, 12, 5, 5", "10, 500, 27, 30"})
    void withNothingLearnedTheEstimateOfTheGatewayCounts(double age, double estimated, double from, double to) {
        assertThat(SCHEDULE.afterAnswer(seen(age, 0, seconds(estimated)), TaskTimes.UNKNOWN, random))
                .isBetween(seconds(from), seconds(to));
    }

    @Test
    void anEstimateThatWasExceededDoesNotCount() {
        assertThat(SCHEDULE.afterAnswer(seen(40, 0, seconds(30)), TaskTimes.UNKNOWN, new Random(7)))
                .isEqualTo(SCHEDULE.afterAnswer(3, false, new Random(7)));
    }

    @Test
    void whatWasLearnedLongAgoFades() {
        TaskTimes times = known();
        for (int i = 0; i < 3_000; i++) {
            times = times.with(took(20));
        }

        assertThat(times.early()).isLessThan(seconds(22));
        assertThat(times.meanAfterEarly()).isLessThan(3_000);
    }

    @Test
    void videosThatTakeEquallyLongAreSeenSoonAfterTheirEnd() {
        double delays = 0;
        int videos = 0;
        for (int time = 15; time < 300; time += 3) {
            TaskTimes times = TaskTimes.UNKNOWN;
            for (int i = 0; i < 100; i++) {
                times = times.with(new EndedTask(seconds(time), seconds(time), List.of()));
            }
            delays += delay(times, time);
            videos++;
        }

        assertThat(delays / videos).isLessThan(6);
    }

    /** The seconds from the end of a task to the poll that shows it. */
    private double delay(TaskTimes times, double time) {
        Duration age = seconds(5).plus(SCHEDULE.untilFirst(seconds(5), times, LONG, random));
        for (int polls = 1; age.compareTo(seconds(time)) < 0; polls++) {
            age = age.plus(SCHEDULE.afterAnswer(new PollSchedule.Seen(age, polls, 0, false, null), times, random));
        }
        return age.minus(seconds(time)).toMillis() / 1000.0;
    }

    @Test
    void aStoreWhoseClockWasSetBackSpoilsNothing() {
        TaskTimes times = known().with(new EndedTask(seconds(-5), seconds(-1), List.of()));

        assertThat(times.early()).isBetween(seconds(60), seconds(110));
        assertThat(SCHEDULE.afterAnswer(seen(-3, 0, null), times, random)).isBetween(seconds(5), seconds(30));
    }

    // tasks

    private static PollPolicy policy(@Nullable Duration queueTimeout, boolean emitsProgress) {
        return new PollPolicy(
                SCHEDULE,
                Duration.ofMinutes(30),
                queueTimeout,
                null,
                Duration.ofDays(3),
                FailureCategories.with(Map.of()),
                emitsProgress);
    }

    @Test
    void whileCallsAreSentSlowlyTheVideosThatExpireFirstArePolledFirst() {
        submit(tasks, "t-1");
        clock.advance(seconds(10));
        submit(tasks, "t-2");
        List<LeasedTask> due = List.of(
                tasks.claim(CHANNEL, "key-t-2", "me", LEASE).orElseThrow(),
                tasks.claim(CHANNEL, "key-t-1", "me", LEASE).orElseThrow());
        PollCore core = core(policy(null, false));

        core.send(due);
        pace.throttled(pace.now());
        core.send(due);

        assertThat(polled).containsExactly("t-2", "t-1", "t-1", "t-2");
    }

    @Test
    void aTaskOfAnotherAccountIsNotPutOff() {
        learn(submit(tasks, "t-1"));
        clock.advance(seconds(60));
        LeasedTask leased = tasks.claim(CHANNEL, "key-t-1", "me", LEASE).orElseThrow();
        OtherAccounts another = new OtherAccounts("another", SCHEDULE, Elapsed.of(clock));

        assertThat(core(policy(null, false)).untilWorthPolling(leased)).isPositive();
        assertThat(core(policy(null, false), another).untilWorthPolling(leased)).isZero();
    }

    private PollCore core(PollPolicy policy) {
        return core(policy, PollSamples.others(clock));
    }

    private PollCore core(PollPolicy policy, OtherAccounts others) {
        return new PollCore(
                tasks,
                leases,
                new PollExecutor(
                        id -> {
                            polled.add(id);
                            return answer(RemoteStatus.PROCESSING, "processing");
                        },
                        Runnable::run,
                        new TestThreads()),
                policy,
                new PolledAccount(others, PollSamples.standing(clock, pace), learned, task -> {}),
                Elapsed.of(clock),
                random,
                ChannelListener.NONE);
    }

    private void learn(VideoTask task) {
        IntStream.range(0, 100).forEach(i -> learned.add(task, took(100 + i)));
    }

    /** The seconds until a due task is polled, with a round of polls each second. */
    private int secondsUntilPolled(PollPolicy policy) throws InterruptedException {
        learn(submit(tasks, "t-1"));
        TaskPoller poller = new TaskPoller(core(policy), new PollScope(CHANNEL, BASE_URL, "me", LEASE, Duration.ZERO));
        for (int second = 0; ; second++) {
            poller.round(10);
            if (!polled.isEmpty()) {
                return second;
            }
            assertThat(leases.size()).isZero();
            clock.advance(seconds(1));
        }
    }

    /** A consumer with a long delay, or with a cron scheduler, would poll it a delay later. */
    @Test
    void aConsumerWhoseNextRunIsNotSoonPutsNothingOff() throws Exception {
        learn(submit(tasks, "t-1"));
        TaskPoller poller =
                new TaskPoller(core(policy(null, false)), new PollScope(CHANNEL, BASE_URL, "me", LEASE, Duration.ZERO));

        poller.round(10, false);

        assertThat(polled).containsExactly("t-1");
    }

    @Test
    void aConsumerPutsTheFirstPollOff() throws Exception {
        assertThat(secondsUntilPolled(policy(null, false))).isBetween(93, 107);
    }

    @Test
    void aConsumerPollsBeforeHalfOfATimeOut() throws Exception {
        assertThat(secondsUntilPolled(policy(seconds(40), false))).isBetween(18, 21);
    }

    @Test
    void aConsumerPollsBeforeHalfOfTheTimeAfterWhichATaskIsAbandoned() throws Exception {
        PollPolicy policy = new PollPolicy(SCHEDULE, Duration.ofMinutes(30), seconds(40));

        assertThat(secondsUntilPolled(policy)).isBetween(18, 21);
    }

    @ParameterizedTest
    @CsvSource({"1800, 5000", "12, 5000", "4, 2000"})
    void aTaskIsFirstPolledAfterTheShortestIntervalOrHalfOfAShorterTimeOut(int timeout, int millis) {
        PollPolicy policy = new PollPolicy(SCHEDULE, seconds(timeout), Duration.ofDays(3));

        assertThat(policy.firstPoll(null, random)).hasMillis(millis);
    }

    @ParameterizedTest
    @CsvSource({"1800, 1, 5, 5", "1800, 20, 18, 20", "1800, 300, 27, 30", "30, 300, 15, 15"})
    void theEstimateOfTheGatewayCountsForTheFirstPollWithinTheBounds(int timeout, int estimated, int from, int to) {
        PollPolicy policy = new PollPolicy(SCHEDULE, seconds(timeout), Duration.ofDays(3));

        assertThat(policy.firstPoll(seconds(estimated), random)).isBetween(seconds(from), seconds(to));
    }

    @Test
    void aConsumerThatEmitsProgressPollsWithinTheLongestInterval() throws Exception {
        assertThat(secondsUntilPolled(policy(null, true))).isBetween(27, 31);
    }

    @ParameterizedTest
    @CsvSource({"1800, 93, 107", "60, 27, 31", "6, 2, 3"})
    void aWaitingExchangePutsTheFirstPollOffUpToHalfOfItsTime(int atMost, int from, int to) throws Exception {
        learn(submit(tasks, "t-1"));
        TaskWatcher watcher = new TaskWatcher(core(policy(null, false)), Elapsed.of(clock), new TestThreads());
        LeasedTask leased = tasks.claim(CHANNEL, "key-t-1", "me", LEASE).orElseThrow();
        leases.hold(leased.lease());
        watcher.watch(leased, seconds(atMost), null, end -> {});

        int second = 0;
        for (; polled.isEmpty(); second++) {
            clock.advance(seconds(1));
            watcher.tick();
        }

        assertThat(second).isBetween(from, to);
    }

    @ParameterizedTest
    @CsvSource({"1800, 20, 18, 20", "1800, 300, 27, 30", "20, 300, 9, 10"})
    void aWaitingExchangePollsByTheEstimateOfTheGatewayIfNothingWasLearned(
            int atMost, int estimated, int from, int to) {
        submit(tasks, "t-1");
        LeasedTask leased = tasks.claim(CHANNEL, "key-t-1", "me", LEASE).orElseThrow();
        PollCore core = core(policy(null, false));

        assertThat(core.untilFirstPoll(leased, seconds(atMost), seconds(estimated)))
                .isBetween(seconds(from), seconds(to));
        learn(leased.task());
        assertThat(core.untilFirstPoll(leased, seconds(1800), seconds(20))).isGreaterThan(seconds(90));
    }

    // what is learned

    private LeasedTask leased(VideoTask task) {
        return new LeasedTask(task, new Lease("r", "l"), clock.instant());
    }

    @Test
    void theTimesOfTheGatewayCountIfTheyAgreeWithThePolls() {
        VideoTask task = submit(tasks, "t-1");
        ProgressReports reports = new ProgressReports(Elapsed.of(clock));
        reports.add(task, 40, seconds(40));
        reports.add(task, 47, seconds(47));
        reports.add(task, 0, seconds(50));
        VideoTask polled = task.toBuilder().polls(3).build();

        assertThat(reports.end(polled, seconds(80), seconds(90)))
                .isEqualTo(
                        new EndedTask(seconds(80), seconds(80), List.of(new ProgressReports.Report(seconds(47), 47))));
        assertThat(reports.end(polled, seconds(45), seconds(90)).after()).isEqualTo(seconds(50));
        assertThat(reports.end(polled, seconds(95), seconds(90)).before()).isEqualTo(seconds(90));
        assertThat(reports.end(polled, null, seconds(90)).before()).isEqualTo(seconds(90));
    }

    @Test
    void theLatestReportOfEachTenthOfTheProgressIsRemembered() {
        VideoTask task = submit(tasks, "t-1");
        ProgressReports reports = new ProgressReports(Elapsed.of(clock));
        for (int age = 1; age < 100; age++) {
            reports.add(task, age, seconds(age));
        }

        assertThat(Objects.requireNonNull(reports.end(task, null, seconds(100))).reports())
                .isEqualTo(IntStream.range(0, 10)
                        .map(tenth -> 10 * tenth + 9)
                        .mapToObj(age -> new ProgressReports.Report(seconds(age), age))
                        .toList());
    }

    @Test
    void reportsOfSomeTasksAtATimeAreRemembered() {
        VideoTask task = submit(tasks, "t-1");
        List<VideoTask> many = IntStream.rangeClosed(0, ProgressReports.MOST)
                .mapToObj(i -> task.toBuilder().key("key-" + i).polls(1).build())
                .toList();
        VideoTask last = many.get(ProgressReports.MOST);
        ProgressReports reports = new ProgressReports(Elapsed.of(clock));
        many.forEach(each -> reports.add(each, 50, seconds(10)));
        assertThat(reports.size()).isEqualTo(ProgressReports.MOST);
        assertThat(reports.end(last, null, seconds(20))).isNull();

        reports.forget(many.get(0));
        reports.add(last, 60, seconds(20));
        assertThat(reports.end(last, null, seconds(30))).isNotNull();

        clock.advance(ProgressReports.LONG.plusSeconds(1));
        reports.add(many.get(0), 70, seconds(800));
        assertThat(reports.end(many.get(0), null, seconds(900))).isNotNull();
        assertThat(reports.end(many.get(1), null, seconds(900)))
                .as("it was not polled for long")
                .isNull();
        assertThat(reports.size()).isEqualTo(ProgressReports.MOST);
    }

    @Test
    void ofATaskThatAnotherProcessHasPolledOnlyTheTimesOfTheGatewayCount() {
        VideoTask polled = submit(tasks, "t-1").toBuilder().polls(3).build();

        assertThat(new ProgressReports(Elapsed.of(clock)).end(polled, null, seconds(90)))
                .isNull();
        assertThat(new ProgressReports(Elapsed.of(clock))
                        .end(polled, seconds(80), seconds(90))
                        .after())
                .isEqualTo(seconds(80));
    }

    @Test
    void tasksThatHaveEndedWhileNobodyPolledThemTeachNothing() {
        VideoTask task = submit(tasks, "t-1");
        AnswerRules rules = new AnswerRules(policy(null, false), learned, Elapsed.of(clock), random);
        clock.advance(Duration.ofHours(1));
        for (int i = 0; i < TaskTimes.ENOUGH; i++) {
            rules.judge(new PollResult.Answered(leased(task), completed(null)));
        }

        assertThat(learned.of(task).isKnown()).isFalse();
    }

    @Test
    void eachKindOfTaskIsLearnedByItself() {
        VideoTask task = submit(tasks, "t-1");
        AnswerRules rules = new AnswerRules(policy(null, false), learned, Elapsed.of(clock), random);
        clock.advance(seconds(120));
        for (int i = 0; i < TaskTimes.ENOUGH; i++) {
            rules.judge(new PollResult.Answered(leased(task), completed(NOON.plusSeconds(100))));
        }
        VideoTask other = task.toBuilder()
                .request(task.request().toBuilder().resolution("4k").build())
                .build();

        assertThat(learned.of(task).early()).isBetween(seconds(90), seconds(110));
        assertThat(learned.of(other).isKnown()).isFalse();
    }
}
