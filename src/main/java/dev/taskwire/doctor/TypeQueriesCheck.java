package dev.taskwire.doctor;

import io.vertx.core.Future;
import java.util.Optional;

/** Whether the queries of the types of notifications can be asked, and answer what their templates use. */
final class TypeQueriesCheck implements Check {
    private final Ground ground;

    TypeQueriesCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "type-queries";
    }

    @Override
    public Future<Finding> look() {
        return NotificationTypesLoad.of(ground)
                .map(Optional::of)
                .otherwise(Optional.empty())
                .compose(loaded -> loaded.map(types -> types.check()
                                .map(checked -> Finding.ok("the queries of all types can be asked"))
                                .otherwise(wrong -> Finding.problem(
                                        Failing.words(wrong), "mend the query of that type in the configuration")))
                        .orElseGet(() -> Future.succeededFuture(Finding.skipped("the templates are broken"))));
    }
}
