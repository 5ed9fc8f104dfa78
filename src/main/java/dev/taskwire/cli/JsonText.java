package dev.taskwire.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Says where a text ceases to be JSON. */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    /**
     * What is wrong with a text that should be one JSON value; empty where it is one.
     *
     * @param line the number of its first line
     */
    static Optional<String> problem(String text, int line) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return Optional.of("line " + line + ": there is nothing, expected a JSON value");
            }
            parser.skipChildren();
            return parser.nextToken() == null
                    ? Optional.empty()
                    : Optional.of(place(parser.currentTokenLocation(), line) + ": there is more after the JSON value");
        } catch (JsonProcessingException malformed) {
            return Optional.of(place(malformed.getLocation(), line) + ": " + malformed.getOriginalMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String place(JsonLocation location, int line) {
        return "line " + (line + location.getLineNr() - 1) + ", column " + location.getColumnNr();
    }
}
