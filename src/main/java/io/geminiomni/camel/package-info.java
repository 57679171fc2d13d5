/** What a route author names: the component, its endpoint and options, its headers, its producer and consumer. */
@NullMarked
package io.geminiomni.camel;

import org.jspecify.annotations.NullMarked;
