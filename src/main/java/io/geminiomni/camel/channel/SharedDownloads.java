package io.geminiomni.camel.channel;

import io.geminiomni.camel.download.DownloadSettings;
import io.geminiomni.camel.download.VideoDownloads;
import io.geminiomni.camel.gateway.GatewaySettings;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.util.IOHelper;

/** The clients of video hosts: one for all channels with the same settings. For one thread at a time. */
final class SharedDownloads {
    private final Channels.Outside outside;
    private final DownloadTrust trust;
    private final Map<DownloadSettings, VideoDownloads> used = new HashMap<>();
    private final Set<VideoDownloads> unused = Collections.newSetFromMap(new WeakHashMap<>());

    SharedDownloads(CamelContext context, Channels.Outside outside) {
        this.outside = outside;
        this.trust = new DownloadTrust(context);
    }

    VideoDownloads of(ChannelOptions options) {
        return used.computeIfAbsent(
                settings(options),
                key -> new VideoDownloads(
                        key, outside.threads().random(), outside.threads()::pause, outside.listener()));
    }

    DownloadSettings settings(ChannelOptions options) {
        GatewaySettings gateway = options.gateway();
        ChannelOptions.Downloads videos = options.downloads();
        return new DownloadSettings(
                gateway.baseUrl(),
                gateway.connectTimeout(),
                gateway.requestTimeout(),
                videos.retries(),
                videos.maxVideoSize(),
                videos.minRate(),
                videos.hosts(),
                trust.of(gateway.sslContextParameters()),
                gateway.proxyHost(),
                gateway.proxyPort());
    }

    /** No channel uses them any more. Emitted videos may still be fetched, so they are closed later, with the component. */
    void release(DownloadSettings settings) {
        VideoDownloads last = used.remove(settings);
        if (last != null) {
            unused.add(last);
        }
    }

    void close() {
        used.values().forEach(IOHelper::close);
        used.clear();
        unused.forEach(IOHelper::close);
        unused.clear();
    }
}
