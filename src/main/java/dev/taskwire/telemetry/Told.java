package dev.taskwire.telemetry;

import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.pgclient.PgException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a span tells of a call: its name and its tags.
 *
 * @param isBus whether it is a message of the event bus
 */
record Told(String name, Map<String, String> tags, boolean isBus) {
    /** Reads tags that are a map already. */
    static final TagExtractor<@Nullable Map<String, String>> TAGS = new TagExtractor<>() {
        @Override
        public int len(@Nullable Map<String, String> tags) {
            return tags == null ? 0 : tags.size();
        }

        @Override
        public String name(@Nullable Map<String, String> tags, int index) {
            return entry(tags, index).getKey();
        }

        @Override
        public String value(@Nullable Map<String, String> tags, int index) {
            return entry(tags, index).getValue();
        }

        private Map.Entry<String, String> entry(@Nullable Map<String, String> tags, int index) {
            return Objects.requireNonNull(tags).entrySet().stream()
                    .skip(index)
                    .findFirst()
                    .orElseThrow();
        }
    };

    private static final Pattern STATEMENT_NAME = Pattern.compile("\\s*-- ([a-z0-9_]+(?:\\.[a-z0-9_]+)+)\\s");
    private static final Pattern VERB = Pattern.compile("\\s*([A-Za-z]{2,20})\\b");

    static <R> Told of(String operation, R request, TagExtractor<R> extractor) {
        Map<String, String> tags = tags(request, extractor);
        if (tags.containsKey("messaging.system")) {
            return new Told(operation, tags, true);
        }
        String statement = tags.remove("db.query.text");
        if (statement != null) {
            String name = nameOf(statement);
            tags.put("db.query.summary", name);
            tags.put("db.system.name", "postgresql");
            return new Told(name, tags, false);
        }
        return new Told(operation, tags, false);
    }

    /** Without what may hold a value: the text of statements stays until it has given its name, queries never do. */
    static <R> Map<String, String> tags(@Nullable R told, TagExtractor<R> extractor) {
        if (told == null) {
            return new TreeMap<>();
        }
        Map<String, String> tags = new TreeMap<>();
        extractor.extractTo(told, (name, value) -> {
            if (value != null) {
                tags.put(name, value);
            }
        });
        tags.keySet().removeAll(Set.of("http.url", "url.query", "db.user", "span.kind", "db.system"));
        tags.computeIfPresent("url.full", (name, address) -> origin(address).orElse(null));
        return tags;
    }

    /** The message of a failure of Postgres may repeat values; its code does not. */
    static @Nullable Throwable failure(@Nullable Throwable failure) {
        if (failure == null) {
            return null;
        }
        String what = failure instanceof PgException refused
                ? "SQLSTATE " + refused.getSqlState()
                : failure.getClass().getSimpleName();
        return new Failed(what);
    }

    /** Statements begin with a comment that names them. */
    private static String nameOf(String statement) {
        Matcher named = STATEMENT_NAME.matcher(statement);
        if (named.lookingAt()) {
            return named.group(1);
        }
        Matcher verb = VERB.matcher(statement);
        return verb.lookingAt() ? verb.group(1).toUpperCase(Locale.ROOT) : "SQL";
    }

    private static Optional<String> origin(String address) {
        try {
            URI uri = URI.create(address);
            return Optional.of(uri.getScheme() + "://" + uri.getAuthority());
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** In the place of a failure whose words are not for everybody. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String what) {
            super(what, null, false, false);
        }
    }
}
