/** From tasks that are ready to exchanges in a route. */
@NullMarked
package io.geminiomni.camel.emit;

import org.jspecify.annotations.NullMarked;
