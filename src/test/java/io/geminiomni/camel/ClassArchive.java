package io.geminiomni.camel;

import io.geminiomni.camel.emulator.GatewayEmulator;
import io.geminiomni.camel.emulator.Timeline;
import io.geminiomni.camel.net.Sha256;
import java.io.File;
import java.io.IOException;
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
 * An archive of the classes of jars (class data sharing of the JVM), with which programs that run routes start faster. It is made
 * once for each class path, and again when a jar has changed, and is kept in {@code target}. Which classes it has is found out once for
 * all archives. A JVM that cannot make or use it starts programs without it.
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
            makeOnce(archive, jars, versions(jars));
            return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        } catch (IOException e) {
            throw new IllegalStateException("Could not make an archive of classes in " + FOLDER, e);
        }
    }

    /** What the JVM compares before it uses an archive. */
    private static String versions(String jars) throws IOException {
        StringBuilder versions = new StringBuilder();
        for (String jar : jars.split(File.pathSeparator)) {
            Path file = Path.of(jar);
            versions.append(Files.size(file))
                    .append(' ')
                    .append(Files.getLastModifiedTime(file))
                    .append('\n');
        }
        return Sha256.prefix(versions.toString(), 16);
    }

    /** Several processes run tests. The first of them that needs the archive makes it, and the others wait. */
    private static void makeOnce(Path archive, String jars, String versions) throws IOException {
        Path tried = Path.of(archive + ".tried");
        try (FileChannel file =
                        FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid()
                    && !(Files.exists(tried) && Files.readString(tried).equals(versions))) {
                make(archive, jars);
                Files.writeString(tried, versions);
            }
        }
    }

    private static void make(Path archive, String jars) throws IOException {
        Path classes = FOLDER.resolve("classes").toAbsolutePath();
        if (!Files.exists(classes)) {
            run(List.of(
                    "-Xshare:off",
                    "-XX:DumpLoadedClassList=" + classes,
                    "-cp",
                    JavaProgram.classPath(),
                    Sample.class.getName()));
        }
        run(List.of(
                "-Xshare:dump", "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + archive, "-cp", jars));
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
