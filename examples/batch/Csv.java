import io.geminiomni.camel.request.Violation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.model.dataformat.CsvDataFormat;

/** The file: its text, and the fields of the request in each row. */
final class Csv {
    private static final Set<String> LISTS = Set.of("image_urls", "imageUrls", "images", "video_urls", "videoUrls");
    private static final int MAX_BYTES =
            200; // a file name has at most 255, with what is added to it while it is written

    private final Batch.Arguments arguments;
    private final String text;
    private volatile List<String> columns = List.of();

    Csv(Batch.Arguments arguments) throws IOException {
        this.arguments = arguments;
        this.text = text(arguments.file());
    }

    String text() {
        return text;
    }

    CsvDataFormat format() {
        CsvDataFormat format = new CsvDataFormat();
        format.setLazyLoad("true");
        format.setDelimiter(separator(text));
        format.setIgnoreEmptyLines("false"); // so that the rows are counted as in a spreadsheet
        format.setIgnoreSurroundingSpaces("true");
        return format;
    }

    /** Reads a text in UTF-8, or in UTF-16 with a byte order mark. */
    private static String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Charset charset = begins(bytes, 0xff, 0xfe)
                ? StandardCharsets.UTF_16LE
                : begins(bytes, 0xfe, 0xff) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.indexOf('\0') < 0) {
                return text.startsWith("\ufeff") ? text.substring(1) : text;
            }
        } catch (CharacterCodingException e) {
            // as any other file that is not text
        }
        throw new IllegalArgumentException(
                file + " is neither UTF-8 nor UTF-16 with a byte order mark: save it as UTF-8."
                        + " Nothing was sent, and nothing was paid for");
    }

    private static boolean begins(byte[] bytes, int first, int second) {
        return bytes.length > 1 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }

    /** The comma, or what spreadsheets write instead of it: the names of the columns have none of these characters. */
    private static String separator(String csv) {
        String names = csv.lines().findFirst().orElse("");
        return names.contains(",") ? "," : names.contains(";") ? ";" : names.contains("\t") ? "\t" : ",";
    }

    /** Replaces the cells of a row by the fields of its request; by nothing for the names of the columns and an empty row. */
    void read(Exchange exchange) {
        List<?> cells = exchange.getIn().getBody(List.class);
        int number = exchange.getProperty(Exchange.SPLIT_INDEX, Integer.class) + 1;
        exchange.getIn().setHeader("row", number);
        exchange.getIn().setHeader("key", arguments.name() + "-" + number);
        exchange.getIn().setBody(null);
        if (number == 1) {
            columns = names(cells);
        } else if (cells.stream().anyMatch(cell -> !blank(cell))) {
            List<Violation> violations = new ArrayList<>();
            Map<String, Object> fields = fields(cells, violations);
            if (fields.remove("key") instanceof String own && !own.isBlank()) {
                if (Batch.NAME.matcher(own.strip()).matches()) {
                    exchange.getIn().setHeader("key", arguments.name() + "-" + own.strip());
                } else {
                    violations.add(new Violation("key", "'" + own + "'", Batch.ALLOWED_NAME, ""));
                }
            }
            String key = exchange.getIn().getHeader("key", String.class);
            int bytes = key.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES) {
                violations.add(new Violation(
                        "key",
                        "'" + key + "', which has " + bytes + " bytes in UTF-8",
                        "at most " + MAX_BYTES
                                + " bytes with the name of the batch, as it is the name of the video's file",
                        "give the row a shorter key, or set a shorter name with --name"));
            }
            exchange.getIn().setBody(fields);
            exchange.setProperty("violations", violations);
        }
    }

    private List<String> names(List<?> cells) {
        List<String> names = cells.stream()
                .map(cell -> blank(cell) ? "" : cell.toString().strip())
                .toList();
        Set<String> known = new HashSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !known.add(name)) {
                throw new IllegalArgumentException(arguments.file() + " has two columns " + name
                        + ": leave one out. Nothing was sent, and nothing was paid for");
            }
        }
        if (!known.contains("prompt")) {
            throw new IllegalArgumentException(
                    arguments.file() + " has no column prompt. Its first row must name the columns: "
                            + "prompt and, if needed, key, model, duration, resolution, aspect_ratio, orientation, image_urls,"
                            + " video_urls, generation_type. Nothing was sent, and nothing was paid for");
        }
        return names;
    }

    private Map<String, Object> fields(List<?> cells, List<Violation> violations) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            String name = i < columns.size() ? columns.get(i) : "";
            if (name.isEmpty() && !blank(cells.get(i))) {
                violations.add(new Violation(
                        "column " + (i + 1),
                        "a value",
                        "no value, as the column has no name",
                        "put a text with a separator in it between quotation marks"));
            } else if (!name.isEmpty()) {
                String cell = Objects.toString(cells.get(i), "");
                fields.put(
                        name,
                        LISTS.contains(name) && !cell.isBlank()
                                ? List.of(cell.strip().split("\\s+"))
                                : cell);
            }
        }
        return fields;
    }

    private static boolean blank(Object cell) {
        return cell == null || cell.toString().isBlank();
    }
}
