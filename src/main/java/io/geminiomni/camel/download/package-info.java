/** Fetches one video. Knows no task and no exchange. */
@NullMarked
package io.geminiomni.camel.download;

import org.jspecify.annotations.NullMarked;
