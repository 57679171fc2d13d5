/** Hosts, addresses and URLs, and the settings that HTTP clients have in common. No I/O. */
@NullMarked
package io.geminiomni.camel.net;

import org.jspecify.annotations.NullMarked;
