package io.geminiomni.camel.task;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.Spending;
import io.geminiomni.camel.cost.SpendingQuery;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the attempts of the in-memory repository cost, sorted by time under each budget key. It has no locks. */
final class MemoryLedger {
    private static final Comparator<Group> BY_DAY = Comparator.comparing(Group::day)
            .thenComparing(Group::channel)
            .thenComparing(Group::budgetKey)
            .thenComparing(Group::model)
            .thenComparing(Group::unit);

    /** Whose amounts are added. */
    private record Account(String budgetKey, String unit) {
        static Account of(Charge charge) {
            return new Account(charge.budgetKey(), charge.cost().unit());
        }
    }

    private record Group(LocalDate day, String channel, String budgetKey, String model, String unit) {}

    private static final class Row {
        final String token;
        final String channel;
        final String model;
        final Charge charge;
        final Instant at;
        String recordId;
        LedgerState state;
        Instant keptUntil;

        Row(String recordId, Submission submission, Charge charge, Instant at, LedgerState state) {
            this.token = submission.token();
            this.channel = submission.channel();
            this.model = Objects.requireNonNullElse(
                    charge.model(), submission.request().model());
            this.charge = charge;
            this.at = at;
            this.recordId = recordId;
            this.state = state;
            this.keptUntil = charge.keptUntil(at);
        }

        /** Keeps it as long as it counts in the budget of a later charge. */
        void keepFor(Charge later) {
            Instant kept = later.keptUntil(at);
            if (kept.isAfter(keptUntil)) {
                keptUntil = kept;
            }
        }

        boolean isOf(SpendingQuery query) {
            return state != LedgerState.GIVEN_BACK
                    && (query.channel() == null || channel.equals(query.channel()))
                    && (query.budgetKey() == null || charge.budgetKey().equals(query.budgetKey()))
                    && (query.model() == null || model.equals(query.model()));
        }

        Group group() {
            return new Group(
                    LocalDate.ofInstant(at, ZoneOffset.UTC),
                    channel,
                    charge.budgetKey(),
                    model,
                    charge.cost().unit());
        }

        BigDecimal amount() {
            return Objects.requireNonNullElse(charge.cost().amount(), BigDecimal.ZERO);
        }
    }

    /** Rows by their times. */
    private static final class TimeLine {
        private final NavigableMap<Instant, List<Row>> rows = new TreeMap<>();

        void add(Row row) {
            rows.computeIfAbsent(row.at, any -> new ArrayList<>()).add(row);
        }

        void remove(Row row) {
            rows.computeIfPresent(row.at, (any, present) -> {
                present.remove(row);
                return present.isEmpty() ? null : present;
            });
        }

        boolean isEmpty() {
            return rows.isEmpty();
        }

        Stream<Row> from(Instant first) {
            return rows.tailMap(first, true).values().stream().flatMap(List::stream);
        }
    }

    private final Map<Account, TimeLine> accounts = new HashMap<>();
    private final TimeLine all = new TimeLine();
    /** The row of an attempt whose outcome is not known. */
    private final Map<String, Row> reserved = new HashMap<>();
    /** The last row of each record. */
    private final Map<String, Row> byRecord = new HashMap<>();

    /** Whether the budget has no room for the submission. */
    Optional<BeginResult.OverBudget> overBudget(Submission submission, Instant now) {
        Charge charge = submission.charge();
        Budget budget = charge == null ? null : charge.budget();
        BigDecimal asked = charge == null ? null : charge.cost().amount();
        if (charge == null || budget == null || asked == null) {
            return Optional.empty();
        }
        Booked booked = Booked.NOTHING;
        List<Booked.Moment> moments = new ArrayList<>();
        Stream<Row> counted = accounts.getOrDefault(Account.of(charge), new TimeLine())
                .from(Booked.countedFrom(budget.period(), now))
                .filter(row -> row.state != LedgerState.GIVEN_BACK);
        for (Row row : (Iterable<Row>) counted::iterator) {
            row.keepFor(charge);
            booked =
                    row.state == LedgerState.SPENT ? booked.plusSpent(row.amount()) : booked.plusReserved(row.amount());
            moments.add(new Booked.Moment(row.at, row.amount()));
        }
        return booked.leavesRoomFor(asked, budget)
                ? Optional.empty()
                : Optional.of(new BeginResult.OverBudget(charge, booked, booked.roomAt(asked, budget, moments)));
    }

    /** Books an attempt, if it has a charge. */
    void book(Submission submission, String recordId, LedgerState state, Instant now) {
        Charge charge = submission.charge();
        if (charge != null) {
            Row row = new Row(recordId, submission, charge, now.truncatedTo(ChronoUnit.MICROS), state);
            accounts.computeIfAbsent(Account.of(charge), any -> new TimeLine()).add(row);
            all.add(row);
            byRecord.put(recordId, row);
            if (state == LedgerState.RESERVED) {
                reserved.put(row.token, row);
            }
        }
    }

    /** Books an additional task: with the row of its attempt if that is still reserved, else with a row of its own. */
    void bookAdditional(Submission submission, String recordId, Instant now) {
        Row row = reserved.remove(submission.token());
        if (row == null) {
            book(submission, recordId, LedgerState.SPENT, now);
        } else {
            row.state = LedgerState.SPENT;
            row.recordId = recordId;
            byRecord.put(recordId, row);
        }
    }

    /** Whether the last attempt of the record is booked as paid, with an amount. */
    boolean isPriced(String recordId) {
        return isSpent(recordId, true);
    }

    /** Whether the last attempt of the record is booked as paid, without an amount. */
    boolean isUnpriced(String recordId) {
        return isSpent(recordId, false);
    }

    private boolean isSpent(String recordId, boolean isPriced) {
        Row row = byRecord.get(recordId);
        return row != null
                && row.state == LedgerState.SPENT
                && row.charge.cost().isKnown() == isPriced;
    }

    /** Books a paid task with its amount, in place of what is booked without one. */
    void bookPriced(Submission submission, String recordId, Instant now) {
        Row row = byRecord.get(recordId);
        if (row != null && isUnpriced(recordId)) {
            row.state = LedgerState.GIVEN_BACK;
        }
        bookAdditional(submission, recordId, now);
    }

    /** Books what became of the attempt of a record. */
    void settle(TaskRecord record) {
        VideoTask task = record.task();
        Row row = byRecord.get(record.id());
        if (row == null) {
            return;
        }
        LedgerState state = LedgerState.of(task.state());
        if (row.state == LedgerState.RESERVED && state != LedgerState.RESERVED) {
            row.state = state;
            reserved.remove(row.token);
        }
        if (LedgerState.isRefundable(task) && row.charge.refundedIfFailed()) {
            row.state = LedgerState.GIVEN_BACK;
        }
    }

    List<Spending> spent(SpendingQuery query) {
        Map<Group, List<Row>> groups = new TreeMap<>(BY_DAY);
        all.from(query.from())
                .takeWhile(row -> row.at.isBefore(query.to()))
                .filter(row -> row.isOf(query))
                .forEach(row -> groups.computeIfAbsent(row.group(), any -> new ArrayList<>())
                        .add(row));
        List<Spending> spent = new ArrayList<>();
        groups.forEach((group, booked) -> spent.add(new Spending(
                group.channel(),
                group.budgetKey(),
                group.model(),
                group.day(),
                group.unit(),
                sum(booked, LedgerState.SPENT),
                sum(booked, LedgerState.RESERVED),
                booked.size(),
                booked.stream().filter(row -> !row.charge.cost().isKnown()).count())));
        return spent;
    }

    private static BigDecimal sum(List<Row> rows, LedgerState state) {
        return Booked.plain(rows.stream()
                .filter(row -> row.state == state)
                .map(Row::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    /** Removes rows that are no longer needed, the oldest first. @return their number */
    int purge(Instant now, int limit) {
        List<Row> outdated = all.from(Instant.MIN)
                .takeWhile(row -> row.at.plus(Charge.KEPT).isBefore(now))
                .filter(row -> row.keptUntil.isBefore(now))
                .limit(limit)
                .toList();
        outdated.forEach(this::remove);
        return outdated.size();
    }

    private void remove(Row row) {
        all.remove(row);
        reserved.remove(row.token, row);
        byRecord.remove(row.recordId, row);
        accounts.computeIfPresent(Account.of(row.charge), (any, rows) -> {
            rows.remove(row);
            return rows.isEmpty() ? null : rows;
        });
    }
}
