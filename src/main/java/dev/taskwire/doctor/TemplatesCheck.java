package dev.taskwire.doctor;

import io.vertx.core.Future;

/** Whether the templates of all types are there and can be filled. */
final class TemplatesCheck implements Check {
    private final Ground ground;

    TemplatesCheck(Ground ground) {
        this.ground = ground;
    }

    @Override
    public String name() {
        return "templates";
    }

    @Override
    public Future<Finding> look() {
        return NotificationTypesLoad.of(ground)
                .map(loaded -> Finding.ok("the templates of all types can be filled"))
                .otherwise(broken -> Finding.problem(
                        Failing.words(broken), "mend the template; taskwire preview TYPE shows what it makes"));
    }
}
