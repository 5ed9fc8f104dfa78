package dev.taskwire.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The bench's scripts, with values in place of their {@code ${names}}. */
final class Script {
    private Script() {}

    static String read(String name, Map<String, String> values) {
        try (InputStream content = Script.class.getResourceAsStream("/taskwire/sql/bench/" + name)) {
            String script = new String(
                    Objects.requireNonNull(content, name + " is missing in the jar")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                script = script.replace("${" + value.getKey() + "}", value.getValue());
            }
            return script;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
