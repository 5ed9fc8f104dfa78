package dev.taskwire.cli;

import dev.taskwire.notification.MailDelivery;
import io.vertx.core.json.JsonArray;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/** How mails look to people and to programs. */
final class MailsView {
    private static final int REASON_LONGEST = 60;

    private final PrintWriter out;
    private final OutputFormat format;

    MailsView(PrintWriter out, OutputFormat format) {
        this.out = out;
        this.format = format;
    }

    /** @param limit if there are as many, there may be more */
    void list(List<MailDelivery> mails, int limit) {
        if (format == OutputFormat.JSON) {
            out.println(new JsonArray(mails.stream().map(MailDelivery::toJson).toList()).encodePrettily());
            return;
        }
        if (mails.isEmpty()) {
            out.println("no mails");
            return;
        }
        TextTable table = TextTable.headed("ID", "TYPE", "TO", "STATE", "CHANGED", "SENDS", "UNKNOWNS", "REASON");
        for (MailDelivery mail : mails) {
            table.add(
                    mail.eventId().toString(),
                    mail.type(),
                    mail.recipient(),
                    mail.state(),
                    mail.changedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    String.valueOf(mail.sends()),
                    String.valueOf(mail.unknowns()),
                    TextTable.shortened(reason(mail), REASON_LONGEST));
        }
        table.print(out);
        if (mails.size() == limit) {
            out.println("for older ones add --after " + mails.get(limit - 1).eventId());
        }
    }

    void whole(MailDelivery mail, List<MailDelivery.Report> reports) {
        if (format == OutputFormat.JSON) {
            JsonArray told = new JsonArray(
                    reports.stream().map(MailDelivery.Report::toJson).toList());
            out.println(mail.toJson().put("reports", told).encodePrettily());
            return;
        }
        TextTable facts = new TextTable();
        facts.add("mail", mail.eventId().toString());
        facts.add("queue", mail.queue());
        facts.add("type", mail.type());
        facts.add("to", mail.recipient());
        facts.add("state", mail.state());
        facts.add("created", mail.createdAt().toString());
        facts.add("changed", mail.changedAt().toString());
        facts.add("sends", String.valueOf(mail.sends()));
        facts.add("unknowns", String.valueOf(mail.unknowns()));
        facts.add("provider's id", Objects.requireNonNullElse(mail.providerMessageId(), "-"));
        facts.add("last error", Objects.requireNonNullElse(mail.lastError(), "-"));
        facts.add("provider said", Objects.requireNonNullElse(mail.deliveryReason(), "-"));
        facts.print(out);
        out.println();
        out.println(reports.isEmpty() ? "the provider has reported nothing" : "reports");
        TextTable told = new TextTable();
        for (MailDelivery.Report report : reports) {
            told.add(
                    "",
                    Objects.toString(report.occurredAt(), "-"),
                    report.event(),
                    Objects.requireNonNullElse(report.reason(), ""));
        }
        told.print(out);
    }

    private static String reason(MailDelivery mail) {
        String reported = mail.deliveryReason();
        return reported != null ? reported : Objects.requireNonNullElse(mail.lastError(), "-");
    }
}
