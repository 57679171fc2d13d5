package io.geminiomni.camel.task;

/** What {@link VideoTaskRepository#begin} answers: the intent is recorded, or the key is taken. */
public sealed interface Begun {
    /** The intent is recorded: the request may be sent, once. */
    record Started(VideoTask task) implements Begun {}

    /** Another attempt has the key. */
    record Known(VideoTask task) implements Begun {}
}
