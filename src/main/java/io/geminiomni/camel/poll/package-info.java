/** When tasks are polled, the polls, and what their results change. */
@NullMarked
package io.geminiomni.camel.poll;

import org.jspecify.annotations.NullMarked;
