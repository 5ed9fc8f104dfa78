package dev.taskwire.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DemoConsoleTest {
    private final StringWriter printed = new StringWriter();

    @Test
    void spellsArrowsAndQuotesForATerminalThatLacksThem() throws InterruptedException {
        DemoConsole console = console(false, StandardCharsets.US_ASCII);

        console.say("“Fix login”  todo → doing …");
        console.printWhile(() -> false);

        assertThat(printed.toString().lines()).containsExactly("\"Fix login\"  todo -> doing ...");
    }

    @Test
    void isColourfulOnlyWhereItMayBe() {
        assertThat(console(true, StandardCharsets.UTF_8).paint(Paint.MAIL, "mail"))
                .isEqualTo("\u001b[35mmail\u001b[0m");
        assertThat(console(false, StandardCharsets.UTF_8).paint(Paint.MAIL, "mail"))
                .isEqualTo("mail");
    }

    @Test
    void saysHowManyLinesItLeftOutWhenTheReaderIsTooSlow() throws InterruptedException {
        DemoConsole console = console(false, StandardCharsets.UTF_8);
        for (int line = 0; line < 10_003; line++) {
            console.say("line " + line);
        }

        console.printWhile(() -> false);

        assertThat(printed.toString().lines())
                .hasSize(10_001)
                .startsWith("(3 lines left out: they came faster than they could be printed)", "line 0");
    }

    @Test
    void printsWhatIsSaidBeforeAFailureThatItWaitedFor() {
        DemoConsole console = console(false, StandardCharsets.UTF_8);
        console.say("starting");

        assertThatThrownBy(() -> console.await(Future.failedFuture("no room"), Duration.ofSeconds(1)))
                .hasMessage("no room");
        assertThat(printed.toString()).startsWith("starting");
    }

    private DemoConsole console(boolean colourful, Charset charset) {
        return new DemoConsole(new PrintWriter(printed), colourful, charset);
    }
}
