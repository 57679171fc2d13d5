/** HTTP and JSON: what the remote side says. Nothing of tasks or storage. */
@NullMarked
package io.geminiomni.camel.gateway;

import org.jspecify.annotations.NullMarked;
