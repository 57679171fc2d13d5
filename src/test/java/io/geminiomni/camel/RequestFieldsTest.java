package io.geminiomni.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.request.RequestField;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each field of the table of requests can be set by an option and by a header. */
class RequestFieldsTest {
    static Stream<RequestField> fields() {
        return Arrays.stream(RequestField.values()).filter(RequestField::hasHeader);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void anOptionOfAnEndpointIsItsDefault(RequestField field) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            GeminiOmniEndpoint endpoint = context.getEndpoint(
                    "gemini-omni:adverts?apiKey=fake&" + field.camelName() + "=text", GeminiOmniEndpoint.class);

            assertThat(endpoint.getConfiguration().producerOptions().defaults().options())
                    .containsEntry(field, "text");
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aConstantNamesItsHeader(RequestField field) throws Exception {
        assertThat(GeminiOmniConstants.class.getField("HEADER_" + field.name()).get(null))
                .isEqualTo(field.headerName());
    }
}
