package io.geminiomni.camel.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of a budget, and when its periods begin and end. */
class BudgetTest {
    @Test
    void aSlidingBudgetHasALength() {
        assertThat(Budget.parse("50/1d"))
                .isEqualTo(new Budget(new BigDecimal("50"), new Budget.Sliding(Duration.ofDays(1))));
        assertThat(Budget.parse(" 0.25 / 1h30m "))
                .isEqualTo(new Budget(new BigDecimal("0.25"), new Budget.Sliding(Duration.ofMinutes(90))));
    }

    @Test
    void aBudgetOfTheCalendarHasAZone() {
        assertThat(Budget.parse("20/day"))
                .isEqualTo(new Budget(new BigDecimal("20"), new Budget.Calendar(ChronoUnit.DAYS, ZoneOffset.UTC)));
        assertThat(Budget.parse("200/month@Europe/Berlin"))
                .isEqualTo(new Budget(
                        new BigDecimal("200"), new Budget.Calendar(ChronoUnit.MONTHS, ZoneId.of("Europe/Berlin"))));
        assertThat(Budget.parse("200/month@UTC")).isEqualTo(Budget.parse("200/month"));
    }

    @ParameterizedTest
    @CsvSource({
        "50/1d,                    50/1d",
        "50/24h,                   50/1d",
        "0.30/1h30m,               0.30/1h30m",
        "0/45s,                    0/45s",
        "1e3/2d 1h,                1000/2d1h",
        "20/day,                   20/day",
        "20/day@Z,                 20/day",
        "200/month,                200/month",
        "200/month@Europe/Berlin,  200/month@Europe/Berlin",
        "200/month@+08:00,         200/month@+08:00",
    })
    void itsTextIsGivenBack(String written, String text) {
        assertThat(Budget.parse(written)).hasToString(text);
        assertThat(Budget.parse(text)).isEqualTo(Budget.parse(written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                     | has no amount and period",
                "50                     | has no amount and period",
                "50/                    | has no amount and period",
                "/1d                    | has no amount and period",
                "50/1d/2d               | has no amount and period",
                "-1/1d                  | has the amount '-1', but it must be a number from 0 to 1000000000 with at most 6 decimals",
                "0.0000001/1d           | has the amount '0.0000001'",
                "many/1d                | has the amount 'many'",
                "50/1000                | has the period '1000', but it must be day, month, or a time with units",
                "50/week                | has the period 'week'",
                "50/d                   | has the period 'd'",
                "50/0s                  | has a period of 0s, but it must be 1s to 3650d",
                "50/3651d               | has a period of 3651d",
                "50/1d@Europe/Berlin    | has a time zone for the period '1d', but only day and month have one",
                "50/month@Europe/Berlen | has the time zone 'Europe/Berlen', which is not known",
            })
    void aTextThatIsNoBudgetSaysWhy(String text, String why) {
        assertThatThrownBy(() -> Budget.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The budget '" + text + "' ")
                .hasMessageContaining(why)
                .hasMessageContaining("such as 50/1d")
                .hasMessageContaining("200/month@Europe/Berlin");
    }

    @Test
    void aSlidingPeriodEndsNow() {
        Budget.Period period = Budget.parse("50/1d").period();

        assertThat(period.since(Instant.parse("2026-03-29T12:00:00Z"))).isEqualTo("2026-03-28T12:00:00Z");
        assertThat(period.freed(Instant.parse("2026-03-28T12:00:00Z"))).isEqualTo("2026-03-29T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "1/day,                       2026-03-29T12:00:00Z, 2026-03-29T00:00:00Z, 2026-03-30T00:00:00Z",
        "1/day@Europe/Berlin,         2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "1/month@Europe/Berlin,       2026-03-29T12:00:00Z, 2026-02-28T23:00:00Z, 2026-03-31T22:00:00Z",
        "1/month@Asia/Shanghai,       2026-03-31T16:30:00Z, 2026-03-31T16:00:00Z, 2026-04-30T16:00:00Z",
        // there the clocks went forward at midnight, so that this day began at 01:00
        "1/day@America/Sao_Paulo,     2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
        "1/month@America/Sao_Paulo,   2018-11-04T12:00:00Z, 2018-11-01T03:00:00Z, 2018-12-01T02:00:00Z",
        "1/month,                     2028-02-29T23:59:59Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
    })
    void aPeriodOfTheCalendarIsThatOfItsZone(String budget, Instant time, Instant begins, Instant ends) {
        Budget.Period period = Budget.parse(budget).period();

        assertThat(period.since(time)).isEqualTo(begins);
        assertThat(period.freed(time)).isEqualTo(ends);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/day@America/Sao_Paulo", "1/month@Europe/Berlin"})
    void whatIsFreedAtATimeIsNotOfThePeriodThatBeginsThen(String budget) {
        Budget.Period period = Budget.parse(budget).period();
        Instant freed = period.freed(Instant.parse("2018-11-04T12:00:00Z"));

        assertThat(period.since(freed)).isEqualTo(freed);
    }
}
