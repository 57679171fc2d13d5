/** Threads, locks and time, which are passed in so that others can stand in their place. */
@NullMarked
package io.geminiomni.camel.concurrent;

import org.jspecify.annotations.NullMarked;
