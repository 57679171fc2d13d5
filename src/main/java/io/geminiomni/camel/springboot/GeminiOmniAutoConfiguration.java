package io.geminiomni.camel.springboot;

import io.geminiomni.camel.GeminiOmniComponent;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Sets the options of each {@link GeminiOmniComponent} in a Spring Boot application from the properties
 * {@code camel.component.<name of the component>.*}, over what a bean of the application has set.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@ConditionalOnClass(CamelAutoConfiguration.class)
@ConditionalOnBean({CamelContext.class, CamelAutoConfiguration.class})
public class GeminiOmniAutoConfiguration {
    private static final String NAME = "gemini-omni";

    @Bean
    ComponentCustomizer geminiOmniProperties(ApplicationContext application) {
        return new PropertiesCustomizer(application);
    }

    /** Creates the components that have properties, so that an invalid property is reported when the application starts. */
    @Bean
    CamelContextConfiguration geminiOmniStart(ApplicationContext application) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                Stream.concat(Stream.of(NAME), Stream.of(application.getBeanNamesForType(GeminiOmniComponent.class)))
                        .distinct()
                        .filter(name -> new ComponentProperties(name, application.getEnvironment()).arePresent())
                        .forEach(context::getComponent);
            }

            @Override
            public void afterApplicationStart(CamelContext context) {}
        };
    }
}
