package dev.taskwire.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON text of which every reader makes the same: valid UTF-8, no key twice, nothing that Postgres cannot hold. The values
 * at its top are kept as they were written, so that a message goes to its queue without a digit lost.
 */
final class JsonText {
    private static final int NESTED_DEEPEST = 64;
    private static final int NUMBER_LONGEST = 1000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTED_DEEPEST)
                    .maxNumberLength(NUMBER_LONGEST)
                    .build())
            .build();

    private final String text;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, List<String>> elements = new HashMap<>();

    private JsonText(String text) {
        this.text = text;
    }

    /** @throws ProblemException 400 where it is no JSON, 422 where it is JSON that is not taken */
    static JsonText of(Buffer body) {
        JsonText json = new JsonText(decoded(body));
        try (JsonParser parser = FACTORY.createParser(json.text)) {
            json.read(parser);
        } catch (StreamConstraintsException tooMuch) {
            throw new ProblemException(
                    422,
                    "the body is nested deeper than " + NESTED_DEEPEST + " levels, or has a number of more than "
                            + NUMBER_LONGEST + " digits",
                    tooMuch);
        } catch (JsonProcessingException malformed) {
            throw malformed(malformed);
        } catch (IOException impossible) {
            throw new IllegalStateException("a text can be read", impossible);
        }
        return json;
    }

    /** The value of a key of the object, as it was written. */
    String value(String key) {
        return values.getOrDefault(key, "null");
    }

    /** The elements of the array under a key of the object, as they were written. */
    List<String> elements(String key) {
        return elements.getOrDefault(key, List.of());
    }

    private void read(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw new ProblemException(400, "the body is empty: send JSON");
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                check(parser, key);
                parser.nextToken();
                values.put(key, top(parser, key));
            }
        } else {
            skip(parser);
        }
        if (parser.nextToken() != null) {
            throw new ProblemException(400, "the body goes on after its JSON value");
        }
    }

    private String top(JsonParser parser, String key) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return whole(parser);
        }
        int start = start(parser);
        List<String> parts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parts.add(whole(parser));
        }
        elements.put(key, parts);
        return text.substring(start, end(parser));
    }

    private String whole(JsonParser parser) throws IOException {
        int start = start(parser);
        skip(parser);
        return text.substring(start, end(parser));
    }

    /** Past the value that begins here, looking at all of it. */
    private void skip(JsonParser parser) throws IOException {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token == null) {
                throw new ProblemException(400, "the body ends in the middle");
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
                check(parser, parser.getText());
            } else {
                parser.getText();
            }
            if (depth == 0) {
                return;
            }
            parser.nextToken();
        } while (true);
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private static int end(JsonParser parser) {
        return (int) parser.currentLocation().getCharOffset();
    }

    private static void check(JsonParser parser, String value) {
        for (int i = 0; i < value.length(); i++) {
            char one = value.charAt(i);
            if (one == 0) {
                throw unstorable(parser, "holds the character \\u0000, which Postgres cannot store");
            }
            if (Character.isHighSurrogate(one)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(one)) {
                throw unstorable(parser, "holds half of a character (a surrogate without its other half)");
            }
        }
    }

    private static ProblemException unstorable(JsonParser parser, String what) {
        JsonLocation place = parser.currentTokenLocation();
        return new ProblemException(
                422, "the text at line " + place.getLineNr() + ", column " + place.getColumnNr() + " " + what);
    }

    private static ProblemException malformed(JsonProcessingException malformed) {
        JsonLocation place = malformed.getLocation();
        String where = place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
        return malformed.getOriginalMessage().startsWith("Duplicate")
                ? new ProblemException(422, "a key stands twice in one object" + where, malformed)
                : new ProblemException(400, "the body is not JSON" + where, malformed);
    }

    private static String decoded(Buffer body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new ProblemException(400, "the body is not UTF-8", malformed);
        }
    }
}
