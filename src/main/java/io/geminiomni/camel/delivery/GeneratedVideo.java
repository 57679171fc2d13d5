package io.geminiomni.camel.delivery;

import com.fasterxml.jackson.annotation.JsonValue;
import io.geminiomni.camel.download.FreshUrl;
import io.geminiomni.camel.download.VideoDownloadException;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.request.VideoRequest;
import io.geminiomni.camel.task.TaskState;
import io.geminiomni.camel.task.VideoTask;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished video: what is known of its task, and the video itself, which is fetched only when somebody asks for it and
 * anew each time.
 *
 * <p>Through Camel's type converters it is an {@code InputStream} that streams, a {@code byte[]} that is loaded whole, and
 * a {@code String} that is its task's id. As JSON it is the facts of its task.
 */
public final class GeneratedVideo {
    private final VideoTask task;
    private final String url;
    private final VideoDownloads downloads;
    private final FreshUrl freshUrl;

    /** @throws IllegalArgumentException if the task has no video URL */
    public GeneratedVideo(VideoTask task, VideoDownloads downloads, FreshUrl freshUrl) {
        if (task.videoUrl() == null) {
            throw new IllegalArgumentException("There is no video yet: " + task);
        }
        this.task = task;
        this.url = task.videoUrl();
        this.downloads = downloads;
        this.freshUrl = freshUrl;
    }

    /** Where the video is. Whoever has this URL has the video: treat it as a secret for as long as it is valid. */
    public String url() {
        return url;
    }

    /**
     * Fetches the video. The connection is made here; the bytes come as they are read, and a break is mended on the way.
     * The caller closes the stream.
     *
     * @throws IOException if the video cannot be fetched; it says from where and why
     */
    public InputStream openStream() throws IOException {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new VideoDownloadException("The gateway gave a video URL for task " + task.taskId()
                    + " that is not a URL; ask for the task again with operation=status");
        }
        return downloads.open(uri, freshUrl);
    }

    /** The task that made it, as it was when it was emitted. */
    public VideoTask task() {
        return task;
    }

    /** The gateway's id; {@code null} for a video of which nothing was known but its URL. */
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

    /** Percent; 100. */
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

    /** How often it was emitted, this time included. */
    public int attempts() {
        return task.attempts();
    }

    public boolean late() {
        return task.late();
    }

    public Map<String, Object> correlationHeaders() {
        return task.correlationHeaders();
    }

    /** What its JSON holds: the facts of its task, times as ISO-8601 text. */
    @JsonValue
    public Map<String, Object> facts() {
        return task.facts();
    }

    /** No URL, as that is a secret. */
    @Override
    public String toString() {
        return "GeneratedVideo[channel=" + task.channel() + ", taskId=" + task.taskId() + "]";
    }
}
