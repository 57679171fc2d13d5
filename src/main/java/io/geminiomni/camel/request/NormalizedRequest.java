package io.geminiomni.camel.request;

import java.util.List;

/**
 * A request as it is sent, and what its author should know about it.
 *
 * @param ignoredFields what the request carried and is not sent, under the contract's names
 * @param warnings what may go wrong but is no rule that the request must keep, as sentences
 */
public record NormalizedRequest(VideoRequest request, List<String> ignoredFields, List<String> warnings) {
    public NormalizedRequest {
        ignoredFields = List.copyOf(ignoredFields);
        warnings = List.copyOf(warnings);
    }
}
