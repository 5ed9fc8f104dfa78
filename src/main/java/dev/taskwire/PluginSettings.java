package dev.taskwire;

import dev.taskwire.config.PluginsConfig;
import dev.taskwire.config.Secret;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What each plugin is told: its section of the file, and over it what the environment says, which knows no dots. */
final class PluginSettings {
    private final PluginsConfig config;
    private final Set<String> plugins;

    /** @param plugins their names */
    PluginSettings(PluginsConfig config, Set<String> plugins) {
        this.config = config;
        this.plugins = plugins;
    }

    JsonObject of(String plugin) {
        JsonObject settings =
                config.settings().getOrDefault(plugin, new JsonObject()).copy();
        config.settingsInEnvironment().forEach((name, value) -> put(settings, plugin, name, value));
        return settings;
    }

    /** What is meant for a plugin that is not there. */
    List<String> problems() {
        String known = plugins.isEmpty() ? "there is none" : "there are " + String.join(", ", plugins);
        List<String> problems = new ArrayList<>();
        config.settings().keySet().stream()
                .filter(name -> !plugins.contains(name))
                .sorted()
                .forEach(name -> problems.add("plugins.settings." + name + ": no plugin is called so; " + known));
        config.settingsInEnvironment().keySet().stream()
                .filter(name -> owner(name).isEmpty())
                .sorted()
                .forEach(name ->
                        problems.add("environment variable TASKWIRE_PLUGINS_SETTINGS_" + name.toUpperCase(Locale.ROOT)
                                + ": expected a plugin's name and a key after SETTINGS_; " + known));
        return problems;
    }

    private void put(JsonObject settings, String plugin, String name, Secret value) {
        if (owner(name).filter(plugin::equals).isPresent()) {
            settings.put(name.substring(plugin.length() + 1), value.value());
        }
    }

    /** Of plugins {@code mail} and {@code mail_merge}, the variable of {@code mail_merge_key} is that of the second. */
    private Optional<String> owner(String name) {
        return plugins.stream()
                .filter(plugin -> name.startsWith(plugin + "_") && name.length() > plugin.length() + 1)
                .max(Comparator.comparingInt(String::length));
    }
}
