package dev.taskwire.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TaskLinkTest {
    @Test
    void putsTheIdWhereItGoes() {
        assertThat(new TaskLink("https://example.com/tasks/{id}?from=mail").to("7"))
                .isEqualTo("https://example.com/tasks/7?from=mail");
    }

    @Test
    void idCannotLeaveItsPlace() {
        assertThat(new TaskLink("https://example.com/{id}").to("../a b?\"<#{id}"))
                .isEqualTo("https://example.com/..%2Fa%20b%3F%22%3C%23%7Bid%7D");
    }

    @Test
    void isEmptyWithoutAPattern() {
        assertThat(new TaskLink("").to("7")).isEmpty();
    }

    @Test
    void refusesOtherSchemes() {
        assertThatThrownBy(() -> new TaskLink("javascript:alert(1)")).isInstanceOf(IllegalArgumentException.class);
    }
}
