package io.geminiomni.camel.download;

/** What ends the attempts of one stream: too many retries, or too low a rate. */
record Patience(Retries retries, ReadingRate rate, Watchdog watchdog) {}
