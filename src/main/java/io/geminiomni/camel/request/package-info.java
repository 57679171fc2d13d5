/** From an exchange and the options of an endpoint to an immutable, valid request. No I/O. */
@NullMarked
package io.geminiomni.camel.request;

import org.jspecify.annotations.NullMarked;
