import io.geminiomni.camel.gateway.GatewayAuthenticationException;
import io.geminiomni.camel.gateway.GatewayThrottledException;
import io.geminiomni.camel.gateway.GatewayUnavailableException;
import io.geminiomni.camel.request.InvalidVideoRequestException;
import io.geminiomni.camel.task.TaskStoreException;
import io.geminiomni.camel.task.VideoTask;
import org.apache.camel.builder.RouteBuilder;

/** The routes of the example. Each has its own reaction to an exception. */
final class Routes {
    private Routes() {}

    /** Checks each row, and finds out what it costs. Nothing is sent. */
    static final class Estimates extends RouteBuilder {
        private final Rows rows;
        private final Csv csv;

        Estimates(Rows rows, Csv csv) {
            this.rows = rows;
            this.csv = csv;
        }

        @Override
        public void configure() {
            onException(InvalidVideoRequestException.class).handled(true).process(rows::invalid);

            // tag::estimate[]
            from("direct:estimate")
                    .unmarshal(csv.format())
                    .split(body())
                    .streaming()
                    .process(csv::read) // the row as a map; null for the names of the columns
                    .filter(body().isNotNull())
                    .process(rows::expect)
                    .to("gemini-omni:batch?operation={{check}}")
                    .process(rows::estimated);
            // end::estimate[]
        }
    }

    /** Submits each row as a request. */
    static final class Requests extends RouteBuilder {
        private final Rows rows;
        private final Csv csv;

        Requests(Rows rows, Csv csv) {
            this.rows = rows;
            this.csv = csv;
        }

        @Override
        public void configure() {
            // Not accepted and not paid for, so the request is sent again with the same key. If that fails, stop:
            // other requests would fail, too.
            onException(GatewayThrottledException.class, GatewayUnavailableException.class)
                    .maximumRedeliveries(3)
                    .redeliveryDelay(1000)
                    .useExponentialBackOff()
                    .handled(true)
                    .process(rows::stop);
            onException(GatewayAuthenticationException.class, TaskStoreException.class)
                    .handled(true)
                    .process(rows::stop);
            onException(Exception.class).handled(true).process(rows::notCreated).to("direct:ended");

            // tag::create[]
            // The key of a row is paid for once, in this run or another one. A row that cannot be paid for, for
            // instance because the budget has no room, is an exception, and the others go on.
            from("direct:create")
                    .unmarshal(csv.format())
                    .split(body())
                    .streaming()
                    .process(csv::read)
                    .filter(rows::mayBeSent)
                    .to("gemini-omni:batch?idempotencyKey=${header.key}")
                    .process(rows::created)
                    .to("direct:ended")
                    .end()
                    .end()
                    .process(rows::allSubmitted)
                    .to("direct:ended");
            // end::create[]
        }
    }

    /** Writes the results of all rows. */
    static final class Results extends RouteBuilder {
        private final Rows rows;
        private final Report report;

        Results(Rows rows, Report report) {
            this.rows = rows;
            this.report = report;
        }

        @Override
        public void configure() {
            onException(Exception.class).handled(true).process(rows::stop);

            // tag::results[]
            // When the last row has ended, one exchange goes on, with the results of all.
            from("direct:ended").filter(rows::lastEnded).to("direct:results").process(rows::report);

            from("direct:results").process(report::table).marshal().csv().process(report::write);
            // end::results[]
        }
    }

    /** Writes each finished video to a file with the name of its key. */
    static final class Videos extends RouteBuilder {
        private final Rows rows;

        Videos(Rows rows) {
            this.rows = rows;
        }

        @Override
        public void configure() {
            // Not handled: the exchange fails, so the video is emitted again later.
            onException(Exception.class).process(rows::notWritten);

            // tag::videos[]
            from("gemini-omni:batch?emitFailures=true&initialDelay=0&delay=200&maxDeliveryAttempts=4")
                    .routeId("videos")
                    .autoStartup(false)
                    .choice()
                    .when(body().isInstanceOf(VideoTask.class))
                    .process(rows::failed)
                    .otherwise()
                    .to("file:{{output}}/videos?tempPrefix=.part-&fileName=${header.CamelGeminiOmniTaskKey}.mp4")
                    .process(rows::written)
                    .end()
                    .to("direct:ended");
            // end::videos[]
        }
    }
}
