package dev.taskwire.bench;

import java.util.List;
import java.util.Locale;

/**
 * One line of the report.
 *
 * @param system what was measured
 * @param work what it did
 * @param value the median of the rounds
 * @param unit of the value
 * @param rounds the value of each round, in their order
 */
record Measurement(String system, String work, double value, String unit, List<Double> rounds) {
    /** Small values with two digits behind the point, large ones without. */
    String valueText() {
        return value >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
