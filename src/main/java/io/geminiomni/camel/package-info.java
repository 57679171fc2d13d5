/** The component, its endpoint and options, its headers, its producer and its consumers. */
@NullMarked
package io.geminiomni.camel;

import org.jspecify.annotations.NullMarked;
