package io.geminiomni.camel.task;

/** The result of {@link VideoTaskRepository#begin}: the intent is recorded, or the key is taken. */
public sealed interface BeginResult {
    /** The intent is recorded. The request may be sent once. */
    record Started(VideoTask task) implements BeginResult {}

    /** The key belongs to another attempt. */
    record Known(VideoTask task) implements BeginResult {}
}
