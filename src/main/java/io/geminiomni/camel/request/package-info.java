/** Reads an immutable, valid request from an exchange and the options of an endpoint. No I/O but for the body. */
@NullMarked
package io.geminiomni.camel.request;

import org.jspecify.annotations.NullMarked;
