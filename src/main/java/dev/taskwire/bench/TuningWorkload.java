package dev.taskwire.bench;

import java.util.List;
import java.util.Map;

/** What more instances of a verticle bring, for the activity log and for mails. */
final class TuningWorkload implements Workload {
    private static final List<Integer> INSTANCES = List.of(1, 2, 4, 8);

    @Override
    public String name() {
        return "tuning";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        Results results = new Results();
        for (int round = 1; round <= ground.sizes().rounds(); round++) {
            ground.say("tuning, round " + round + " of " + ground.sizes().rounds());
            for (int instances : INSTANCES) {
                results.add("taskwire, x" + instances, "drain-tuning", drain(ground, instances), "events/s");
            }
            for (int instances : INSTANCES) {
                results.add("taskwire, x" + instances, "mail-tuning", mail(ground, instances), "mails/s");
            }
        }
        ground.clear();
        return results;
    }

    private static double drain(Ground ground, int instances) throws Exception {
        Map<String, String> variables = Map.of("TASKWIRE_QUEUES_ACTIVITY_LOG_INSTANCES", String.valueOf(instances));
        try (Drain drain = Drain.start(ground, variables)) {
            return drain.perSecond(ground.sizes().events());
        }
    }

    /** Each instance has its own mails in flight, as many as the configuration says. */
    private static double mail(Ground ground, int instances) throws Exception {
        int inFlight = instances * ground.config().queues().notifications().concurrency();
        return Mails.perSecond(
                ground,
                Map.of(
                        "TASKWIRE_QUEUES_NOTIFICATIONS_INSTANCES", String.valueOf(instances),
                        "TASKWIRE_MAIL_CONNECTIONS", String.valueOf(Math.min(1000, inFlight))));
    }
}
