package io.geminiomni.camel.produce;

import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.request.NormalizedRequest;
import io.geminiomni.camel.task.Submission;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** A request before its submission. */
record Order(
        Exchange exchange,
        NormalizedRequest normalized,
        @Nullable UploadBody image,
        Submission submission) {

    Order withCharge(@Nullable Charge charge) {
        return new Order(exchange, normalized, image, submission.withCharge(charge));
    }

    Order withImageUrl(String url) {
        return new Order(
                exchange,
                normalized,
                image,
                submission.withRequest(
                        submission.request().toBuilder().imageUrls(url).build()));
    }
}
