package dev.taskwire.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BisectionTest {
    private final PgException badData = new PgException("bad", "ERROR", "22P02", "");
    private final PgException noConnection = new PgException("gone", "FATAL", "57P01", "");

    private final List<Integer> done = new ArrayList<>();
    private int statements;

    @Test
    void isOneStatementWhereAllIsWell() {
        Future<Map<Integer, Throwable>> refused = run(numbers(64), List.of());

        assertThat(refused.result()).isEmpty();
        assertThat(statements).isEqualTo(1);
    }

    @Test
    void isNoStatementForNothing() {
        assertThat(run(List.of(), List.of()).result()).isEmpty();
        assertThat(statements).isZero();
    }

    @Test
    void leavesOutTheBadOnesAlone() {
        Future<Map<Integer, Throwable>> refused = run(numbers(64), List.of(7, 63));

        assertThat(refused.result()).containsOnlyKeys(7, 63).containsValue(badData);
        assertThat(done).hasSize(62).doesNotContain(7, 63).doesNotHaveDuplicates();
        assertThat(statements).isLessThan(26);
    }

    @Test
    void refusesAllWhereAllAreBad() {
        assertThat(run(numbers(5), numbers(5)).result()).containsOnlyKeys(numbers(5));
        assertThat(done).isEmpty();
    }

    @Test
    void doesNotBlameTheItemsForALostConnection() {
        Future<Map<Integer, Throwable>> refused =
                Bisection.run(numbers(8), some -> count(Future.failedFuture(noConnection)));

        assertThat(refused.cause()).isSameAs(noConnection);
        assertThat(statements).isEqualTo(1);
    }

    private Future<Map<Integer, Throwable>> run(List<Integer> items, List<Integer> bad) {
        return Bisection.run(items, some -> {
            if (some.stream().anyMatch(bad::contains)) {
                return count(Future.failedFuture(badData));
            }
            done.addAll(some);
            return count(Future.succeededFuture());
        });
    }

    private Future<Void> count(Future<Void> result) {
        statements++;
        return result;
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
