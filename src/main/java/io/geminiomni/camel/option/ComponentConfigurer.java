package io.geminiomni.camel.option;

import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.jspecify.annotations.Nullable;

/** Sets the options of the component: checks those that are times, and takes a bean for one that is the name of a resource. */
public final class ComponentConfigurer {
    private ComponentConfigurer() {}

    /**
     * @param generated sets all options
     * @param option text, or a bean of the type, which is passed to the setter
     */
    public static <T> PropertyConfigurer of(
            PropertyConfigurer generated, String option, Class<T> type, Consumer<T> setter) {
        return generated instanceof PropertyConfigurerGetter getter
                ? new Checking<>(generated, getter, option, type, setter)
                : generated;
    }

    private record Checking<T>(
            PropertyConfigurer configurer,
            PropertyConfigurerGetter getter,
            String option,
            Class<T> type,
            Consumer<T> setter)
            implements PropertyConfigurer, PropertyConfigurerGetter {
        @Override
        public boolean configure(
                CamelContext context, Object target, String name, @Nullable Object value, boolean ignoreCase) {
            boolean named = ignoreCase ? option.equalsIgnoreCase(name) : option.equals(name);
            if (!named || value == null || value instanceof String) {
                TimeOptions.check(context, configurer, name, value);
                return configurer.configure(context, target, name, value, ignoreCase);
            }
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException("The option " + option + " is a bean of the type "
                        + value.getClass().getName() + ", but must be the name of a resource, or a bean of the type "
                        + type.getName());
            }
            setter.accept(type.cast(value));
            return true;
        }

        @Override
        public @Nullable Class<?> getOptionType(String name, boolean ignoreCase) {
            return getter.getOptionType(name, ignoreCase);
        }

        @Override
        public String[] getAutowiredNames() {
            return getter.getAutowiredNames();
        }

        @Override
        public @Nullable Object getCollectionValueType(Object target, String name, boolean ignoreCase) {
            return getter.getCollectionValueType(target, name, ignoreCase);
        }

        @Override
        public @Nullable Object getOptionValue(Object target, String name, boolean ignoreCase) {
            return getter.getOptionValue(target, name, ignoreCase);
        }
    }
}
