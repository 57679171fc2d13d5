package io.geminiomni.camel.delivery;

import io.geminiomni.camel.download.FreshUrl;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.observe.DeliveryEvent;
import io.geminiomni.camel.observe.ObservedSpan;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.task.Claim;
import io.geminiomni.camel.task.Lease;
import io.geminiomni.camel.task.LeaseKeeper;
import io.geminiomni.camel.task.LeaseUpdate;
import io.geminiomni.camel.task.LeasedTask;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares the exchanges of tasks, and records how they end: the task is finished, released or parked. If the store cannot be
 * written, the lease expires and the task is emitted again.
 */
public final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    /** So many failures in a row mean that the store cannot be reached. */
    private static final int MOST_FAILURES_IN_A_ROW = 2;

    private static final String CORRECT_THE_ROUTE = "correct the route, then unpark the task";
    private static final String LOOK_AT_THE_VIDEO =
            "get it with operation=download, or unpark the task and receive it with verifyVideo=warn";

    private final LeaseKeeper leases;
    private final Redelivery redelivery;
    private final VideoDownloads downloads;
    private final DeliveryReports reports;
    private final UrlDisclosure disclosure;
    private final VerifyVideo verify;
    private final EndedDeliveries ended = new EndedDeliveries(this::record);

    /**
     * @param reports of the ends of attempts
     * @param disclosure where exchanges show the URLs of videos
     * @param verify what is done about videos that are not what was asked for
     */
    public Deliveries(
            LeaseKeeper leases,
            Redelivery redelivery,
            VideoDownloads downloads,
            DeliveryReports reports,
            UrlDisclosure disclosure,
            VerifyVideo verify) {
        this.leases = leases;
        this.redelivery = redelivery;
        this.downloads = downloads;
        this.reports = reports;
        this.disclosure = disclosure;
        this.verify = verify;
    }

    void describe(Exchange exchange, VideoTask task, FreshUrl freshUrl, VideoVerification verification) {
        Message message = exchange.getIn();
        VideoHeaders.emit(message, task, disclosure);
        message.setBody(
                task.state() == TaskState.FAILED ? disclosure.inBody(task) : video(task, freshUrl, verification));
    }

    /** Sets the headers and the body of an exchange to the progress of a task. */
    public void describeProgress(Exchange exchange, VideoTask task) {
        Message message = exchange.getIn();
        VideoHeaders.progress(message, task, disclosure);
        message.setBody(disclosure.inBody(task));
    }

    /**
     * Sets the body of an exchange, which has the headers of the task already, to its finished video. There is nothing to
     * acknowledge.
     */
    public void setVideo(Exchange exchange, VideoTask task, FreshUrl freshUrl) {
        setVideo(exchange, task, freshUrl, verification(task));
    }

    void setVideo(Exchange exchange, VideoTask task, FreshUrl freshUrl, VideoVerification verification) {
        Message message = exchange.getMessage();
        VideoHeaders.update(message, task, disclosure);
        message.setBody(video(task, freshUrl, verification));
    }

    private GeneratedVideo video(VideoTask task, FreshUrl freshUrl, VideoVerification verification) {
        return new GeneratedVideo(disclosure.inBody(task), downloads, freshUrl, verification);
    }

    private VideoVerification verification(VideoTask task) {
        return new VideoVerification(verify, task);
    }

    /**
     * The acknowledgement to add to the exchange of a task.
     *
     * @param stopping whether the emitter of the task is stopping, and may have interrupted the exchange
     */
    public VideoAcknowledgement acknowledgement(LeasedTask leased, BooleanSupplier stopping) {
        return acknowledgement(leased, stopping, () -> false);
    }

    /**
     * The same for one of several emissions at once. While the end of another delivery is written, a good end is left to be
     * written after that one, if other emissions wait for the thread.
     *
     * @param othersWait whether other emissions wait
     */
    public VideoAcknowledgement acknowledgement(
            LeasedTask leased, BooleanSupplier stopping, BooleanSupplier othersWait) {
        return new VideoAcknowledgement(this, leased, verification(leased.task()), stopping, othersWait);
    }

    /** Follows the delivery of a task, if somebody listens. */
    ObservedSpan follow(VideoTask task) {
        return reports.follow(task);
    }

    /** Whether the lease is held, as far as is known. */
    public boolean isHeld(LeasedTask leased) {
        return leases.holds(leased.lease());
    }

    /** Releases tasks that were not emitted; their attempt does not count. */
    public void release(Collection<LeasedTask> notEmitted) {
        if (notEmitted.isEmpty()) {
            return;
        }
        List<LeaseUpdate> updates = notEmitted.stream()
                .map(leased -> LeaseUpdate.release(leased.lease(), uncounted(leased.task()), Duration.ZERO))
                .toList();
        write(updates);
    }

    /**
     * The claimed tasks that may be emitted. The others were emitted as often as is allowed, and no attempt was completed, as
     * when each ended its JVM: their videos are parked, and their failures count as reported.
     */
    public List<LeasedTask> withoutExhausted(List<LeasedTask> claimed) {
        List<LeasedTask> ready = new ArrayList<>();
        List<LeaseUpdate> ends = new ArrayList<>();
        for (LeasedTask leased : claimed) {
            VideoTask before = uncounted(leased.task());
            if (Claim.Purpose.EMIT.covers(before.state()) && redelivery.isExhausted(before.attempts())) {
                ends.add(LeaseUpdate.end(leased.lease(), ended(before)));
            } else {
                ready.add(leased);
            }
        }
        if (!ends.isEmpty()) {
            Set<Lease> lost = write(ends);
            ends.forEach(end -> report(end, lost, endOf(end.task())));
        }
        return ready;
    }

    private static VideoTask ended(VideoTask exhausted) {
        if (exhausted.state() == TaskState.FAILED) {
            LOG.error(
                    "{}: the failure is not reported again, after {} attempts of which none was completed: {}",
                    exhausted,
                    exhausted.attempts(),
                    exhausted.errorMessage());
            return exhausted.become(TaskState.DELIVERED).build();
        }
        return parked(
                exhausted,
                "Parked after " + exhausted.attempts()
                        + " delivery attempts; the last was not completed: its process ended, or its lease was lost, while"
                        + " it was emitted",
                CORRECT_THE_ROUTE);
    }

    /**
     * Records that the video was taken, or the failure reported.
     *
     * @param finding what is known of the video, for the history; null if nothing is
     * @param othersWait whether other emissions wait for this thread; then it may be recorded later, with others
     */
    void finish(LeasedTask leased, @Nullable String finding, boolean othersWait) {
        VideoTask delivered = leased.task().become(TaskState.DELIVERED).build();
        EndedDeliveries.Ended end = new EndedDeliveries.Ended(
                LeaseUpdate.end(leased.lease(), delivered).because(finding),
                leased.task().state() == TaskState.FAILED
                        ? DeliveryEvent.Outcome.REPORTED
                        : DeliveryEvent.Outcome.DELIVERED);
        ended.write(end, othersWait);
    }

    /** Releases the task of an exchange that a stop has interrupted; its attempt does not count. */
    void interrupted(LeasedTask leased) {
        acknowledge(
                LeaseUpdate.release(leased.lease(), uncounted(leased.task()), Duration.ZERO),
                DeliveryEvent.Outcome.RELEASED);
    }

    /** Records that the route failed: the video is emitted again later, or parked. A failure counts as reported. */
    void failed(LeasedTask leased, @Nullable Throwable cause) {
        VideoTask task = leased.task();
        if (task.state() == TaskState.FAILED) {
            finish(leased, null, false);
        } else if (redelivery.isExhausted(task.attempts())) {
            park(leased, cause);
        } else {
            Duration delay = redelivery.delayAfter(task.attempts());
            LOG.debug("{} is emitted again in {} ms", task, delay.toMillis());
            acknowledge(LeaseUpdate.release(leased.lease(), task, delay), DeliveryEvent.Outcome.FAILED);
        }
    }

    private void park(LeasedTask leased, @Nullable Throwable cause) {
        park(
                leased,
                "Parked after " + leased.task().attempts() + " delivery attempts; the last failed with "
                        + (cause == null ? "no exception" : cause.getClass().getName()),
                CORRECT_THE_ROUTE);
    }

    /** Records that the video, which is not what was asked for, is not emitted again until an operator has unparked its task. */
    void parkWrong(LeasedTask leased, String reason) {
        park(leased, reason, LOOK_AT_THE_VIDEO);
    }

    private void park(LeasedTask leased, String reason, String advice) {
        acknowledge(
                LeaseUpdate.end(leased.lease(), parked(leased.task(), reason, advice)), DeliveryEvent.Outcome.PARKED);
    }

    private static VideoTask parked(VideoTask task, String reason, String advice) {
        LOG.error("{}: {}. The gateway keeps the video until {}: {}", task, reason, task.videoUrlExpires(), advice);
        return task.become(TaskState.PARKED).errorMessage(reason).build();
    }

    private void acknowledge(LeaseUpdate update, DeliveryEvent.Outcome outcome) {
        ended.write(new EndedDeliveries.Ended(update, outcome), false);
    }

    private void record(List<EndedDeliveries.Ended> group) {
        RuntimeException failure = failureToRecord(group);
        if (failure == null) {
            return;
        }
        if (group.size() == 1) {
            reportUnrecorded(group, failure);
            return;
        }
        // None was written, perhaps because of only one of them.
        int failuresInARow = 0;
        for (EndedDeliveries.Ended each : group) {
            List<EndedDeliveries.Ended> alone = List.of(each);
            // A thread does not wait for a store that cannot be reached once for each of them.
            RuntimeException ofThis = failuresInARow < MOST_FAILURES_IN_A_ROW ? failureToRecord(alone) : failure;
            if (ofThis == null) {
                failuresInARow = 0;
            } else {
                failuresInARow += ofThis instanceof IllegalStateException ? 0 : 1;
                reportUnrecorded(alone, ofThis);
            }
        }
    }

    /** @return null if they were recorded */
    private @Nullable RuntimeException failureToRecord(List<EndedDeliveries.Ended> group) {
        Set<Lease> lost;
        try {
            lost = writeUninterrupted(updates(group));
        } catch (RuntimeException e) {
            return e;
        }
        group.forEach(each -> report(each.update(), lost, each.outcome()));
        reports.lost(lost.size());
        return null;
    }

    private void reportUnrecorded(List<EndedDeliveries.Ended> group, RuntimeException failure) {
        unrecorded(updates(group), failure);
        group.forEach(each -> report(each.update(), null, each.outcome()));
    }

    private static List<LeaseUpdate> updates(List<EndedDeliveries.Ended> group) {
        return group.stream().map(EndedDeliveries.Ended::update).toList();
    }

    private void report(LeaseUpdate update, @Nullable Set<Lease> lost, DeliveryEvent.Outcome outcome) {
        if (lost == null) {
            reports.ended(update.task(), DeliveryEvent.Outcome.UNRECORDED);
        } else {
            reports.ended(update.task(), lost.contains(update.lease()) ? DeliveryEvent.Outcome.LOST : outcome);
        }
    }

    private static DeliveryEvent.Outcome endOf(VideoTask exhausted) {
        return exhausted.state() == TaskState.PARKED ? DeliveryEvent.Outcome.PARKED : DeliveryEvent.Outcome.REPORTED;
    }

    /** @return the lost leases; null if the updates could not be recorded */
    private @Nullable Set<Lease> write(List<LeaseUpdate> updates) {
        try {
            return writeUninterrupted(updates);
        } catch (RuntimeException e) {
            return unrecorded(updates, e);
        }
    }

    private static @Nullable Set<Lease> unrecorded(List<LeaseUpdate> updates, RuntimeException failure) {
        for (LeaseUpdate update : updates) {
            LOG.error(
                    "The end of {} could not be recorded: the task is emitted again when its lease has expired",
                    update.task(),
                    failure);
        }
        return null;
    }

    /**
     * Writes without being interrupted. A forced shutdown interrupts routes, and a store that is interrupted while it writes
     * may fail or close its files.
     *
     * @return the lost leases
     */
    private Set<Lease> writeUninterrupted(List<LeaseUpdate> updates) {
        boolean interrupted = Thread.interrupted();
        try {
            Set<Lease> lost = leases.update(updates);
            for (LeaseUpdate update : updates) {
                if (lost.contains(update.lease())) {
                    LOG.warn(
                            "The lease of {} was lost while it was being delivered: another consumer emits it, too",
                            update.task());
                }
            }
            return lost;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static VideoTask uncounted(VideoTask task) {
        return task.toBuilder().attempts(Math.max(0, task.attempts() - 1)).build();
    }
}
