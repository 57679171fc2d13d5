package io.geminiomni.examples.studio;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers each HTTP request: with a page, with JSON, or with a video. */
final class Website implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(Website.class);

    private final Guard guard;
    private final Pages pages = new Pages();
    private final StudioApi api;
    private final VideoFiles videos;

    Website(Guard guard, StudioApi api, VideoFiles videos) {
        this.guard = guard;
        this.api = api;
        this.videos = videos;
    }

    @Override
    public void process(Exchange exchange) {
        HttpCall call = HttpCall.of(exchange);
        guard.secured(guard.refusal(call).orElseGet(() -> answer(call))).writeTo(exchange);
    }

    private Reply answer(HttpCall call) {
        try {
            if (call.path().startsWith(StudioApi.PREFIX)) {
                return api.answer(call);
            }
            if (call.isPost()) {
                return Reply.error(405, "Only GET is possible here").with("Allow", "GET");
            }
            return call.path().startsWith(VideoFiles.PREFIX) ? videos.answer(call) : pages.answer(call);
        } catch (Exception e) {
            LOG.error("The request {} failed", call.path(), e);
            return Reply.error(500, "The request failed. The log of the studio says why");
        }
    }
}
