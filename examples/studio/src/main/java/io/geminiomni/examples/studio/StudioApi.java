package io.geminiomni.examples.studio;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON interface of the page: which request does what. */
final class StudioApi {
    static final String PREFIX = "/api/";
    private static final String OPERATE = "operate/";
    private static final int GALLERY_SIZE = 12;

    private final Map<String, Object> session;
    private final TaskViews views;
    private final VideoMaker maker;
    private final OperatorActions actions;
    private final VideoShelf shelf;

    /** @param session what the page needs to know of this run */
    StudioApi(
            Map<String, Object> session, TaskViews views, VideoMaker maker, OperatorActions actions, VideoShelf shelf) {
        this.session = session;
        this.views = views;
        this.maker = maker;
        this.actions = actions;
        this.shelf = shelf;
    }

    Reply answer(HttpCall call) throws IOException {
        String what = call.path().substring(PREFIX.length());
        return call.isPost() ? change(what, call) : show(what, call);
    }

    private Reply show(String what, HttpCall call) throws IOException {
        return switch (what) {
            case "session" -> Reply.json(200, session);
            case "tasks" -> views.list(call);
            case "task" -> views.one(call);
            case "videos" -> videos(call);
            case "spending" -> views.spending(call);
            default -> nothing();
        };
    }

    private Reply change(String what, HttpCall call) {
        if (what.equals("pictures")) {
            return maker.upload(call);
        }
        Map<String, Object> input;
        try {
            input = Reply.JSON.readValue(call.body(), new TypeReference<>() {});
        } catch (IOException e) {
            return Reply.error(400, "The body of the request is not a JSON object. Nothing was changed");
        }
        if (what.startsWith(OPERATE)) {
            return actions.answer(what.substring(OPERATE.length()), input);
        }
        return switch (what) {
            case "validate" -> maker.validate(input);
            case "estimate" -> maker.estimate(input);
            case "videos" -> maker.create(input);
            default -> nothing();
        };
    }

    private Reply videos(HttpCall call) throws IOException {
        VideoShelf.Part part = shelf.list(call.parameter("after"), GALLERY_SIZE);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("videos", part.videos().stream().map(this::video).toList());
        answer.put("next", part.next());
        return Reply.json(200, answer).unlessKnown(call);
    }

    private Map<String, Object> video(VideoShelf.StoredVideo video) {
        Map<String, Object> view =
                views.withoutUrls(Reply.JSON.convertValue(video.facts(), new TypeReference<Map<String, Object>>() {}));
        view.put("video", video.name());
        view.put("bytes", video.size());
        view.put("stored_at", video.storedAt().toString());
        return view;
    }

    private static Reply nothing() {
        return Reply.error(404, "The studio's interface has no such resource");
    }
}
