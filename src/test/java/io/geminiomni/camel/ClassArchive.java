package io.geminiomni.camel;

import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.net.Sha256;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * An archive of the classes of the libraries (class data sharing of the JVM), with which programs that run routes start faster. It is
 * made once for each class path, and kept in {@code target}. A JVM that cannot make or use it starts programs without it.
 */
final class ClassArchive {
    private static final Path FOLDER = Path.of("target", "class-archives");
    private static final Map<String, List<String>> OPTIONS = new ConcurrentHashMap<>();

    private ClassArchive() {}

    /** The options of Java for a class path that begins with these jars. */
    static List<String> options(List<String> jars) {
        return OPTIONS.computeIfAbsent(String.join(File.pathSeparator, jars), ClassArchive::optionsFor);
    }

    private static List<String> optionsFor(String jars) {
        try {
            String name = Sha256.prefix(System.getProperty("java.vm.version") + jars, 16);
            Path archive =
                    Files.createDirectories(FOLDER).resolve(name + ".jsa").toAbsolutePath();
            makeOnce(archive, jars);
            return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        } catch (IOException e) {
            throw new IllegalStateException("Could not make an archive of classes in " + FOLDER, e);
        }
    }

    /** Several processes run tests. The first of them that needs the archive makes it, and the others wait. */
    private static void makeOnce(Path archive, String jars) throws IOException {
        Path tried = Path.of(archive + ".tried");
        try (FileChannel file = FileChannel.open(tried, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && file.size() == 0) {
                Path classes = Path.of(archive + ".classes");
                run(List.of(
                        "-Xshare:off",
                        "-XX:DumpLoadedClassList=" + classes,
                        "-cp",
                        JavaProgram.classPath(),
                        Sample.class.getName()));
                run(List.of(
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + classes,
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        jars));
                file.write(ByteBuffer.wrap(new byte[] {1}));
            }
        }
    }

    private static void run(List<String> arguments) throws IOException {
        try {
            JavaProgram.run(JavaProgram.command(arguments.toArray(String[]::new)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Loads what programs with routes load: it creates one video and consumes it. */
    static final class Sample {
        private Sample() {}

        public static void main(String[] arguments) throws Exception {
            CountDownLatch emitted = new CountDownLatch(1);
            Path store = Files.createTempDirectory(FOLDER, "sample");
            try (GatewayEmulator gateway = GatewayEmulator.builder()
                            .timeline(Timeline.immediate())
                            .start();
                    DefaultCamelContext context = new DefaultCamelContext()) {
                GeminiOmniComponent component = context.getComponent("gemini-omni", GeminiOmniComponent.class);
                component.setBaseUrl(gateway.baseUrl());
                component.setApiKey("sk-test");
                component.setPollInterval(20);
                component.setStoreDirectory(store.toString());
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:create").to("gemini-omni:adverts");
                        from("gemini-omni:adverts?initialDelay=0&delay=20")
                                .to("file:" + store + "?tempPrefix=.part-")
                                .process(exchange -> emitted.countDown());
                    }
                });
                context.start();
                context.createProducerTemplate().requestBody("direct:create", "a cat");
                emitted.await(20, TimeUnit.SECONDS);
            }
            try (Stream<Path> files = Files.walk(store)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
