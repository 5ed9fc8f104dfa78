package dev.taskwire.cli;

import dev.taskwire.config.ConfigFile;
import dev.taskwire.config.TaskwireConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration is; the same for every command that needs one. */
final class ConfigOptions {
    @Option(
            names = "--conf",
            paramLabel = "FILE",
            description = "the configuration file (default: conf/taskwire.yaml where there is one)")
    private @Nullable Path file;

    TaskwireConfig load() {
        return ConfigFile.load(Optional.ofNullable(file), System.getenv());
    }

    /** With a variable of the environment that an option of the command line stands for. */
    TaskwireConfig loadWith(String variable, String value) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(variable, value);
        return ConfigFile.load(Optional.ofNullable(file), environment);
    }

    /** For a command that asks no database, and need not be told where one is. */
    TaskwireConfig loadWithoutDatabase() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putIfAbsent("DATABASE_URL", "postgres://localhost/nothing");
        return ConfigFile.load(Optional.ofNullable(file), environment);
    }
}
