package io.geminiomni.camel.emulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jcodec.common.DemuxerTrackMeta;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.containers.mp4.demuxer.MP4Demuxer;

/** What the header of a video file says. */
record Mp4(double seconds, int width, int height) {

    static Mp4 of(byte[] file) throws IOException {
        var channel = ByteBufferSeekableByteChannel.readFromByteBuffer(ByteBuffer.wrap(file));
        try (MP4Demuxer demuxer = MP4Demuxer.createMP4Demuxer(channel)) {
            DemuxerTrackMeta meta = demuxer.getVideoTrack().getMeta();
            var size = meta.getVideoCodecMeta().getSize();
            return new Mp4(meta.getTotalDuration(), size.getWidth(), size.getHeight());
        }
    }
}
