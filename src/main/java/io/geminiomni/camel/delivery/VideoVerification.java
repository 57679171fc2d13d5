package io.geminiomni.camel.delivery;

import io.geminiomni.camel.download.VideoReceiver;
import io.geminiomni.camel.media.MeasuredVideo;
import io.geminiomni.camel.media.VideoMeter;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.request.OrderedVideo;
import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures a video whenever it is read to its end, and compares it with what its task asked for. A video whose request is not known
 * is only measured.
 */
final class VideoVerification {
    private static final Logger LOG = LoggerFactory.getLogger(VideoVerification.class);

    private final VerifyVideo mode;
    private final VideoTask task;
    private volatile @Nullable MeasuredVideo measured;
    private volatile @Nullable String difference;

    VideoVerification(VerifyVideo mode, VideoTask task) {
        this.mode = mode;
        this.task = task;
    }

    /** The file of the last stream that was read to its end; null before that. */
    @Nullable MeasuredVideo measured() {
        return measured;
    }

    /** What was found, for the history of the task; null if nothing was. */
    @Nullable String finding() {
        MeasuredVideo found = measured;
        return found == null ? null : difference == null ? found.toString() : difference + " (" + found + ")";
    }

    /** Why the task has to be parked; null if it has not. */
    @Nullable String reasonToPark() {
        return mode == VerifyVideo.park && difference != null
                ? "Parked because of verifyVideo=park, as the video is not what was asked for: " + finding()
                : null;
    }

    VideoReceiver receiver() throws WrongVideoException {
        throwIfParked();
        return mode == VerifyVideo.off ? VideoReceiver.none() : new Measuring();
    }

    private void throwIfParked() throws WrongVideoException {
        String found = difference;
        if (mode == VerifyVideo.park && found != null) {
            throw new WrongVideoException(task, found);
        }
    }

    private void found(MeasuredVideo found) throws IOException {
        String different = VideoComparison.difference(ordered(), found);
        difference = different;
        measured = found;
        if (different != null && mode == VerifyVideo.warn) {
            LOG.warn(
                    "The video of {} is not what was asked for: {}. It was paid for and is passed on", task, different);
        }
    }

    /** A request always has a prompt; without one it is not known. */
    private OrderedVideo ordered() {
        return task.request().prompt().isEmpty() ? new OrderedVideo(null, null, null) : OrderedVideo.of(task.request());
    }

    private final class Measuring implements VideoReceiver {
        private final VideoMeter meter = new VideoMeter();
        private boolean isComplete;

        @Override
        public void add(byte[] buffer, int offset, int length) {
            meter.add(buffer, offset, length);
        }

        @Override
        public void complete() throws IOException {
            if (!isComplete) {
                isComplete = true;
                found(meter.end());
            }
            throwIfParked();
        }
    }
}
