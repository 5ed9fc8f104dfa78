package dev.taskwire.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Rows in aligned columns, for people. What a terminal would obey is taken out of the cells. */
final class TextTable {
    private static final String GAP = "  ";
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");
    private static final Pattern UNPRINTABLE_BUT_BREAKS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n]]+");

    private final List<List<String>> rows = new ArrayList<>();

    /** A table that says what its columns are. */
    static TextTable headed(String... headings) {
        TextTable table = new TextTable();
        table.add(headings);
        return table;
    }

    void add(String... cells) {
        rows.add(List.of(cells).stream().map(TextTable::line).toList());
    }

    void print(PrintWriter out) {
        List<Integer> widths = IntStream.range(
                        0, rows.stream().mapToInt(List::size).max().orElse(0))
                .mapToObj(this::width)
                .toList();
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                text.append(cell)
                        .append(" ".repeat(widths.get(column) - length(cell)))
                        .append(GAP);
            }
            out.println(text.toString().stripTrailing());
        }
    }

    /** A text on one line. */
    static String line(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    }

    /** A text that may have several lines. */
    static String lines(String text) {
        return UNPRINTABLE_BUT_BREAKS.matcher(text).replaceAll(" ").strip();
    }

    /** The beginning of a text, marked where something is left out. */
    static String shortened(String text, int longest) {
        String line = line(text);
        return length(line) <= longest ? line : line.substring(0, line.offsetByCodePoints(0, longest - 1)) + "…";
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> column < row.size())
                .mapToInt(row -> length(row.get(column)))
                .max()
                .orElse(0);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
