package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The component in a program with Spring Boot that has Camel's auto-configuration only, and not that of the component. */
class SpringBootTest {
    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    @TempDir
    Path store;

    // tag::bean[]
    @Configuration
    static class Videos {
        @Bean("gemini-omni")
        GeminiOmniComponent geminiOmni(
                @Value("${camel.component.gemini-omni.api-key}") String apiKey,
                @Value("${camel.component.gemini-omni.base-url:https://www.jimmyai.cn}") String baseUrl,
                @Value("${camel.component.gemini-omni.store-directory}") String storeDirectory) {
            GeminiOmniComponent component = new GeminiOmniComponent();
            component.setApiKey(apiKey);
            component.setBaseUrl(baseUrl);
            component.setStoreDirectory(storeDirectory);
            return component;
        }
    }
    // end::bean[]

    @Configuration
    @ImportAutoConfiguration(CamelAutoConfiguration.class)
    static class Program {
        @Bean
        RouteBuilder adverts() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:adverts").to("gemini-omni:adverts");
                }
            };
        }
    }

    @Configuration
    static class WithoutEnvironment {
        @Bean
        CamelContextConfiguration withoutEnvironment() {
            return new CamelContextConfiguration() {
                @Override
                public void beforeApplicationStart(CamelContext context) {
                    context.getComponent("gemini-omni", GeminiOmniComponent.class)
                            .setEnvironment(name -> null);
                }

                @Override
                public void afterApplicationStart(CamelContext context) {}
            };
        }
    }

    @Test
    void aBeanSetsItUp() {
        try (ConfigurableApplicationContext spring = start(Program.class, Videos.class)) {
            CamelContext camel = spring.getBean(CamelContext.class);

            camel.createProducerTemplate().requestBody("direct:adverts", "A lighthouse");

            assertThat(gateway.emulator().accepted()).isEqualTo(1);
            assertThat(store).isNotEmptyDirectory();
        }
    }

    @Test
    void withoutTheBeanTheOptionsAreNotReadAndTheFailureNamesBothWays() {
        assertThatThrownBy(() -> start(Program.class, WithoutEnvironment.class))
                .hasStackTraceContaining("There is no API key")
                .hasStackTraceContaining("Spring Boot sets the properties camel.component.gemini-omni.* with the"
                        + " auto-configuration io.geminiomni.camel.springboot.GeminiOmniAutoConfiguration")
                .hasStackTraceContaining(
                        "make a bean of the type io.geminiomni.camel.GeminiOmniComponent with the name gemini-omni");
        assertThat(store).isEmptyDirectory();
    }

    private ConfigurableApplicationContext start(Class<?>... configurations) {
        return new SpringApplicationBuilder(configurations)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(
                        "camel.component.gemini-omni.api-key=sk-test",
                        "camel.component.gemini-omni.base-url=" + gateway.baseUrl(),
                        "camel.component.gemini-omni.store-directory=" + store)
                .run();
    }
}
