package io.geminiomni.camel.option;

import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.jspecify.annotations.Nullable;

/** Options that are text, such as the name of a resource, or a bean. */
public final class BeanOptions {
    private BeanOptions() {}

    /** A configurer that passes a bean of the type to the setter, instead of its text to the text option. */
    public static <T> PropertyConfigurer accepting(
            PropertyConfigurer configurer, String option, Class<T> type, Consumer<T> setter) {
        return configurer instanceof PropertyConfigurerGetter getter
                ? new Accepting<>(configurer, getter, option, type, setter)
                : configurer;
    }

    private record Accepting<T>(
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
