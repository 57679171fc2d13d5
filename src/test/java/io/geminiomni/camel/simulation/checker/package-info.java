/**
 * Judges a history by what the gateway, the routes and the operators saw. It knows nothing of the simulation, and of the component
 * only the words of its documentation.
 */
@NullMarked
package io.geminiomni.camel.simulation.checker;

import org.jspecify.annotations.NullMarked;
