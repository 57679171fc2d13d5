/** Finished videos: body, converters, headers, acknowledgement and redelivery. */
@NullMarked
package io.geminiomni.camel.delivery;

import org.jspecify.annotations.NullMarked;
