package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.cli.CommandRunner.Ran;
import dev.taskwire.support.DeadLetterRows;
import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters on the command line: sent back. */
final class RedriveCommandIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final CommandRunner commands = new CommandRunner(POSTGRES);
    private final DeadLetterRows failures = new DeadLetterRows(POSTGRES.database());

    @BeforeEach
    void clear() throws SQLException {
        failures.clear();
    }

    @Test
    void redrivesWhatIsAskedForAfterAYes() throws Exception {
        UUID first = failures.add(1, "no user");
        UUID second = failures.add(2, "no user");

        assertThat(commands.run("redrive", "--all", "--dry-run").out())
                .isEqualTo("would redrive 2; nothing was changed\n");
        assertThat(commands.answering("", "redrive", "--all").code()).isEqualTo(1);
        assertThat(commands.answering("no\n", "redrive", "--all").err())
                .contains("redrive 2 messages? [y/N]", "nothing was changed");
        assertThat(failures.redriven(List.of(first, second))).isZero();

        assertThat(commands.answering("yes\n", "redrive", "--all", "--as", "ada")
                        .out())
                .isEqualTo("redriven 2\n");
        assertThat(failures.redriven(List.of(first, second))).isEqualTo(2);
        assertThat(POSTGRES.database().value("SELECT min(redriven_by) FROM public.job_failures"))
                .startsWith("ada (");

        Ran again = commands.run("redrive", "--cause", "no user", "--yes");
        assertThat(again.code()).isZero();
        assertThat(again.out()).isEqualTo("nothing to redrive\n");
        assertThat(again.err()).contains("2 were redriven before");
        assertThat(commands.run("redrive", "--again", "--yes", "--id", first.toString(), second.toString())
                        .out())
                .isEqualTo("redriven 2\n");
    }

    @Test
    void saysWhatCannotBeRedrivenAndGoesOnWithTheRest() throws Exception {
        UUID nobody = UUID.randomUUID();
        UUID homeless = failures.add("long_gone", 1, "no user");
        UUID fine = failures.add(2, "no user");

        Ran ran = commands.run("redrive", "--id", fine + "," + homeless + "," + nobody);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo("redriven 1\n");
        assertThat(ran.err()).contains("there is no failure " + nobody, "queue long_gone is gone");
        assertThat(failures.redriven(List.of(fine))).isEqualTo(1);
    }

    @Test
    void refusesWhatMakesNoSenseAndChangesNothing() throws Exception {
        failures.add(1, "no user");

        assertThat(commands.run("redrive").err()).contains("say which: --id, --queue");
        for (String[] wrong : new String[][] {
            {"redrive"},
            {"redrive", "--dry-run"},
            {"redrive", "--all", "--queue", "cleanup_tasks"},
            {"redrive", "--all", "--rate", "0"},
            {"redrive", "--id", "7"},
            {"failures", "--limit", "0"},
            {"failures", "--since", "yesterday"},
            {"failures", "--output", "xml"},
            {"failures", "--group", "--id", UUID.randomUUID().toString()},
        }) {
            assertThat(commands.run(wrong).code()).as(String.join(" ", wrong)).isEqualTo(2);
        }
        assertThat(POSTGRES.database().count("SELECT count(*) FROM public.job_failures WHERE redriven_at IS NOT NULL"))
                .isZero();
        assertThat(commands.run("failures", "--id", UUID.randomUUID().toString())
                        .code())
                .isEqualTo(1);
    }
}
