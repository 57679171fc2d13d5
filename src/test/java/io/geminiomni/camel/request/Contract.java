package io.geminiomni.camel.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

/** The gateway's contract as a schema, the rules across fields included: none of our code has a part in it. */
public final class Contract {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Contract.class.getResourceAsStream("create-request.schema.json"));

    private Contract() {}

    public static void assertKept(String sent) throws JsonProcessingException {
        JsonNode json = MAPPER.readTree(sent);
        assertThat(SCHEMA.validate(json)).as(sent).isEmpty();
    }
}
