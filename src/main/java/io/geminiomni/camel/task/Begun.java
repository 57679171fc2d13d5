package io.geminiomni.camel.task;

/** The result of {@link VideoTaskRepository#begin}: the intent is recorded, or the key is taken. */
public sealed interface Begun {
    /** The intent is recorded. The request may be sent once. */
    record Started(VideoTask task) implements Begun {}

    /** The key belongs to another attempt. */
    record Known(VideoTask task) implements Begun {}
}
