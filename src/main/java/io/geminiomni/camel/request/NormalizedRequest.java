package io.geminiomni.camel.request;

import java.util.List;

/**
 * A request as it is sent, with notes for its author.
 *
 * @param ignoredFields the fields that have no effect and are not sent, under the contract's names
 * @param warnings what may go wrong without violating the contract, as sentences
 */
public record NormalizedRequest(VideoRequest request, List<String> ignoredFields, List<String> warnings) {
    public NormalizedRequest {
        ignoredFields = List.copyOf(ignoredFields);
        warnings = List.copyOf(warnings);
    }
}
