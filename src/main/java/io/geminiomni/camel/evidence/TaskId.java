package io.geminiomni.camel.evidence;

/** Which task it is. */
record TaskId(String channel, String key) {}
