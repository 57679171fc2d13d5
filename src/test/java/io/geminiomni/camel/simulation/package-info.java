/**
 * A deterministic simulation of nodes that share a store and a gateway. One seed determines one history: which thread goes on at
 * each step, what each call of the gateway and the store does, and what happens to nodes, routes and operators meanwhile.
 *
 * <p>Start reading at {@link io.geminiomni.camel.simulation.Simulation}. The {@linkplain io.geminiomni.camel.simulation.checker
 * checker} judges a history by what the gateway and the routes saw.
 */
@NullMarked
package io.geminiomni.camel.simulation;

import org.jspecify.annotations.NullMarked;
