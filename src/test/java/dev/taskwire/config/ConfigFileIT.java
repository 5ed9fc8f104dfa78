package dev.taskwire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigFileIT {
    private static final Map<String, String> DATABASE = Map.of("DATABASE_URL", "postgres://u:p@localhost/db");

    @TempDir
    private Path folder;

    @Test
    void theFileThatIsShippedSaysEveryDefault() {
        TaskwireConfig shipped = ConfigFile.load(Optional.of(Path.of("conf", "taskwire.yaml")), DATABASE);

        assertThat(shipped).isEqualTo(TaskwireConfig.from(Map.of(), DATABASE));
    }

    @Test
    void theFileThatIsShippedNamesEveryKey() throws IOException {
        String shipped = Files.readString(Path.of("conf", "taskwire.yaml"));
        Path unknown = write("nonsense: 1\n" + shipped);

        assertThatThrownBy(() -> ConfigFile.load(Optional.of(unknown), DATABASE))
                .hasMessageContaining("nonsense: unknown key; known here: database, http, http_calls, jobs, listener,"
                        + " logging, mail, migrate_on_start, notifications, own_queues, plugins, queues, schedules,"
                        + " shutdown_deadline, slack, tracing, wake");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> ConfigFile.load(Optional.of(folder.resolve("gone.yaml")), DATABASE))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("gone.yaml: there is no such file");
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() throws IOException {
        Path twice = write("http:\n  port: 1\n  port: 2\n");

        assertThatThrownBy(() -> ConfigFile.load(Optional.of(twice), DATABASE)).hasMessageContaining("duplicate key");
    }

    @Test
    void aFileThatIsNoYamlIsRefusedWithTheLine() throws IOException {
        Path broken = write("http:\n  port: [1\n");

        assertThatThrownBy(() -> ConfigFile.load(Optional.of(broken), DATABASE))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("line 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "database: postgres://u:CANARY@localhost/db\n",
                "database:\n\turl: postgres://u:CANARY@localhost/db\n",
                "mail: SG.CANARY\n",
                "mail:\n  api_key: SG.CANARY: x\n",
                "mail:\n  base_url: https://u:CANARY@localhost\n"
            })
    void aMistakeBesideASecretDoesNotShowIt(String content) throws IOException {
        Path mistaken = write(content);

        assertThatThrownBy(() -> ConfigFile.load(Optional.of(mistaken), DATABASE))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageNotContaining("CANARY");
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("taskwire.yaml"), content);
    }
}
