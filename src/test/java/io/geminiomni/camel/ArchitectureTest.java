package io.geminiomni.camel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** Dependencies point one way, downwards and never sideways. */
@AnalyzeClasses(packages = "io.geminiomni.camel", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_DEPEND_DOWNWARDS_ONLY = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.geminiomni.camel..")
            .layer("dsl")
            .definedBy("io.geminiomni.camel.dsl")
            .layer("endpoint")
            .definedBy("io.geminiomni.camel")
            .layer("delivery")
            .definedBy("io.geminiomni.camel.delivery")
            .layer("transform")
            .definedBy("io.geminiomni.camel.transform")
            .layer("poll")
            .definedBy("io.geminiomni.camel.poll")
            .layer("submit")
            .definedBy("io.geminiomni.camel.submit")
            .layer("task")
            .definedBy("io.geminiomni.camel.task")
            .layer("operator")
            .definedBy("io.geminiomni.camel.operator")
            .optionalLayer("jdbc")
            .definedBy("io.geminiomni.camel.task.jdbc")
            .layer("gateway")
            .definedBy("io.geminiomni.camel.gateway")
            .layer("request")
            .definedBy("io.geminiomni.camel.request")
            .whereLayer("dsl")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("endpoint")
            .mayOnlyBeAccessedByLayers("dsl")
            .whereLayer("transform")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("delivery")
            .mayOnlyBeAccessedByLayers("endpoint", "transform")
            .whereLayer("poll")
            .mayOnlyBeAccessedByLayers("endpoint")
            .whereLayer("submit")
            .mayOnlyBeAccessedByLayers("endpoint")
            .whereLayer("operator")
            .mayOnlyBeAccessedByLayers("endpoint")
            .whereLayer("jdbc")
            .mayOnlyBeAccessedByLayers("endpoint", "operator")
            .whereLayer("task")
            .mayOnlyBeAccessedByLayers("dsl", "endpoint", "transform", "delivery", "poll", "submit", "operator", "jdbc")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("endpoint", "delivery", "poll", "submit");

    @ArchTest
    static final ArchRule NO_PACKAGE_DEPENDS_ON_ITSELF_THROUGH_ANOTHER =
            slices().matching("io.geminiomni.camel.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule TASKS_SUBMISSIONS_AND_POLLS_KNOW_NOTHING_OF_EXCHANGES = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.geminiomni.camel.task..",
                    "io.geminiomni.camel.submit..",
                    "io.geminiomni.camel.poll..",
                    "io.geminiomni.camel.operator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule THE_GATEWAY_IS_SPOKEN_TO_IN_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackages("io.geminiomni.camel.gateway..", "io.geminiomni.camel.delivery..")
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
            .doNotHaveSimpleName("GatewayClient")
            .should()
            .callMethod(Clock.class, "systemUTC");
}
