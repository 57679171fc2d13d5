/** The component in an application with Spring Boot: an auto-configuration. Nothing else in the jar knows Spring. */
@NullMarked
package io.geminiomni.camel.springboot;

import org.jspecify.annotations.NullMarked;
