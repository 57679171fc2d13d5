/** What the dev console shows, as records, which have the shape of its JSON. */
@NullMarked
package io.geminiomni.camel.console;

import org.jspecify.annotations.NullMarked;
