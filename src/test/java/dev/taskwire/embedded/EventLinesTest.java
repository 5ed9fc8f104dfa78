package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventLinesTest {
    private final StringWriter printed = new StringWriter();
    private final DemoConsole console = new DemoConsole(new PrintWriter(printed), false, StandardCharsets.UTF_8);
    private final EventLines lines =
            new EventLines(console, Clock.fixed(Samples.AT, ZoneOffset.UTC), new ChangeWords(Samples.team()));

    @Test
    void showsWhatAnUpdateChangedAndWhoMadeIt() throws InterruptedException {
        lines.committed(Samples.statusTo("doing"));
        lines.committed(Samples.assignedTo(Samples.GRACE));
        lines.committed(Samples.renamedTo("Fix login on Safari"));

        assertThat(printed())
                .containsExactly(
                        line("UPDATE tasks      “Fix login”  status todo → doing", "by Ada"),
                        line("UPDATE tasks      “Fix login”  assignee none → Grace", "by Ada"),
                        line("UPDATE tasks      “Fix login”  → “Fix login on Safari”", "by Ada"));
    }

    @Test
    void showsNewAndDeletedRows() throws InterruptedException {
        lines.committed(Samples.created());
        lines.committed(Samples.deleted());
        lines.committed(Samples.joined(Samples.GRACE));

        assertThat(printed())
                .containsExactly(
                        line("INSERT tasks      “Fix login”  priority high, due 2026-03-09", "by Ada"),
                        line("DELETE tasks      “Fix login”", "by Ada"),
                        line("INSERT profiles   Grace Okafor <grace@example.com>", "by Ada"));
    }

    @Test
    void showsHowLongTheWorkTook() throws InterruptedException {
        Change change = Samples.assignedTo(Samples.GRACE);
        lines.logged(Samples.logged(change), false);
        lines.mailed(Samples.mail(Samples.GRACE, "Ada assigned you"), Optional.of(Duration.ofMillis(41)));

        assertThat(printed())
                .containsExactly(
                        line("12:01:07.315", "activity_logs     updated task, seq 41", "3.9 ms after the update"),
                        line(
                                "12:01:07.353",
                                "mail              to grace@example.com: Ada assigned you",
                                "41 ms after the change"));
    }

    @Test
    void showsAChangeMadeByHandBeforeItsLogRow() throws InterruptedException {
        lines.logged(Samples.loggedByHand(), true);

        assertThat(printed())
                .containsExactly(
                        line("UPDATE tasks      “Fix login”  status todo → done", "by hand"),
                        line("12:01:07.315", "activity_logs     updated task, seq 41", "3.9 ms after the update"));
    }

    @Test
    void saysThatNothingOfARollbackMayArrive() throws InterruptedException {
        lines.rolledBack(Samples.statusTo("doing"));

        assertThat(printed())
                .containsExactly(
                        line("ROLLBACK          “Fix login”  status todo → doing", "nothing of it may arrive"));
    }

    @Test
    void keepsATitleFromBreakingOrColouringTheLine() throws InterruptedException {
        lines.committed(Samples.renamedTo("one\r\ntwo \u001b[31mthree, and so on for longer than fits"));

        assertThat(printed())
                .singleElement()
                .asString()
                .contains("→ “one two  [31mthree, and so on")
                .doesNotContain("\u001b", "longer");
    }

    private List<String> printed() throws InterruptedException {
        console.printWhile(() -> false);
        return printed.toString().lines().toList();
    }

    private static String line(String text, String end) {
        return line("12:01:07.312", text, end);
    }

    private static String line(String time, String text, String end) {
        return time + "  " + text + " ".repeat(84 - text.length()) + "  " + end;
    }
}
