/** When to ask again, asking, and what the answer changes. */
@NullMarked
package io.geminiomni.camel.poll;

import org.jspecify.annotations.NullMarked;
