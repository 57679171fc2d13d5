package io.geminiomni.camel.download;

import java.io.IOException;

/** Is given the bytes of a stream while they are read, each once and in their order, over however many connections they came. */
public interface VideoReceiver {
    void add(byte[] buffer, int offset, int length);

    /**
     * All bytes of the video have been given. Called at the end of a stream that is complete, and again with each read after it.
     *
     * @throws IOException to fail the stream, so that its reader does not get the last bytes
     */
    void complete() throws IOException;

    static VideoReceiver none() {
        return new VideoReceiver() {
            @Override
            public void add(byte[] buffer, int offset, int length) {}

            @Override
            public void complete() {}
        };
    }
}
