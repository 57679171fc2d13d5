package io.geminiomni.camel.download;

import java.time.Instant;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The version of a file.
 *
 * @param size in bytes; {@link #UNKNOWN} until the end was received
 * @param etag a strong one
 * @param lastModified a strong one, by RFC 9110, section 8.8.2.2
 */
record VideoVersion(
        long size, @Nullable String etag, @Nullable String lastModified) {
    static final long UNKNOWN = -1;

    /** By the answer with the whole file. */
    static VideoVersion of(HostAnswer whole) {
        return new VideoVersion(whole.isChunked() ? UNKNOWN : whole.length(), strongTag(whole), strongDate(whole));
    }

    VideoVersion withSize(long known) {
        return new VideoVersion(known, etag, lastModified);
    }

    /** The value of {@code If-Range}; {@code null} if the host gives none. */
    @Nullable String validator() {
        return etag != null ? etag : lastModified;
    }

    /** Whether a partial answer is of this version. A host may omit the date, but not the tag. */
    boolean isThatOf(HostAnswer part) {
        if (etag != null) {
            return etag.equals(part.header(HttpHeaders.ETAG));
        }
        String date = part.header(HttpHeaders.LAST_MODIFIED);
        return date == null || date.equals(lastModified);
    }

    private static @Nullable String strongTag(HostAnswer answer) {
        String tag = answer.header(HttpHeaders.ETAG);
        return tag != null && tag.startsWith("\"") ? tag : null;
    }

    private static @Nullable String strongDate(HostAnswer answer) {
        String modified = answer.header(HttpHeaders.LAST_MODIFIED);
        Instant changed = date(modified);
        Instant answered = date(answer.header(HttpHeaders.DATE));
        return changed != null && answered != null && changed.isBefore(answered) ? modified : null;
    }

    private static @Nullable Instant date(@Nullable String header) {
        return header == null ? null : DateUtils.parseStandardDate(header);
    }
}
