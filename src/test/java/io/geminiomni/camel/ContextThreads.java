package io.geminiomni.camel;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager.ThreadFactoryListener;

/**
 * The threads that the pools of a context create from now on. Unlike {@link Thread#getAllStackTraces()} this lists virtual threads
 * too.
 */
public final class ContextThreads implements ThreadFactoryListener {
    private final Set<Thread> created = ConcurrentHashMap.newKeySet();

    private ContextThreads() {}

    public static ContextThreads of(CamelContext context) {
        ContextThreads threads = new ContextThreads();
        context.getExecutorServiceManager().addThreadFactoryListener(threads);
        return threads;
    }

    @Override
    public ThreadFactory onNewThreadFactory(Object source, ThreadFactory factory) {
        return job -> {
            Thread thread = factory.newThread(job);
            created.add(thread);
            return thread;
        };
    }

    /** The names, with this part in it, of those that are alive. */
    public List<String> alive(String part) {
        return created.stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.contains(part))
                .toList();
    }
}
