package dev.taskwire.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Finds and parses {@code taskwire.yaml}. */
public final class ConfigFile {
    private static final Path USUAL_PLACE = Path.of("conf", "taskwire.yaml");

    private ConfigFile() {}

    /**
     * Reads the file that was named, else {@code conf/taskwire.yaml} here, else the defaults alone.
     *
     * @throws InvalidConfigException if the file is missing or wrong; the message lists every problem
     */
    public static TaskwireConfig load(Optional<Path> named, Map<String, String> environment) {
        Optional<Path> file = named.or(() -> Optional.of(USUAL_PLACE).filter(Files::exists));
        return TaskwireConfig.from(file.map(ConfigFile::read).orElseGet(Map::of), environment);
    }

    private static Map<String, Object> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidConfigException(List.of(file + ": there is no such file"));
        }
        try (InputStream content = Files.newInputStream(file);
                Reader reader = new java.io.InputStreamReader(content, StandardCharsets.UTF_8)) {
            return parse(file, reader);
        } catch (MarkedYAMLException wrong) {
            throw new InvalidConfigException(List.of(file + ": " + withoutSnippet(wrong)));
        } catch (IOException | YAMLException unreadable) {
            throw new InvalidConfigException(List.of(file + ": " + unreadable.getMessage()));
        }
    }

    /** The parser's own message shows the line, and a line may hold a password or a key. */
    private static String withoutSnippet(MarkedYAMLException wrong) {
        Mark mark = wrong.getProblemMark();
        return wrong.getProblem() + ", in line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
    }

    private static Map<String, Object> parse(Path file, Reader reader) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object document = new Yaml(new SafeConstructor(options)).load(reader);
        if (document == null) {
            return Map.of();
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw new InvalidConfigException(List.of(file + ": expected keys and values, got one value"));
        }
        Map<String, Object> values = new TreeMap<>();
        map.forEach((key, value) -> values.put(String.valueOf(key), value));
        return values;
    }
}
