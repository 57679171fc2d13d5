/** Names of options and headers, and the checks of options. */
@NullMarked
package io.geminiomni.camel.option;

import org.jspecify.annotations.NullMarked;
