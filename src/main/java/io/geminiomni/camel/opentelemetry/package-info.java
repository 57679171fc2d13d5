/** Spans of channels through the OpenTelemetry API. Optional: only the factory is known to the component, and only by its name. */
@NullMarked
package io.geminiomni.camel.opentelemetry;

import org.jspecify.annotations.NullMarked;
