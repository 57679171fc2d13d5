package io.geminiomni.camel.emulator;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The emulator as a program. */
final class CommandLine {

    private static final int DEFAULT_PORT = 18_080;
    private static final String USAGE = """
            Usage: java -jar camel-gemini-omni-<version>-emulator.jar [options]
              --port <number>   port to listen on; 0 takes a free one (default 18080)
              --host <address>  address to listen at (default 127.0.0.1)
              --api-key <key>   the key that is accepted (default sk-test)
              --further-api-key <key>  another key of the same account that is accepted, too
              --speed <factor>  how much faster than in reality tasks go on (default 1)
              --help            show this text
            """;

    private CommandLine() {}

    /** A command line that cannot be understood. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }

    /**
     * Runs the emulator until the thread is interrupted or the program ended.
     *
     * @return the exit status: 0 well, 1 the port is taken, 2 the arguments are wrong
     */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (List.of(arguments).contains("--help")) {
            out.print(USAGE);
            return 0;
        }
        try {
            return serve(parse(arguments), out, err);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return 2;
        }
    }

    private static int serve(GatewayEmulator.Builder settings, PrintStream out, PrintStream err) {
        try (GatewayEmulator emulator = settings.start()) {
            out.println("Gemini Omni emulator at %s (key %s, speed %s)"
                    .formatted(emulator.baseUrl(), emulator.apiKey(), speed(settings.speed)));
            out.flush();
            new CountDownLatch(1).await();
            return 0;
        } catch (UncheckedIOException e) {
            err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 0;
        }
    }

    private static GatewayEmulator.Builder parse(String[] arguments) throws UsageException {
        GatewayEmulator.Builder settings =
                GatewayEmulator.builder().port(DEFAULT_PORT).controlledByHttp();
        Iterator<String> words = List.of(arguments).iterator();
        while (words.hasNext()) {
            String[] word = words.next().split("=", 2);
            apply(settings, word[0], word.length == 2 ? word[1] : words.hasNext() ? words.next() : "");
        }
        return settings;
    }

    private static void apply(GatewayEmulator.Builder settings, String option, String value) throws UsageException {
        try {
            switch (option) {
                case "--port" -> settings.port(port(value));
                case "--host" -> settings.host(value);
                case "--api-key" -> settings.apiKey(value);
                case "--further-api-key" -> settings.furtherApiKeys(value);
                case "--speed" -> settings.speed(factor(value));
                default -> throw new UsageException("Unknown argument: " + option);
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException("%s cannot be \"%s\": %s".formatted(option, value, e.getMessage()));
        }
    }

    private static int port(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("A port is 0 to 65535", e);
        }
    }

    private static double factor(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The speed must be a number of more than 0, such as 10 or 0.5", e);
        }
    }

    private static String speed(double factor) {
        return factor == Math.rint(factor) ? "%dx".formatted((long) factor) : factor + "x";
    }
}
