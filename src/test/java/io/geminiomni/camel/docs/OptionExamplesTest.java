package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniConfiguration;
import io.geminiomni.camel.GeminiOmniEndpoint;
import io.geminiomni.camel.docs.Catalogue.Option;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each option that the component brings itself has an example in each language. Those that every scheduled component of Camel
 * has, such as {@code lazyStartProducer} or {@code scheduler}, are left to Camel's documentation. That the examples are run is
 * held by {@link DocsTest}.
 */
class OptionExamplesTest {
    /** Who has the setter of an option that is not Camel's. */
    private static final List<Class<?>> OURS =
            List.of(GeminiOmniComponent.class, GeminiOmniConfiguration.class, GeminiOmniEndpoint.class);

    @ParameterizedTest
    @EnumSource
    void eachOptionHasAnExample(Dsl dsl) throws Exception {
        List<String> examples = examples(dsl);
        Set<String> without = new TreeSet<>();
        for (Option option : ownOptions()) {
            Pattern use = use(option, dsl);
            if (examples.stream().noneMatch(example -> use.matcher(example).find())) {
                without.add(option.name());
            }
        }
        assertThat(without).as("options without an example in %s", dsl).isEmpty();
    }

    private static List<Option> ownOptions() throws Exception {
        Catalogue catalogue = Catalogue.read();
        Set<String> own = OURS.stream()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .map(Method::getName)
                .collect(Collectors.toSet());
        return Stream.concat(catalogue.component().stream(), catalogue.query().stream())
                .filter(option -> own.contains(setter(option)))
                .toList();
    }

    private static List<String> examples(Dsl dsl) throws Exception {
        List<String> examples = new ArrayList<>();
        for (Path path : DocsTest.pages().toList()) {
            for (CodeBlock block : Page.read(path).blocks()) {
                if (block.source() != null && block.language().equals(dsl.name().toLowerCase(Locale.ROOT))) {
                    examples.add(String.join("\n", Snippet.read(block.source())));
                }
            }
        }
        return examples;
    }

    /** How the option is set: in a URI, or as a property of the component. */
    private static Pattern use(Option option, Dsl dsl) {
        String name = Pattern.quote(option.prefix().isEmpty() ? option.name() : option.prefix());
        String assignment = option.prefix().isEmpty() ? "=" : "";
        return Pattern.compile(
                switch (dsl) {
                    case JAVA -> "[?&]" + name + assignment + "|\\." + setter(option) + "\\(";
                    case XML -> "(\\?|&amp;)" + name + assignment + "|<property key=\"" + name + "\"";
                    case YAML -> "(?m)^ +" + name + (option.prefix().isEmpty() ? ":" : "");
                });
    }

    private static String setter(Option option) {
        return "set" + option.name().substring(0, 1).toUpperCase(Locale.ROOT)
                + option.name().substring(1);
    }
}
