package io.geminiomni.camel;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which package may use which, as docs/architecture.md has it: dependencies point one way, downwards. */
@AnalyzeClasses(packages = "io.geminiomni.camel", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.geminiomni.camel";
    private static final String THE_ROOT = "camel";
    private static final Path PAGE = Path.of("docs/architecture.md");

    /** A row of the page's table, as in: | `submit` | `task`, `gateway` | */
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z.]+)` \\| ([^|]*)\\|", Pattern.MULTILINE);

    private static final Pattern NAME = Pattern.compile("`([a-z.]+)`");

    @ArchTest
    static final ArchRule PACKAGES_USE_ONLY_WHAT_THE_TABLE_ALLOWS = asInTheTable();

    @ArchTest
    static final ArchRule NO_PACKAGE_DEPENDS_ON_ITSELF_THROUGH_ANOTHER =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_ROOT_HOLDS_ONLY_WHAT_HAS_A_ROLE_IN_CAMEL = classes()
            .that()
            .resideInAPackage(ROOT)
            .and()
            .areTopLevelClasses()
            .should()
            .haveSimpleNameStartingWith("GeminiOmni")
            .orShould()
            .haveSimpleName("package-info");

    @ArchTest
    static final ArchRule TASKS_SUBMISSIONS_AND_POLLS_KNOW_NOTHING_OF_EXCHANGES = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + ".task..", ROOT + ".submit..", ROOT + ".poll..", ROOT + ".operator..", ROOT + ".download..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule HTTP_IS_SPOKEN_IN_TWO_PACKAGES_WITH_SETTINGS_OF_A_THIRD = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".gateway..", ROOT + ".download..", ROOT + ".net..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hc..", "java.net.http..", "org.apache.camel.component.http..");

    @ArchTest
    static final ArchRule THE_ENDPOINT_DSL_IS_KNOWN_TO_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("io.geminiomni.camel.dsl")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel.builder.endpoint..");

    @ArchTest
    static final ArchRule SPRING_IS_KNOWN_IN_ONE_PACKAGE_THAT_NOTHING_ELSE_KNOWS = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".springboot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.apache.camel.spring..", ROOT + ".springboot..");

    @ArchTest
    static final ArchRule TIME_IS_A_CLOCK_THAT_IS_PASSED_IN = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule CLOCKS_ARE_MADE_WHERE_THEY_ARE_OPTIONS = noClasses()
            .that()
            .doNotHaveSimpleName("GeminiOmniComponent")
            .and()
            .doNotHaveSimpleName("InMemoryVideoTaskRepository")
            .and()
            .doNotHaveSimpleName("Channels")
            .and()
            .doNotHaveSimpleName("TaskOperator")
            .should()
            .callMethod(Clock.class, "systemUTC");

    /** So that a simulation can stand in their place. */
    @ArchTest
    static final ArchRule LOCKS_THREADS_AND_SLEEPS_COME_FROM_ONE_INTERFACE = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".submit..", ROOT + ".poll..", ROOT + ".emit..", ROOT + ".channel..")
            .or()
            .haveFullyQualifiedName(ROOT + ".GeminiOmniConsumer")
            .or()
            .haveFullyQualifiedName(ROOT + ".GeminiOmniPollingConsumer")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(
                    Executors.class,
                    CompletableFuture.class,
                    CountDownLatch.class,
                    Semaphore.class,
                    BlockingQueue.class)
            .orShould()
            .callConstructor(Thread.class, Runnable.class)
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethodWhere(target(nameMatching("sleep|timedWait|wait|notify|notifyAll")));

    private static ArchRule asInTheTable() {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        Matcher rows = ROW.matcher(page());
        while (rows.find()) {
            uses.put(
                    rows.group(1),
                    NAME.matcher(rows.group(2))
                            .results()
                            .map(name -> name.group(1))
                            .toList());
        }
        Architectures.LayeredArchitecture rule = layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
                .layer(THE_ROOT)
                .definedBy(ROOT);
        for (String name : uses.keySet()) {
            rule = rule.layer(name).definedBy(ROOT + "." + name);
        }
        rule = rule.whereLayer(THE_ROOT).mayOnlyBeAccessedByLayers(usersOf(THE_ROOT, uses));
        for (String name : uses.keySet()) {
            String[] users = Stream.concat(Stream.of(THE_ROOT), Stream.of(usersOf(name, uses)))
                    .toArray(String[]::new);
            rule = rule.whereLayer(name).mayOnlyBeAccessedByLayers(users);
        }
        return rule.ensureAllClassesAreContainedInArchitecture();
    }

    private static String[] usersOf(String name, Map<String, List<String>> uses) {
        return uses.entrySet().stream()
                .filter(user -> user.getValue().contains(name))
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
    }

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
