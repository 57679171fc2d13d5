/** What the component costs, as ratios against a named peer in the same run. */
package io.geminiomni.camel.benchmark;
