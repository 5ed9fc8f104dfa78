package dev.taskwire.schedule;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A cron expression by itself: the times of a clock that is never set, such as one without a time zone. Five fields, or six
 * with seconds first. Where day of month and weekday are both restricted, either suffices; {@code ?} means {@code *}.
 */
final class CronExpression {
    private static final Map<String, String> WORDS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    private static final int FIELDS = 5;
    private static final CronParser USUAL = new CronParser(definition(CronDefinitionBuilder.defineCron()));
    private static final CronParser WITH_SECONDS = new CronParser(definition(
            CronDefinitionBuilder.defineCron().withSeconds().withStrictRange().and()));

    private final Cron cron;
    private final ExecutionTime times;
    private final boolean everyHour;

    private CronExpression(Cron cron) {
        this.cron = cron;
        this.times = ExecutionTime.forCron(cron);
        this.everyHour = isEveryHour(cron);
    }

    /** @throws InvalidTimingException if it is none */
    static CronExpression parse(String text) {
        return new CronExpression(cron(text));
    }

    /** The first of its times after this one, whole seconds; empty where there is none within centuries. */
    Optional<LocalDateTime> nextAfter(LocalDateTime time) {
        return times.nextExecution(time.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime);
    }

    /** Whether its field of hours leaves none out. */
    boolean isEveryHour() {
        return everyHour;
    }

    /** What it says, in English. */
    String words() {
        String words = CronDescriptor.instance(Locale.UK).describe(cron);
        return words.replaceAll("\\bat (\\p{Lu}\\p{Ll}+day) day\\b", "on $1");
    }

    private static Cron cron(String text) {
        String fields = WORDS.getOrDefault(text.strip(), text.strip()).replace('?', '*');
        boolean usual = fields.split("\\s+").length <= FIELDS;
        try {
            return (usual ? USUAL : WITH_SECONDS).parse(fields).validate();
        } catch (IllegalArgumentException wrong) {
            throw new InvalidTimingException("\"" + text + "\" is no cron expression: " + wrong.getMessage());
        }
    }

    /** Seen by what it does, since there are many ways to write it. */
    private static boolean isEveryHour(Cron cron) {
        String hours = cron.retrieve(CronFieldName.HOUR).getExpression().asString();
        ExecutionTime hourly = ExecutionTime.forCron(cron("0 " + hours + " * * *"));
        ZonedDateTime hour = ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        for (int i = 0; i < 24; i++) {
            Optional<ZonedDateTime> next = hourly.nextExecution(hour);
            if (!next.equals(Optional.of(hour.plusHours(1)))) {
                return false;
            }
            hour = hour.plusHours(1);
        }
        return true;
    }

    private static CronDefinition definition(CronDefinitionBuilder builder) {
        return builder.withMinutes()
                .withStrictRange()
                .and()
                .withHours()
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .supportsL()
                .supportsW()
                .supportsLW()
                .withStrictRange()
                .and()
                .withMonth()
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .supportsHash()
                .supportsL()
                .and()
                .instance();
    }
}
