package io.geminiomni.camel.delivery;

import com.fasterxml.jackson.annotation.JsonValue;
import io.geminiomni.camel.download.FreshUrl;
import io.geminiomni.camel.download.VideoDownloadException;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.media.MeasuredVideo;
import io.geminiomni.camel.option.VerifyVideo;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished video: the facts of its task, and its content, which is fetched each time that it is read.
 *
 * <p>Camel's type converters make of it an {@code InputStream} that streams, a {@code byte[]} with the whole content, and a
 * {@code String} with the id of the task. Its JSON has the facts of the task.
 */
public final class GeneratedVideo {
    private final VideoTask task;
    private final String url;
    private final VideoDownloads downloads;
    private final FreshUrl freshUrl;
    private final VideoVerification verification;
    private volatile @Nullable Throwable conversionFailure;

    /** Makes something of the content. */
    @FunctionalInterface
    interface Conversion<T> {
        T convert() throws IOException;
    }

    /** A video that belongs to no delivery. If it is not what was asked for, that is logged as a warning. */
    public GeneratedVideo(VideoTask task, VideoDownloads downloads, FreshUrl freshUrl) {
        this(task, downloads, freshUrl, VerifyVideo.warn);
    }

    /**
     * A video that belongs to no delivery. If it is not what was asked for, that is logged as a warning at most.
     *
     * @param verify {@code park} counts as {@code warn}, as there is nothing to park
     * @throws IllegalArgumentException if the task has no video URL
     */
    public GeneratedVideo(VideoTask task, VideoDownloads downloads, FreshUrl freshUrl, VerifyVideo verify) {
        this(
                task,
                downloads,
                freshUrl,
                new VideoVerification(verify == VerifyVideo.off ? VerifyVideo.off : VerifyVideo.warn, task));
    }

    GeneratedVideo(VideoTask task, VideoDownloads downloads, FreshUrl freshUrl, VideoVerification verification) {
        if (task.videoUrl() == null) {
            throw new IllegalArgumentException("There is no video yet: " + task);
        }
        this.task = task;
        this.url = task.videoUrl();
        this.downloads = downloads;
        this.freshUrl = freshUrl;
        this.verification = verification;
    }

    /** The URL of the video: a secret for as long as it is valid, as it gives access to the video. */
    public String url() {
        return url;
    }

    /**
     * Connects and streams the video. A broken connection is resumed. The caller closes the stream.
     *
     * @throws WrongVideoException if the video was read before, is not what was asked for, and {@code verifyVideo=park}. A read
     *     of the last bytes throws it, too
     * @throws IOException if the video cannot be fetched, naming the host and the reason
     */
    public InputStream openStream() throws IOException {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new VideoDownloadException("The gateway gave a video URL for task " + task.taskId()
                    + " that is not a URL; poll the task again with operation=status");
        }
        return downloads.open(uri, freshUrl, verification.receiver());
    }

    /** Converts the content, and keeps why that failed if it did. */
    <T> T convert(Conversion<T> conversion) throws IOException {
        try {
            T converted = conversion.convert();
            conversionFailure = null;
            return converted;
        } catch (IOException | RuntimeException | Error e) {
            conversionFailure = e;
            throw e;
        }
    }

    /** Why the last conversion failed; null if it did not, or if there was none. */
    @Nullable Throwable conversionFailure() {
        return conversionFailure;
    }

    /**
     * What the video is by its own bytes. It is known when a stream of it, or its {@code byte[]}, was read to the end.
     *
     * @return {@code null} before that, and always with {@code verifyVideo=off}
     */
    public @Nullable MeasuredVideo measured() {
        return verification.measured();
    }

    /** The task, as it was when it was emitted. */
    public VideoTask task() {
        return task;
    }

    /** The gateway's id; {@code null} if only the URL is known. */
    public @Nullable String taskId() {
        return task.taskId();
    }

    public String channel() {
        return task.channel();
    }

    public String key() {
        return task.key();
    }

    public TaskState state() {
        return task.state();
    }

    public @Nullable String status() {
        return task.status();
    }

    /** In percent. */
    public int progress() {
        return task.progress();
    }

    public VideoRequest request() {
        return task.request();
    }

    public @Nullable Instant createdAt() {
        return task.createdAt();
    }

    public @Nullable Instant completedAt() {
        return task.completedAt();
    }

    public @Nullable String videoUrl() {
        return url;
    }

    public @Nullable Instant videoUrlExpires() {
        return task.videoUrlExpires();
    }

    public @Nullable String errorMessage() {
        return task.errorMessage();
    }

    /** How often it was emitted, including this time. */
    public int attempts() {
        return task.attempts();
    }

    public boolean late() {
        return task.late();
    }

    public Map<String, Object> correlationHeaders() {
        return task.correlationHeaders();
    }

    /**
     * The content of its JSON: the facts of its task, times as ISO-8601 text, and, once the video was read, {@code measured} with
     * {@code duration} in seconds, {@code width}, {@code height}, {@code sha256}, {@code bytes}, and {@code defect} if it has one.
     */
    @JsonValue
    public Map<String, Object> facts() {
        MeasuredVideo known = measured();
        if (known == null) {
            return task.facts();
        }
        Map<String, Object> facts = new LinkedHashMap<>(task.facts());
        facts.put("measured", known.facts());
        return facts;
    }

    /** Without the URL, which is a secret. */
    @Override
    public String toString() {
        return "GeneratedVideo[channel=" + task.channel() + ", taskId=" + task.taskId() + "]";
    }
}
