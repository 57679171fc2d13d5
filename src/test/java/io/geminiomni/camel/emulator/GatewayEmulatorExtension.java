package io.geminiomni.camel.emulator;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An emulator for JUnit 5 tests. Registered with {@code @RegisterExtension} in a field, it gives each test an emulator
 * of its own; in a {@code static} field, one for all tests of the class. A test gets it by {@link #emulator()} or as a
 * parameter.
 */
public final class GatewayEmulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private final UnaryOperator<GatewayEmulator.Builder> settings;
    private int classes;
    private @Nullable GatewayEmulator emulator;

    /** An emulator whose tasks take no time: each is completed when it is first asked for. */
    public GatewayEmulatorExtension() {
        this(builder -> builder.timeline(Timeline.immediate()));
    }

    /** An emulator with settings of one's own. */
    public GatewayEmulatorExtension(UnaryOperator<GatewayEmulator.Builder> settings) {
        this.settings = settings;
    }

    /** The emulator, while a test runs. */
    public GatewayEmulator emulator() {
        GatewayEmulator running = emulator;
        if (running == null) {
            throw new IllegalStateException(
                    "The emulator runs only during tests: is this field annotated with @RegisterExtension?");
        }
        return running;
    }

    /** Where the emulator listens. */
    public String baseUrl() {
        return emulator().baseUrl();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (classes++ == 0) {
            start();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (classes == 0) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (classes == 0) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            stop();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == GatewayEmulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return emulator();
    }

    private void start() {
        emulator = settings.apply(GatewayEmulator.builder()).start();
    }

    private void stop() {
        if (emulator != null) {
            emulator.close();
            emulator = null;
        }
    }
}
