package io.geminiomni.camel.emulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jcodec.api.SequenceEncoder;
import org.jcodec.common.Codec;
import org.jcodec.common.Format;
import org.jcodec.common.io.ByteBufferSeekableByteChannel;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;
import org.jcodec.common.model.Rational;

/**
 * Makes real MP4 files (H.264): the prompt, and a bar that grows. The pictures are small, and the file says that they are to be
 * shown as large as was asked for. The same specification gives the same bytes.
 */
final class VideoMaker {

    private static final int FRAMES_PER_SECOND = 2;
    private static final int MAX_BYTES_PER_FRAME = 320 * 320 * 3;
    /** Counted from the name of the box. */
    private static final int SIZE_IN_TRACK_HEADER = 80;

    private static final String[] DATED_BOXES = {"mvhd", "tkhd", "mdhd"};

    private VideoMaker() {}

    static byte[] make(VideoSpec spec) throws IOException {
        int frames = spec.seconds() * FRAMES_PER_SECOND;
        FramePainter painter = new FramePainter(spec);
        ByteBuffer file = ByteBuffer.allocate(64 * 1024 + frames * MAX_BYTES_PER_FRAME);
        ByteBufferSeekableByteChannel channel = ByteBufferSeekableByteChannel.writeToByteBuffer(file);
        SequenceEncoder encoder =
                new SequenceEncoder(channel, Rational.R(FRAMES_PER_SECOND, 1), Format.MOV, Codec.H264, null);
        for (int frame = 0; frame < frames; frame++) {
            encoder.encodeNativeFrame(picture(painter.paint((frame + 1.0) / frames), spec));
        }
        encoder.finish();
        ByteBuffer contents = channel.getContents();
        byte[] bytes = new byte[contents.remaining()];
        contents.get(bytes);
        return shown(undated(bytes), spec);
    }

    private static Picture picture(int[] pixels, VideoSpec spec) {
        Picture picture = Picture.create(spec.width(), spec.height(), ColorSpace.RGB);
        byte[] plane = picture.getPlaneData(0);
        int at = 0;
        for (int pixel : pixels) {
            plane[at++] = (byte) ((pixel >> 16 & 0xFF) - 128);
            plane[at++] = (byte) ((pixel >> 8 & 0xFF) - 128);
            plane[at++] = (byte) ((pixel & 0xFF) - 128);
        }
        return picture;
    }

    /** Says in the header of the one track how large the video is to be shown. */
    private static byte[] shown(byte[] file, VideoSpec spec) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int size = text.indexOf("tkhd", text.lastIndexOf("moov")) + SIZE_IN_TRACK_HEADER;
        ByteBuffer.wrap(file).putInt(size, spec.shownWidth() << 16).putInt(size + 4, spec.shownHeight() << 16);
        return file;
    }

    /** Clears the dates that the encoder writes, so that a video made again is the same file. */
    private static byte[] undated(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int moov = text.lastIndexOf("moov");
        for (String box : DATED_BOXES) {
            for (int at = text.indexOf(box, moov); at > 0; at = text.indexOf(box, at + box.length())) {
                int dates = at + box.length() + 4;
                Arrays.fill(file, dates, dates + 8, (byte) 0);
            }
        }
        return file;
    }
}
