package dev.taskwire.embedded;

import dev.taskwire.embedded.RowChange.Action;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** A line for each thing that happens, in columns: when, what, to which row, and by whom or how fast. */
final class EventLines implements DemoView {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final int WHAT_WIDTH = 16;
    private static final int DETAIL_WIDTH = 66;

    private final DemoConsole console;
    private final Clock clock;
    private final ChangeWords words;

    /** @param clock says when, and in which zone the reader lives */
    EventLines(DemoConsole console, Clock clock, ChangeWords words) {
        this.console = console;
        this.clock = clock;
        this.words = words;
    }

    @Override
    public void committed(Change change) {
        String what = words.statement(change.row().action(), change.kind().isLogged() ? "task" : "profile");
        say(
                change.at(),
                Paint.CHANGE,
                what,
                words.detail(change.row()),
                "by " + change.actor().firstName());
    }

    @Override
    public void rolledBack(Change change) {
        String detail = words.detail(change.row());
        say(clock.instant(), Paint.ROLLBACK, "ROLLBACK", detail, "nothing of it may arrive");
    }

    @Override
    public void logged(LoggedChange row, boolean byHand) {
        Action action = action(row);
        if (byHand) {
            String what = words.statement(action, row.entityType());
            say(row.occurredAt(), Paint.BY_HAND, what, words.detail(row.row()), "by hand");
        }
        String detail = row.action() + " " + row.entityType() + ", seq " + row.seq();
        say(row.loggedAt(), Paint.LOG, "activity_logs", detail, after(row.latency(), action.noun()));
    }

    @Override
    public void mailed(ReceivedMail mail, Optional<Duration> latency) {
        String detail = "to " + mail.recipient() + ": " + mail.subject();
        say(
                mail.arrivedAt(),
                Paint.MAIL,
                "mail",
                detail,
                latency.map(took -> after(took, "change")).orElse("by hand"));
    }

    @Override
    public void failed(PlannedChange plan, Throwable cause) {
        String detail = plan.kind().label() + " failed: " + cause.getMessage();
        say(clock.instant(), Paint.WRONG, "FAILED", detail, "");
    }

    private void say(Instant at, Paint paint, String what, String detail, String end) {
        String time = TIME.format(at.atZone(clock.getZone()));
        console.say(console.paint(Paint.TIME, time)
                + "  " + console.paint(paint, padded(what, WHAT_WIDTH))
                + "  " + padded(ChangeWords.oneLine(detail, DETAIL_WIDTH), DETAIL_WIDTH)
                + "  " + end);
    }

    private static Action action(LoggedChange row) {
        return switch (row.action()) {
            case "created" -> Action.CREATED;
            case "deleted" -> Action.DELETED;
            default -> Action.UPDATED;
        };
    }

    private static String after(Duration latency, String noun) {
        return Latency.format(latency) + " after the " + noun;
    }

    private static String padded(String text, int width) {
        int length = text.codePointCount(0, text.length());
        return text + " ".repeat(Math.max(0, width - length));
    }
}
