package io.geminiomni.camel.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/** Resolves names on another thread, as a lookup cannot be interrupted and has no time-out of its own. */
final class TimedDnsResolver implements DnsResolver {
    private final DnsResolver resolver;
    private final ExecutorService threads;
    private final Duration timeout;

    TimedDnsResolver(DnsResolver resolver, ExecutorService threads, Duration timeout) {
        this.resolver = resolver;
        this.threads = threads;
        this.timeout = timeout;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        Future<InetAddress[]> lookup = threads.submit(() -> resolver.resolve(host));
        try {
            return lookup.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failed(host + ": the lookup took longer than " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(host + ": the lookup was interrupted", e);
        } catch (ExecutionException e) {
            throw failed(host + ": name not known", e);
        } finally {
            lookup.cancel(true);
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private static UnknownHostException failed(String message, Exception cause) {
        UnknownHostException failure = new UnknownHostException(message);
        failure.initCause(cause);
        return failure;
    }
}
