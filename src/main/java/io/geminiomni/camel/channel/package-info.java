/** A named channel: its options, tasks, leases, gateway client and downloads; what channels share; and their health checks. */
@NullMarked
package io.geminiomni.camel.channel;

import org.jspecify.annotations.NullMarked;
