/** The component in an application with Spring Boot: an auto-configuration. No other package depends on Spring. */
@NullMarked
package io.geminiomni.camel.springboot;

import org.jspecify.annotations.NullMarked;
