package io.geminiomni.examples.springboot;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;

/** Makes a video of each prompt in a folder. The tasks are in the application's database, so that a restart continues. */
@SpringBootApplication
public class VideoApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(VideoApplication.class, arguments);
    }

    /** Submits prompts and writes their videos. */
    @Component
    static class VideoRoutes extends RouteBuilder {
        @Override
        public void configure() {
            // tag::routes[]
            from("file:{{inbox}}?include=.*\\.txt&readLock=changed&move=.done&moveFailed=.failed")
                    .routeId("requests")
                    .to("gemini-omni:adverts?correlationHeaders=CamelFileName"
                            + "&idempotencyKey=${file:name}-${file:modified}");

            // a folder for each file, as a name of the file and the task together may be too long
            from("gemini-omni:adverts")
                    .routeId("videos")
                    .to("file:{{outbox}}?fileName=${file:name}/${header.CamelGeminiOmniTaskId}.mp4&tempPrefix=.part-");
            // end::routes[]
        }
    }
}
