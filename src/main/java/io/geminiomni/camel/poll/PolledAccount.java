package io.geminiomni.camel.poll;

import io.geminiomni.camel.task.VideoTask;
import java.util.function.Consumer;

/**
 * The account that a poller polls, and what its pollers know of it together.
 *
 * @param others judges the tasks that were made with other API keys
 * @param standing whether the gateway throttles the account or rejects its API key
 * @param times what was learned of how long its tasks take
 * @param ends takes each task that has ended, before that is stored
 */
public record PolledAccount(OtherAccounts others, Standing standing, LearnedTimes times, Consumer<VideoTask> ends) {}
