/** Fetches one video safely. It knows no task and no exchange. */
@NullMarked
package io.geminiomni.camel.download;

import org.jspecify.annotations.NullMarked;
