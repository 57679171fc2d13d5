/** Passes tasks that are ready into a route, as exchanges. */
@NullMarked
package io.geminiomni.camel.emit;

import org.jspecify.annotations.NullMarked;
