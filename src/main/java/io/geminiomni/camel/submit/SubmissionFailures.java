package io.geminiomni.camel.submit;

import io.geminiomni.camel.cost.Booked;
import io.geminiomni.camel.cost.Budget;
import io.geminiomni.camel.cost.BudgetExceededException;
import io.geminiomni.camel.cost.Charge;
import io.geminiomni.camel.cost.Evidence;
import io.geminiomni.camel.gateway.CreateOutcome;
import io.geminiomni.camel.task.BeginResult;
import io.geminiomni.camel.task.Outcome;
import io.geminiomni.camel.task.Submission;
import io.geminiomni.camel.task.VideoTask;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The exceptions of a submission. Each says what happened, whether money may have been spent, and what to do. */
final class SubmissionFailures {
    private SubmissionFailures() {}

    static SubmissionOutcomeUnknownException unknown(
            SubmissionKey key, CreateOutcome.Unknown outcome, @Nullable Evidence evidence) {
        return new SubmissionOutcomeUnknownException(
                key,
                null,
                "It is not known whether the gateway accepted the request with " + key + ": " + outcome.why()
                        + ". Money may have been spent. " + (evidence == null ? "" : evidence + ". ") + resolve(),
                outcome.toException());
    }

    static SubmissionOutcomeUnknownException stillUnknown(SubmissionKey key, VideoTask task) {
        return new SubmissionOutcomeUnknownException(
                key,
                null,
                "An earlier request with " + key + ", of " + task.submittedAt()
                        + ", has an unknown outcome (" + task.errorMessage()
                        + "). Nothing was sent this time; money may have been spent then. " + resolve(),
                null);
    }

    static SubmissionOutcomeUnknownException stillSubmitting(SubmissionKey key, Duration waited) {
        return new SubmissionOutcomeUnknownException(
                key,
                null,
                "Another exchange is submitting the request with " + key
                        + ", and its outcome was not known within "
                        + waited.toMillis()
                        + " ms. Nothing was sent by this exchange; money may be spent by the other. Try again later: the"
                        + " same key then gives the same task",
                null);
    }

    static SubmissionOutcomeUnknownException notStored(SubmissionKey key, Outcome outcome, @Nullable Throwable cause) {
        String taskId = outcome instanceof Outcome.Accepted accepted ? accepted.taskId() : null;
        return new SubmissionOutcomeUnknownException(
                key,
                taskId,
                what(key, outcome)
                        + ", but the task store could not record it yet. It is recorded by itself when the store is"
                        + " back, as long as this program runs; nothing has to be done. Until then the key is SUBMITTING or"
                        + " UNKNOWN. Meanwhile do not send the request under another key"
                        + (taskId == null ? "" : ", which would be paid for as well"),
                cause);
    }

    private static String what(SubmissionKey key, Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return "The gateway made task " + accepted.taskId() + " of the request with " + key + ". Money was spent";
        }
        if (outcome instanceof Outcome.Unknown unknown) {
            return "It is not known whether the gateway accepted the request with " + key + " (" + unknown.reason()
                    + "). Money may have been spent";
        }
        return "The request with " + key + " is " + outcome.state() + ". Nothing was paid";
    }

    /** What an operator has to do about an outcome that was not recorded before the program stopped. */
    static String neverRecorded(Submission submission, Outcome outcome) {
        SubmissionKey key = new SubmissionKey(submission.channel(), submission.key());
        String where = " --channel " + submission.channel() + " --key " + quoted(submission.key());
        String what = what(key, outcome)
                + ". The task store could not record this before the program stopped, so the key shows as UNKNOWN when"
                + " submitTimeout is over. Then use the operator's command: ";
        if (outcome instanceof Outcome.Accepted accepted) {
            return what + "resolve-as-task" + where + " --task-id " + accepted.taskId()
                    + "; or, where there is no such key, adopt --channel " + submission.channel() + " --task-id "
                    + accepted.taskId() + " --base-url " + submission.baseUrl() + cost(submission);
        }
        return outcome instanceof Outcome.Unknown
                ? what + "list, check whether the task exists at the gateway, and resolve the key"
                : what + "resolve-as-not-submitted" + where + " --yes";
    }

    /** The options of the operator's command that book what the request cost; empty without a price list. */
    private static String cost(Submission submission) {
        Charge charge = submission.charge();
        if (charge == null) {
            return "";
        }
        BigDecimal amount = charge.cost().amount();
        String model =
                Objects.requireNonNullElse(charge.model(), submission.request().model());
        return (amount == null
                        ? ""
                        : " --amount " + text(amount) + " --unit "
                                + quoted(charge.cost().unit()))
                + " --budget-key " + quoted(charge.budgetKey()) + " --model " + quoted(model);
    }

    /** For a POSIX shell, on one line. */
    private static String quoted(String value) {
        return "'" + value.replaceAll("\\p{Cc}", "?").replace("'", "'\\''") + "'";
    }

    static RuntimeException stopped(SubmissionKey key) {
        return new IllegalStateException(
                "The request with " + key
                        + " was not sent, as the component stopped. Nothing was paid; the key is free, so send it again after the start");
    }

    static RuntimeException otherFailed(SubmissionKey key, VideoTask task) {
        return new IllegalStateException("Another exchange has just submitted the same request with " + key
                + ", and it was not accepted: " + task.errorMessage()
                + ". Nothing was sent by this exchange and nothing was paid; the key is free, so try again");
    }

    static RuntimeException delayed(SubmissionKey key, Duration sendWithin) {
        return new IllegalStateException("The request with " + key + " was delayed for more than "
                + sendWithin.toMillis()
                + " ms after its intent was recorded, or interrupted, and was not sent. Nothing was paid; the key is free, so"
                + " try again. A slow task store, a paused process, more requests than requestsPerSecond allows or a gateway that throttles do"
                + " this; submitTimeout gives it more time");
    }

    static IdempotencyKeyConflictException conflict(SubmissionKey key, VideoTask task) {
        return new IdempotencyKeyConflictException(
                key,
                "The " + key + " already belongs to another request, which is " + task.state()
                        + (task.taskId() == null ? "" : " as task " + task.taskId())
                        + ". Nothing was sent and nothing was paid. Give each request a key of its own, with the header"
                        + " CamelGeminiOmniIdempotencyKey or the option idempotencyKey");
    }

    static BudgetExceededException overBudget(SubmissionKey key, BeginResult.OverBudget refused) {
        Charge charge = refused.charge();
        Booked booked = refused.booked();
        Budget budget = Objects.requireNonNull(charge.budget());
        BigDecimal asked = Objects.requireNonNull(charge.cost().amount());
        String unit = " " + charge.cost().unit();
        BigDecimal left = budget.limit().subtract(booked.total()).max(BigDecimal.ZERO);
        return new BudgetExceededException(
                "The request with " + key + " costs " + text(asked) + unit + " ("
                        + charge.cost().row()
                        + "), but the budget of '" + charge.budgetKey() + "' has " + text(left) + unit
                        + " left: of " + text(budget.limit()) + ", "
                        + text(booked.spent()) + " are spent and "
                        + text(booked.reserved())
                        + " are reserved for requests whose outcome is not known. Nothing was sent and nothing was paid; the"
                        + " key is free. "
                        + (refused.roomAt() == null
                                ? "The request costs more than the whole budget: raise the option budget, or ask for a"
                                        + " cheaper video"
                                : "If nothing else is spent, there is room from " + refused.roomAt()
                                        + ": send it again then, or raise the option budget"
                                        + (booked.reserved().signum() > 0
                                                ? "; unknown outcomes that are resolved as not submitted give room at once"
                                                : "")),
                charge.budgetKey(),
                budget.limit(),
                booked.spent(),
                booked.reserved(),
                asked,
                refused.roomAt());
    }

    private static String text(BigDecimal amount) {
        return Booked.plain(amount).toPlainString();
    }

    static RuntimeException noBudgets(SubmissionKey key) {
        return new IllegalStateException("The request with " + key
                + " has a budget, but the taskRepository checks none. Nothing was sent and nothing was paid. Use storeDirectory,"
                + " dataSource or a JdbcVideoTaskRepository, or remove the option budget");
    }

    private static String resolve() {
        return "It is not sent again by itself. Check whether the task exists at the gateway, then resolve the key as"
                + " that task or as not submitted";
    }
}
