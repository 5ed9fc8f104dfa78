package dev.taskwire.postgres;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Does a statement for many items at once, and where it fails on one item's data, narrows it down: the statement is
 * done for each half, and so on, until only what cannot be done at all is left out.
 */
public final class Bisection {
    private Bisection() {}

    /**
     * Runs the statement for all items; for none, not at all.
     *
     * @return the items that were refused, each with the reason; failed where the statement failed for a reason that is
     *     none of the items', such as a lost connection
     */
    public static <T> Future<Map<T, Throwable>> run(List<T> items, Function<List<T>, Future<Void>> statement) {
        if (items.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return statement
                .apply(items)
                .map(Map.<T, Throwable>of())
                .recover(failure -> SqlState.isAboutData(failure)
                        ? narrowed(items, statement, failure)
                        : Future.failedFuture(failure));
    }

    private static <T> Future<Map<T, Throwable>> narrowed(
            List<T> items, Function<List<T>, Future<Void>> statement, Throwable failure) {
        if (items.size() == 1) {
            return Future.succeededFuture(Map.of(items.get(0), failure));
        }
        int half = items.size() / 2;
        return run(items.subList(0, half), statement)
                .compose(first ->
                        run(items.subList(half, items.size()), statement).map(second -> both(first, second)));
    }

    private static <T> Map<T, Throwable> both(Map<T, Throwable> first, Map<T, Throwable> second) {
        Map<T, Throwable> both = new HashMap<>(first);
        both.putAll(second);
        return both;
    }
}
