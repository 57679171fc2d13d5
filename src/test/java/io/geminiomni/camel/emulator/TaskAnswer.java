package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geminiomni.camel.emulator.Timeline.Seen;
import io.geminiomni.camel.emulator.Timeline.View;
import java.time.Instant;
import java.util.Set;

/** A task in the gateway's JSON, with the quirks that are asked for. */
record TaskAnswer(EmulatedTask task, Set<Quirk> quirks) {

    private static final String VIDEO_URL = "video_url";
    private static final String COMPLETED_AT = "completed_at";
    private static final String RESULT = "result";

    Answer toCreate() {
        return answer(facts("queued"));
    }

    Answer toQuery(View view, String videoUrl) {
        ObjectNode data = facts(status(view)).put("progress", view.progress());
        Instant completedAt = task.completedAt();
        if (view.ended() && completedAt != null) {
            data.put(COMPLETED_AT, time(completedAt));
        }
        if (view.seen() == Seen.VIDEO) {
            putVideo(data, videoUrl);
        } else if (view.seen() == Seen.FAILURE) {
            data.put(errorField(), view.error());
        }
        if (quirks.contains(Quirk.NULLS)) {
            putNulls(data);
        }
        return answer(data);
    }

    private ObjectNode facts(String status) {
        return Json.object()
                .put("task_id", task.id())
                .put("status", status)
                .put("model", task.model())
                .put("created_at", time(task.createdAt()));
    }

    private Answer answer(ObjectNode data) {
        return quirks.contains(Quirk.BARE_ANSWERS)
                ? Answer.json(200, data)
                : Envelope.ok(data, quirks.contains(Quirk.INTEGER_CODE));
    }

    private String status(View view) {
        if (view.seen() == Seen.VIDEO && quirks.contains(Quirk.SUCCEEDED)) {
            return "succeeded";
        }
        return view.seen() == Seen.VIDEO && quirks.contains(Quirk.SUCCESS) ? "success" : view.status();
    }

    private void putVideo(ObjectNode data, String url) {
        String field = quirks.contains(Quirk.URL) ? "url" : quirks.contains(Quirk.MEDIA_URL) ? "mediaUrl" : null;
        if (field == null) {
            data.putObject(RESULT).put(VIDEO_URL, url);
        } else {
            data.put(field, url);
        }
    }

    private String errorField() {
        if (quirks.contains(Quirk.ERROR_MSG)) {
            return "error_msg";
        }
        return quirks.contains(Quirk.REASON) ? "reason" : "error_message";
    }

    private void putNulls(ObjectNode data) {
        putNull(data, COMPLETED_AT);
        putNull(data, errorField());
        if (data.get(RESULT) instanceof ObjectNode result) {
            putNull(result, "image_url");
        } else {
            putNull(data, RESULT);
        }
    }

    private static void putNull(ObjectNode data, String field) {
        if (!data.has(field)) {
            data.putNull(field);
        }
    }

    private long time(Instant time) {
        return quirks.contains(Quirk.MILLISECONDS) ? time.toEpochMilli() : time.getEpochSecond();
    }
}
