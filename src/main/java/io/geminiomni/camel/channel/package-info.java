/** One named channel at work: its options, its tasks, its leases, its gateway and its downloads. What channels share, and their health. */
@NullMarked
package io.geminiomni.camel.channel;

import org.jspecify.annotations.NullMarked;
