package dev.taskwire.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function that the repeatable migrations of this jar make.
 *
 * @param name without its schema; several may share one
 * @param body as Postgres keeps it
 */
record PackagedFunction(String name, String body) {
    private static final Pattern DEFINITION = Pattern.compile(
            "^CREATE OR REPLACE FUNCTION taskwire\\.(\\w+)\\s*\\(.*?\\bAS (\\$\\w*\\$)(.*?)\\2",
            Pattern.DOTALL | Pattern.MULTILINE);

    /** @param placeholders what stands for {@code ${…}} in the scripts */
    static Set<PackagedFunction> of(Collection<String> scripts, Map<String, String> placeholders) {
        Set<PackagedFunction> functions = new LinkedHashSet<>();
        for (String script : scripts) {
            Matcher definition = DEFINITION.matcher(filled(read(script), placeholders));
            while (definition.find()) {
                functions.add(new PackagedFunction(definition.group(1), definition.group(3)));
            }
        }
        return functions;
    }

    private static String filled(String text, Map<String, String> placeholders) {
        String filled = text;
        for (Map.Entry<String, String> one : placeholders.entrySet()) {
            filled = filled.replace("${" + one.getKey() + "}", one.getValue());
        }
        return filled;
    }

    private static String read(String script) {
        try (InputStream content = PackagedFunction.class.getResourceAsStream("/taskwire/sql/" + script)) {
            return content == null ? "" : new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
