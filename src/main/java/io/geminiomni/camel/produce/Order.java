package io.geminiomni.camel.produce;

import io.geminiomni.camel.request.NormalizedRequest;
import io.geminiomni.camel.task.Submission;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to the gateway.
 *
 * @param exchange which it came in
 * @param normalized what was read of the exchange
 * @param image the picture to upload first, if the body is one
 * @param submission what is going to be submitted
 */
record Order(
        Exchange exchange,
        NormalizedRequest normalized,
        @Nullable UploadBody image,
        Submission submission) {

    /** The same, whose picture has this URL now. */
    Order withImageUrl(String url) {
        return new Order(
                exchange,
                normalized,
                image,
                submission.withRequest(
                        submission.request().toBuilder().imageUrls(url).build()));
    }
}
