package io.geminiomni.camel.springboot;

import io.geminiomni.camel.GeminiOmniComponent;
import io.geminiomni.camel.option.Nearest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.camel.spring.boot.util.HierarchicalPropertiesEvaluator;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/** The properties {@code camel.component.<name>.*} of one component, in every spelling that Spring Boot allows. */
final class ComponentProperties {
    static final String USE_DATA_SOURCE = "use-data-source";
    /** The properties that are not options of the component. */
    static final List<String> OTHERS = List.of(USE_DATA_SOURCE, "enabled", "customizer.enabled");

    private final PropertyNames names;
    private final Environment environment;

    ComponentProperties(String component, Environment environment) {
        this.names = new PropertyNames(component, environment);
        this.environment = environment;
    }

    ConfigurationPropertyName name(String property) {
        return names.prefix().append(property);
    }

    boolean arePresent() {
        return names.arePresent();
    }

    /** Whether they are used: the same properties disable those of Camel's starters. */
    boolean areEnabled() {
        return HierarchicalPropertiesEvaluator.evaluate(
                        environment, "camel.component", names.prefix().toString())
                && HierarchicalPropertiesEvaluator.evaluate(
                        environment,
                        "camel.component.customizer",
                        name("customizer").toString());
    }

    boolean useDataSource() {
        return Binder.get(environment)
                .bind(name(USE_DATA_SOURCE), Bindable.of(Boolean.class))
                .orElse(false);
    }

    /** @throws InvalidPropertiesException if one is no option, or has a value that the option cannot have */
    void setOptions(GeminiOmniComponent component) {
        List<ComponentOption> options = ComponentOption.all();
        names.check(options, OTHERS);
        ServiceHelper.initService(component);
        // beans first, as one of them holds other options
        options.stream()
                .sorted(Comparator.comparing(ComponentOption::isBean).reversed())
                .forEach(option -> set(component, option));
    }

    private void set(GeminiOmniComponent component, ComponentOption option) {
        ConfigurationPropertyName name = name(option.dashed());
        Object value = option.isMap() ? map(name) : text(name, option);
        if (value == null) {
            return;
        }
        try {
            PropertyBindingSupport.build()
                    .withCamelContext(component.getCamelContext())
                    .withTarget(component)
                    .withConfigurer(component.getComponentPropertyConfigurer())
                    .withProperty(option.name(), value)
                    .withMandatory(true)
                    .bind();
        } catch (RuntimeException e) {
            throw new InvalidPropertiesException(
                    name + names.origin(name) + " is "
                            + (option.secret() ? "a value that is not shown, as it is a secret" : "'" + value + "'")
                            + ", but must be " + option.allowed() + ".",
                    Nearest.of(value.toString(), option.values())
                            .map(nearest -> "Did you mean " + nearest + "?")
                            .orElse("Correct the value, or drop the property."),
                    option.secret() ? null : e);
        }
    }

    private @Nullable Map<String, Object> map(ConfigurationPropertyName name) {
        return Binder.get(environment)
                .bind(name, Bindable.mapOf(String.class, Object.class))
                .orElse(null);
    }

    private @Nullable String text(ConfigurationPropertyName name, ComponentOption option) {
        String text =
                Binder.get(environment).bind(name, Bindable.of(String.class)).orElse("");
        if (text.isBlank()) {
            return null;
        }
        return option.isBean() && !text.startsWith("#") ? "#bean:" + text : text;
    }
}
