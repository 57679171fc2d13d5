/** Evidence of what an account was charged, for requests of unknown outcome. Knows no task; nothing is sent because of it. */
@NullMarked
package io.geminiomni.camel.evidence;

import org.jspecify.annotations.NullMarked;
