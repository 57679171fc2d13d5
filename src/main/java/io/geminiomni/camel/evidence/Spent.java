package io.geminiomni.camel.evidence;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the other creates that were sent since a reading of the balance.
 *
 * @param known the prices of those that were accepted; null if the price of one is not known
 * @param others how many are in flight, or of unknown outcome
 */
record Spent(@Nullable BigDecimal known, int others) {}
