/**
 * The gateway on one machine: the whole contract over real HTTP, with scripted time lines and faults and playable
 * videos. It judges requests by itself and uses no class of the component.
 */
@NullMarked
package io.geminiomni.camel.emulator;

import org.jspecify.annotations.NullMarked;
