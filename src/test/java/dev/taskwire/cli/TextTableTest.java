package dev.taskwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TextTableTest {
    @Test
    void alignsItsColumns() {
        TextTable table = TextTable.headed("A", "LONG HEADING", "LAST");
        table.add("longer than its heading", "x", "y");
        table.add("", "é😀", "");

        assertThat(printed(table)).isEqualToNormalizingNewlines("""
                A                        LONG HEADING  LAST
                longer than its heading  x             y
                                         é😀
                """);
    }

    @Test
    void takesOutWhatATerminalWouldObey() {
        TextTable table = new TextTable();
        table.add("red \u001b[31mtext\r\nnext\u0000\u202e\u009b2J", "b");

        assertThat(printed(table)).isEqualToNormalizingNewlines("red  [31mtext next 2J  b\n");
        assertThat(TextTable.lines("one\n\u001b[2Jtwo")).isEqualTo("one\n [2Jtwo");
    }

    @Test
    void shortensWithAMark() {
        assertThat(TextTable.shortened("😀".repeat(10), 10)).isEqualTo("😀".repeat(10));
        assertThat(TextTable.shortened("😀".repeat(11), 10)).isEqualTo("😀".repeat(9) + "…");
    }

    @Test
    void anEmptyOnePrintsNothing() {
        assertThat(printed(new TextTable())).isEmpty();
    }

    private static String printed(TextTable table) {
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text, true));
        return text.toString();
    }
}
