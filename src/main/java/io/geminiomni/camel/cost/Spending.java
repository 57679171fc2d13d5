package io.geminiomni.camel.cost;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What was spent on a day, as far as the price lists of that day say. In JSON the day is ISO-8601 text.
 *
 * @param channel the channel of the tasks
 * @param budgetKey who spent it
 * @param model the model of the requests
 * @param day of the intents, in UTC, by the store's clock
 * @param unit of the amounts
 * @param spent the cost of what the gateway accepted
 * @param reserved the cost of what it may have accepted: the outcome is not known
 * @param attempts the number of attempts that are booked with these amounts
 * @param unpriced the number of them whose price was unknown
 */
public record Spending(
        String channel,
        String budgetKey,
        String model,
        @JsonSerialize(using = ToStringSerializer.class) LocalDate day,
        String unit,
        BigDecimal spent,
        BigDecimal reserved,
        long attempts,
        long unpriced) {}
