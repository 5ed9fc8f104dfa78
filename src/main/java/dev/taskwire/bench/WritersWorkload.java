package dev.taskwire.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.bench.Writers.Written;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a trigger costs its writers: clients that update single rows as fast as they can, without any trigger, with
 * Taskwire's in each mode of waking, and with what users write by hand; first with no worker about, then while workers
 * drain the queue.
 */
final class WritersWorkload implements Workload {
    private static final List<Integer> CLIENTS = List.of(1, 4, 16);
    private static final int WARM_UP_CLIENTS = 4;
    private static final Duration EMPTIED_MOST = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "writers";
    }

    @Override
    public Results measure(Ground ground) throws Exception {
        Results results = new Results();
        // Unmeasured, so that whoever comes first does not pay for the compilation of the client.
        write(ground, WriterVariant.all().get(0), WARM_UP_CLIENTS);
        for (int round = 1; round <= ground.sizes().rounds(); round++) {
            ground.say("writers, round " + round + " of " + ground.sizes().rounds());
            for (int clients : CLIENTS) {
                for (WriterVariant variant : WriterVariant.all()) {
                    add(results, variant, "writers-" + clients, write(ground, variant, clients));
                }
            }
            for (WriterVariant variant : WriterVariant.ofTaskwire()) {
                results.addAll(ground.besideEngine(
                        Map.of("TASKWIRE_WAKE", variant.wake()), () -> besideWorkers(ground, variant)));
            }
        }
        ground.clear();
        return results;
    }

    private static Results besideWorkers(Ground ground, WriterVariant variant) throws Exception {
        Results results = new Results();
        for (int clients : CLIENTS) {
            String work = "writers-" + clients + "-and-workers";
            add(results, variant, work, write(ground, variant, clients));
            results.add(variant.system(), work + "-backlog", (double) ground.waiting(), "messages");
            Duration emptied = ground.emptied(EMPTIED_MOST);
            results.add(variant.system(), work + "-emptied", emptied.toNanos() / 1e6, "ms");
        }
        return results;
    }

    @CanIgnoreReturnValue
    private static Written write(Ground ground, WriterVariant variant, int clients) throws Exception {
        try (Writers writers = Writers.ready(ground, variant, clients)) {
            return writers.write(Pace.fast(ground.sizes().writing()));
        }
    }

    private static void add(Results results, WriterVariant variant, String work, Written written) {
        results.add(variant.system(), work, written.perSecond(), "updates/s");
        results.add(variant.system(), work + "-p50", written.transactions().half(), "ms");
        results.add(variant.system(), work + "-p99", written.transactions().nearlyAll(), "ms");
    }
}
