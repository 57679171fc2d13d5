/** What requests cost: prices, estimates, budgets, and what was spent. It knows no store and no exchange. */
@NullMarked
package io.geminiomni.camel.cost;

import org.jspecify.annotations.NullMarked;
