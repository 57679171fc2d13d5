package io.geminiomni.camel.task;

import static io.geminiomni.camel.task.Samples.BASE_URL;
import static io.geminiomni.camel.task.Samples.CHANNEL;
import static io.geminiomni.camel.task.Samples.accepted;
import static io.geminiomni.camel.task.Samples.request;
import static io.geminiomni.camel.task.Samples.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.geminiomni.camel.request.VideoRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of tasks guarantees, on a clock that stands still until a test moves it. */
public abstract class VideoTaskRepositoryContract {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration FIRST_QUESTION = Duration.ofSeconds(10);
    private static final Duration SUBMIT_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final Outcome UNCLEAR = new Outcome.Unknown("read timed out");
    private static final Outcome REFUSED = new Outcome.Rejected("bad aspect ratio");
    private static final Outcome NOT_TAKEN = new Outcome.NotAccepted("connection refused");

    protected final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    protected VideoTaskRepository tasks;

    /** An empty repository on {@link #clock}. */
    protected abstract VideoTaskRepository create() throws Exception;

    @BeforeEach
    void createRepository() throws Exception {
        tasks = create();
    }

    // begin

    @Test
    void theFirstAttemptUnderAKeyStarts() {
        BeginResult begun = tasks.begin(submission("a"));

        assertThat(begun).isInstanceOf(BeginResult.Started.class);
        VideoTask task = find("a");
        assertThat(task.state()).isEqualTo(TaskState.SUBMITTING);
        assertThat(task.submittedAt()).isEqualTo(clock.instant());
        assertThat(task.taskId()).isNull();
        assertThat(task)
                .usingRecursiveComparison()
                .usingOverriddenEquals()
                .isEqualTo(((BeginResult.Started) begun).task());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBMITTING", "UNKNOWN", "WAITING", "COMPLETED", "FAILED", "DELIVERED", "PARKED"})
    void aKeyThatMayHaveCostMoneyIsNotStartedAgain(TaskState state) {
        arrange(state, "a");

        BeginResult begun = tasks.begin(submission("a"));

        assertThat(begun)
                .isInstanceOfSatisfying(
                        BeginResult.Known.class,
                        known -> assertThat(known.task().state()).isEqualTo(state));
        assertThat(find("a").state()).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT_ACCEPTED", "REJECTED"})
    void aKeyWhoseRequestWasNotTakenStartsAgainWithAnyRequest(TaskState state) {
        arrange(state, "a");
        clock.advance(SECOND);
        Submission other = submission(CHANNEL, "a", request("a dog on a bicycle"), Map.of());

        assertThat(tasks.begin(other)).isInstanceOf(BeginResult.Started.class);

        VideoTask task = find("a");
        assertThat(task.state()).isEqualTo(TaskState.SUBMITTING);
        assertThat(task.request()).isEqualTo(other.request());
        assertThat(task.fingerprint()).isEqualTo(other.fingerprint());
        assertThat(task.submittedAt()).isEqualTo(clock.instant());
        assertThat(task.errorMessage()).isNull();
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.SUBMITTING, 1L));
    }

    @Test
    void anOverviewSaysWhenATaskIsDueAndWhoHasLeasedIt() {
        Submission submission = submission("a");
        tasks.begin(submission);
        tasks.record(submission, accepted("task-1"), FIRST_QUESTION);
        clock.advance(SECOND);

        TaskOverview waiting = tasks.overview(CHANNEL, TaskState.WAITING, 10).get(0);
        assertThat(waiting.task().taskId()).isEqualTo("task-1");
        assertThat(waiting.dueIn()).isEqualTo(FIRST_QUESTION.minus(SECOND));
        assertThat(waiting.age()).isEqualTo(SECOND);
        assertThat(waiting.leaseOwner()).isNull();

        clock.advance(FIRST_QUESTION);
        LeasedTask leased = claimToAsk(1).get(0);
        clock.advance(SECOND);
        TaskOverview held = tasks.overview(CHANNEL, TaskState.WAITING, 10).get(0);
        assertThat(held.leaseOwner()).isEqualTo("me");
        assertThat(held.dueIn()).isEqualTo(LEASE.minus(SECOND));

        clock.advance(LEASE);
        assertThat(tasks.overview(CHANNEL, TaskState.WAITING, 10).get(0).leaseOwner())
                .as("after the lease has expired")
                .isNull();
        assertThat(tasks.renew(List.of(leased.lease()), LEASE)).isEmpty();
        assertThat(tasks.overview(CHANNEL, TaskState.PARKED, 10)).isEmpty();
    }

    @Test
    void oneKeyOnTwoChannelsIsTwoKeys() {
        tasks.begin(submission("one", "a"));

        assertThat(tasks.begin(submission("two", "a"))).isInstanceOf(BeginResult.Started.class);
    }

    @Test
    void keysAreTakenLiterally() {
        tasks.begin(submission("a"));

        for (String other : List.of("A", "a ", " a", "ａ", "a%", "a'; --", "\uD83D\uDEB2", "k".repeat(255))) {
            assertThat(tasks.begin(submission(other))).as(other).isInstanceOf(BeginResult.Started.class);
            assertThat(find(other).key()).isEqualTo(other);
        }
    }

    @Test
    void ofManyAtOnceUnderOneKeyOneStarts() throws Exception {
        for (int round = 0; round < 10; round++) {
            String key = "key-" + round;
            List<BeginResult> begun = allAtOnce(8, any -> () -> tasks.begin(submission(key)));

            assertThat(begun).filteredOn(BeginResult.Started.class::isInstance).hasSize(1);
        }
    }

    @Test
    void ofManyAtOnceUnderAFreedKeyOneStarts() throws Exception {
        for (int round = 0; round < 10; round++) {
            String key = "key-" + round;
            arrange(TaskState.NOT_ACCEPTED, key);
            List<BeginResult> begun = allAtOnce(8, any -> () -> tasks.begin(submission(key)));

            assertThat(begun).filteredOn(BeginResult.Started.class::isInstance).hasSize(1);
        }
    }

    @Test
    void theWholeRequestAndItsHeadersComeBack() {
        VideoRequest whole = VideoRequest.builder()
                .model("Gemini-Omini-HD")
                .prompt("a \"cat\"\n\tüber \u4E2D\u6587 \uD83D\uDEB2 \\u0000 ${body} '; drop table")
                .duration(8)
                .resolution("1080p")
                .aspectRatio("16:9")
                .orientation("landscape")
                .imageUrls("https://cdn.example/a.png?sig=1", "https://cdn.example/b.png")
                .videoUrls("https://cdn.example/v.mp4")
                .generationType("frame")
                .build();
        Map<String, Object> headers = Map.ofEntries(
                Map.entry("text", "2026-03-01T12:00:00Z"),
                Map.entry("empty", ""),
                Map.entry("yes", true),
                Map.entry("byte", (byte) 1),
                Map.entry("short", (short) 2),
                Map.entry("int", 3),
                Map.entry("long", 4L),
                Map.entry("float", 1.5f),
                Map.entry("double", Double.NaN),
                Map.entry("big", new BigInteger("123456789012345678901234567890")),
                Map.entry("decimal", new BigDecimal("1.10")),
                Map.entry("instant", Instant.parse("2026-03-01T12:00:00.123456789Z")));
        Submission submission = submission(CHANNEL, "a", whole, headers);

        tasks.begin(submission);

        VideoTask task = find("a");
        assertThat(task.request()).isEqualTo(whole);
        assertThat(task.correlationHeaders()).isEqualTo(headers);
        assertThat(task.fingerprint()).isEqualTo(submission.fingerprint());
        assertThat(task.baseUrl()).isEqualTo(submission.baseUrl());
        assertThat(task.account()).isEqualTo(submission.account());
    }

    @Test
    void aRequestOfAMillionCharactersIsKept() {
        VideoRequest huge = request("\u4E2D".repeat(1_100_000));

        tasks.begin(submission(CHANNEL, "a", huge, Map.of()));

        assertThat(find("a").request()).isEqualTo(huge);
    }

    @Test
    void anUnknownKeyHasNoRecord() {
        assertThat(tasks.find(CHANNEL, "nobody's")).isEmpty();
    }

    // record

    @Test
    void anAcceptedRequestWaitsForItsFirstQuestion() {
        Submission submission = begun("a");

        VideoTask recorded =
                tasks.record(submission, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        assertThat(recorded.state()).isEqualTo(TaskState.WAITING);
        assertThat(recorded.taskId()).isEqualTo("task-1");
        assertThat(recorded.status()).isEqualTo("queued");
        assertThat(recorded.model()).isEqualTo("Gemini-Omini");
        assertThat(recorded.createdAt()).isEqualTo(Instant.parse("2026-03-01T11:59:59Z"));
        assertThat(find("a")).usingRecursiveComparison().usingOverriddenEquals().isEqualTo(recorded);
        clock.advance(FIRST_QUESTION.minusMillis(1));
        assertThat(claimToAsk(10)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(claimToAsk(10)).hasSize(1);
    }

    @Test
    void aTaskWhoseCreationTimeTheGatewayDidNotSayWasCreatedNow() {
        Submission submission = begun("a");

        tasks.record(submission, new Outcome.Accepted("task-1", null, null, null), FIRST_QUESTION);

        assertThat(find("a").createdAt()).isEqualTo(clock.instant());
    }

    @Test
    void whatElseBecameOfARequestIsRecordedWithItsReason() {
        for (Outcome outcome : List.of(UNCLEAR, REFUSED, NOT_TAKEN)) {
            Submission submission = begun(outcome.state().name());

            VideoTask recorded =
                    tasks.record(submission, outcome, FIRST_QUESTION).orElseThrow();

            assertThat(recorded.state()).isEqualTo(outcome.state());
            assertThat(recorded.errorMessage()).isNotBlank();
            assertThat(find(submission.key()))
                    .usingRecursiveComparison()
                    .usingOverriddenEquals()
                    .isEqualTo(recorded);
        }
        assertThat(claimToAsk(10)).isEmpty();
    }

    @Test
    void anAttemptThatLearnsItsOutcomeAfterItWasSweptStillCounts() {
        for (Outcome late : List.of(accepted("task-1"), REFUSED, NOT_TAKEN, UNCLEAR)) {
            Submission submission = begun(late.state().name());
            clock.advance(SUBMIT_TIMEOUT.plus(SECOND));
            tasks.sweep(SUBMIT_TIMEOUT);

            assertThat(tasks.record(submission, late, FIRST_QUESTION)).isPresent();

            assertThat(find(submission.key()).state()).isEqualTo(late.state());
        }
    }

    @Test
    void anotherAttemptsOutcomeChangesNothing() {
        begun("a");
        Submission stranger = submission("a");

        assertThat(tasks.record(stranger, REFUSED, FIRST_QUESTION)).isEmpty();
        assertThat(tasks.record(stranger, NOT_TAKEN, FIRST_QUESTION)).isEmpty();
        assertThat(tasks.record(stranger, UNCLEAR, FIRST_QUESTION)).isEmpty();

        assertThat(find("a").state()).isEqualTo(TaskState.SUBMITTING);
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.SUBMITTING, 1L));
    }

    @Test
    void anAcceptedTaskIsKeptThoughItsRecordBelongsToAnotherAttempt() {
        Submission late = begun("a");
        tasks.record(late, UNCLEAR, FIRST_QUESTION);
        tasks.resolveAsNotSubmitted(CHANNEL, "a");
        begun("a");

        VideoTask additional =
                tasks.record(late, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        assertThat(additional.key()).startsWith("a#late-");
        assertThat(additional.state()).isEqualTo(TaskState.WAITING);
        assertThat(additional.request()).isEqualTo(late.request());
        assertThat(find(additional.key()))
                .usingRecursiveComparison()
                .usingOverriddenEquals()
                .isEqualTo(additional);
        assertThat(find("a").state()).isEqualTo(TaskState.SUBMITTING);
        clock.advance(FIRST_QUESTION);
        assertThat(claimToAsk(10)).extracting(leased -> leased.task().taskId()).containsExactly("task-1");
    }

    @Test
    void anAcceptedTaskIsKeptThoughItsKeyWasFreed() {
        Submission late = begun("a");
        tasks.record(late, UNCLEAR, FIRST_QUESTION);
        tasks.resolveAsNotSubmitted(CHANNEL, "a");

        VideoTask additional =
                tasks.record(late, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        assertThat(additional.key()).startsWith("a#late-");
        assertThat(find("a").state()).isEqualTo(TaskState.NOT_ACCEPTED);
    }

    @Test
    void anAcceptedTaskIsKeptThoughItsRecordIsGone() {
        Submission submission = submission("a");

        VideoTask additional =
                tasks.record(submission, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        assertThat(find(additional.key()).taskId()).isEqualTo("task-1");
    }

    @Test
    void anAcceptedTaskIsKeptThoughAnOperatorGaveItsRecordAnother() {
        Submission submission = begun("a");
        tasks.record(submission, UNCLEAR, FIRST_QUESTION);
        tasks.resolveAsTask(CHANNEL, "a", "task-1");

        VideoTask additional =
                tasks.record(submission, accepted("task-2"), FIRST_QUESTION).orElseThrow();

        assertThat(additional.taskId()).isEqualTo("task-2");
        assertThat(find("a").taskId()).isEqualTo("task-1");
    }

    @Test
    void anOutcomeIsRecordedOnceHoweverOftenItIsReported() {
        Submission submission = begun("a");
        tasks.record(submission, accepted("task-1"), FIRST_QUESTION);

        VideoTask again =
                tasks.record(submission, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        assertThat(again.key()).isEqualTo("a");
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.WAITING, 1L));
    }

    @Test
    void aTaskThatTheOperatorFoundAlreadyIsNotStoredTwice() {
        Submission submission = begun("a");
        tasks.record(submission, UNCLEAR, FIRST_QUESTION);
        tasks.resolveAsTask(CHANNEL, "a", "task-1");

        VideoTask again =
                tasks.record(submission, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        assertThat(again.key()).isEqualTo("a");
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.WAITING, 1L));
    }

    @Test
    void anAdditionalTaskIsStoredOnceHoweverOftenItIsReported() {
        Submission late = submission("a");
        VideoTask first = tasks.record(late, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        VideoTask again = tasks.record(late, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        assertThat(again.key()).isEqualTo(first.key());
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.WAITING, 1L));
    }

    @Test
    void anAdditionalTaskFitsUnderTheLongestKey() {
        Submission late = submission("\uD83D\uDEB2".repeat(127) + "k");

        VideoTask additional =
                tasks.record(late, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        assertThat(additional.key()).hasSizeLessThanOrEqualTo(255).contains("#late-");
        assertThat(find(additional.key()).taskId()).isEqualTo("task-1");
    }

    @Test
    void nothingThatTheGatewaySaysKeepsATaskFromBeingRecorded() {
        String awful = "\u0000 \uD800 \uDC00 \uD83D\uDEB2";
        Submission submission = begun("a");

        VideoTask recorded = tasks.record(
                        submission,
                        new Outcome.Accepted("task-1\u0000", awful, awful + "m".repeat(3_000_000), Instant.MAX),
                        FIRST_QUESTION)
                .orElseThrow();

        assertThat(recorded.taskId()).isEqualTo("task-1\uFFFD");
        assertThat(recorded.status()).isEqualTo("\uFFFD \uFFFD \uFFFD \uD83D\uDEB2");
        assertThat(recorded.createdAt()).isNull();
        assertThat(find("a")).usingRecursiveComparison().usingOverriddenEquals().isEqualTo(recorded);
    }

    @Test
    void noReasonKeepsAnOutcomeFromBeingRecorded() {
        Submission submission = begun("a");

        tasks.record(submission, new Outcome.Rejected("\u0000".repeat(2_000_000)), FIRST_QUESTION);

        assertThat(find("a").state()).isEqualTo(TaskState.REJECTED);
    }

    // claim

    @Test
    void aClaimedTaskIsNobodyElsesWhileItsLeaseLives() {
        arrange(TaskState.WAITING, "a");
        assertThat(claimToAsk(10)).hasSize(1);

        clock.advance(LEASE.minusMillis(1));

        assertThat(claimToAsk(10)).isEmpty();
    }

    @Test
    void aTaskWhoseLeaseRanOutIsClaimedByTheNext() {
        arrange(TaskState.WAITING, "a");
        LeasedTask first = claimToAsk(10).get(0);
        clock.advance(LEASE);

        LeasedTask second = claimToAsk(10).get(0);

        assertThat(second.lease().recordId()).isEqualTo(first.lease().recordId());
        assertThat(second.lease().token()).isNotEqualTo(first.lease().token());
    }

    @Test
    void noMoreAreClaimedThanAskedForAndTheLongestDueFirst() {
        for (String key : List.of("a", "b", "c", "d")) {
            arrange(TaskState.WAITING, key);
            clock.advance(SECOND);
        }

        assertThat(keys(claimToAsk(2))).containsExactly("a", "b");
        assertThat(claimToAsk(0)).isEmpty();
        assertThat(keys(claimToAsk(10))).containsExactly("c", "d");
    }

    @Test
    void aClaimToAskTakesOnlyWaitingTasksOfItsChannelAndBaseUrl() {
        for (TaskState state : TaskState.values()) {
            arrange(state, state.name());
        }
        Submission elsewhere = Samples.withBaseUrl(submission("elsewhere"), "https://other.example");
        tasks.begin(elsewhere);
        tasks.record(elsewhere, accepted("task-elsewhere"), Duration.ZERO);
        Submission otherChannel = submission("other", "a");
        tasks.begin(otherChannel);
        tasks.record(otherChannel, accepted("task-other"), Duration.ZERO);

        assertThat(keys(claimToAsk(100))).containsExactly("WAITING");
        assertThat(tasks.claim(Claim.toPoll(CHANNEL, "https://other.example", 100, "me", LEASE)))
                .hasSize(1);
        assertThat(tasks.claim(Claim.toPoll("other", BASE_URL, 100, "me", LEASE)))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://gateway.example",
                "https://gateway.example/",
                "HTTPS://Gateway.Example:443",
                "https://gateway.example:443//"
            })
    void aClaimToAskFindsTasksWhateverTheSpellingOfTheirBaseUrl(String spelling) {
        arrangeAt(spelling, "a", "account-1");
        arrangeAt("https://gateway.example:8443", "b", "account-1");
        arrangeAt("https://gateway.example/v2", "c", "account-1");

        assertThat(keys(tasks.claim(Claim.toPoll(CHANNEL, BASE_URL + "/", 10, "me", LEASE))))
                .containsExactly("a");
        assertThat(find("a").baseUrl()).as("as an older node finds it").isEqualTo(spelling);
    }

    @Test
    void aClaimToAskTakesTheLongestDueOfAllSpellings() {
        arrangeAt("https://gateway.example/", "a", "account-1");
        clock.advance(SECOND);
        arrangeAt("https://gateway.example", "b", "account-1");
        clock.advance(SECOND);
        arrangeAt("https://GATEWAY.example", "c", "account-1");

        assertThat(keys(claimToAsk(2))).containsExactly("a", "b");
        assertThat(keys(claimToAsk(2))).containsExactly("c");
    }

    @Test
    void aClaimOfOnesOwnTakesNoneOfAnotherAccountHoweverManyAreDue() {
        for (int i = 0; i < 20; i++) {
            arrangeAt(BASE_URL, "other-" + i, "account-2");
        }
        clock.advance(SECOND);
        arrangeAt(BASE_URL, "a", "account-1");
        clock.advance(SECOND);
        arrangeAt(BASE_URL + "/", "b", "account-1");

        assertThat(keys(claimOf(ClaimedAccounts.own("account-1"), 10))).containsExactly("a", "b");
        assertThat(claimOf(ClaimedAccounts.own("account-1"), 10)).isEmpty();
    }

    @Test
    void aClaimOfOthersTakesWhatWasDueForLongExceptWhatItNames() {
        arrangeAt(BASE_URL, "own", "account-1");
        arrangeAt(BASE_URL, "a", "account-2");
        arrangeAt(BASE_URL, "b", "account-3");
        clock.advance(SECOND);
        arrangeAt(BASE_URL, "young", "account-2");
        clock.advance(Duration.ofSeconds(59));

        ClaimedAccounts others = ClaimedAccounts.others("account-1", Duration.ofMinutes(1), Set.of("b"));

        assertThat(keys(claimOf(others, 10))).containsExactly("a");
        assertThat(claimOf(others, 10)).isEmpty();
        assertThat(keys(claimOf(ClaimedAccounts.others("account-1", Duration.ZERO, Set.of()), 10)))
                .containsExactlyInAnyOrder("b", "young");
    }

    @Test
    void aClaimCarriesTheTimeOfTheStore() {
        arrange(TaskState.WAITING, "a");
        clock.advance(Duration.ofHours(5));

        LeasedTask claimed = claimToAsk(1).get(0);

        assertThat(claimed.storeTime()).isEqualTo(clock.instant());
        assertThat(claimed.age()).isEqualTo(Duration.ofHours(5));
        clock.advance(LEASE);
        clock.advance(SECOND);
        assertThat(claimOne("a").storeTime()).isEqualTo(clock.instant());
    }

    @Test
    void tasksThatNobodyAsksForAreToldByBaseUrlAndAccount() {
        Instant first = clock.instant();
        arrangeAt(BASE_URL, "a", "account-1");
        clock.advance(SECOND);
        arrangeAt(BASE_URL, "b", "account-1");
        arrangeAt("https://other.example", "c", "account-2");
        arrange(TaskState.COMPLETED, "completed");
        clock.advance(Duration.ofMinutes(10));
        arrangeAt(BASE_URL, "young", "account-1");

        assertThat(tasks.unpolled(CHANNEL, Duration.ofMinutes(9)))
                .containsExactlyInAnyOrder(
                        new Unpolled(BASE_URL, "account-1", 2, first),
                        new Unpolled("https://other.example", "account-2", 1, first.plus(SECOND)));
        assertThat(tasks.unpolled(CHANNEL, Duration.ofMinutes(11))).isEmpty();
        assertThat(tasks.unpolled("other", Duration.ZERO)).isEmpty();

        claimToAsk(10);

        assertThat(tasks.unpolled(CHANNEL, Duration.ofMinutes(9)))
                .extracting(Unpolled::baseUrl)
                .containsExactly("https://other.example");
    }

    @Test
    void tasksThatAreMovedAreAskedForAtTheirNewBaseUrl() {
        for (TaskState state : TaskState.values()) {
            arrange(state, state.name());
        }
        arrangeAt("HTTPS://gateway.example/", "spelt", "account-1");
        arrangeAt("https://other.example", "other", "account-1");
        LeasedTask held = claimOne("spelt");

        assertThat(tasks.move(CHANNEL, BASE_URL, "https://new.example")).isEqualTo(4);
        assertThat(tasks.move(CHANNEL, BASE_URL, "https://new.example")).isZero();

        assertThat(keys(tasks.claim(Claim.toPoll(CHANNEL, "https://new.example", 10, "me", LEASE))))
                .containsExactly("WAITING");
        assertThat(find("PARKED").baseUrl()).isEqualTo("https://new.example");
        assertThat(find("UNKNOWN").baseUrl()).isEqualTo("https://new.example");
        assertThat(find("SUBMITTING").baseUrl()).isEqualTo(BASE_URL);
        assertThat(find("COMPLETED").baseUrl()).isEqualTo(BASE_URL);
        assertThat(tasks.update(List.of(LeaseUpdate.release(held.lease(), held.task(), Duration.ZERO))))
                .as("whoever asked for it meanwhile still owns it")
                .isEmpty();
        assertThat(keys(tasks.claim(Claim.toPoll(CHANNEL, "https://new.example", 10, "me", LEASE))))
                .containsExactly("spelt");
    }

    /** A task that waits, made there with that account. */
    private void arrangeAt(String baseUrl, String key, String account) {
        Submission submission = submission(key);
        Submission elsewhere = new Submission(
                submission.token(),
                submission.channel(),
                submission.key(),
                submission.fingerprint(),
                submission.request(),
                submission.correlationHeaders(),
                baseUrl,
                account);
        tasks.begin(elsewhere);
        tasks.record(elsewhere, accepted("task-" + key), Duration.ZERO);
    }

    private List<LeasedTask> claimOf(ClaimedAccounts whose, int limit) {
        return tasks.claim(Claim.toPoll(CHANNEL, BASE_URL, limit, "me", LEASE).of(whose));
    }

    @Test
    void aClaimToEmitTakesCompletedAndFailedTasksOfItsChannelWhereverTheyWereMade() {
        for (TaskState state : TaskState.values()) {
            arrange(state, state.name());
        }
        Submission elsewhere = Samples.withBaseUrl(submission("elsewhere"), "https://other.example");
        tasks.begin(elsewhere);
        tasks.record(elsewhere, accepted("task-elsewhere"), Duration.ZERO);
        LeasedTask asked = tasks.claim(Claim.toPoll(CHANNEL, "https://other.example", 100, "me", LEASE))
                .get(0);
        update(LeaseUpdate.release(asked.lease(), completed(asked.task()), Duration.ZERO));

        assertThat(keys(claimToEmit(100))).containsExactlyInAnyOrder("COMPLETED", "FAILED", "elsewhere");
        assertThat(tasks.claim(Claim.toEmit("other", 100, "me", LEASE))).isEmpty();
    }

    @Test
    void aClaimToEmitCountsAnAttemptAndAClaimToAskDoesNot() {
        arrange(TaskState.WAITING, "waiting");
        arrange(TaskState.COMPLETED, "completed");

        assertThat(claimToAsk(1).get(0).task().attempts()).isZero();
        assertThat(claimToEmit(1).get(0).task().attempts()).isEqualTo(1);
        clock.advance(LEASE);
        assertThat(claimToEmit(1).get(0).task().attempts()).isEqualTo(2);
        assertThat(find("completed").attempts()).isEqualTo(2);
    }

    @Test
    void manyClaimersAtOnceGetEveryTaskOnceAndNeverMoreThanTheyAskFor() throws Exception {
        int count = 120;
        for (int i = 0; i < count; i++) {
            arrange(TaskState.WAITING, "key-" + i);
        }

        List<List<LeasedTask>> claimed = allAtOnce(6, any -> () -> {
            List<LeasedTask> mine = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                List<LeasedTask> batch = claimToAsk(7);
                assertThat(batch).hasSizeLessThanOrEqualTo(7);
                mine.addAll(batch);
            }
            return mine;
        });
        List<LeasedTask> left = claimToAsk(count);

        List<String> keys = new ArrayList<>(keys(left));
        claimed.forEach(batch -> keys.addAll(keys(batch)));
        assertThat(keys).hasSize(count).doesNotHaveDuplicates();
    }

    // claim of one

    @Test
    void oneTaskIsClaimedByItsKeyBeforeItIsDue() {
        Submission submission = begun("a");
        tasks.record(submission, accepted("task-1"), FIRST_QUESTION);

        LeasedTask leased = claimOne("a");

        assertThat(leased.task().taskId()).isEqualTo("task-1");
        assertThat(leased.task().attempts()).isZero();
        clock.advance(FIRST_QUESTION);
        assertThat(claimToAsk(10)).isEmpty();
        clock.advance(LEASE);
        assertThat(claimToAsk(10)).hasSize(1);
    }

    @Test
    void oneTaskIsNotClaimedByItsKeyWhileSomebodyHoldsIt() {
        arrange(TaskState.COMPLETED, "a");
        LeasedTask leased = claimOne("a");

        assertThat(leased.task().attempts()).isEqualTo(1);
        assertThat(tasks.claim(CHANNEL, "a", "me", LEASE)).isEmpty();
        assertThat(claimToEmit(10)).isEmpty();
        clock.advance(LEASE);
        assertThat(tasks.claim(CHANNEL, "a", "me", LEASE)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBMITTING", "NOT_ACCEPTED", "REJECTED", "UNKNOWN", "DELIVERED", "PARKED"})
    void aTaskForWhichNothingIsToBeDoneIsNotClaimedByItsKey(TaskState state) {
        arrange(state, "a");

        assertThat(tasks.claim(CHANNEL, "a", "me", LEASE)).isEmpty();
        assertThat(tasks.claim(CHANNEL, "nobody's", "me", LEASE)).isEmpty();
    }

    @Test
    void ofManyAtOnceOneClaimsATaskByItsKey() throws Exception {
        arrange(TaskState.WAITING, "a");

        assertThat(allAtOnce(
                        8, any -> () -> tasks.claim(CHANNEL, "a", "me", LEASE).isPresent()))
                .containsOnlyOnce(true);
    }

    // renew

    @Test
    void aRenewedLeaseEndsLater() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        clock.advance(LEASE.minusSeconds(1));

        assertThat(tasks.renew(List.of(leased.lease()), LEASE)).isEmpty();

        clock.advance(LEASE.minusMillis(1));
        assertThat(claimToAsk(1)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(claimToAsk(1)).hasSize(1);
    }

    @Test
    void aLeaseThatRanOutIsRenewedWhileNobodyElseHasTheTask() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        clock.advance(LEASE.multipliedBy(10));

        assertThat(tasks.renew(List.of(leased.lease()), LEASE)).isEmpty();

        assertThat(claimToAsk(1)).isEmpty();
    }

    @Test
    void renewingTellsWhichLeasesWereLostAndRenewsTheOthers() {
        arrange(TaskState.WAITING, "taken");
        LeasedTask taken = claimToAsk(1).get(0);
        clock.advance(LEASE);
        claimToAsk(1);
        arrange(TaskState.WAITING, "released");
        LeasedTask released = claimToAsk(1).get(0);
        update(LeaseUpdate.release(released.lease(), released.task(), LEASE.multipliedBy(9)));
        arrange(TaskState.COMPLETED, "done");
        LeasedTask done = claimToEmit(1).get(0);
        update(LeaseUpdate.end(done.lease(), delivered(done.task())));
        arrange(TaskState.WAITING, "mine");
        LeasedTask mine = claimToAsk(1).get(0);
        Lease nonsense = new Lease("no such record", "no such token");

        Set<Lease> lost = tasks.renew(
                List.of(taken.lease(), released.lease(), mine.lease(), done.lease(), nonsense), LEASE.multipliedBy(2));

        assertThat(lost).containsExactlyInAnyOrder(taken.lease(), released.lease(), done.lease(), nonsense);
        clock.advance(LEASE);
        assertThat(keys(claimToAsk(10))).containsExactly("taken");
    }

    /** A node that was paused has an expired lease of a record and the present one. */
    @Test
    void theOldLeaseOfARecordIsLostAndItsNewOneIsRenewedInWhateverOrder() {
        arrange(TaskState.WAITING, "a");
        Lease old = claimToAsk(1).get(0).lease();
        clock.advance(LEASE);
        Lease present = claimToAsk(1).get(0).lease();

        assertThat(tasks.renew(List.of(old, present), LEASE)).containsExactly(old);
        assertThat(tasks.renew(List.of(present, old), LEASE)).containsExactly(old);
    }

    @Test
    void nothingToRenewOrUpdateIsNoWork() {
        assertThat(tasks.renew(List.of(), LEASE)).isEmpty();
        assertThat(tasks.update(List.of())).isEmpty();
    }

    // update

    @Test
    void anOwnerWritesAllThatItFoundOut() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        VideoTask found = leased.task().toBuilder()
                .state(TaskState.COMPLETED)
                .status("completed")
                .progress(100)
                .model("Gemini-Omini-HD")
                .account("account-2")
                .createdAt(Instant.parse("2026-03-01T11:00:00.123456Z"))
                .completedAt(Instant.parse("2026-03-01T12:05:00Z"))
                .videoUrl("https://cdn.example/v.mp4?sig=" + "s".repeat(3000))
                .videoUrlExpires(Instant.parse("2026-03-04T12:05:00Z"))
                .errorMessage("none")
                .errorCategory("none")
                .polls(7)
                .unansweredPolls(3)
                .attempts(4)
                .lateBy("taskTimeout")
                .build();

        update(LeaseUpdate.keep(leased.lease(), found));

        assertThat(find("a")).usingRecursiveComparison().usingOverriddenEquals().isEqualTo(found);
    }

    @Test
    void anUpdateLeavesWhatTheSubmissionFixed() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        VideoTask other = leased.task().toBuilder()
                .channel("other")
                .key("b")
                .fingerprint("other")
                .baseUrl("https://other.example")
                .request(request("other"))
                .correlationHeaders(Map.of("other", 1))
                .submittedAt(Instant.EPOCH)
                .taskId("other")
                .progress(50)
                .build();

        update(LeaseUpdate.keep(leased.lease(), other));

        assertThat(find("a"))
                .usingRecursiveComparison()
                .usingOverriddenEquals()
                .isEqualTo(leased.task().toBuilder().progress(50).build());
    }

    @Test
    void aKeptLeaseEndsWhenItWouldHaveEnded() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        clock.advance(LEASE.minusSeconds(1));

        update(LeaseUpdate.keep(
                leased.lease(), leased.task().toBuilder().progress(10).build()));
        update(LeaseUpdate.keep(
                leased.lease(), leased.task().toBuilder().progress(20).build()));

        assertThat(claimToAsk(1)).isEmpty();
        clock.advance(SECOND);
        assertThat(claimToAsk(1)).hasSize(1);
    }

    @Test
    void aKeptLeaseGoesWithTheTaskFromAskingToEmitting() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);

        update(LeaseUpdate.keep(
                leased.lease(), completed(leased.task()).toBuilder().attempts(1).build()));

        assertThat(claimToEmit(1)).isEmpty();
        assertThat(find("a").attempts()).isEqualTo(1);
        assertThat(tasks.renew(List.of(leased.lease()), LEASE)).isEmpty();
        clock.advance(LEASE);
        assertThat(claimToEmit(1)).hasSize(1);
    }

    @Test
    void aReleasedTaskIsDueAfterItsDelay() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);

        update(LeaseUpdate.release(leased.lease(), leased.task(), Duration.ofSeconds(5)));

        clock.advance(Duration.ofMillis(4999));
        assertThat(claimToAsk(1)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(claimToAsk(1)).hasSize(1);
    }

    @Test
    void anOwnerWhoLostItsLeaseWritesNothing() {
        arrange(TaskState.WAITING, "a");
        LeasedTask first = claimToAsk(1).get(0);
        clock.advance(LEASE);
        LeasedTask second = claimToAsk(1).get(0);

        assertThat(tasks.update(List.of(LeaseUpdate.release(first.lease(), completed(first.task()), Duration.ZERO))))
                .containsExactly(first.lease());

        assertThat(find("a").state()).isEqualTo(TaskState.WAITING);
        assertThat(tasks.renew(List.of(second.lease()), LEASE)).isEmpty();
    }

    @Test
    void anOwnerWhoGaveItsTaskBackWritesNothing() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        update(LeaseUpdate.release(leased.lease(), leased.task(), SECOND));

        assertThat(tasks.update(List.of(LeaseUpdate.keep(leased.lease(), completed(leased.task())))))
                .containsExactly(leased.lease());

        assertThat(find("a").state()).isEqualTo(TaskState.WAITING);
    }

    @Test
    void anUpdateAfterTheLeaseRanOutCountsWhileNobodyElseHasTheTask() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        clock.advance(LEASE.multipliedBy(2));

        update(LeaseUpdate.release(leased.lease(), completed(leased.task()), Duration.ZERO));

        assertThat(claimToEmit(1)).hasSize(1);
    }

    @Test
    void oneLostLeaseDoesNotHoldUpTheOtherUpdates() {
        arrange(TaskState.WAITING, "a");
        arrange(TaskState.WAITING, "b");
        List<LeasedTask> leased = claimToAsk(2);
        Lease strange = new Lease(leased.get(0).lease().recordId(), "strange");

        Set<Lease> lost = tasks.update(List.of(
                LeaseUpdate.keep(strange, completed(leased.get(0).task())),
                LeaseUpdate.keep(leased.get(1).lease(), completed(leased.get(1).task()))));

        assertThat(lost).containsExactly(strange);
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.WAITING, 1L, TaskState.COMPLETED, 1L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTaskWithWhichNothingIsLeftToDoIsNobodys(boolean keep) {
        arrange(TaskState.COMPLETED, "delivered");
        arrange(TaskState.COMPLETED, "parked");
        List<LeasedTask> leased = claimToEmit(2);
        VideoTask delivered = delivered(leased.get(0).task());
        VideoTask parked = leased.get(1).task().become(TaskState.PARKED).build();

        update(
                new LeaseUpdate(leased.get(0).lease(), delivered, keep ? null : Duration.ZERO),
                new LeaseUpdate(leased.get(1).lease(), parked, keep ? null : Duration.ZERO));

        clock.advance(LEASE.multipliedBy(10));
        assertThat(claimToAsk(10)).isEmpty();
        assertThat(claimToEmit(10)).isEmpty();
        assertThat(tasks.renew(leased.stream().map(LeasedTask::lease).toList(), LEASE))
                .hasSize(2);
    }

    @Test
    void anIllegalTransitionIsRefusedAndNothingOfItsBatchIsWritten() {
        arrange(TaskState.WAITING, "a");
        arrange(TaskState.WAITING, "b");
        List<LeasedTask> leased = claimToAsk(2);

        assertThatIllegalStateException()
                .isThrownBy(() -> tasks.update(List.of(
                        LeaseUpdate.keep(
                                leased.get(0).lease(), completed(leased.get(0).task())),
                        LeaseUpdate.keep(
                                leased.get(1).lease(),
                                leased.get(1).task().toBuilder()
                                        .state(TaskState.DELIVERED)
                                        .build()))))
                .withMessageContaining("WAITING")
                .withMessageContaining("DELIVERED");

        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.WAITING, 2L));
    }

    @Test
    void twoUpdatesUnderOneLeaseAreRefused() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        LeaseUpdate update = LeaseUpdate.keep(leased.lease(), completed(leased.task()));

        assertThatIllegalArgumentException().isThrownBy(() -> tasks.update(List.of(update, update)));

        assertThat(find("a").state()).isEqualTo(TaskState.WAITING);
    }

    @Test
    void nothingThatTheGatewayAnswersKeepsAnUpdateFromBeingWritten() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        String awful = "\u0000\uD800".repeat(1_000_000);

        update(LeaseUpdate.keep(
                leased.lease(),
                leased.task().toBuilder()
                        .state(TaskState.FAILED)
                        .status(awful)
                        .progress(Integer.MIN_VALUE)
                        .model(awful)
                        .createdAt(Instant.MIN)
                        .completedAt(Instant.MAX)
                        .videoUrl(awful)
                        .videoUrlExpires(Instant.MAX)
                        .errorMessage(awful)
                        .errorCategory(awful)
                        .build()));

        assertThat(find("a").state()).isEqualTo(TaskState.FAILED);
        assertThat(find("a").completedAt()).isNull();
    }

    // counts

    @Test
    void countsFollowEveryChange() {
        for (TaskState state : TaskState.values()) {
            arrange(state, state.name());
        }
        arrange(TaskState.WAITING, "another");
        tasks.begin(submission("other", "a"));

        assertThat(tasks.counts(CHANNEL)).hasSize(9).containsEntry(TaskState.WAITING, 2L);
        assertThat(tasks.counts(CHANNEL).values()).containsOnly(1L, 2L);
        assertThat(tasks.counts("other")).isEqualTo(Map.of(TaskState.SUBMITTING, 1L));
        assertThat(tasks.counts("nobody's")).isEmpty();
        assertThat(tasks.counts()).containsEntry(TaskState.SUBMITTING, 2L).containsEntry(TaskState.WAITING, 2L);
    }

    // operators

    @Test
    void someStatesAreCountedAndNoFurtherThanAskedFor() {
        for (int i = 0; i < 3; i++) {
            arrange(TaskState.WAITING, "waiting-" + i);
        }
        arrange(TaskState.PARKED, "parked");
        arrange(TaskState.DELIVERED, "delivered");
        Set<TaskState> some = Set.of(TaskState.WAITING, TaskState.PARKED, TaskState.SUBMITTING);

        assertThat(tasks.counts(CHANNEL, some, Integer.MAX_VALUE))
                .isEqualTo(Map.of(TaskState.WAITING, 3L, TaskState.PARKED, 1L));
        assertThat(tasks.counts(CHANNEL, some, 2)).isEqualTo(Map.of(TaskState.WAITING, 2L, TaskState.PARKED, 1L));
        assertThat(tasks.counts("other", some, 2)).isEmpty();
        assertThat(tasks.counts(CHANNEL, Set.of(), 2)).isEmpty();
    }

    @Test
    void unknownAndParkedTasksAreListedOldestFirst() {
        for (String key : List.of("a", "b", "c")) {
            arrange(TaskState.UNKNOWN, "unknown-" + key);
            arrange(TaskState.PARKED, "parked-" + key);
            clock.advance(SECOND);
        }
        arrange(TaskState.WAITING, "waiting");

        assertThat(tasks.unknown(CHANNEL))
                .extracting(VideoTask::key)
                .containsExactly("unknown-a", "unknown-b", "unknown-c");
        assertThat(tasks.parked(CHANNEL))
                .extracting(VideoTask::key)
                .containsExactly("parked-a", "parked-b", "parked-c");
        assertThat(tasks.unknown("other")).isEmpty();
        assertThat(tasks.parked("other")).isEmpty();
    }

    @Test
    void recordsInAStateAreListedOldestFirstAndNoMoreThanAskedFor() {
        for (String key : List.of("a", "b", "c")) {
            arrange(TaskState.WAITING, key);
            clock.advance(SECOND);
        }

        assertThat(tasks.inState(CHANNEL, TaskState.WAITING, 2))
                .extracting(VideoTask::key)
                .containsExactly("a", "b");
        assertThat(tasks.inState(CHANNEL, TaskState.WAITING, Integer.MAX_VALUE)).hasSize(3);
        assertThat(tasks.inState("other", TaskState.WAITING, 2)).isEmpty();
    }

    @Test
    void theChannelsThatHaveRecordsAreListed() {
        assertThat(tasks.channels()).isEmpty();

        tasks.begin(submission("two", "a"));
        tasks.begin(submission("one", "a"));
        tasks.begin(submission("two", "b"));

        assertThat(tasks.channels()).containsExactly("one", "two");
    }

    @Test
    void videosThatNoRouteTakesAreCountedWithTheFirstThatExpires() {
        Instant now = clock.instant();
        assertThat(tasks.undelivered(CHANNEL, 3)).isEqualTo(new Undelivered(0, 0, 0, null));
        completed("new", 0, now.plusSeconds(10));
        completed("twice", 2, now.plusSeconds(10));
        completed("failing", 3, now.plusSeconds(30));
        completed("failing longer", 9, now.plusSeconds(20));
        completed("dropped", 36, now);
        completed("parked", 36, now.plusSeconds(40));
        LeasedTask leased = claimOne("parked");
        update(LeaseUpdate.end(
                leased.lease(), leased.task().become(TaskState.PARKED).build()));
        arrange(TaskState.PARKED, "parked without a video's end");

        assertThat(tasks.undelivered(CHANNEL, 3)).isEqualTo(new Undelivered(3, 2, 1, now.plusSeconds(20)));
        assertThat(tasks.undelivered("other", 3)).isEqualTo(new Undelivered(0, 0, 0, null));
    }

    private void completed(String key, int attempts, Instant expires) {
        arrange(TaskState.COMPLETED, key);
        LeasedTask leased = claimOne(key);
        VideoTask emitted = leased.task().toBuilder()
                .attempts(attempts)
                .videoUrlExpires(expires)
                .build();
        update(LeaseUpdate.release(leased.lease(), emitted, Duration.ZERO));
    }

    @Test
    void noUnknownRecordIsResolvedAsTheTaskOfAnother() {
        arrange(TaskState.WAITING, "a");
        arrange(TaskState.UNKNOWN, "b");

        assertThatIllegalStateException()
                .isThrownBy(() -> tasks.resolveAsTask(CHANNEL, "b", "task-a"))
                .withMessageContaining("key=a");
        assertThat(find("b").state()).isEqualTo(TaskState.UNKNOWN);
    }

    @Test
    void anUnknownRecordResolvedAsATaskIsAskedFor() {
        arrange(TaskState.UNKNOWN, "a");

        VideoTask resolved = tasks.resolveAsTask(CHANNEL, "a", "task-1");

        assertThat(resolved.state()).isEqualTo(TaskState.WAITING);
        assertThat(resolved.taskId()).isEqualTo("task-1");
        assertThat(resolved.errorMessage()).isNull();
        assertThat(claimToAsk(10)).extracting(leased -> leased.task().taskId()).containsExactly("task-1");
    }

    @Test
    void anUnknownRecordResolvedAsNotSubmittedFreesItsKey() {
        arrange(TaskState.UNKNOWN, "a");

        VideoTask resolved = tasks.resolveAsNotSubmitted(CHANNEL, "a");

        assertThat(resolved.state()).isEqualTo(TaskState.NOT_ACCEPTED);
        assertThat(tasks.begin(submission("a"))).isInstanceOf(BeginResult.Started.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SUBMITTING", "NOT_ACCEPTED", "REJECTED", "WAITING", "COMPLETED", "FAILED", "DELIVERED", "PARKED"
            })
    void onlyAnUnknownRecordIsResolved(TaskState state) {
        arrange(state, "a");

        assertThatIllegalStateException()
                .isThrownBy(() -> tasks.resolveAsTask(CHANNEL, "a", "task-x"))
                .withMessageContaining(state.name());
        assertThatIllegalStateException()
                .isThrownBy(() -> tasks.resolveAsNotSubmitted(CHANNEL, "a"))
                .withMessageContaining(state.name());
        assertThatIllegalStateException()
                .isThrownBy(() -> tasks.resolveAsNotSubmitted(CHANNEL, "nobody's"))
                .withMessageContaining("nobody's");
        assertThat(find("a").state()).isEqualTo(state);
    }

    @Test
    void unparkedTasksAreDueAgainWithTheirAttemptsCountedFromZero() {
        arrange(TaskState.PARKED, "a");
        arrange(TaskState.PARKED, "b");
        arrange(TaskState.COMPLETED, "c");

        assertThat(tasks.unpark(CHANNEL, List.of("task-a", "task-c", "nobody's")))
                .isEqualTo(1);
        assertThat(find("a").state()).isEqualTo(TaskState.COMPLETED);
        assertThat(find("a").attempts()).isZero();
        assertThat(find("b").state()).isEqualTo(TaskState.PARKED);
        assertThat(tasks.unpark(CHANNEL, List.of())).isZero();
        assertThat(tasks.unpark("other", null)).isZero();
        assertThat(tasks.unpark(CHANNEL, null)).isEqualTo(1);
        assertThat(keys(claimToEmit(10))).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aTaskThatWasParkedBeforeItHadAVideoIsAskedForAgain() {
        arrange(TaskState.WAITING, "a");
        LeasedTask leased = claimToAsk(1).get(0);
        update(LeaseUpdate.end(
                leased.lease(), leased.task().become(TaskState.PARKED).build()));

        assertThat(tasks.unpark(CHANNEL, null)).isEqualTo(1);

        assertThat(keys(claimToAsk(10))).containsExactly("a");
    }

    @Test
    void anAdoptedTaskIsAskedForFromNowOn() {
        VideoTask adopted = tasks.adopt(submission("adopted"), "task-1");

        assertThat(adopted.state()).isEqualTo(TaskState.WAITING);
        assertThat(find("adopted"))
                .usingRecursiveComparison()
                .usingOverriddenEquals()
                .isEqualTo(adopted);
        assertThat(claimToAsk(10)).extracting(leased -> leased.task().taskId()).containsExactly("task-1");
    }

    @Test
    void aTaskThatTheChannelHasIsNotAdoptedTwice() {
        arrange(TaskState.COMPLETED, "a");

        VideoTask present = tasks.adopt(submission("adopted"), "task-a");

        assertThat(present.key()).isEqualTo("a");
        assertThat(present.state()).isEqualTo(TaskState.COMPLETED);
        assertThat(tasks.find(CHANNEL, "adopted")).isEmpty();
        assertThat(tasks.adopt(submission("other", "adopted"), "task-a").key()).isEqualTo("adopted");
    }

    @Test
    void ofManyThatAdoptATaskAtOnceAllGetTheSameRecord() throws Exception {
        List<VideoTask> adopted = allAtOnce(8, any -> () -> tasks.adopt(submission("adopted"), "task-1"));

        assertThat(adopted).extracting(VideoTask::taskId).containsOnly("task-1");
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.WAITING, 1L));
    }

    @Test
    void aRecordIsFoundByTheIdOfItsTaskWithinItsChannel() {
        arrange(TaskState.COMPLETED, "a");

        assertThat(tasks.findTask(CHANNEL, "task-a")).map(VideoTask::key).contains("a");
        assertThat(tasks.findTask("other-channel", "task-a")).isEmpty();
        assertThat(tasks.findTask(CHANNEL, "task-b")).isEmpty();
    }

    @Test
    void noTaskIsAdoptedUnderTheKeyOfAnother() {
        arrange(TaskState.WAITING, "a");
        arrange(TaskState.UNKNOWN, "b");
        arrange(TaskState.REJECTED, "c");

        assertThatIllegalStateException().isThrownBy(() -> tasks.adopt(submission("a"), "task-x"));
        assertThatIllegalStateException().isThrownBy(() -> tasks.adopt(submission("b"), "task-x"));
        assertThat(tasks.adopt(submission("c"), "task-x").state()).isEqualTo(TaskState.WAITING);

        assertThat(find("a").taskId()).isEqualTo("task-a");
    }

    // sweep and purge

    @Test
    void aSubmissionWithoutOutcomeBecomesUnknownInTime() {
        begun("old");
        tasks.begin(submission("other", "old"));
        clock.advance(SUBMIT_TIMEOUT);
        begun("new");
        assertThat(tasks.sweep(SUBMIT_TIMEOUT)).isEmpty();
        clock.advance(SECOND);

        List<VideoTask> swept = tasks.sweep(SUBMIT_TIMEOUT);

        assertThat(swept).hasSize(2).allSatisfy(task -> {
            assertThat(task.key()).isEqualTo("old");
            assertThat(task.state()).isEqualTo(TaskState.UNKNOWN);
            assertThat(task.errorMessage()).contains("PT5M");
        });
        assertThat(find("old").state()).isEqualTo(TaskState.UNKNOWN);
        assertThat(find("new").state()).isEqualTo(TaskState.SUBMITTING);
        assertThat(tasks.sweep(SUBMIT_TIMEOUT)).isEmpty();
    }

    @Test
    void onlySubmissionsAreSwept() {
        for (TaskState state : TaskState.values()) {
            arrange(state, state.name());
        }
        clock.advance(SUBMIT_TIMEOUT.plus(SECOND));

        assertThat(tasks.sweep(SUBMIT_TIMEOUT)).extracting(VideoTask::key).containsExactly("SUBMITTING");
    }

    @Test
    void finishedRecordsArePurgedInTimeAndNoOthers() {
        for (TaskState state : TaskState.values()) {
            arrange(state, state.name());
        }
        clock.advance(RETENTION);
        assertThat(tasks.purge(RETENTION, 100)).isZero();
        clock.advance(SECOND);

        assertThat(tasks.purge(RETENTION, 100)).isEqualTo(3);

        assertThat(tasks.counts())
                .doesNotContainKeys(TaskState.DELIVERED, TaskState.REJECTED, TaskState.NOT_ACCEPTED)
                .hasSize(6);
        assertThat(tasks.begin(submission("DELIVERED"))).isInstanceOf(BeginResult.Started.class);
    }

    @Test
    void retentionCountsFromTheEndAndNotFromTheSubmission() {
        arrange(TaskState.COMPLETED, "a");
        clock.advance(RETENTION.multipliedBy(2));
        LeasedTask leased = claimToEmit(1).get(0);
        update(LeaseUpdate.end(leased.lease(), delivered(leased.task())));

        assertThat(tasks.purge(RETENTION, 100)).isZero();

        clock.advance(RETENTION.plus(SECOND));
        assertThat(tasks.purge(RETENTION, 100)).isEqualTo(1);
    }

    @Test
    void aKeyThatWasUsedAgainIsNotPurgedForWhatItWas() {
        arrange(TaskState.NOT_ACCEPTED, "a");
        clock.advance(RETENTION.plus(SECOND));
        begun("a");

        assertThat(tasks.purge(RETENTION, 100)).isZero();
    }

    @Test
    void aRecordIsKeptAsLongAsItsSubmitterSaidWhoeverPurges() {
        Submission week = keptFor(submission("week"), RETENTION);
        Submission month = keptFor(submission("month"), Duration.ofDays(30));
        Submission unsaid = submission("unsaid");
        for (Submission submission : List.of(week, month, unsaid)) {
            tasks.begin(submission);
            tasks.record(submission, REFUSED, Duration.ZERO);
        }

        clock.advance(Duration.ofHours(1).plus(SECOND));
        assertThat(tasks.purge(Duration.ofHours(1), 100)).isEqualTo(1);
        assertThat(tasks.find(CHANNEL, "unsaid")).isEmpty();

        clock.advance(RETENTION);
        assertThat(tasks.purge(Duration.ofDays(365), 100)).isEqualTo(1);
        assertThat(tasks.find(CHANNEL, "week")).isEmpty();

        clock.advance(Duration.ofDays(22));
        assertThat(tasks.purge(Duration.ZERO, 100)).isZero();
        clock.advance(Duration.ofDays(1));
        assertThat(tasks.purge(Duration.ofDays(365), 100)).isEqualTo(1);
        assertThat(tasks.counts()).isEmpty();
    }

    @Test
    void aKeyThatIsUsedAgainIsKeptAsLongAsItsLastSubmitterSaid() {
        Submission first = keptFor(submission("a"), Duration.ofHours(1));
        tasks.begin(first);
        tasks.record(first, REFUSED, Duration.ZERO);
        Submission second = keptFor(submission("a"), RETENTION);
        tasks.begin(second);
        tasks.record(second, REFUSED, Duration.ZERO);

        clock.advance(RETENTION);
        assertThat(tasks.purge(Duration.ZERO, 100)).isZero();
        clock.advance(SECOND);
        assertThat(tasks.purge(Duration.ZERO, 100)).isEqualTo(1);
    }

    @Test
    void noMoreOfDifferentRetentionsArePurgedThanAskedFor() {
        for (int i = 0; i < 5; i++) {
            Submission submission = keptFor(submission("key-" + i), Duration.ofHours(i + 1L));
            tasks.begin(submission);
            tasks.record(submission, REFUSED, Duration.ZERO);
        }
        clock.advance(RETENTION);

        assertThat(tasks.purge(RETENTION, 3)).isEqualTo(3);
        assertThat(tasks.purge(RETENTION, 3)).isEqualTo(2);
    }

    @Test
    void noMoreArePurgedThanAskedForAndTheLongestFinishedFirst() {
        for (String key : List.of("a", "b", "c")) {
            arrange(TaskState.DELIVERED, key);
            clock.advance(SECOND);
        }
        clock.advance(RETENTION);

        assertThat(tasks.purge(RETENTION, 2)).isEqualTo(2);

        assertThat(tasks.find(CHANNEL, "c")).isPresent();
        assertThat(tasks.purge(RETENTION, 2)).isEqualTo(1);
    }

    // all at once

    @Test
    void whileEverythingHappensAtOnceEachTaskIsDeliveredOnce() throws Exception {
        int producers = 2;
        int each = 40;
        long all = (long) producers * each;
        List<Integer> delivered = allAtOnce(producers + 4, i -> () -> {
            if (i < producers) {
                for (int n = 0; n < each; n++) {
                    arrange(TaskState.WAITING, "key-" + i + "-" + n);
                }
                return 0;
            }
            int mine = 0;
            while (tasks.counts(CHANNEL).getOrDefault(TaskState.DELIVERED, 0L) < all) {
                releaseAll(claimToAsk(5), VideoTaskRepositoryContract::completed);
                mine += releaseAll(claimToEmit(5), VideoTaskRepositoryContract::delivered);
                tasks.sweep(SUBMIT_TIMEOUT);
                tasks.purge(RETENTION, 10);
            }
            return mine;
        });

        assertThat(delivered.stream().mapToInt(Integer::intValue).sum()).isEqualTo((int) all);
        assertThat(tasks.counts()).isEqualTo(Map.of(TaskState.DELIVERED, all));
    }

    private int releaseAll(List<LeasedTask> leased, UnaryOperator<VideoTask> change) {
        assertThat(tasks.renew(leased.stream().map(LeasedTask::lease).toList(), LEASE))
                .isEmpty();
        update(leased.stream()
                .map(each -> LeaseUpdate.release(each.lease(), change.apply(each.task()), Duration.ZERO))
                .toArray(LeaseUpdate[]::new));
        return leased.size();
    }

    // history

    @Test
    void eachTransitionOfATaskIsInItsHistory() {
        Submission submission = begun("a");
        clock.advance(SECOND);
        tasks.record(submission, accepted("task-1"), Duration.ZERO);
        clock.advance(SECOND);
        LeasedTask asked = claimToAsk(1).get(0);
        update(LeaseUpdate.keep(
                asked.lease(), asked.task().toBuilder().progress(50).build()));
        clock.advance(SECOND);
        update(LeaseUpdate.release(asked.lease(), completed(asked.task()), Duration.ZERO));
        clock.advance(SECOND);
        LeasedTask emitted = claimToEmit(1).get(0);
        tasks.renew(List.of(emitted.lease()), LEASE);
        update(LeaseUpdate.end(emitted.lease(), delivered(emitted.task())));

        Instant end = clock.instant();
        String node = TaskHistory.program();
        assertThat(tasks.history(CHANNEL, "a"))
                .containsExactly(
                        new Transition(end.minusSeconds(4), null, TaskState.SUBMITTING, node, null),
                        new Transition(
                                end.minusSeconds(3),
                                TaskState.SUBMITTING,
                                TaskState.WAITING,
                                node,
                                "accepted as task task-1"),
                        new Transition(end.minusSeconds(1), TaskState.WAITING, TaskState.COMPLETED, "me", null),
                        new Transition(end, TaskState.COMPLETED, TaskState.DELIVERED, "me", null));
    }

    @Test
    void aHistorySaysWhyATaskCameToItsState() {
        for (TaskState state : List.of(TaskState.UNKNOWN, TaskState.REJECTED, TaskState.NOT_ACCEPTED)) {
            arrange(state, state.name());
            assertThat(last(state.name()))
                    .isEqualTo(state + ": " + find(state.name()).errorMessage());
        }
        for (TaskState state : List.of(TaskState.FAILED, TaskState.PARKED)) {
            arrange(TaskState.WAITING, state.name());
            LeasedTask leased = claimOne(state.name());
            VideoTask ended =
                    leased.task().become(state).errorMessage("as\tit\nis").build();
            update(LeaseUpdate.release(leased.lease(), ended, Duration.ZERO));
            assertThat(last(state.name())).isEqualTo(state + ": as it is");
        }
    }

    @Test
    void moreThatIsKnownOfAnUnknownOutcomeIsInItsRecordAndItsHistory() {
        Submission submission = begun("a");
        tasks.record(submission, new Outcome.Unknown("reset"), Duration.ZERO);
        tasks.record(submission, new Outcome.Unknown("reset"), Duration.ZERO);
        clock.advance(SECOND);
        tasks.record(submission, new Outcome.Unknown("charged; reset"), Duration.ZERO);

        assertThat(find("a").state()).isEqualTo(TaskState.UNKNOWN);
        assertThat(find("a").errorMessage()).isEqualTo("charged; reset");
        assertThat(tasks.history(CHANNEL, "a"))
                .extracting(transition -> transition.to() + ": " + transition.reason())
                .containsExactly("SUBMITTING: null", "UNKNOWN: reset", "UNKNOWN: charged; reset");

        tasks.resolveAsNotSubmitted(CHANNEL, "a");
        tasks.record(submission, new Outcome.Unknown("not charged; reset"), Duration.ZERO);
        assertThat(find("a").state()).isEqualTo(TaskState.NOT_ACCEPTED);
        assertThat(find("a").errorMessage()).doesNotContain("charged");
    }

    @Test
    void anOwnerMaySayMoreOfATransitionThanTheTaskDoes() {
        arrange(TaskState.COMPLETED, "a");
        LeasedTask leased = claimOne("a");
        update(LeaseUpdate.end(leased.lease(), delivered(leased.task())).because("6.000 s,\t1280x720"));
        assertThat(last("a")).isEqualTo("DELIVERED: 6.000 s, 1280x720");
        assertThat(find("a").errorMessage()).isNull();

        arrange(TaskState.WAITING, "b");
        LeasedTask polled = claimOne("b");
        VideoTask failed =
                polled.task().become(TaskState.FAILED).errorMessage("unsafe").build();
        update(LeaseUpdate.release(polled.lease(), failed, Duration.ZERO).because(null));
        assertThat(last("b")).isEqualTo("FAILED: unsafe");
    }

    @Test
    void aHistorySaysWhichOperatorDidWhat() {
        arrange(TaskState.UNKNOWN, "a");
        tasks.resolveAsTask(CHANNEL, "a", "task-1", "ann");
        arrange(TaskState.UNKNOWN, "b");
        tasks.resolveAsNotSubmitted(CHANNEL, "b", "bob");
        begun("b");
        arrange(TaskState.PARKED, "c");
        tasks.unpark(CHANNEL, List.of("task-c"), "cat");
        tasks.adopt(submission("d"), "task-2", "dan");
        arrange(TaskState.REJECTED, "e");
        tasks.adopt(submission("e"), "task-3", "eve");

        assertThat(lastOf("a").by()).isEqualTo("ann");
        assertThat(last("a")).isEqualTo("WAITING: resolved as task task-1");
        assertThat(tasks.history(CHANNEL, "b"))
                .extracting(transition -> transition.to() + " " + transition.reason() + " " + transition.by())
                .endsWith("NOT_ACCEPTED resolved as not submitted bob", "SUBMITTING null " + TaskHistory.program());
        assertThat(lastOf("c").by()).isEqualTo("cat");
        assertThat(last("c")).isEqualTo("COMPLETED: unparked");
        assertThat(lastOf("d"))
                .isEqualTo(new Transition(
                        clock.instant(),
                        null,
                        TaskState.WAITING,
                        "dan",
                        "adopted as task task-2, which was created elsewhere"));
        assertThat(lastOf("e").from()).isEqualTo(TaskState.REJECTED);
        assertThat(lastOf("e").by()).isEqualTo("eve");

        tasks.move(CHANNEL, BASE_URL, "https://new.example", "mel");

        assertThat(lastOf("d"))
                .isEqualTo(new Transition(
                        clock.instant(), TaskState.WAITING, TaskState.WAITING, "mel", "moved to https://new.example"));
    }

    @Test
    void aHistoryHasWhatHousekeepingDidAndALateTask() {
        Submission late = begun("a");
        clock.advance(SUBMIT_TIMEOUT.plus(SECOND));
        tasks.sweep(SUBMIT_TIMEOUT);
        assertThat(last("a")).startsWith("UNKNOWN: No outcome was recorded within");
        tasks.resolveAsNotSubmitted(CHANNEL, "a", "ann");
        VideoTask additional =
                tasks.record(late, accepted("task-1"), FIRST_QUESTION).orElseThrow();

        assertThat(tasks.history(CHANNEL, additional.key()))
                .containsExactly(new Transition(
                        clock.instant(),
                        null,
                        TaskState.WAITING,
                        TaskHistory.program(),
                        "accepted as task task-1, after the key 'a' was given to another attempt or freed"));
    }

    @Test
    void whatIsRefusedIsNoTransition() {
        arrange(TaskState.WAITING, "a");
        LeasedTask lost = claimOne("a");
        clock.advance(LEASE);
        LeasedTask held = claimOne("a");
        List<Transition> before = tasks.history(CHANNEL, "a");

        tasks.update(List.of(LeaseUpdate.keep(lost.lease(), completed(lost.task()))));
        tasks.begin(submission("a"));
        assertThatIllegalStateException()
                .isThrownBy(() -> tasks.update(List.of(LeaseUpdate.end(
                        held.lease(),
                        held.task().toBuilder().state(TaskState.DELIVERED).build()))));

        assertThat(tasks.history(CHANNEL, "a")).isEqualTo(before);
    }

    @Test
    void ofALongHistoryTheLastTransitionsAreKept() {
        for (int i = 0; i < 100; i++) {
            Submission submission = begun("a");
            tasks.record(submission, new Outcome.Rejected("no " + i + "!".repeat(1_000)), FIRST_QUESTION);
        }

        List<Transition> history = tasks.history(CHANNEL, "a");
        assertThat(history).hasSizeBetween(10, 30);
        for (int i = 0; i < history.size(); i++) {
            Transition transition = history.get(history.size() - 1 - i);
            assertThat(transition.to()).isEqualTo(i % 2 == 0 ? TaskState.REJECTED : TaskState.SUBMITTING);
            if (i % 2 == 0) {
                assertThat(transition.reason()).hasSize(300).startsWith("no " + (99 - i / 2) + "!");
            }
        }
    }

    @Test
    void anyNameOfAnOwnerIsKeptInAHistory() {
        arrange(TaskState.WAITING, "a");
        for (String owner : List.of("o\tn\ne +1\t", "\uD83D\uDEB2".repeat(300))) {
            LeasedTask leased = tasks.claim(CHANNEL, "a", owner, LEASE).orElseThrow();
            VideoTask next =
                    find("a").state() == TaskState.WAITING ? completed(leased.task()) : delivered(leased.task());
            update(LeaseUpdate.release(leased.lease(), next, Duration.ZERO));
        }

        assertThat(tasks.history(CHANNEL, "a")).hasSize(4);
        assertThat(tasks.history(CHANNEL, "a").get(2).by()).matches("o\\sn e \\+1\\s");
        assertThat(lastOf("a").by()).startsWith("\uD83D\uDEB2".repeat(49));
    }

    @Test
    void aHistoryGoesWithItsRecord() {
        arrange(TaskState.REJECTED, "a");
        assertThat(tasks.history("other", "a")).isEmpty();
        assertThat(tasks.history(CHANNEL, "a")).isNotEmpty();
        clock.advance(RETENTION.plus(SECOND));
        tasks.purge(RETENTION, 10);

        assertThat(tasks.history(CHANNEL, "a")).isEmpty();
    }

    private Transition lastOf(String key) {
        List<Transition> history = tasks.history(CHANNEL, key);
        return history.get(history.size() - 1);
    }

    private String last(String key) {
        return lastOf(key).to() + ": " + lastOf(key).reason();
    }

    // pages

    @Test
    void aListIsReadPageByPageTheLatestSubmittedFirst() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            arrange(i % 3 == 0 ? TaskState.UNKNOWN : TaskState.WAITING, "key-" + i);
            expected.add(0, "key-" + i);
            clock.advance(SECOND);
        }
        arrange(TaskState.PARKED, "parked");
        tasks.begin(submission("other", "a"));
        Set<TaskState> states = Set.of(TaskState.UNKNOWN, TaskState.WAITING);

        List<String> listed = new ArrayList<>();
        TaskPage page = tasks.page(new TaskQuery(CHANNEL, states, null, null, 3));
        while (page.next() != null) {
            assertThat(page.tasks()).hasSize(3);
            page.tasks().forEach(task -> listed.add(task.key()));
            arrange(TaskState.WAITING, "new-" + listed.size());
            page = tasks.page(new TaskQuery(
                    CHANNEL, states, null, TaskCursor.of(page.next().toString()), 3));
        }
        page.tasks().forEach(task -> listed.add(task.key()));

        assertThat(listed).isEqualTo(expected);
        assertThat(tasks.page(TaskQuery.of(CHANNEL, 1_000)).tasks()).hasSize(14);
        assertThat(tasks.page(TaskQuery.of(CHANNEL, 14)).next()).isNull();
        assertThat(tasks.page(TaskQuery.of("nobody's", 1)).tasks()).isEmpty();
    }

    @Test
    void tasksThatWereSubmittedAtOneTimeAreListedOnce() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 9; i++) {
            arrange(i % 2 == 0 ? TaskState.UNKNOWN : TaskState.WAITING, "key-" + i);
            keys.add("key-" + i);
        }

        List<String> listed = new ArrayList<>();
        TaskCursor after = null;
        do {
            TaskPage page =
                    tasks.page(new TaskQuery(CHANNEL, Set.of(TaskState.UNKNOWN, TaskState.WAITING), null, after, 2));
            page.tasks().forEach(task -> listed.add(task.key()));
            after = page.next();
        } while (after != null);

        assertThat(listed).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void tasksAreFoundByWhatTheirKeyOrTheirIdBeginsWith() {
        for (String key : List.of("order-1", "order-12", "Order-1", "my-order-1", "100%", "1000", "a_b", "axb", "!x")) {
            arrange(TaskState.WAITING, key);
        }
        arrange(TaskState.UNKNOWN, "order-13");

        assertThat(found("order-1")).containsExactlyInAnyOrder("order-1", "order-12", "order-13");
        assertThat(found("task-order-1")).containsExactlyInAnyOrder("order-1", "order-12");
        assertThat(found("100%")).containsExactly("100%");
        assertThat(found("a_")).containsExactly("a_b");
        assertThat(found("!")).containsExactly("!x");
        assertThat(found("")).hasSize(10);
        assertThat(found("nothing")).isEmpty();
    }

    private List<String> found(String prefix) {
        Set<TaskState> states = Set.of(TaskState.UNKNOWN, TaskState.WAITING);
        return tasks.page(new TaskQuery(CHANNEL, states, prefix, null, 100)).tasks().stream()
                .map(VideoTask::key)
                .toList();
    }

    @Test
    void aListThatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskQuery.of(CHANNEL, 0))
                .withMessageContaining("1 to 1000");
        assertThatIllegalArgumentException().isThrownBy(() -> TaskQuery.of(CHANNEL, 1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> new TaskQuery(CHANNEL, Set.of(), null, null, 1));
        for (String text : List.of("", "1", "1_", "x_1", "1_' OR", "1".repeat(30) + "_a")) {
            assertThatIllegalArgumentException().as(text).isThrownBy(() -> TaskCursor.of(text));
        }
    }

    // arranging

    /** Puts a task of this state under this key, with the task id {@code task-<key>} where it has one. */
    protected final void arrange(TaskState state, String key) {
        Submission submission = begun(key);
        switch (state) {
            case SUBMITTING -> {}
            case UNKNOWN -> tasks.record(submission, UNCLEAR, Duration.ZERO);
            case REJECTED -> tasks.record(submission, REFUSED, Duration.ZERO);
            case NOT_ACCEPTED -> tasks.record(submission, NOT_TAKEN, Duration.ZERO);
            case WAITING -> tasks.record(submission, accepted("task-" + key), Duration.ZERO);
            case COMPLETED -> step(arranged(TaskState.WAITING, submission), VideoTaskRepositoryContract::completed);
            case FAILED ->
                step(
                        arranged(TaskState.WAITING, submission),
                        task -> task.become(TaskState.FAILED)
                                .errorCategory("generation")
                                .build());
            case DELIVERED -> step(arranged(TaskState.COMPLETED, submission), VideoTaskRepositoryContract::delivered);
            case PARKED ->
                step(
                        arranged(TaskState.COMPLETED, submission),
                        task -> task.become(TaskState.PARKED).build());
        }
    }

    private String arranged(TaskState state, Submission submission) {
        tasks.record(submission, accepted("task-" + submission.key()), Duration.ZERO);
        if (state == TaskState.COMPLETED) {
            step(submission.key(), VideoTaskRepositoryContract::completed);
        }
        return submission.key();
    }

    private void step(String key, UnaryOperator<VideoTask> change) {
        LeasedTask leased = claimOne(key);
        update(LeaseUpdate.release(leased.lease(), resetAttempts(change.apply(leased.task())), Duration.ZERO));
    }

    private static VideoTask resetAttempts(VideoTask task) {
        return task.toBuilder().attempts(0).build();
    }

    protected final Submission begun(String key) {
        Submission submission = submission(key);
        assertThat(tasks.begin(submission)).isInstanceOf(BeginResult.Started.class);
        return submission;
    }

    protected static VideoTask completed(VideoTask task) {
        return task.become(TaskState.COMPLETED)
                .status("completed")
                .progress(100)
                .videoUrl("https://cdn.example/" + task.taskId() + ".mp4?sig=secret")
                .build();
    }

    protected static VideoTask delivered(VideoTask task) {
        return task.become(TaskState.DELIVERED).build();
    }

    protected final VideoTask find(String key) {
        return tasks.find(CHANNEL, key).orElseThrow();
    }

    protected final List<LeasedTask> claimToAsk(int limit) {
        return tasks.claim(Claim.toPoll(CHANNEL, BASE_URL, limit, "me", LEASE));
    }

    protected final List<LeasedTask> claimToEmit(int limit) {
        return tasks.claim(Claim.toEmit(CHANNEL, limit, "me", LEASE));
    }

    private LeasedTask claimOne(String key) {
        return tasks.claim(CHANNEL, key, "me", LEASE).orElseThrow();
    }

    protected final void update(LeaseUpdate... updates) {
        assertThat(tasks.update(List.of(updates))).isEmpty();
    }

    private static List<String> keys(Collection<LeasedTask> leased) {
        return leased.stream().map(each -> each.task().key()).toList();
    }

    /** Runs the work on n threads that set off together, and gives their results. */
    private static <T> List<T> allAtOnce(int threads, IntFunction<Callable<T>> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> running = IntStream.range(0, threads)
                    .mapToObj(i -> executor.submit(() -> {
                        start.await();
                        return work.apply(i).call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    /** The same submission, whose record is kept for that time when it is finished. */
    protected static Submission keptFor(Submission submission, Duration time) {
        return new Submission(
                submission.token(),
                submission.channel(),
                submission.key(),
                submission.fingerprint(),
                submission.request(),
                submission.correlationHeaders(),
                submission.baseUrl(),
                submission.account(),
                time);
    }
}
