package io.geminiomni.camel.evidence;

record TaskId(String channel, String key) {}
