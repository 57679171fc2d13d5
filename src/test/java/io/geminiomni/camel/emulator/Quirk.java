package io.geminiomni.camel.emulator;

/** A way in which answers of such gateways differ from what the documentation says, without being wrong. */
public enum Quirk {
    /** Create and query answer with the bare data object, as an old deployment does. */
    BARE_ANSWERS,
    /** The code of create and query answers is an integer, not a string. */
    INTEGER_CODE,
    /** The code of upload answers is a string, not an integer. */
    STRING_UPLOAD_CODE,
    /** Times are milliseconds, not seconds. */
    MILLISECONDS,
    /** What is not known yet is sent as {@code null}, not left out. */
    NULLS,
    /** Refusals come with HTTP 401, 400 or 404, not 200. */
    HTTP_STATUSES,
    /** A finished task is called {@code success}. */
    SUCCESS,
    /** A finished task is called {@code succeeded}. */
    SUCCEEDED,
    /** The video stands in {@code url} of the data object. */
    URL,
    /** The video stands in {@code mediaUrl} of the data object. */
    MEDIA_URL,
    /** The reason of a failure stands in {@code error_msg}. */
    ERROR_MSG,
    /** The reason of a failure stands in {@code reason}. */
    REASON,
    /** The video's URL is a relative object key. */
    RELATIVE_VIDEO_URL,
    /** Videos come whole, whatever range was asked for. */
    NO_RANGES,
    /** A video is another one than before: other bytes, another ETag. */
    CHANGED_VIDEO,
    /** The answer to a range request starts at another place than asked for, and says so. */
    WRONG_RANGE,
    /** A video is two seconds shorter than was asked for. */
    SHORT_VIDEO,
    /** A video is half as wide and half as high as was asked for. */
    SMALL_VIDEO,
    /** A task is charged a minute after its creation, not with it. */
    CHARGE_LATE,
    /** A task is not charged. */
    CHARGE_NEVER,
    /** What a failed task cost is given back with the first query that sees the failure. */
    REFUND_FAILURES
}
