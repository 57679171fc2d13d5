package io.geminiomni.camel.gateway;

import org.jspecify.annotations.Nullable;

/**
 * A whole HTTP answer, as far as anybody here reads it.
 *
 * @param body as it came, at most 1 MB
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares answers
record GatewayAnswer(int httpStatus, @Nullable String retryAfter, byte[] body) {}
