/** Micrometer meters of channels. Optional: only the factory is known to the component, and only by its name. */
@NullMarked
package io.geminiomni.camel.metrics;

import org.jspecify.annotations.NullMarked;
