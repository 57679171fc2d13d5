package io.geminiomni.camel;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is logged while it is open: ours at TRACE, Camel's at DEBUG. It reaches into slf4j-simple, which fixes a
 * logger's level when the logger is made, as that may have been in an earlier test.
 */
public final class CapturedLogs implements AutoCloseable {
    private static final int TRACE = 0;
    private static final int DEBUG = 10;
    private static final int INFO = 20;
    private static final Map<Integer, String> NAMES = Map.of(TRACE, "trace", DEBUG, "debug");
    private static final String PROPERTY = "org.slf4j.simpleLogger.log.";

    private final Map<String, Integer> levels =
            new HashMap<>(Map.of("io.geminiomni", TRACE, "org.apache.camel", DEBUG));
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final Map<Logger, Integer> changed = new HashMap<>();

    /** @param atDebug loggers of others, with all below them, that are captured at DEBUG, too */
    public CapturedLogs(String... atDebug) throws ReflectiveOperationException {
        for (String logger : atDebug) {
            levels.put(logger, DEBUG);
        }
        levels.forEach((logger, level) -> System.setProperty(PROPERTY + logger, NAMES.get(level)));
        for (Logger logger : loggers()) {
            for (Map.Entry<String, Integer> level : levels.entrySet()) {
                if (logger.getName().startsWith(level.getKey())) {
                    changed.put(logger, (Integer) levelOf(logger).get(logger));
                    levelOf(logger).set(logger, level.getValue());
                }
            }
        }
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
    }

    public String text() {
        return captured.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws ReflectiveOperationException {
        System.setErr(before);
        levels.keySet().forEach(logger -> System.clearProperty(PROPERTY + logger));
        for (Logger logger : loggers()) {
            if (levels.keySet().stream().anyMatch(logger.getName()::startsWith)) {
                // Those that were made while this was open have no earlier level.
                levelOf(logger).set(logger, changed.getOrDefault(logger, INFO));
            }
        }
    }

    private static List<Logger> loggers() throws ReflectiveOperationException {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        Field map = factory.getClass().getDeclaredField("loggerMap");
        map.setAccessible(true);
        List<Logger> loggers = new ArrayList<>();
        ((Map<?, ?>) map.get(factory)).values().forEach(logger -> loggers.add((Logger) logger));
        return loggers;
    }

    private static Field levelOf(Logger logger) throws ReflectiveOperationException {
        Field level = logger.getClass().getDeclaredField("currentLogLevel");
        level.setAccessible(true);
        return level;
    }
}
