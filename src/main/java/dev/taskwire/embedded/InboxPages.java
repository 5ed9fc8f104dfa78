package dev.taskwire.embedded;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The inbox as HTML. What came with a mail is escaped, wherever it stands. Reads files only while it is made. */
final class InboxPages {
    private static final String FOLDER = "taskwire/demo";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final ZoneId zone;
    private final PebbleTemplate inbox;
    private final PebbleTemplate mail;
    private final PebbleTemplate missing;
    private final String style;

    private InboxPages(PebbleEngine engine, ZoneId zone) {
        this.zone = zone;
        this.inbox = engine.getTemplate("inbox.html");
        this.mail = engine.getTemplate("mail.html");
        this.missing = engine.getTemplate("missing.html");
        this.style = style();
    }

    /**
     * Reads all that is needed, and blocks for it.
     *
     * @param zone where the reader lives
     */
    static InboxPages load(ZoneId zone) {
        ClasspathLoader packaged = new ClasspathLoader(InboxPages.class.getClassLoader());
        packaged.setPrefix(FOLDER);
        PebbleEngine engine = new PebbleEngine.Builder()
                .loader(packaged)
                .autoEscaping(true)
                .strictVariables(true)
                // What stands in a variable alone on its line keeps its lines.
                .newLineTrimming(false)
                .build();
        return new InboxPages(engine, zone);
    }

    String inbox(Inbox mails) {
        List<Map<String, Object>> rows =
                mails.newestFirst().stream().map(this::row).toList();
        boolean typed =
                mails.newestFirst().stream().anyMatch(shown -> !shown.type().isEmpty());
        return rendered(
                inbox, Map.of("mails", rows, "typed", typed, "arrived", mails.arrived(), "kept", Inbox.KEPT_MOST));
    }

    String mail(InboxMail shown) {
        return rendered(
                mail,
                Map.of(
                        "mail", row(shown),
                        "headers", shown.headers().entrySet(),
                        "html", shown.html(),
                        "text", shown.received().text()));
    }

    String missing() {
        return rendered(missing, Map.of("kept", Inbox.KEPT_MOST));
    }

    String stylesheet() {
        return style;
    }

    private Map<String, Object> row(InboxMail shown) {
        return Map.of(
                "number", shown.number(),
                "instant", shown.received().arrivedAt().toString(),
                "time", TIME.format(shown.received().arrivedAt().atZone(zone)),
                "to", shown.received().recipient(),
                "subject", shown.received().subject(),
                "type", shown.type());
    }

    private static String rendered(PebbleTemplate template, Map<String, Object> variables) {
        StringWriter written = new StringWriter();
        try {
            template.evaluate(written, variables);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory can be written", impossible);
        }
        return written.toString();
    }

    private static String style() {
        try (InputStream file = InboxPages.class.getClassLoader().getResourceAsStream(FOLDER + "/style.css")) {
            if (file == null) {
                throw new IllegalStateException("this jar has no " + FOLDER + "/style.css");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
