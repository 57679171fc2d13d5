/** Calls the gateway over HTTP and reads its answers. Knows no stored task. */
@NullMarked
package io.geminiomni.camel.gateway;

import org.jspecify.annotations.NullMarked;
