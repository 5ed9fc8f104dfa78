package dev.taskwire.config;

import dev.taskwire.config.ConfigSource.Setting;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One level of the configuration file. Each read names a key, its default and its range; a wrong value is reported and
 * the default stands in until all problems are thrown together. A key that nobody read is unknown.
 */
final class ConfigSection {
    private final ConfigSource source;
    private final String path;
    private final Map<?, ?> values;
    private final Set<String> known = new HashSet<>();

    ConfigSection(ConfigSource source, String path, Map<?, ?> values) {
        this.source = source;
        this.path = path;
        this.values = values;
    }

    <T> T section(String key, Function<ConfigSection, T> reader) {
        known.add(key);
        Object value = values.get(key);
        if (value != null && !(value instanceof Map)) {
            source.problem(pathOf(key), "expected a section with keys of its own, got a single value or a list");
        }
        ConfigSection child = new ConfigSection(source, pathOf(key), value instanceof Map<?, ?> map ? map : Map.of());
        T read = reader.apply(child);
        child.reportUnknownKeys();
        return read;
    }

    /** Sections whose names are the user's. */
    <T> Map<String, T> sections(String key, Function<ConfigSection, T> reader) {
        return sections(key, List.of(), (name, section) -> reader.apply(section));
    }

    /** Sections whose names are the user's, beside some that are there in any case. */
    <T> Map<String, T> sections(String key, List<String> always, BiFunction<String, ConfigSection, T> reader) {
        return section(key, parent -> {
            Map<String, T> read = new TreeMap<>();
            Stream.concat(always.stream(), parent.values.keySet().stream().map(String::valueOf))
                    .distinct()
                    .forEach(name -> read.put(name, parent.section(name, section -> reader.apply(name, section))));
            return Map.copyOf(read);
        });
    }

    String text(String key, String fallback) {
        return setting(key).map(Setting::value).orElse(fallback);
    }

    Optional<String> text(String key) {
        return setting(key).map(Setting::value);
    }

    /** Any value, as JSON: from the environment as it is written there, from the file whatever YAML makes of it. */
    String json(String key, String fallback) {
        known.add(key);
        try {
            Optional<Setting> given = source.fromEnvironment(pathOf(key));
            if (given.isPresent()) {
                return Json.encode(Json.decodeValue(given.get().value()));
            }
            return values.get(key) == null ? fallback : Json.encode(values.get(key));
        } catch (DecodeException | EncodeException wrong) {
            source.problem(pathOf(key), "expected what can be written as JSON");
            return fallback;
        }
    }

    /** The keys that the file has here. */
    Set<String> names() {
        return values.keySet().stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A section that is handed on as it stands in the file. */
    JsonObject object(String key) {
        known.add(key);
        Object value = values.get(key);
        if (value instanceof Map || value == null) {
            return value == null ? new JsonObject() : new JsonObject(json(key, "{}"));
        }
        problem(key, "expected a section with keys of its own, got a single value or a list");
        return new JsonObject();
    }

    /** What the environment has under a key, by the rest of the variables' names. */
    Map<String, Secret> environment(String key) {
        Map<String, Secret> found = new TreeMap<>();
        source.namesInEnvironment(pathOf(key))
                .forEach(name -> source.fromEnvironment(pathOf(key) + "." + name)
                        .ifPresent(setting -> found.put(name, new Secret(setting.value()))));
        return Map.copyOf(found);
    }

    Optional<Secret> secret(String key) {
        return setting(key).map(Setting::value).map(Secret::new);
    }

    /** A secret of a certain form. What is wrong with it is said without showing it. */
    Optional<Secret> secret(String key, String pattern, String expected) {
        Optional<Setting> setting = setting(key);
        setting.filter(found -> !found.value().matches(pattern))
                .ifPresent(found -> source.problem(
                        pathOf(key), "expected " + expected + ", got something else (" + found.origin() + ")"));
        return setting.map(Setting::value).map(Secret::new);
    }

    /** Secrets whose names are the user's, in the file or in the environment. */
    Map<String, Secret> secrets(String key, BiFunction<ConfigSection, String, Optional<Secret>> reader) {
        return section(key, parent -> {
            Map<String, Secret> read = new TreeMap<>();
            Stream.concat(
                            source.namesInEnvironment(pathOf(key)).stream(),
                            parent.values.keySet().stream().map(String::valueOf))
                    .distinct()
                    .sorted()
                    .forEach(name -> reader.apply(parent, name).ifPresent(secret -> read.put(name, secret)));
            return Map.copyOf(read);
        });
    }

    /** Several words: a list in the file, or one text with commas between them. */
    <T> List<T> words(String key, Function<String, Optional<T>> parser, String expected) {
        known.add(key);
        Stream<String> words = values.get(key) instanceof Iterable<?> list
                        && source.fromEnvironment(pathOf(key)).isEmpty()
                ? StreamSupport.stream(list.spliterator(), false).map(String::valueOf)
                : Arrays.stream(text(key, "").split(",", -1));
        return words.map(String::strip)
                .filter(word -> !word.isEmpty())
                .flatMap(word -> {
                    Optional<T> value = parser.apply(word);
                    if (value.isEmpty()) {
                        problem(key, "expected " + expected + ", got \"" + withoutPassword(word) + "\"");
                    }
                    return value.stream();
                })
                .toList();
    }

    /** A file that is there and can be read; a path that is not absolute starts where the process was started. */
    Optional<Path> file(String key) {
        Optional<Path> file = text(key).filter(text -> !text.isEmpty()).map(Path::of);
        file.filter(path -> !Files.isReadable(path) || Files.isDirectory(path))
                .ifPresent(path -> problem(key, "there is no file " + path + " that can be read"));
        return file;
    }

    /** Names of sections under a key that the environment alone may have, told by one key that each has. */
    Set<String> namesInEnvironment(String key, String inEach) {
        return source.namesInEnvironment(pathOf(key), inEach);
    }

    String matching(String key, String fallback, String pattern, String expected) {
        return parsed(key, fallback, value -> value.matches(pattern) ? Optional.of(value) : Optional.empty(), expected);
    }

    /** Empty where nothing is set, or what is set does not match. */
    Optional<String> optional(String key, String pattern, String expected) {
        return Optional.of(matching(key, "", pattern, expected)).filter(value -> !value.isEmpty());
    }

    int wholeNumber(String key, int fallback, int least, int most) {
        Function<String, Optional<Integer>> parser = value -> value.matches("-?\\d{1,9}")
                ? Optional.of(Integer.parseInt(value)).filter(number -> number >= least && number <= most)
                : Optional.empty();
        return parsed(key, fallback, parser, "a whole number from " + least + " to " + most);
    }

    Duration duration(String key, Duration fallback, Duration least, Duration most) {
        Function<String, Optional<Duration>> parser = value -> Durations.parse(value)
                .filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
        String range = Durations.format(least) + " to " + Durations.format(most);
        return parsed(key, fallback, parser, "a duration from " + range + ", such as 500ms, 30s or 5m");
    }

    Optional<Duration> optionalDuration(String key, Duration least, Duration most) {
        return setting(key).isEmpty() ? Optional.empty() : Optional.of(duration(key, least, least, most));
    }

    boolean flag(String key, boolean fallback) {
        Function<String, Optional<Boolean>> parser = value -> switch (value) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
        return parsed(key, fallback, parser, "true or false");
    }

    <E extends Enum<E>> E choice(String key, E fallback) {
        E[] constants = fallback.getDeclaringClass().getEnumConstants();
        Function<String, Optional<E>> parser = value ->
                Arrays.stream(constants).filter(c -> isSpelt(name(c), value)).findFirst();
        String names = Arrays.stream(constants).map(ConfigSection::name).collect(Collectors.joining(", "));
        return parsed(key, fallback, parser, "one of " + names);
    }

    /** Several of a kind, separated by commas; the word none for none at all. */
    <E extends Enum<E>> Set<E> choices(String key, Set<E> fallback) {
        E[] constants = fallback.iterator().next().getDeclaringClass().getEnumConstants();
        String names = Arrays.stream(constants).map(ConfigSection::name).collect(Collectors.joining(", "));
        Function<String, Optional<Set<E>>> parser = value -> {
            List<String> words = value.equals("none") ? List.of() : List.of(value.split("\\s*,\\s*"));
            Set<E> found = Arrays.stream(constants)
                    .filter(constant -> words.contains(name(constant)))
                    .collect(Collectors.toUnmodifiableSet());
            return found.size() == words.size() ? Optional.of(found) : Optional.empty();
        };
        return parsed(key, fallback, parser, "some of " + names + ", separated by commas, or none");
    }

    void problem(String key, String text) {
        source.problem(key.isEmpty() ? path : pathOf(key), text);
    }

    void reportUnknownKeys() {
        values.keySet().stream()
                .map(String::valueOf)
                .filter(key -> !known.contains(key))
                .sorted()
                .forEach(key -> source.problem(
                        pathOf(key),
                        "unknown key; known here: " + known.stream().sorted().collect(Collectors.joining(", "))));
    }

    private <T> T parsed(String key, T fallback, Function<String, Optional<T>> parser, String expected) {
        Optional<Setting> setting = setting(key);
        if (setting.isEmpty()) {
            return fallback;
        }
        Setting found = setting.get();
        Optional<T> value = parser.apply(found.value());
        if (value.isEmpty()) {
            source.problem(
                    pathOf(key),
                    "expected " + expected + ", got \"" + withoutPassword(found.value()) + "\" (" + found.origin()
                            + ")");
        }
        return value.orElse(fallback);
    }

    private Optional<Setting> setting(String key) {
        known.add(key);
        return source.fromEnvironment(pathOf(key)).or(() -> fromFile(key));
    }

    private Optional<Setting> fromFile(String key) {
        Object value = values.get(key);
        if (value instanceof Map || value instanceof Iterable) {
            source.problem(pathOf(key), "expected a single value");
            return Optional.empty();
        }
        return Optional.ofNullable(value).map(set -> new Setting(String.valueOf(set), "in the file"));
    }

    /** An address may hold a user's name and password before an @. */
    private static String withoutPassword(String value) {
        return value.replaceAll("//[^/@]*@", "//****@");
    }

    /** YAML reads a bare off as false: where a word is expected, the word was meant. */
    private static boolean isSpelt(String name, String value) {
        return name.equals(value) || (name.equals("off") && value.equals("false"));
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
