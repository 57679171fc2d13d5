package io.geminiomni.camel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.GeminiOmniEndpoint;
import io.geminiomni.camel.docs.Catalogue.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.URISupport;
import org.junit.jupiter.api.Test;

/** What the catalogue says is so: the documentation, editors and Camel's tools tell it to people. */
class CatalogueTest {

    @Test
    void theDefaultsOfTheCatalogueAreThoseOfAnEndpoint() throws Exception {
        List<String> wrong = new ArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getComponent("gemini-omni", GeminiOmniComponent.class).setApiKey("sk-test");
            GeminiOmniEndpoint endpoint = context.getEndpoint("gemini-omni:adverts", GeminiOmniEndpoint.class);
            BeanIntrospection beans = PluginHelper.getBeanIntrospection(context);
            for (Option option : Catalogue.read().query()) {
                if (option.defaultValue().isEmpty() || option.type().equals("object") || isCamels(option)) {
                    continue;
                }
                Object value = beans.getOrElseProperty(
                        endpoint,
                        option.name(),
                        beans.getOrElseProperty(endpoint.getConfiguration(), option.name(), "nothing", false),
                        false);
                if (!option.defaultValue().equals(String.valueOf(value))) {
                    wrong.add(option.name() + " is " + value + ", but the catalogue says " + option.defaultValue());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Where -1 stands for the default. */
    private static boolean isCamels(Option option) {
        return option.name().equals("initialDelay");
    }

    @Test
    void aDurationCanBeSetAsItIsShown() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getComponent("gemini-omni", GeminiOmniComponent.class).setApiKey("sk-test");
            BeanIntrospection beans = PluginHelper.getBeanIntrospection(context);
            for (Option option : Catalogue.read().query()) {
                if (option.type().equals("duration")) {
                    GeminiOmniEndpoint endpoint = context.getEndpoint(
                            "gemini-omni:adverts?" + option.name() + "=" + option.shownDefault(),
                            GeminiOmniEndpoint.class);
                    Object configured =
                            beans.getOrElseProperty(endpoint.getConfiguration(), option.name(), "nothing", false);
                    assertThat(beans.getOrElseProperty(endpoint, option.name(), configured, false))
                            .as(option.name())
                            .hasToString(option.defaultValue());
                }
            }
        }
    }

    @Test
    void theApiKeyIsMaskedWhereAUriIsLogged() throws Exception {
        assertThat(Catalogue.read().query())
                .filteredOn(Option::secret)
                .extracting(Option::name)
                .containsExactly("apiKey");
        assertThat(URISupport.sanitizeUri("gemini-omni:adverts?apiKey=sk-1234&model=omni-10s"))
                .doesNotContain("sk-1234");
    }

    @Test
    void aDurationIsShownInTheLargestUnitThatFits() {
        assertThat(Option.shown(Duration.ofMillis(1500))).isEqualTo("1500ms");
        assertThat(Option.shown(Duration.ofSeconds(5))).isEqualTo("5s");
        assertThat(Option.shown(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(Option.shown(Duration.ofMinutes(30))).isEqualTo("30m");
        assertThat(Option.shown(Duration.ofHours(5))).isEqualTo("5h");
        assertThat(Option.shown(Duration.ofDays(3))).isEqualTo("3d");
    }
}
