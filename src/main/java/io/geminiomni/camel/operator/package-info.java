/** The operations of an operator: the same in Java, over JMX and on the command line. */
@NullMarked
package io.geminiomni.camel.operator;

import org.jspecify.annotations.NullMarked;
