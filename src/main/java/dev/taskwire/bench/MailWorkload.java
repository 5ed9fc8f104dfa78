package dev.taskwire.bench;

import java.util.List;
import java.util.Map;

/** Mails to an endpoint that takes 20 ms for each, with so many in flight. */
final class MailWorkload implements Workload {
    private static final List<Integer> IN_FLIGHT = List.of(64, 256);

    /** A message is in hand before its call and after it, too. */
    private static final int IN_HAND_FOR_EACH = 4;

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        Results results = new Results();
        for (int round = 1; round <= ground.sizes().rounds(); round++) {
            ground.say("mail, round " + round + " of " + ground.sizes().rounds());
            for (int inFlight : IN_FLIGHT) {
                String work = "mail-" + inFlight + "-in-flight";
                results.add("taskwire", work, Mails.perSecond(ground, variables(inFlight)), "mails/s");
            }
        }
        for (int inFlight : IN_FLIGHT) {
            double most = inFlight * 1e3 / SlowMailEndpoint.TAKES.toMillis();
            results.add("the endpoint allows", "mail-" + inFlight + "-in-flight", most, "mails/s");
        }
        ground.clear();
        return results;
    }

    private static Map<String, String> variables(int inFlight) {
        return Map.of(
                "TASKWIRE_QUEUES_NOTIFICATIONS_CONCURRENCY",
                String.valueOf(inFlight * IN_HAND_FOR_EACH),
                "TASKWIRE_MAIL_CONNECTIONS",
                String.valueOf(inFlight));
    }
}
