/** What an operator does with tasks that need a person: the same in Java, over JMX and from the command line. */
@NullMarked
package io.geminiomni.camel.operator;

import org.jspecify.annotations.NullMarked;
