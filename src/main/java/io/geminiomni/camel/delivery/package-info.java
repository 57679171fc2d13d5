/** The finished video: its body, its converters, its headers, its acknowledgement and its redelivery. */
@NullMarked
package io.geminiomni.camel.delivery;

import org.jspecify.annotations.NullMarked;
