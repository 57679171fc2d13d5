package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.geminiomni.camel.emulator.CreateCheck.Order;
import io.geminiomni.camel.emulator.CreateCheck.RefusedException;
import io.geminiomni.camel.emulator.Multipart.Part;
import io.geminiomni.camel.emulator.Timeline.Seen;
import io.geminiomni.camel.emulator.Timeline.View;
import io.geminiomni.camel.emulator.Uploads.Upload;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What the gateway answers, call by call, and the faults that come instead. */
final class Gateway implements HttpServer.Handler, AutoCloseable {

    private static final int MAX_BODY = 4 * 1024 * 1024;
    private static final int MAX_FORM = Uploads.MAX_SIZE + 64 * 1024;
    private static final RequestInput.Body NO_BODY = new RequestInput.Body(new byte[0], 0);

    /** Of all emulators of this process: the same specification is the same file. */
    private static final Videos VIDEOS = new Videos();

    private volatile String apiKey;
    private final Set<String> furtherApiKeys;
    private final Clock clock;
    private final double speed;
    private final Timeline timeline;
    private final Account account;
    private final boolean promptInPicture;
    private final SignedUrls urls;
    private final Uploads uploads;
    private final Script script = new Script();
    private final Ledger ledger = new Ledger();
    private final Map<String, EmulatedTask> tasks = new ConcurrentHashMap<>();
    private final Queue<Timeline> nextTimelines = new ConcurrentLinkedQueue<>();
    private final Queue<String> nextIds = new ConcurrentLinkedQueue<>();
    private final String scheme;
    private volatile Set<Quirk> quirks;

    Gateway(GatewayEmulator.Builder settings) {
        this.scheme = settings.scheme();
        this.apiKey = settings.apiKey;
        this.furtherApiKeys = settings.furtherApiKeys;
        this.clock = settings.clock;
        this.speed = settings.speed;
        this.timeline = settings.timeline;
        this.account = new Account(settings.balance, settings.price, settings.clock);
        this.promptInPicture = settings.promptInPicture;
        this.quirks = settings.quirks;
        this.urls = new SignedUrls(clock);
        this.uploads = new Uploads(clock);
    }

    Script script() {
        return script;
    }

    Ledger ledger() {
        return ledger;
    }

    Account account() {
        return account;
    }

    Map<String, EmulatedTask> tasks() {
        return tasks;
    }

    Queue<Timeline> nextTimelines() {
        return nextTimelines;
    }

    Queue<String> nextIds() {
        return nextIds;
    }

    void quirks(Set<Quirk> all) {
        quirks = all;
    }

    @Override
    public void close() {
        uploads.close();
    }

    @Override
    public void handle(Connection connection, RequestHead head) throws IOException {
        Call call = Call.of(head.method(), head.path());
        ledger.began(call);
        EmulatedTask task = taskOf(call, head);
        Fault scripted = scripted(call, task);
        if (scripted != null && scripted.delivery().breach().withinRequest()) {
            ledger.received(ReceivedRequest.of(call, head, NO_BODY, connection));
            breakRequest(connection, head, scripted.delivery());
            return;
        }
        RequestInput.Body body = connection.readBody(head, lookedAt(call, head));
        ReceivedRequest request = ReceivedRequest.of(call, head, body, connection);
        ledger.received(request);
        Fault fault = scripted == null ? script.rule(request) : scripted;
        Answer genuine = reaches(call, fault)
                ? answer(new Asked(request, head, body, task, quirks(task, fault)))
                : Envelope.error(200, Envelope.SERVER_ERROR, "server error");
        connection.send(head, fault.applyTo(genuine, head.target()), fault.delivery());
    }

    /** How much of the body of a call an answer may depend on. */
    private int lookedAt(Call call, RequestHead head) {
        return switch (call) {
            case UPLOAD -> hasKey(head) ? MAX_FORM : ReceivedRequest.KEPT;
            case CREATE -> hasKey(head) ? MAX_BODY : ReceivedRequest.KEPT;
            default -> ReceivedRequest.KEPT;
        };
    }

    private boolean hasKey(RequestHead head) {
        String given = head.header("Authorization");
        return ("Bearer " + apiKey).equals(given)
                || furtherApiKeys.stream().anyMatch(key -> ("Bearer " + key).equals(given));
    }

    /** All that an answer may depend on. */
    private record Asked(
            ReceivedRequest request,
            RequestHead head,
            RequestInput.Body body,
            @Nullable EmulatedTask task,
            Set<Quirk> quirks) {
        boolean has(Quirk quirk) {
            return quirks.contains(quirk);
        }

        Answer refuse(int status, String code, String message) {
            return Envelope.error(has(Quirk.HTTP_STATUSES) ? status : 200, code, message);
        }

        Answer refuse(String message) {
            return refuse(400, Envelope.BAD_PARAMETERS, message);
        }
    }

    private @Nullable Fault scripted(Call call, @Nullable EmulatedTask task) {
        Fault ofTask = task == null ? null : task.called(call);
        return ofTask == null ? script.take(call) : ofTask;
    }

    private static void breakRequest(Connection connection, RequestHead head, Delivery delivery) throws IOException {
        if (delivery.breach() == Delivery.Breach.RESET_IN_REQUEST) {
            connection.resetInBody(head);
        } else {
            connection.reset();
        }
    }

    private static boolean reaches(Call call, Fault fault) {
        return call.changesSomething() ? fault.accepts() : fault.accepts() || !fault.replacesAnswer();
    }

    private Set<Quirk> quirks(@Nullable EmulatedTask task, Fault fault) {
        Set<Quirk> all = EnumSet.noneOf(Quirk.class);
        all.addAll(quirks);
        all.addAll(fault.quirks());
        if (task != null) {
            all.addAll(task.quirks());
        }
        return all;
    }

    String apiKey() {
        return apiKey;
    }

    void apiKey(String next) {
        apiKey = next;
    }

    private Answer answer(Asked asked) throws IOException {
        Call call = asked.request().call();
        if (call.needsKey() && !hasKey(asked.head())) {
            return asked.refuse(401, Envelope.UNAUTHORIZED, "authentication failed");
        }
        return switch (call) {
            case CREATE -> create(asked);
            case QUERY -> query(asked);
            case UPLOAD -> upload(asked);
            case USER_BALANCE -> Envelope.ok(account.ofUser(), asked.has(Quirk.INTEGER_CODE));
            case KEY_BALANCE -> Envelope.ok(account.ofKey(), asked.has(Quirk.INTEGER_CODE));
            case DOWNLOAD -> download(asked);
            case UPLOADED_FILE -> uploadedFile(asked);
            case OTHER -> Answer.html(404, "Not Found");
        };
    }

    private Answer create(Asked asked) {
        if (!isJson(asked.head().header("Content-Type"))) {
            return asked.refuse(415, Envelope.BAD_PARAMETERS, "Content-Type must be application/json");
        }
        if (asked.body().length() > MAX_BODY) {
            return asked.refuse(413, Envelope.BAD_PARAMETERS, "the body must not be larger than 4 MB");
        }
        Order order;
        try {
            order = CreateCheck.check(new String(asked.body().bytes(), StandardCharsets.UTF_8));
        } catch (RefusedException e) {
            return asked.refuse(e.getMessage());
        }
        String unpaid = account.pay(asked.quirks());
        if (unpaid != null) {
            return Envelope.error(200, Envelope.SERVER_ERROR, unpaid);
        }
        EmulatedTask task = newTask(order, asked.request());
        tasks.put(task.id(), task);
        ledger.accepted(asked.head().header("Idempotency-Key"));
        return new TaskAnswer(task, asked.quirks()).toCreate();
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";")[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private EmulatedTask newTask(Order order, ReceivedRequest create) {
        String id = nextIds.poll();
        Timeline own = nextTimelines.poll();
        return new EmulatedTask(
                id == null ? "task_" + UUID.randomUUID().toString().replace("-", "") : id,
                order,
                create,
                clock,
                own == null ? timeline : own);
    }

    private Answer query(Asked asked) {
        EmulatedTask task = asked.task();
        View view = task == null ? null : task.ask(speed);
        if (task == null || view == null || view.seen() == Seen.NOTHING) {
            return asked.refuse(404, Envelope.BAD_PARAMETERS, "task not found");
        }
        if (view.seen() == Seen.FAILURE && asked.has(Quirk.REFUND_FAILURES) && task.refund()) {
            account.refund();
        }
        return new TaskAnswer(task, asked.quirks()).toQuery(view, videoUrl(task, asked));
    }

    /** What a query would see now. It is not counted as one. */
    View look(EmulatedTask task) {
        return task.look(speed);
    }

    /** The signed path of a video. */
    String videoPath(EmulatedTask task) {
        Instant completed = task.completedAt() == null ? clock.instant() : task.completedAt();
        String path = Call.VIDEO_PATH + URLEncoder.encode(task.id(), StandardCharsets.UTF_8) + ".mp4";
        return urls.sign(path, completed.plus(SignedUrls.VALIDITY), task.issue());
    }

    private String videoUrl(EmulatedTask task, Asked asked) {
        String signed = videoPath(task);
        return asked.has(Quirk.RELATIVE_VIDEO_URL) ? signed.substring(1) : absolute(signed, asked.head());
    }

    private String absolute(String path, RequestHead head) {
        return scheme + "://" + head.header("Host") + path;
    }

    private @Nullable EmulatedTask taskOf(Call call, RequestHead head) {
        String path = head.path();
        return switch (call) {
            case QUERY -> tasks.get(decoded(path.substring(Call.QUERY_PATH.length())));
            case DOWNLOAD ->
                tasks.get(decoded(path.substring(Call.VIDEO_PATH.length())).replaceFirst("\\.mp4$", ""));
            default -> null;
        };
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private Answer download(Asked asked) throws IOException {
        EmulatedTask task = asked.task();
        Answer refusal = urls.refusal(asked.head(), task == null ? 0 : task.issue());
        if (refusal != null) {
            return refusal;
        }
        if (task == null) {
            return Answer.html(404, "Not Found");
        }
        String text = promptInPicture ? task.prompt() : "";
        boolean changed = asked.has(Quirk.CHANGED_VIDEO);
        VideoSpec spec = VideoSpec.of(task.order(), changed ? text + " (changed)" : text);
        spec = asked.has(Quirk.SHORT_VIDEO) ? spec.shorter() : spec;
        spec = asked.has(Quirk.SMALL_VIDEO) ? spec.smaller() : spec;
        return VIDEOS.get(spec).to(asked.head(), asked.quirks());
    }

    private Answer upload(Asked asked) throws IOException {
        List<Part> parts = Multipart.parse(
                asked.head().header("Content-Type"), asked.body().bytes());
        if (asked.body().length() > MAX_FORM) {
            return asked.refuse("file must not be larger than 100 MB");
        }
        if (parts == null) {
            return asked.refuse("the body must be multipart/form-data");
        }
        if (parts.size() != 1 || !"file".equals(parts.get(0).name())) {
            return asked.refuse("file must be the one field of the form");
        }
        Part file = parts.get(0);
        String name = file.filename();
        String type = name == null ? null : Uploads.mimeType(name);
        if (name == null || type == null) {
            return asked.refuse("file must be an image, a video or a sound of a known type");
        }
        if (file.content().length > Uploads.MAX_SIZE) {
            return asked.refuse("file must not be larger than 100 MB");
        }
        return uploaded(uploads.keep(name, type, file.content()), asked);
    }

    private Answer uploaded(Upload upload, Asked asked) {
        String signed = urls.sign(upload.path(), upload.uploadedAt().plus(SignedUrls.VALIDITY), 0);
        ObjectNode data = Json.object()
                .put("url", absolute(signed, asked.head()))
                .put("filename", upload.filename())
                .put("size", upload.size())
                .put("mime_type", upload.mimeType());
        return Envelope.ok(data, !asked.has(Quirk.STRING_UPLOAD_CODE));
    }

    private Answer uploadedFile(Asked asked) throws IOException {
        Answer refusal = urls.refusal(asked.head(), 0);
        if (refusal != null) {
            return refusal;
        }
        Upload upload = uploads.find(asked.head().path());
        if (upload == null) {
            return Answer.html(404, "Not Found");
        }
        return new FileAnswer(Files.readAllBytes(upload.content()), upload.mimeType(), "\"" + upload.path() + "\"")
                .to(asked.head(), asked.quirks());
    }
}
