package dev.taskwire.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which headers name a trace. */
final class TraceParentTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void aTraceParentNamesTheTraceTheSpanAndWhetherItIsKept() {
        assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-01")).contains(new TraceParent(TRACE, SPAN, true));
        assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-02")).contains(new TraceParent(TRACE, SPAN, false));
    }

    @Test
    void oneOfALaterVersionMayHaveMoreBehindIt() {
        assertThat(TraceParent.parse("01-" + TRACE + "-" + SPAN + "-01-more")).isPresent();
        assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-01-more")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-session",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void anythingElseNamesNone(String text) {
        assertThat(TraceParent.parse(text)).isEmpty();
        assertThat(TraceParent.of(new JsonObject().put("traceparent", text))).isEmpty();
    }

    @Test
    void headersMayHoldAnything() {
        assertThat(TraceParent.of(new JsonObject().put("traceparent", 7))).isEmpty();
        assertThat(TraceParent.of(new JsonObject())).isEmpty();
    }
}
