package io.geminiomni.camel;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;

/** Creates {@code gemini-omni:} endpoints. */
@Component("gemini-omni")
public class GeminiOmniComponent extends HealthCheckComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        GeminiOmniEndpoint e = new GeminiOmniEndpoint(uri, this, remaining);
        setProperties(e, parameters);
        return e;
    }
}
