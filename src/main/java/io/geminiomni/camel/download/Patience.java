package io.geminiomni.camel.download;

/** How long one stream bears with its host. */
record Patience(Retries retries, ReadingRate rate, Watchdog watchdog) {}
