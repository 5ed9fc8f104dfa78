package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SharedLookTest {
    private final List<Promise<String>> asked = new ArrayList<>();
    private final SharedLook<String> look = new SharedLook<>(() -> {
        Promise<String> answer = Promise.promise();
        asked.add(answer);
        return answer.future();
    });

    @Test
    void asksOnceForAllWhoWantToKnowWithinASecond() {
        Future<String> first = look.now();
        Future<String> meanwhile = look.now();
        asked.get(0).complete("seven");
        Future<String> afterwards = look.now();

        assertThat(asked).hasSize(1);
        assertThat(List.of(first, meanwhile, afterwards))
                .allSatisfy(answer -> assertThat(answer.result()).isEqualTo("seven"));
        await().until(() -> !look.now().isComplete());
        assertThat(asked).hasSize(2);
    }

    @Test
    void aDatabaseThatFailsIsNotAskedMoreOften() {
        Future<String> first = look.now();
        asked.get(0).fail("away");

        assertThat(first.failed()).isTrue();
        assertThat(look.now().failed()).isTrue();
        assertThat(asked).hasSize(1);
    }
}
