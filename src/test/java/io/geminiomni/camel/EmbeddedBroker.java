package io.geminiomni.camel;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An Artemis broker in memory, for all tests of a class. It is spoken to as any JMS client does. */
public final class EmbeddedBroker implements BeforeAllCallback, AfterAllCallback {
    private static final AtomicInteger BROKERS = new AtomicInteger(1000);
    private static final long PATIENCE = 20_000;

    private final String url = "vm://" + BROKERS.incrementAndGet();
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final ConnectionFactory connections = new ActiveMQConnectionFactory(url);

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .addAcceptorConfiguration("vm", url));
        broker.start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        ((ActiveMQConnectionFactory) connections).close();
        broker.stop();
    }

    /** Connections of Camel's component. */
    public ConnectionFactory connections() {
        return connections;
    }

    /** Sends a text with a property, as a client that knows nothing of Camel does. */
    public void send(String queue, String text, String property, String value) {
        try (JMSContext client = connections.createContext()) {
            client.createProducer().setProperty(property, value).send(client.createQueue(queue), text);
        }
    }

    /** Takes the next message of a queue, and gives what is read of it. */
    public <T> T receive(String queue, Reading<T> reading) throws JMSException {
        try (JMSContext client = connections.createContext()) {
            return reading.of(client.createConsumer(client.createQueue(queue)).receive(PATIENCE));
        }
    }

    /** The bytes of a message. */
    public static byte[] bytes(Message message) throws JMSException {
        BytesMessage bytes = (BytesMessage) message;
        byte[] content = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(content);
        return content;
    }

    /** Reads a message while its session is open. */
    @FunctionalInterface
    public interface Reading<T> {
        T of(Message message) throws JMSException;
    }
}
