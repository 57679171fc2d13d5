/** What a video file is: its length, its size in pixels and its hash, found out while it is read. Knows no task and no request. */
@NullMarked
package io.geminiomni.camel.media;

import org.jspecify.annotations.NullMarked;
