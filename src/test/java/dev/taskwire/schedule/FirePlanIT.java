package dev.taskwire.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.MissedPolicy;
import dev.taskwire.config.ScheduleConfig.CatchUp;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of any expression in any zone, SQL decides from the plan what a process decides by itself. */
final class FirePlanIT {
    private static final int CASES = 250;
    private static final int PLANNED_MOST = 1500;

    private static final List<String> ZONES = List.of(
            "UTC",
            "America/New_York",
            "Europe/Berlin",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "Pacific/Apia",
            "Africa/Casablanca",
            "America/Sao_Paulo",
            "Asia/Kolkata");

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void sqlFiresAtTheTimesThatJavaWorksOutAndMissesTheSame() throws SQLException {
        System.out.println("FirePlanIT: seed " + seed);
        int decided = 0;
        int changes = 0;
        try (Connection connection = POSTGRES.database().connect()) {
            connection.setAutoCommit(false);
            for (int n = 0; n < CASES; n++) {
                Case one = randomCase();
                changes += one.isAtChange ? 1 : 0;
                decided += check(connection, one);
                connection.rollback();
            }
        }
        System.out.println(
                "FirePlanIT: " + decided + " of " + CASES + " decided, " + changes + " at a change of the clock");
        assertThat(decided).as("seed %d", seed).isGreaterThan(CASES / 2);
    }

    /** Whether the plan reaches beyond the moment; where it does not, SQL must know. */
    private int check(Connection connection, Case one) throws SQLException {
        Schedule schedule = one.schedule;
        Timing timing = Timing.of(schedule.times());
        Instant after = schedule.planAnew() ? one.now : schedule.nextFire().orElse(schedule.countsFrom());
        boolean isKnown = true;
        if (schedule.times().cron().isPresent()) {
            Optional<FirePlan> plan = FirePlan.of(timing, one.plannedSince, one.plannedAt, PLANNED_MOST);
            if (plan.isEmpty()) {
                return 0;
            }
            put(connection, schedule, plan.get());
            isKnown = !plan.get().from().isAfter(after)
                    && plan.get().until().isAfter(one.now)
                    && plan.get().until().isAfter(after);
        }
        String decision = decide(connection, one);
        if (!isKnown) {
            assertThat(decision).as("%s, seed %d", one, seed).isNull();
            return 0;
        }
        Round round = Round.of(schedule, timing, one.now);
        assertThat(decision).as("%s, seed %d", one, seed).isNotNull();
        assertThat(round(new JsonObject(decision))).as("%s, seed %d", one, seed).isEqualTo(round);
        return 1;
    }

    private static Round round(JsonObject decision) {
        return new Round(
                times(decision.getJsonArray("missed")),
                times(decision.getJsonArray("fired")),
                Duration.ofMillis(decision.getLong("spread")),
                Optional.ofNullable(decision.getString("next")).map(FirePlanIT::instant));
    }

    private static List<Instant> times(JsonArray times) {
        return times.stream().map(time -> instant((String) time)).toList();
    }

    private static Instant instant(String time) {
        return OffsetDateTime.parse(time).toInstant();
    }

    private static void put(Connection connection, Schedule schedule, FirePlan plan) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT taskwire.put_fire_plan(?, ?, ?::timestamptz, ?::timestamptz, ?::jsonb)")) {
            statement.setString(1, schedule.times().cron().orElseThrow());
            statement.setString(2, schedule.times().zone());
            statement.setString(3, plan.from().toString());
            statement.setString(4, plan.until().toString());
            statement.setString(5, plan.runsToJson().encode());
            statement.executeQuery().close();
        }
    }

    private static @Nullable String decide(Connection connection, Case one) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT taskwire.due_round(jsonb_populate_record(NULL::taskwire.schedule, ?::jsonb), ?::timestamptz)")) {
            statement.setString(1, one.toJson().encode());
            statement.setString(2, one.now.toString());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** A schedule that stands somewhere, a plan made at some time, and a moment at which somebody looks. */
    private record Case(Schedule schedule, Instant plannedSince, Instant plannedAt, Instant now, boolean isAtChange) {
        JsonObject toJson() {
            CatchUp catchUp = schedule.catchUp();
            return new JsonObject()
                    .put("name", schedule.name())
                    .put("version", schedule.version())
                    .put("cron", schedule.times().cron().orElse(null))
                    .put(
                            "every",
                            schedule.times()
                                    .every()
                                    .map(every -> every.toSeconds() + " s")
                                    .orElse(null))
                    .put("zone", schedule.times().zone())
                    .put("missed", catchUp.missed().name().toLowerCase(Locale.ROOT))
                    .put("most", catchUp.most())
                    .put("spread", catchUp.spread().toMillis() + " ms")
                    .put("grace", catchUp.grace().toMillis() + " ms")
                    .put("counts_from", schedule.countsFrom().toString())
                    .put("next_fire", schedule.nextFire().map(Instant::toString).orElse(null))
                    .put(
                            "planned_at",
                            now.plusSeconds(schedule.planAnew() ? 3600 : -60).toString());
        }
    }

    private Case randomCase() {
        String zone = oneOf(ZONES);
        Instant somewhere = Instant.parse("2025-01-01T00:00:00Z").plusSeconds(random.nextInt(3 * 365 * 86_400));
        ZoneOffsetTransition change = ZoneId.of(zone).getRules().nextTransition(somewhere);
        boolean isAtChange = change != null && random.nextInt(4) > 0;
        Instant standing =
                isAtChange ? change.getInstant().plusSeconds(random.nextInt(4 * 3600) - 2 * 3600) : somewhere;
        Timing.Text text = random.nextInt(8) == 0
                ? new Timing.Text(Optional.empty(), Optional.of(Duration.ofSeconds(1 + random.nextInt(5000))), "UTC")
                : new Timing.Text(Optional.of(randomCron()), Optional.empty(), zone);
        Optional<Instant> nextFire =
                random.nextInt(4) == 0 ? Optional.empty() : Timing.of(text).nextAfter(standing);
        Instant now = random.nextInt(3) == 0
                ? nextFire.orElse(standing).plusMillis(random.nextInt(3000))
                : standing.plusMillis((long) (random.nextDouble() * random.nextDouble() * 4 * 86_400_000));
        Instant plannedAt = standing.plusSeconds(random.nextInt(7200) - 6000).truncatedTo(ChronoUnit.MICROS);
        CatchUp catchUp = new CatchUp(
                oneOf(List.of(MissedPolicy.values())),
                1 + random.nextInt(20),
                Duration.ofMillis(random.nextInt(3000)),
                Duration.ofSeconds(1 + random.nextInt(100)));
        Schedule schedule = new Schedule("random", 1, text, catchUp, standing, nextFire, random.nextInt(20) == 0);
        return new Case(schedule, plannedAt.minusSeconds(3600), plannedAt, now, isAtChange);
    }

    private String randomCron() {
        List<String> fields = new ArrayList<>();
        if (random.nextInt(5) == 0) {
            fields.add(field(0, 59));
        }
        fields.add(field(0, 59));
        fields.add(random.nextBoolean() ? "*" : field(0, 23));
        fields.add(random.nextInt(4) > 0 ? "*" : oneOf(List.of("L", "1", "15W", "29-31", "*/5")));
        fields.add(random.nextInt(8) > 0 ? "*" : oneOf(List.of("3,10", "JAN-JUN", "*/2")));
        fields.add(random.nextInt(3) > 0 ? "*" : oneOf(List.of("SUN", "MON-FRI", "0,6", "5L", "MON#1")));
        return String.join(" ", fields);
    }

    private String field(int least, int most) {
        int one = least + random.nextInt(most - least + 1);
        return switch (random.nextInt(5)) {
            case 0 -> "*";
            case 1 -> "*/" + (2 + random.nextInt(most / 2));
            case 2 -> one + "-" + Math.min(most, one + random.nextInt(4));
            case 3 -> one + "," + (one == most ? least : most);
            default -> String.valueOf(one);
        };
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
