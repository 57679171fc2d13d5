package io.geminiomni.camel.poll;

import java.time.Duration;

/**
 * What an answer, or the lack of one, does to a task.
 *
 * @param schedule when to ask again
 * @param taskTimeout after it a task is late, and one that the gateway does not know is parked
 * @param abandonAfter after it a task without an end is failed as abandoned
 */
public record PollPolicy(PollSchedule schedule, Duration taskTimeout, Duration abandonAfter) {}
