package dev.taskwire.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.TaskwireConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that neither has the extension nor can create it. */
final class PlainServerIT {
    @Test
    void pgmqIsInstalledAsPlainSqlAndTakenAwayWithTheRest() throws IOException, SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            TaskwireConfig config = TaskwireConfig.from(
                    Map.of(),
                    Map.of("DATABASE_URL", "postgres://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres"));
            Migrator migrator = new Migrator(config.database(), config.queues());

            assertThat(migrator.migrate().pgmq())
                    .isEqualTo("pgmq 1.11.1 was installed as plain SQL, since the server lacks the extension");
            assertThat(migrator.migrate().pgmq()).isEqualTo("pgmq 1.11.1 is there as plain SQL, installed by Taskwire");
            try (Uninstaller uninstaller = new Uninstaller(config.database())) {
                assertThat(uninstaller.uninstall()).startsWith("pgmq is gone too");
            }
            assertThat(schemas(server)).isZero();
        }
    }

    private static long schemas(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_namespace WHERE nspname IN ('taskwire', 'pgmq')")) {
            row.next();
            return row.getLong(1);
        }
    }
}
