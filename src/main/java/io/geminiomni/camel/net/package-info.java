/** Hosts, addresses and base URLs: what they are, and when two are the same. No I/O. */
@NullMarked
package io.geminiomni.camel.net;

import org.jspecify.annotations.NullMarked;
