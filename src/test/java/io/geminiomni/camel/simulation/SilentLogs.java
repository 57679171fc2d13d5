package io.geminiomni.camel.simulation;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While it is open, the component logs nothing: thousands of histories would log millions of lines. It reaches into slf4j-simple,
 * which fixes the level of a logger when the logger is made.
 */
final class SilentLogs implements AutoCloseable {
    private static final String OURS = "io.geminiomni";
    private static final String PROPERTY = "org.slf4j.simpleLogger.log." + OURS;
    private static final int OFF = 50;
    private static final int INFO = 20;

    private final Map<Logger, Integer> before = new HashMap<>();

    SilentLogs() throws ReflectiveOperationException {
        System.setProperty(PROPERTY, "off");
        for (Logger logger : ours()) {
            before.put(logger, (Integer) level(logger).get(logger));
            level(logger).set(logger, OFF);
        }
    }

    @Override
    public void close() throws ReflectiveOperationException {
        System.clearProperty(PROPERTY);
        for (Logger logger : ours()) {
            // Those that were made while this was open have no earlier level.
            level(logger).set(logger, before.getOrDefault(logger, INFO));
        }
    }

    private static List<Logger> ours() throws ReflectiveOperationException {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        Field map = factory.getClass().getDeclaredField("loggerMap");
        map.setAccessible(true);
        List<Logger> ours = new ArrayList<>();
        for (Object each : ((Map<?, ?>) map.get(factory)).values()) {
            if (each instanceof Logger logger && logger.getName().startsWith(OURS)) {
                ours.add(logger);
            }
        }
        return ours;
    }

    private static Field level(Logger logger) throws ReflectiveOperationException {
        Field level = logger.getClass().getDeclaredField("currentLogLevel");
        level.setAccessible(true);
        return level;
    }
}
