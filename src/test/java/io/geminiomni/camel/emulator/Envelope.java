package io.geminiomni.camel.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The frame of the gateway's answers: {@code {"code":"20000","msg":"ok","data":{…}}}. */
final class Envelope {

    static final String OK = "20000";
    static final String UNAUTHORIZED = "20001";
    static final String BAD_PARAMETERS = "20002";
    static final String SERVER_ERROR = "-1";

    private Envelope() {}

    static Answer ok(ObjectNode data, boolean integerCode) {
        ObjectNode envelope = Json.object();
        if (integerCode) {
            envelope.put("code", Integer.parseInt(OK));
        } else {
            envelope.put("code", OK);
        }
        envelope.put("msg", "ok").set("data", data);
        return Answer.json(200, envelope);
    }

    static Answer error(int status, String code, String message) {
        return Answer.json(status, Json.object().put("code", code).put("msg", message));
    }
}
