package dev.taskwire.doctor;

import dev.taskwire.postgres.Migrator;
import dev.taskwire.postgres.SchemaDrift;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Whether the schema is the one that this version would install. */
final class SchemaCheck implements Check {
    private static final int NAMED_MOST = 5;

    private final Ground ground;

    SchemaCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "schema";
    }

    @Override
    public Future<Finding> look() {
        Migrator migrator =
                new Migrator(ground.config().database(), ground.config().queues());
        return ground.vertx().executeBlocking(migrator::drift, false).map(SchemaCheck::judged);
    }

    private static Finding judged(SchemaDrift drift) {
        List<Finding> findings = new ArrayList<>();
        add(findings, drift.failed(), "migrations that failed", "see the log of taskwire migrate, and run it again");
        add(
                findings,
                drift.newer(),
                "migrations of a newer Taskwire",
                "run the newest version everywhere; this one may not know what the database holds");
        add(findings, drift.pending(), "migrations that are not applied", "taskwire migrate");
        add(
                findings,
                drift.edited(),
                "migrations that were applied in another form",
                "compare the jar with the one that migrated: a released migration never changes");
        // Where they are still to be applied, that they differ is no news.
        if (drift.pending().isEmpty() && drift.newer().isEmpty()) {
            add(findings, drift.missing(), "functions that are gone", reapplied());
            add(findings, drift.changed(), "functions that were changed", reapplied());
        }
        return Finding.of(findings, Finding.ok("the schema is that of this version"));
    }

    private static String reapplied() {
        return "DELETE FROM taskwire.flyway_schema_history WHERE version IS NULL; then run taskwire migrate, which makes"
                + " every function anew";
    }

    private static void add(List<Finding> findings, List<String> names, String what, String remedy) {
        if (!names.isEmpty()) {
            String more = names.size() > NAMED_MOST ? " and " + (names.size() - NAMED_MOST) + " more" : "";
            String named = String.join(", ", names.subList(0, Math.min(NAMED_MOST, names.size())));
            findings.add(Finding.problem(what + ": " + named + more, remedy));
        }
    }
}
