package io.geminiomni.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.JavaProgram;
import io.geminiomni.camel.emulator.GatewayEmulatorExtension;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Spring is optional: where it, or Camel's part of it, is not on the class path, nothing misses it. */
class WithoutSpringTest {
    @RegisterExtension
    final GatewayEmulatorExtension gateway = new GatewayEmulatorExtension();

    @Test
    void aProgramWithoutSpringMakesAVideo() throws Exception {
        assertThat(run("(spring|camel-spring).*", Plain.class, gateway.baseUrl()))
                .contains("Spring: false", "videos: 1");
    }

    @Test
    void anApplicationWithSpringBootButWithoutCamelsPartOfItStarts() throws Exception {
        assertThat(run("camel-spring.*", BootWithoutCamel.class)).contains("started, beans of ours: 0");
    }

    /** Runs a program without some libraries, and gives what it says. */
    private static String run(String without, Class<?> main, String... arguments) throws Exception {
        List<String> command =
                JavaProgram.command("-cp", JavaProgram.classPathWithout(without + "-[0-9].*\\.jar"), main.getName());
        command.addAll(List.of(arguments));
        JavaProgram.Ended program = JavaProgram.run(command);
        assertThat(program.status()).as(program.output()).isZero();
        return program.output();
    }

    /** Makes a video with Camel's main, without Spring. */
    static final class Plain {
        private Plain() {}

        public static void main(String[] arguments) throws Exception {
            Main main = new Main();
            main.addInitialProperty("camel.component.gemini-omni.base-url", arguments[0]);
            main.addInitialProperty("camel.component.gemini-omni.api-key", "sk-test");
            main.start();
            CamelContext camel = main.getCamelContext();
            camel.createProducerTemplate().requestBody("gemini-omni:adverts", "A lighthouse");
            Object video =
                    camel.createConsumerTemplate().receiveBody("gemini-omni:adverts?initialDelay=0&delay=20", 30_000);
            System.out.println("Spring: " + isThere("org.springframework.context.ApplicationContext"));
            System.out.println("videos: " + (video == null ? 0 : 1));
            main.stop();
        }

        private static boolean isThere(String type) {
            try {
                return Class.forName(type) != null;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }

    /** An application with Spring Boot that has the component's jar for another purpose. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class BootWithoutCamel {
        public static void main(String[] arguments) {
            try (ConfigurableApplicationContext spring = new SpringApplicationBuilder(BootWithoutCamel.class)
                    .bannerMode(Banner.Mode.OFF)
                    .properties("camel.component.gemini-omni.pol-interval=5s")
                    .run()) {
                System.out.println("started, beans of ours: "
                        + Arrays.stream(spring.getBeanDefinitionNames())
                                .filter(name -> name.toLowerCase(Locale.ROOT).contains("geminiomni"))
                                .count());
            }
        }
    }
}
