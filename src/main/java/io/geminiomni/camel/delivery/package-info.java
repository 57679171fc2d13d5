/** The finished video: its body, its converters, its acknowledgement, and its safe download. */
@NullMarked
package io.geminiomni.camel.delivery;

import org.jspecify.annotations.NullMarked;
