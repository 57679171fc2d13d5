package io.geminiomni.camel.task.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a node does with a shared store, in words that every version of the store's classes understands. {@link RepositoryNode}
 * is it on the present classes, {@link FormerNode} on those of an earlier version.
 */
public interface StoreNode {
    /** Begins to submit. @return the state of the record that has the key if it is another's, or {@code STARTED} */
    String begin(String key);

    /** The gateway made this task of the request that this node began last under the key. @return its state */
    String accepted(String key, String taskId);

    /** The gateway refused the request that this node began last under the key. @return its state */
    String rejected(String key);

    /** Claims tasks of this base URL to ask for. @return their ids */
    List<String> claimToAsk(String baseUrl, int limit);

    /** Claims videos to emit. @return the ids of their tasks */
    List<String> claimToEmit(int limit);

    /** The task that this node has claimed is finished: it is given back as COMPLETED. @return whether it was still this node's */
    boolean complete(String taskId);

    /** The video that this node has claimed is delivered. @return whether it was still this node's */
    boolean deliver(String taskId);

    /** @return how many submissions became UNKNOWN */
    int sweep(Duration submitTimeout);

    /** @return how many records were deleted */
    int purge(Duration retention);

    /** The state of the record that has the key, or {@code null}. */
    String state(String key);

    /** How many records there are in each state. */
    Map<String, Long> counts();
}
