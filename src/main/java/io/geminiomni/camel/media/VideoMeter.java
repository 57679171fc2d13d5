package io.geminiomni.camel.media;

import io.geminiomni.camel.net.Sha256;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Measures a video file whose bytes are given to it in their order, however they are divided. It keeps a few kilobytes, whatever
 * the file contains, and never throws because of it.
 *
 * <p>For one thread.
 */
public final class VideoMeter {
    private final MessageDigest hash = Sha256.digest();
    private final Mp4Reader reader = new Mp4Reader();
    private @Nullable MeasuredVideo measured;

    public void add(byte[] buffer, int offset, int length) {
        hash.update(buffer, offset, length);
        reader.add(buffer, offset, length);
    }

    /** What was measured. No bytes follow. */
    public MeasuredVideo end() {
        MeasuredVideo present = measured;
        if (present == null) {
            reader.end();
            Mp4Track video = reader.video();
            present = new MeasuredVideo(
                    reader.duration(),
                    video == null ? null : video.width(),
                    video == null ? null : video.height(),
                    Sha256.hex(hash.digest()),
                    reader.position(),
                    reader.defect());
            measured = present;
        }
        return present;
    }
}
