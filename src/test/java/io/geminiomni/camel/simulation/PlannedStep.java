package io.geminiomni.camel.simulation;

import java.time.Duration;

/**
 * A step of a plan.
 *
 * @param at when it begins
 * @param node the node it happens to
 * @param number the number of the key; or the number of steps of the node before it happens
 * @param time how long it lasts, or how far a clock is set
 */
record PlannedStep(Duration at, Action action, int node, int number, Duration time) {}
