/** What the producer does: a class for each operation, and what a request has to pass before it is paid for. */
@NullMarked
package io.geminiomni.camel.produce;

import org.jspecify.annotations.NullMarked;
