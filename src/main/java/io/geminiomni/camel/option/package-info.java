/** The names of options and headers, and how the text of an option is read and checked. */
@NullMarked
package io.geminiomni.camel.option;

import org.jspecify.annotations.NullMarked;
