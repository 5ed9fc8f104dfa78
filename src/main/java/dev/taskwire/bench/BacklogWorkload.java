package dev.taskwire.bench;

import java.util.List;
import java.util.Map;

/** Whether what waits slows down what is read: the first changes of a small and of a large backlog. */
final class BacklogWorkload implements Workload {
    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        Results results = new Results();
        List<Integer> backlogs =
                List.of(ground.sizes().smallBacklog(), ground.sizes().largeBacklog());
        for (int round = 1; round <= ground.sizes().rounds(); round++) {
            ground.say("backlog, round " + round + " of " + ground.sizes().rounds());
            for (int backlog : backlogs) {
                try (Drain drain = Drain.start(ground, Map.of())) {
                    double perSecond = drain.perSecond(ground.sizes().smallBacklog(), backlog);
                    results.add("taskwire", "backlog-" + backlog, perSecond, "events/s");
                }
            }
        }
        ground.fill(ground.sizes().largeBacklog());
        results.add("taskwire", "backlog-" + ground.sizes().largeBacklog() + "-table", size(ground), "MB");
        ground.clear();
        return results;
    }

    private static double size(Ground ground) throws Exception {
        return ground.client().number("SELECT pg_total_relation_size($1::text::regclass)", "pgmq.q_" + ground.queue())
                / 1e6;
    }
}
