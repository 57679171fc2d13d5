/**
 * The data types {@code gemini-omni:*}, to which a route or a Kamelet can transform a task or a video. Camel finds them by name.
 */
@NullMarked
package io.geminiomni.camel.transform;

import org.jspecify.annotations.NullMarked;
