package io.geminiomni.camel.emulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jcodec.common.DemuxerTrackMeta;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.containers.mp4.demuxer.MP4Demuxer;

/** What the header of a video file says. */
record TestVideo(double seconds, int width, int height) {

    static TestVideo of(byte[] file) throws IOException {
        var channel = ByteBufferSeekableByteChannel.readFromByteBuffer(ByteBuffer.wrap(file));
        try (MP4Demuxer demuxer = MP4Demuxer.createMP4Demuxer(channel)) {
            DemuxerTrackMeta meta = demuxer.getVideoTrack().getMeta();
            var size = meta.getVideoCodecMeta().getSize();
            return new TestVideo(meta.getTotalDuration(), size.getWidth(), size.getHeight());
        }
    }
}
