/** Tasks, their states and transitions, and the repository that keeps them. */
@NullMarked
package io.geminiomni.camel.task;

import org.jspecify.annotations.NullMarked;
