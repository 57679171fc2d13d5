/**
 * Data types: what a message with a task or a video becomes where a route or a Kamelet names a type that begins with {@code
 * gemini-omni:}. Camel finds them by their names, and nothing else here uses them.
 */
@NullMarked
package io.geminiomni.camel.transform;

import org.jspecify.annotations.NullMarked;
