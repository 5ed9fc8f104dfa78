package dev.taskwire.cli;

import dev.taskwire.queue.RedrivePlan;
import java.io.PrintWriter;
import java.util.List;
import java.util.UUID;

/** Says what stands in the way of sending failures back, and what to do about it. */
final class RedriveReport {
    private final PrintWriter err;

    RedriveReport(PrintWriter err) {
        this.err = err;
    }

    void obstacles(List<UUID> unknown, RedrivePlan plan) {
        unknown.forEach(id -> err.println("there is no failure " + id));
        for (RedrivePlan.Part part : plan.gone()) {
            err.println("queue " + part.queue() + " is gone: " + part.ready()
                    + " of its messages stay among the failures (SELECT pgmq.create('" + part.queue()
                    + "') makes it again)");
        }
        if (plan.redrivenBefore() > 0) {
            err.println(plan.redrivenBefore() + " were redriven before and are left out (--again takes them too)");
        }
        err.flush();
    }
}
