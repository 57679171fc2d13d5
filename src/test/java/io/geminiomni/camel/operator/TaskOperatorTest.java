package io.geminiomni.camel.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingPeriod;
import io.geminiomni.camel.request.OrderedVideo;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import io.geminiomni.camel.task.jdbc.JdbcVideoTaskRepository;
import io.geminiomni.camel.task.jdbc.Postgres;
import io.geminiomni.camel.task.jdbc.StoreDirectory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

class TaskOperatorTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        out.reset();
        err.reset();
        return new TaskOperator(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of("DB_PASSWORD", "hidden-password")::get,
                        Clock.systemUTC())
                .run(words);
    }

    private int onStore(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(1, List.of("--store-directory", folder.toString()));
        return run(all.toArray(new String[0]));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private VideoTask task(String key) {
        return SampleStore.in(
                folder, tasks -> tasks.find(SampleStore.CHANNEL, key).orElseThrow());
    }

    @Test
    void whatNeedsAPersonIsListedWithoutSecrets() {
        SampleStore.fill(folder);

        assertThat(onStore("list")).isZero();

        List<String> lines = out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .matches("CHANNEL +KEY +STATE +TASK ID +SUBMITTED +ATTEMPTS +URL EXPIRES +PROMPT +ERROR");
        assertThat(lines.get(1))
                .matches("adverts  order-17  UNKNOWN  -        [-0-9TZ:]{20}  0         -  .*"
                        + "The gateway did not answer within 60 s");
        assertThat(lines.get(2))
                .matches("adverts  order-18  PARKED   task-18  [-0-9TZ:]{20}  36        2026-03-04T12:00:00Z  .*"
                        + "Parked after 36 delivery attempts; .*");
        assertThat(out()).contains("A fox like https://a.example/f.png?… in… ").doesNotContain("SECRET");
    }

    @Test
    void whatWasSpentIsATableOrCsv() {
        SampleStore.in(folder, tasks -> {
            SampleStore.booked(tasks, "a", "0.30");
            SampleStore.booked(tasks, "b", "0.20");
            return true;
        });

        assertThat(onStore("spend")).isZero();
        assertThat(out().lines())
                .hasSize(2)
                .first()
                .satisfies(titles -> assertThat(titles)
                        .matches("DAY +CHANNEL +BUDGET KEY +MODEL +SPENT +RESERVED +UNIT +ATTEMPTS +UNPRICED"));
        assertThat(out()).containsPattern("adverts  team        \\S+  0.5    0         EUR   2         0");
        assertThat(onStore("spend", "--csv", "--period", "today", "--channel", "adverts"))
                .isZero();
        assertThat(out().lines())
                .hasSize(2)
                .startsWith("day,channel,budget_key,model,spent,reserved,unit,attempts,unpriced")
                .last()
                .satisfies(row -> assertThat(row).matches("[-0-9]{10},adverts,team,\\S+,0.5,0,EUR,2,0"));
        assertThat(onStore("spend", "--from", "2026-01-01", "--to", "2026-01-02"))
                .isZero();
        assertThat(out()).startsWith("Nothing is booked in this period.");
        assertThat(onStore("spend", "--channel", "other", "--csv")).isZero();
        assertThat(out().lines()).hasSize(1);
    }

    @Test
    void textThatASpreadsheetTakesForAFormulaIsQuoted() {
        Spending spending = new Spending(
                "adverts",
                "=1+1, \"x\"",
                "-m",
                LocalDate.of(2026, 3, 1),
                "EUR",
                new BigDecimal("100"),
                BigDecimal.ZERO,
                1,
                1);

        assertThat(SpendingListing.csv(List.of(spending)))
                .last()
                .isEqualTo("2026-03-01,adverts,\"'=1+1, \"\"x\"\"\",'-m,100,0,EUR,1,1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--period=a while",
                "--period=30d --from=2026-01-01",
                "--from=then",
                "--from=2026-01-02 --to=2026-01-01"
            })
    void aPeriodThatIsNoneIsRefused(String options) {
        SampleStore.fill(folder);
        List<String> words = new ArrayList<>(List.of("spend"));
        words.addAll(List.of(options.split(" (?=--)")));

        assertThat(onStore(words.toArray(new String[0]))).isEqualTo(2);

        assertThat(err()).contains("--help");
    }

    @Test
    void otherStatesAndOneChannelAreListedWhenAskedFor() {
        SampleStore.fill(folder);

        assertThat(onStore("list", "--state", "waiting", "--state=PARKED", "--channel", "adverts"))
                .isZero();
        assertThat(out()).contains("order-18", "order-19").doesNotContain("order-17");
        assertThat(onStore("list", "--channel", "other")).isZero();
        assertThat(out()).isEqualTo("No task is UNKNOWN or PARKED.\n");
        assertThat(onStore("list", "--state", "LOST")).isEqualTo(2);
        assertThat(err()).contains("'LOST'", "PARKED");
    }

    @Test
    void tasksAreCounted() {
        SampleStore.fill(folder);

        assertThat(onStore("counts")).isZero();

        assertThat(out()).isEqualTo("""
                CHANNEL  STATE    TASKS
                adverts  UNKNOWN  1
                adverts  WAITING  1
                adverts  PARKED   1
                """);
    }

    @Test
    void anUnknownRequestIsResolvedAsATask() {
        SampleStore.fill(folder);

        assertThat(onStore("resolve-as-task", "--channel", "adverts", "--key", "order-17", "--task-id", "task-17"))
                .isZero();

        assertThat(out()).startsWith("Resolved: the task is polled").contains("task-17");
        assertThat(task("order-17").state()).isEqualTo(TaskState.WAITING);
        assertThat(task("order-17").taskId()).isEqualTo("task-17");
        assertThat(onStore("resolve-as-task", "--channel", "adverts", "--key", "order-17", "--task-id", "task-1"))
                .isEqualTo(1);
        assertThat(err()).contains("not UNKNOWN");
        assertThat(onStore("resolve-as-task", "--channel", "adverts", "--key", "order-17", "--task-id", "task 1"))
                .isEqualTo(1);
        assertThat(err()).contains("'task 1'");
    }

    @Test
    void aHistorySaysWhatBecameOfATaskAndWhoResolvedIt() {
        SampleStore.fill(folder);
        onStore("resolve-as-task", "--channel", "adverts", "--key", "order-17", "--task-id", "task-17");

        assertThat(onStore("history", "--channel", "adverts", "--key", "order-17"))
                .isZero();

        List<String> lines = out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).matches("TIME +FROM +TO +REASON +BY");
        assertThat(lines.get(1)).matches("[-0-9TZ:]{20}  -           SUBMITTING  - +\\d+@\\S+");
        assertThat(lines.get(2))
                .matches("[-0-9TZ:]{20}  SUBMITTING  UNKNOWN     The gateway did not answer within 60 s  \\d+@\\S+");
        assertThat(lines.get(3))
                .matches("[-0-9TZ:]{20}  UNKNOWN     WAITING     resolved as task task-17                "
                        + "operator \\S+, command line");
        assertThat(onStore("history", "--channel", "adverts", "--task-id", "task-17"))
                .isZero();
        assertThat(out().lines().toList()).isEqualTo(lines);
    }

    @Test
    void aHistoryOfNothingIsAFailure() {
        SampleStore.fill(folder);

        assertThat(onStore("history", "--channel", "adverts", "--key", "nobody's"))
                .isEqualTo(1);
        assertThat(err()).contains("nobody's");
        assertThat(onStore("history", "--channel", "adverts", "--task-id", "task-0"))
                .isEqualTo(1);
        assertThat(err()).contains("task-0");
        assertThat(onStore("history", "--channel", "adverts")).isEqualTo(2);
        assertThat(onStore("history", "--channel", "adverts", "--key", "a", "--task-id", "b"))
                .isEqualTo(2);
    }

    @Test
    void thatARequestWasNeverMadeIsBelievedAfterItsRiskWasSaid() {
        SampleStore.fill(folder);

        assertThat(onStore("resolve-as-not-submitted", "--channel", "adverts", "--key", "order-17"))
                .isEqualTo(1);
        assertThat(err()).contains("submitTimeout", "a second task is paid for", "--yes");
        assertThat(task("order-17").state()).isEqualTo(TaskState.UNKNOWN);

        assertThat(onStore("resolve-as-not-submitted", "--channel", "adverts", "--key", "order-17", "--yes"))
                .isZero();
        assertThat(task("order-17").state()).isEqualTo(TaskState.NOT_ACCEPTED);
        assertThat(onStore("resolve-as-not-submitted", "--channel", "adverts", "--key", "nobody's", "--yes"))
                .isEqualTo(1);
        assertThat(err()).contains("nobody's");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resolve-as-not-submitted --channel adverts --key order-17 --yes=false",
                "resolve-as-not-submitted --channel adverts --key order-17 --yes=true",
                "unpark --channel adverts --all=false",
                "spend --csv="
            })
    void aSwitchWithAValueIsRefused(String line) {
        SampleStore.fill(folder);

        assertThat(onStore(line.split(" "))).isEqualTo(2);

        assertThat(err())
                .contains(
                        line.substring(line.lastIndexOf("--"), line.indexOf('=')),
                        "takes no value",
                        "Nothing was done");
        assertThat(task("order-17").state()).isEqualTo(TaskState.UNKNOWN);
        assertThat(task("order-18").state()).isEqualTo(TaskState.PARKED);
    }

    @Test
    void parkedTasksAreUnparked() {
        SampleStore.fill(folder);

        assertThat(onStore("unpark", "--channel", "adverts", "--task-id", "task-19"))
                .isEqualTo(1);
        assertThat(err()).contains("No such task is parked");
        assertThat(onStore("unpark", "--channel", "adverts")).isEqualTo(2);
        assertThat(onStore("unpark", "--channel", "adverts", "--all", "--task-id", "task-18"))
                .isEqualTo(2);
        assertThat(onStore("unpark", "--channel", "adverts", "--task-id", "task-18"))
                .isZero();
        assertThat(out()).isEqualTo("Unparked: 1\n");
        assertThat(task("order-18").state()).isEqualTo(TaskState.COMPLETED);
        assertThat(onStore("unpark", "--channel", "adverts", "--all")).isEqualTo(1);
    }

    @Test
    void aTaskThatWasMadeElsewhereIsAdopted() {
        SampleStore.fill(folder);

        assertThat(onStore(
                        "adopt",
                        "--channel",
                        "adverts",
                        "--task-id",
                        "task-99",
                        "--base-url",
                        "https://www.jimmyai.cn"))
                .isZero();

        assertThat(out()).contains("with the base URL https://www.jimmyai.cn poll it", "adopted:task-99");
        assertThat(task("adopted:task-99").taskId()).isEqualTo("task-99");
        assertThat(onStore("adopt", "--channel", "adverts", "--task-id", "task-99", "--base-url", "www.jimmyai.cn"))
                .isEqualTo(2);
    }

    @Test
    void aTaskWhoseIdIsTooLongForAKeyIsAdoptedOnce() {
        SampleStore.fill(folder);
        String longest = "t".repeat(256);

        assertThat(adopt("t".repeat(247))).isZero();
        assertThat(adopt("t".repeat(248))).isZero();
        assertThat(adopt(longest)).isZero();
        assertThat(out()).contains("Adopted: consumers");
        assertThat(adopt(longest)).isZero();
        assertThat(out()).startsWith("The channel has this task already");

        assertThat(task("adopted:" + "t".repeat(247)).taskId()).hasSize(247);
        String key = SampleStore.in(
                folder,
                tasks -> tasks.findTask(SampleStore.CHANNEL, longest)
                        .orElseThrow()
                        .key());
        assertThat(key).matches("adopted:[0-9a-f]{64}");
    }

    private int adopt(String taskId, String... cost) {
        List<String> words = new ArrayList<>(
                List.of("adopt", "--channel", "adverts", "--task-id", taskId, "--base-url", "https://www.jimmyai.cn"));
        words.addAll(List.of(cost));
        return onStore(words.toArray(new String[0]));
    }

    private List<Spending> spent() {
        return SampleStore.in(
                folder, tasks -> tasks.spent(SpendingPeriod.between(null, null).query(null)));
    }

    @Test
    void anAdoptedTaskIsBookedWithWhatTheOperatorKnows() {
        SampleStore.in(folder, tasks -> {
            SampleStore.booked(tasks, "a", "0.30");
            return true;
        });

        assertThat(adopt(
                        "task-1",
                        "--amount",
                        "0.50",
                        "--unit",
                        "EUR",
                        "--budget-key",
                        " team ",
                        "--model",
                        "gemini-omni"))
                .isZero();
        assertThat(out())
                .contains("Adopted: consumers", "Booked with 0.50 EUR under the budget key 'team'.", "adopted:task-1");
        assertThat(task("adopted:task-1").cost()).isEqualByComparingTo("0.5");
        assertThat(OrderedVideo.of(task("adopted:task-1").request()))
                .as("what its video is compared with")
                .isEqualTo(new OrderedVideo(null, null, null));
        assertThat(spent()).hasSize(1).first().satisfies(team -> {
            assertThat(team.spent()).isEqualByComparingTo("0.8");
            assertThat(team.attempts()).isEqualTo(2);
            assertThat(team.unpriced()).isZero();
        });

        assertThat(adopt("task-2")).isZero();
        assertThat(out())
                .contains("Booked without a price, in EUR under the budget key 'adverts'", "amount and a unit");
        assertThat(spent()).hasSize(2).first().satisfies(unpriced -> {
            assertThat(unpriced.budgetKey()).isEqualTo("adverts");
            assertThat(unpriced.model()).isEqualTo("unknown");
            assertThat(unpriced.unpriced()).isEqualTo(1);
        });

        assertThat(adopt("task-2", "--amount=0.20", "--unit=EUR")).isZero();
        assertThat(out()).startsWith("Booked with 0.20 EUR under the budget key 'adverts'.");
        assertThat(adopt("task-2", "--amount=0.20", "--unit=EUR")).isZero();
        assertThat(out()).startsWith("The channel has this task already: nothing was adopted or booked.");
        assertThat(spent()).first().satisfies(priced -> {
            assertThat(priced.spent()).isEqualByComparingTo("0.2");
            assertThat(priced.attempts()).isEqualTo(1);
            assertThat(priced.unpriced()).isZero();
        });
    }

    @Test
    void whereNothingIsBookedATaskWithoutAnAmountIsNotBooked() {
        SampleStore.fill(folder);

        assertThat(adopt("task-1")).isZero();
        assertThat(out()).contains("Adopted: consumers", "Not booked: no amount was given");
        assertThat(spent()).isEmpty();
        assertThat(adopt("task-2", "--amount=0", "--unit=USD")).isZero();
        assertThat(spent()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--amount=0.30 | there is no unit",
                "--unit=USD | there is no amount",
                "--amount=-1 --unit=USD | The amount is '-1', but must be a number from 0",
                "--amount=0.0000001 --unit=USD | 6 decimals",
                "--amount=much --unit=USD | 'much'",
                "--amount=1 --unit=US_DOLLARS_OF_CANADA | 1 to 16",
                "--budget-key=te\u200Bam | characters that are not seen",
                "--model=a\u0007b | The model is 'a?b'"
            })
    void aCostThatIsHalfGivenOrNotValidIsRefused(String options) {
        SampleStore.fill(folder);
        String[] parts = options.split(" \\| ");

        assertThat(adopt("task-1", parts[0].split(" "))).isEqualTo(2);

        assertThat(err()).contains(parts[1], "Nothing was adopted or booked", "--help");
        assertThat(onStore("list", "--state", "WAITING")).isZero();
        assertThat(out()).doesNotContain("task-1 ");
    }

    @Test
    void tasksAreMovedToAnotherBaseUrl() {
        SampleStore.fill(folder);

        assertThat(move(SampleStore.BASE_URL + "/", "https://API.viraltok.ai")).isZero();

        assertThat(out()).isEqualTo("Moved to https://api.viraltok.ai: 3\n");
        assertThat(task("order-19").baseUrl()).isEqualTo("https://api.viraltok.ai");
        assertThat(task("order-17").baseUrl()).isEqualTo("https://api.viraltok.ai");
        assertThat(task("order-18").baseUrl()).isEqualTo("https://api.viraltok.ai");
        assertThat(move(SampleStore.BASE_URL, "https://api.viraltok.ai")).isEqualTo(1);
        assertThat(err()).contains("No task of this channel", SampleStore.BASE_URL);
        assertThat(move("api.viraltok.ai", "https://www.jimmyai.cn")).isEqualTo(2);
        assertThat(err()).contains("--from is 'api.viraltok.ai'");
        assertThat(move("https://api.viraltok.ai", "https://api.viraltok.ai/")).isEqualTo(1);
        assertThat(err()).contains("Both base URLs are https://api.viraltok.ai");
    }

    private int move(String from, String to) {
        return onStore("move", "--channel", "adverts", "--from", from, "--to", to);
    }

    @Test
    void nothingIsMadeWhereThereIsNoStore() throws Exception {
        Path missing = folder.resolve("missing");

        assertThat(run("list", "--store-directory", missing.toString())).isEqualTo(1);
        assertThat(err()).contains(missing.toString(), "no file gemini-omni-tasks.mv.db");
        assertThat(onStore("list")).isEqualTo(1);
        assertThat(run("list", "--jdbc-url", "jdbc:h2:" + missing)).isEqualTo(1);
        assertThat(err()).contains("not found");

        assertThat(Files.list(folder)).isEmpty();
    }

    @Test
    void aStoreThatIsOpenIsSaidToBe() {
        try (StoreDirectory open = StoreDirectory.open(folder)) {
            SampleStore.fill(new JdbcVideoTaskRepository(open.dataSource()));

            assertThat(onStore("list")).isEqualTo(1);
            assertThat(err()).contains("is open already");
        }
    }

    @Test
    void aDatabaseWithoutTasksStaysSo() throws Exception {
        String url = "jdbc:h2:" + folder.resolve("db");
        try (var connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute("CREATE TABLE other (id INTEGER)");
        }

        assertThat(run("list", "--jdbc-url", url)).isEqualTo(1);
        assertThat(err()).contains("This database has no tasks");
        try (var connection = DriverManager.getConnection(url);
                var tables = connection.getMetaData().getTables(null, null, "GEMINI%", null)) {
            assertThat(tables.next()).isFalse();
        }
    }

    @Test
    void aDatabaseIsNamedByItsUrl() {
        SampleStore.fill(folder);
        String url = "jdbc:h2:" + folder.resolve("gemini-omni-tasks");

        assertThat(run("counts", "--jdbc-url", url, "--user", "sa")).isZero();
        assertThat(out()).contains("PARKED");
        assertThat(run("counts", "--jdbc-url", url + ";USER=sa")).isZero();
        assertThat(out()).contains("PARKED");
        assertThat(run("counts", "--jdbc-url", url, "--user", "sa", "--password-env", "DB_PASSWORD"))
                .isEqualTo(1);
        assertThat(err()).contains("Check the user and password").doesNotContain("hidden-password");
        assertThat(run("counts", "--jdbc-url", url, "--user", "sa", "--password-env", "NO_SUCH"))
                .isEqualTo(2);
        assertThat(err()).contains("NO_SUCH");
    }

    @Test
    void aPostgreSqlDatabaseIsNamedByItsUrl() throws Exception {
        PGConnectionPoolDataSource database = Postgres.newDatabase();
        String url = database.getUrl();

        assertThat(run("counts", "--jdbc-url", url, "--user", "postgres")).isEqualTo(1);
        assertThat(err()).contains("This database has no tasks");

        SampleStore.fill(new JdbcVideoTaskRepository(JdbcConnectionPool.create(database)));
        assertThat(run(
                        "unpark",
                        "--jdbc-url",
                        url,
                        "--user",
                        "postgres",
                        "--password-env",
                        "DB_PASSWORD",
                        "--channel",
                        "adverts",
                        "--all"))
                .isZero();
        assertThat(out()).isEqualTo("Unparked: 1\n");
        assertThat(run("counts", "--jdbc-url", url, "--user", "postgres")).isZero();
        assertThat(out()).contains("UNKNOWN", "COMPLETED").doesNotContain("PARKED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:nothing://localhost/db?password=SECRET",
                "jdbc:h2:tcp://localhost:1/db;PASSWORD=SECRET",
                "jdbc:h2:./x;NO_SUCH_SETTING=1;PASSWORD=SECRET",
                "jdbc:h2:./a folder;PASSWORD=SECRET;NO_VALUE",
                "jdbc:postgresql://localhost:1/db?password=SECRET",
                "jdbc:postgresql://localhost:no-port/db?password=SECRET",
                "no url SECRET"
            })
    void noErrorShowsThePasswordOfAUrl(String url) {
        assertThat(run("list", "--jdbc-url", url)).isEqualTo(1);
        assertThat(err()).isNotBlank().doesNotContain("SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "burn",
                "list",
                "list --store-directory a --jdbc-url b",
                "list --store-directory a --user b",
                "list --store-directory",
                "list --store-directory a --colour blue",
                "list --store-directory a --store-directory b"
            })
    void aWrongCommandLineIsSaidToBe(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err()).contains("--help shows what there is");
        assertThat(out()).isEmpty();
    }

    @Test
    void helpSaysWhatThereIs() {
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("resolve-as-not-submitted", "--password-env", "Exit status");
    }
}
