package io.geminiomni.camel.springboot;

import io.geminiomni.camel.option.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Which properties of one component the application has, and which of them are mistyped. */
final class PropertyNames {
    private static final String COMPONENTS = "camel.component.";

    private final ConfigurationPropertyName prefix;
    /** The same with each word of the component's name as an element: what its environment variables are read as. */
    private final ConfigurationPropertyName prefixOfVariables;

    private final Environment environment;

    PropertyNames(String component, Environment environment) {
        this.prefix = ConfigurationPropertyName.adapt(COMPONENTS + component, '.');
        this.prefixOfVariables = ConfigurationPropertyName.adapt(COMPONENTS + component.replace('-', '.'), '.');
        this.environment = environment;
    }

    ConfigurationPropertyName prefix() {
        return prefix;
    }

    boolean arePresent() {
        return sources().anyMatch(source -> names(source).findAny().isPresent());
    }

    /** Where a property is set, as a part of a sentence; empty if it is not known. */
    String origin(ConfigurationPropertyName name) {
        return sources()
                .map(source -> origin(source, name))
                .filter(origin -> !origin.isEmpty())
                .findFirst()
                .orElse("");
    }

    /**
     * @param options those of the component
     * @param others what there is beside them
     * @throws InvalidPropertiesException if there are others than these; it names them without their values, as one may be a
     *     mistyped secret
     */
    void check(List<ComponentOption> options, Collection<String> others) {
        Map<ConfigurationPropertyName, String> known = new TreeMap<>();
        options.forEach(option -> known.put(prefix.append(option.dashed()), option.dashed()));
        others.forEach(other -> known.put(prefix.append(other), other));
        Set<ConfigurationPropertyName> maps = options.stream()
                .filter(ComponentOption::isMap)
                .map(option -> prefix.append(option.dashed()))
                .collect(Collectors.toSet());
        Set<String> letters = known.keySet().stream().map(this::letters).collect(Collectors.toSet());

        List<String> found = new ArrayList<>();
        List<String> advice = new ArrayList<>();
        sources()
                .forEach(source -> names(source)
                        .filter(name -> !known.containsKey(name))
                        .filter(name -> maps.stream().noneMatch(map -> map.isAncestorOf(name)))
                        .filter(name -> !areVariables(source) || !letters.contains(letters(name)))
                        .forEach(name -> {
                            String rest = String.join(areVariables(source) ? "-" : ".", words(name));
                            found.add("There is no property " + prefix + "." + rest + origin(source, name) + ".");
                            advice.add(Nearest.of(rest, known.values())
                                    .or(() -> Nearest.of(words(name).get(0), known.values()))
                                    .map(nearest -> "Did you mean " + prefix + "." + nearest + "?")
                                    .orElseGet(() -> "After " + prefix + ". there may be "
                                            + String.join(", ", known.values()) + "."));
                        }));
        if (!found.isEmpty()) {
            throw new InvalidPropertiesException(String.join("\n", found), String.join("\n", advice));
        }
    }

    private Stream<IterableConfigurationPropertySource> sources() {
        return StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .filter(IterableConfigurationPropertySource.class::isInstance)
                .map(IterableConfigurationPropertySource.class::cast);
    }

    private Stream<ConfigurationPropertyName> names(IterableConfigurationPropertySource source) {
        return source.stream()
                .filter(name ->
                        prefix.isAncestorOf(name) || (areVariables(source) && prefixOfVariables.isAncestorOf(name)));
    }

    private static boolean areVariables(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
    }

    private static String origin(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        return property == null || property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
    }

    /** The part after the prefix without hyphens and dots, which an environment variable does not distinguish. */
    private String letters(ConfigurationPropertyName name) {
        return String.join("", words(name)).replace("-", "");
    }

    private List<String> words(ConfigurationPropertyName name) {
        int first = (prefix.isAncestorOf(name) ? prefix : prefixOfVariables).getNumberOfElements();
        return IntStream.range(first, name.getNumberOfElements())
                .mapToObj(i -> name.getElement(i, Form.DASHED))
                .toList();
    }
}
