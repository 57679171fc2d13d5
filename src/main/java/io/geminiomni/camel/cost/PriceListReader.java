package io.geminiomni.camel.cost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import io.geminiomni.camel.request.StrictJson;
import io.geminiomni.camel.request.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a price list from JSON or YAML. The library for YAML is optional: Jackson finds it as a service. */
final class PriceListReader {
    private static final int LARGEST = 1 << 20;
    private static final String YAML = "YAML";
    private static final String PRICES = "prices";
    private static final List<String> FIELDS = List.of(PriceRow.UNIT, PRICES);

    private final String name;
    private final ClassLoader classLoader;
    private final List<Violation> violations = new ArrayList<>();

    PriceListReader(String name, ClassLoader classLoader) {
        this.name = name;
        this.classLoader = classLoader;
    }

    PriceList read(InputStream content) throws IOException {
        JsonNode root = parsed(text(content));
        PriceList.Builder list = new PriceList.Builder("The price list " + name);
        if (root.isArray()) {
            addRows(list, root);
        } else if (root.isObject()) {
            root.fieldNames().forEachRemaining(name -> PriceRowCheck.checkName("the list", name, FIELDS, violations));
            list.unit(StrictJson.plain(root.path(PriceRow.UNIT)));
            JsonNode prices = root.path(PRICES);
            if (prices.isArray()) {
                addRows(list, prices);
            } else if (!prices.isMissingNode()) {
                violations.add(Violation.of(PRICES, StrictJson.plain(prices), "a list of rows", ""));
            }
        } else {
            throw invalid("is no list of prices: write an object with unit and prices, or a list of rows", null);
        }
        return list.build(violations);
    }

    private String text(InputStream content) throws IOException {
        byte[] bytes = content.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw invalid("has more than " + LARGEST + " bytes, which are allowed", null);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("is not UTF-8: save it as UTF-8", e);
        }
    }

    private JsonNode parsed(String text) {
        boolean yaml = isYaml(text);
        try {
            return mapper(yaml).readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid("is not " + (yaml ? YAML : "JSON") + ": " + complaint(e), e);
        }
    }

    private static String complaint(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("")
                + (e.getLocation() == null
                        ? ""
                        : ", at line " + e.getLocation().getLineNr() + ", column "
                                + e.getLocation().getColumnNr());
    }

    private boolean isYaml(String text) {
        String lower = name.toLowerCase(Locale.ROOT);
        String start = text.stripLeading();
        return lower.endsWith(".yaml")
                || lower.endsWith(".yml")
                || !(lower.endsWith(".json") || start.startsWith("{") || start.startsWith("["));
    }

    private ObjectMapper mapper(boolean yaml) {
        ObjectMapper mapper = new ObjectMapper(yaml ? yaml() : new JsonFactory());
        mapper.configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        mapper.configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
        return mapper;
    }

    private JsonFactory yaml() {
        return Stream.of(classLoader, PriceListReader.class.getClassLoader())
                .flatMap(loader -> ServiceLoader.load(JsonFactory.class, loader).stream())
                .map(ServiceLoader.Provider::get)
                .filter(factory -> YAML.equals(factory.getFormatName()))
                .findFirst()
                .orElseThrow(() -> invalid(
                        "is YAML, which needs a library that is not on the class path: add"
                                + " com.fasterxml.jackson.dataformat:jackson-dataformat-yaml, or write the list in JSON",
                        null));
    }

    private void addRows(PriceList.Builder list, JsonNode rows) {
        for (JsonNode row : rows) {
            int number = list.size() + 1;
            Map<String, Object> values = new LinkedHashMap<>();
            if (!row.isObject()) {
                violations.add(Violation.of("row " + number, StrictJson.plain(row), "an object", ""));
            }
            row.properties().forEach(field -> {
                Object value = StrictJson.plain(field.getValue());
                String canonical = PriceRowCheck.canonical(field.getKey());
                if (value != null && values.put(canonical, value) != null) {
                    violations.add(Violation.of("row " + number, field.getKey(), "each field once", ""));
                }
            });
            list.row(new PriceRow(values));
        }
    }

    private IllegalArgumentException invalid(String why, @Nullable Throwable cause) {
        return new IllegalArgumentException("The price list " + name + " " + why + ".", cause);
    }
}
