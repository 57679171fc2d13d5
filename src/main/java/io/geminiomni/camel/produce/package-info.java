/** The operations of the producer, and the admission of requests. */
@NullMarked
package io.geminiomni.camel.produce;

import org.jspecify.annotations.NullMarked;
