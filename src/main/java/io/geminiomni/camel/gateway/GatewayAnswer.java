package io.geminiomni.camel.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What is used of a whole HTTP answer.
 *
 * @param body at most 1 MB
 */
@SuppressWarnings("ArrayRecordComponent") // answers are not compared
record GatewayAnswer(int httpStatus, @Nullable String retryAfter, byte[] body) {}
