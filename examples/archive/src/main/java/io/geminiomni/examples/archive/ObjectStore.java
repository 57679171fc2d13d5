package io.geminiomni.examples.archive;

import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 server in memory, for this machine only, instead of the real one. It has no bucket at first. */
public final class ObjectStore implements AutoCloseable {
    private static final String ACCESS_KEY = "example";
    private static final String SECRET_KEY = "not-a-secret";

    private final BlobStoreContext objects;
    private final S3Proxy server;

    private ObjectStore(BlobStoreContext objects, S3Proxy server) {
        this.objects = objects;
        this.server = server;
    }

    /** Starts one on a free port. */
    public static ObjectStore start() throws Exception {
        BlobStoreContext objects = ContextBuilder.newBuilder(new TransientNio2BlobApiMetadata())
                .credentials(ACCESS_KEY, SECRET_KEY)
                .overrides(new Properties())
                .buildView(BlobStoreContext.class);
        S3Proxy server = S3Proxy.builder()
                .blobStore(objects.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        server.start();
        return new ObjectStore(objects, server);
    }

    /**
     * A client of the server, which the caller closes. Camel's component uses the client in its registry. With the real S3,
     * the options of the component name the region and the credentials instead.
     */
    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getPort()))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                // the server does not support checksums after the content
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The S3 server cannot be stopped", e);
        } finally {
            objects.close();
        }
    }
}
