/** Hosts, addresses and URLs. No I/O. */
@NullMarked
package io.geminiomni.camel.net;

import org.jspecify.annotations.NullMarked;
