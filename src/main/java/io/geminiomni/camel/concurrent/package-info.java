/** Threads, locks, time and randomness, which are passed in so that a simulation can replace them. */
@NullMarked
package io.geminiomni.camel.concurrent;

import org.jspecify.annotations.NullMarked;
