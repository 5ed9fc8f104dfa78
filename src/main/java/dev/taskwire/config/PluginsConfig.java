package dev.taskwire.config;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where handlers of the user's come from, and what they are told.
 *
 * @param directory the folder of their jars; empty where there are none
 * @param settings what each plugin is told, by its name
 * @param settingsInEnvironment the same by {@code plugin_key}, which only somebody who knows the plugins can take apart
 */
public record PluginsConfig(
        Optional<Path> directory, Map<String, JsonObject> settings, Map<String, Secret> settingsInEnvironment) {

    static final PluginsConfig NONE = new PluginsConfig(Optional.empty(), Map.of(), Map.of());

    static PluginsConfig from(ConfigSection section) {
        Optional<Path> directory =
                section.text("directory").filter(text -> !text.isEmpty()).map(Path::of);
        Map<String, Secret> inEnvironment = section.environment("settings");
        return new PluginsConfig(directory, section.section("settings", PluginsConfig::settings), inEnvironment);
    }

    private static Map<String, JsonObject> settings(ConfigSection section) {
        Map<String, JsonObject> settings = new TreeMap<>();
        section.names().forEach(name -> settings.put(name, section.object(name)));
        return Map.copyOf(settings);
    }
}
