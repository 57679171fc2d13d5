package io.geminiomni.camel.springboot;

import io.geminiomni.camel.GeminiOmniComponent;
import javax.sql.DataSource;
import org.apache.camel.Component;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ApplicationContext;

/** Sets the options of a component, when Camel creates it, from the properties with its name. */
final class PropertiesCustomizer implements ComponentCustomizer {
    private final ApplicationContext application;

    PropertiesCustomizer(ApplicationContext application) {
        this.application = application;
    }

    @Override
    public boolean isEnabled(String name, Component target) {
        return target instanceof GeminiOmniComponent && properties(name).areEnabled();
    }

    @Override
    public void configure(String name, Component target) {
        GeminiOmniComponent component = (GeminiOmniComponent) target;
        ComponentProperties properties = properties(name);
        properties.setOptions(component);
        if (properties.useDataSource() && component.getDataSource() == null) {
            component.setDataSource(onlyDataSource(properties));
        }
    }

    private ComponentProperties properties(String name) {
        return new ComponentProperties(name, application.getEnvironment());
    }

    private DataSource onlyDataSource(ComponentProperties properties) {
        DataSource only = application.getBeanProvider(DataSource.class).getIfUnique();
        if (only != null) {
            return only;
        }
        String[] names = application.getBeanNamesForType(DataSource.class);
        ConfigurationPropertyName useDataSource = properties.name(ComponentProperties.USE_DATA_SOURCE);
        if (names.length == 0) {
            throw new InvalidPropertiesException(
                    useDataSource + " is true, but the application has no DataSource.",
                    "Add one, such as that of spring-boot-starter-jdbc with spring.datasource.url, or drop the property: then"
                            + " tasks are kept where the other options say, and in memory if none does.");
        }
        throw new InvalidPropertiesException(
                useDataSource + " is true, but the application has " + names.length + " beans of the type DataSource: "
                        + String.join(", ", names) + ".",
                "Name the one for the tasks with " + properties.name("data-source") + ", or mark one as primary.");
    }
}
