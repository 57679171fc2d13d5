package io.geminiomni.camel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.geminiomni.camel.task.InMemoryVideoTaskRepository;
import io.geminiomni.camel.task.MutableClock;
import io.geminiomni.camel.task.RecordedTasks;
import io.geminiomni.camel.task.VideoTaskRepository;
import java.lang.reflect.Method;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What keeps tests independent of how fast the machine is. */
@AnalyzeClasses(packages = "io.geminiomni.camel", importOptions = ImportOption.OnlyIncludeTests.class)
class TestRulesTest {
    @ArchTest
    static final ArchRule THERE_IS_ONE_CLOCK_THAT_TESTS_MOVE = classes()
            .that()
            .areAssignableTo(Clock.class)
            .and(declareMoreThan(Clock.class))
            .should()
            .be(MutableClock.class);

    @ArchTest
    static final ArchRule A_COMPONENT_S_CLOCK_WAITS_FOR_WHAT_IS_ON_ITS_WAY = classes()
            .that(callMethod(GeminiOmniComponent.class, "setClock"))
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(RecordedTasks.class);

    @ArchTest
    static final ArchRule TASKS_OF_A_COMPONENT_TELL_THE_CLOCK_WHAT_IS_ON_ITS_WAY = classes()
            .that(dependOn(MutableClock.class))
            .and(dependOn(GeminiOmniComponent.class))
            .and(callConstructor(InMemoryVideoTaskRepository.class))
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(RecordedTasks.class);

    @ArchTest
    static final ArchRule NODES_ON_A_CLOCK_THAT_MOVES_HAVE_TASKS_THAT_TELL_IT = noClasses()
            .that(dependOn(MutableClock.class))
            .and()
            .doNotBelongToAnyOf(ConsumerFixture.class)
            .should()
            .callConstructor(ConsumerFixture.class, String.class, Clock.class, VideoTaskRepository.class);

    @ArchTest
    static final ArchRule NO_TEST_WAITS_FOR_A_TIME_WHERE_IT_CAN_WAIT_FOR_WHAT_HAPPENS =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);

    private static DescribedPredicate<JavaClass> declareMoreThan(Class<?> base) {
        Set<String> known = Stream.of(base.getMethods()).map(Method::getName).collect(Collectors.toSet());
        return DescribedPredicate.describe(
                "declare more than " + base.getSimpleName(),
                type -> type.getMethods().stream().anyMatch(method -> !known.contains(method.getName())));
    }

    private static DescribedPredicate<JavaClass> callMethod(Class<?> owner, String name) {
        return DescribedPredicate.describe(
                "call " + owner.getSimpleName() + "." + name,
                type -> type.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(owner)
                                && call.getName().equals(name)));
    }

    private static DescribedPredicate<JavaClass> callConstructor(Class<?> owner) {
        return DescribedPredicate.describe(
                "make " + owner.getSimpleName(),
                type -> type.getConstructorCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(owner)));
    }

    private static DescribedPredicate<JavaClass> dependOn(Class<?> other) {
        return DescribedPredicate.describe(
                "depend on " + other.getSimpleName(),
                type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> dependency.getTargetClass().isEquivalentTo(other)));
    }
}
