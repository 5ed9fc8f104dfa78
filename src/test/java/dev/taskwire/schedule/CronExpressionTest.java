package dev.taskwire.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions without a zone. */
final class CronExpressionTest {
    private static final LocalDateTime FROM = LocalDateTime.parse("2026-03-01T12:00");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * *       | 2026-03-02T09:00
            0 9 * * MON-FRI | 2026-03-02T09:00
            */15 * * * *    | 2026-03-01T12:15
            5/20 * * * *    | 2026-03-01T12:05
            30 30 9 * * *   | 2026-03-02T09:30:30
            */10 * * * * *  | 2026-03-01T12:00:10
            0 0 * * 7       | 2026-03-08T00:00
            0 0 * * 0       | 2026-03-08T00:00
            0 0 29 2 *      | 2028-02-29T00:00
            0 0 31 * *      | 2026-03-31T00:00
            0 0 L * *       | 2026-03-31T00:00
            0 0 LW * *      | 2026-03-31T00:00
            0 0 * * 5L      | 2026-03-27T00:00
            0 0 * * MON#2   | 2026-03-09T00:00
            0 0 ? * MON     | 2026-03-02T00:00
            0 0 13 * ?      | 2026-03-13T00:00
            @hourly         | 2026-03-01T13:00
            @daily          | 2026-03-02T00:00
            @weekly         | 2026-03-08T00:00
            @monthly        | 2026-04-01T00:00
            @yearly         | 2027-01-01T00:00
            """)
    void theNextTime(String text, LocalDateTime next) {
        assertThat(CronExpression.parse(text).nextAfter(FROM)).contains(next);
    }

    @Test
    void aDayOfMonthAndAWeekdayBesideEachOtherAreEither() {
        CronExpression expression = CronExpression.parse("0 0 13 * FRI");

        assertThat(expression.nextAfter(LocalDateTime.parse("2026-04-04T00:00")))
                .contains(LocalDateTime.parse("2026-04-10T00:00"));
        assertThat(expression.nextAfter(LocalDateTime.parse("2026-04-10T00:00")))
                .contains(LocalDateTime.parse("2026-04-13T00:00"));
    }

    @Test
    void timesAreWholeSecondsWhereverOneLooksFrom() {
        assertThat(CronExpression.parse("* * * * * *").nextAfter(LocalDateTime.parse("2026-03-01T12:00:10.909")))
                .contains(LocalDateTime.parse("2026-03-01T12:00:11"));
        assertThat(CronExpression.parse("* * * * *").nextAfter(LocalDateTime.parse("2026-03-01T12:00:59.999")))
                .contains(LocalDateTime.parse("2026-03-01T12:01"));
    }

    @Test
    void aDateThatThereNeverIsHasNoTime() {
        assertThat(CronExpression.parse("0 0 30 2 *").nextAfter(FROM)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "0 9 * *",
                "60 * * * *",
                "0 24 * * *",
                "0 0 0 * *",
                "0 22-2 * * *",
                "*/0 * * * *",
                "a b c d e",
                "@reboot",
                "1 2 3 4 5 6 7"
            })
    void whatIsNoExpressionIsRefusedInWords(String text) {
        assertThatThrownBy(() -> CronExpression.parse(text))
                .isInstanceOf(InvalidTimingException.class)
                .hasMessageStartingWith("\"" + text + "\" is no cron expression: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *           | true
            30 */1 * * *        | true
            0 0-23 * * *        | true
            @hourly             | true
            */5 * * * * *       | true
            0 2 * * *           | false
            */15 1 * * *        | false
            0 */2 * * *         | false
            0 1-23 * * *        | false
            """)
    void knowsWhetherItLeavesAnHourOut(String text, boolean every) {
        assertThat(CronExpression.parse(text).isEveryHour()).isEqualTo(every);
    }

    @Test
    void comesToTheTimesThatTheCalendarSays() {
        long seed = System.nanoTime();
        System.out.println("seed of the expressions: " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            RandomCron cron = new RandomCron(random);
            LocalDateTime from = LocalDate.of(2024, 1, 1)
                    .plusDays(random.nextInt(1500))
                    .atTime(random.nextInt(24), random.nextInt(60));

            assertThat(CronExpression.parse(cron.text()).nextAfter(from))
                    .as("%s after %s", cron.text(), from)
                    .isEqualTo(cron.searched(from));
        }
    }

    /** An expression, and its times found by going through the calendar. */
    private static final class RandomCron {
        private final Random random;
        private final Field minutes;
        private final Field hours;
        private final Field days;
        private final Field months;
        private final Field weekdays;

        private record Field(String text, BitSet values) {}

        RandomCron(Random random) {
            this.random = random;
            this.minutes = field(0, 59);
            this.hours = field(0, 23);
            this.days = field(1, 31);
            this.months = field(1, 12);
            this.weekdays = field(0, 6);
        }

        String text() {
            return String.join(" ", minutes.text, hours.text, days.text, months.text, weekdays.text);
        }

        Optional<LocalDateTime> searched(LocalDateTime from) {
            return IntStream.range(0, 366 * 9)
                    .mapToObj(from.toLocalDate()::plusDays)
                    .filter(this::has)
                    .flatMap(day -> hours.values.stream()
                            .boxed()
                            .flatMap(hour -> minutes.values.stream().mapToObj(minute -> day.atTime(hour, minute))))
                    .filter(time -> time.isAfter(from))
                    .findFirst();
        }

        private boolean has(LocalDate day) {
            boolean ofMonth = days.values.get(day.getDayOfMonth());
            boolean ofWeek = weekdays.values.get(day.getDayOfWeek().getValue() % 7);
            boolean restricted = !days.text.equals("*") && !weekdays.text.equals("*");
            return months.values.get(day.getMonthValue()) && (restricted ? ofMonth || ofWeek : ofMonth && ofWeek);
        }

        private Field field(int least, int most) {
            BitSet values = new BitSet();
            switch (random.nextInt(5)) {
                case 0 -> {
                    int from = least + random.nextInt(most - least);
                    int to = from + 1 + random.nextInt(most - from);
                    values.set(from, to + 1);
                    return new Field(from + "-" + to, values);
                }
                case 1 -> {
                    int step = 2 + random.nextInt(4);
                    IntStream.rangeClosed(least, most)
                            .filter(value -> (value - least) % step == 0)
                            .forEach(values::set);
                    return new Field("*/" + step, values);
                }
                case 2 -> {
                    StringJoiner list = new StringJoiner(",");
                    random.ints(3, least, most + 1).forEach(value -> {
                        values.set(value);
                        list.add(String.valueOf(value));
                    });
                    return new Field(list.toString(), values);
                }
                default -> {
                    values.set(least, most + 1);
                    return new Field("*", values);
                }
            }
        }
    }
}
