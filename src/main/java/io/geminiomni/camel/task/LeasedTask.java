package io.geminiomni.camel.task;

/** A task and the lease under which its owner may change it. */
public record LeasedTask(VideoTask task, Lease lease) {}
