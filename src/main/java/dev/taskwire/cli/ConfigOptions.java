package dev.taskwire.cli;

import dev.taskwire.config.ConfigFile;
import dev.taskwire.config.TaskwireConfig;
import java.nio.file.Path;
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
}
