/** The write-ahead protocol of one paid request. */
@NullMarked
package io.geminiomni.camel.submit;

import org.jspecify.annotations.NullMarked;
