package dev.taskwire;

import dev.taskwire.config.QueueConfig;
import dev.taskwire.queue.Arrangement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One queue with all its handlers, which agree on what concerns the whole queue. */
record QueueGroup(String name, List<Handler<?>> handlers) {
    /** A handler with what it takes. */
    record Handler<T>(OwnQueue<T> queue, MessageContract contract) {
        static <T> Handler<T> of(OwnQueue<T> queue, List<String> problems) {
            return new Handler<>(queue, MessageContract.of(queue, problems));
        }
    }

    /** In the order in which the queues were first named. */
    static List<QueueGroup> of(List<Handler<?>> handlers) {
        Map<String, List<Handler<?>>> byName = new LinkedHashMap<>();
        handlers.forEach(handler -> byName.computeIfAbsent(handler.queue().name(), first -> new ArrayList<>())
                .add(handler));
        return byName.entrySet().stream()
                .map(group -> new QueueGroup(group.getKey(), List.copyOf(group.getValue())))
                .toList();
    }

    Arrangement arrangement() {
        return handlers.get(0).queue().options().arrangement;
    }

    /** No more in hand than what the handler with the fewest threads can work on, whose messages would wait in hand. */
    QueueConfig config() {
        int concurrency = handlers.stream()
                .mapToInt(handler -> handler.queue().concurrency())
                .min()
                .orElseThrow();
        return handlers.get(0).queue().config(concurrency);
    }
}
