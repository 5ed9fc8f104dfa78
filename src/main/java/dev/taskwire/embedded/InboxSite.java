package dev.taskwire.embedded;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows the inbox to a browser. No page has a script or may load anything but the style sheet. A mail's HTML stands in a
 * sandbox that inherits this: its own styles apply, and nothing in it runs, loads or leads away.
 */
final class InboxSite {
    private static final Pattern MAIL = Pattern.compile("/mails/(\\d{1,9})(/request)?");
    private static final String HTML = "text/html; charset=utf-8";
    private static final String POLICY =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'self'";
    private static final String POLICY_OF_MAIL = POLICY + " 'unsafe-inline'; img-src data:";

    private final Inbox inbox;
    private final InboxPages pages;

    InboxSite(Inbox inbox, InboxPages pages) {
        this.inbox = inbox;
        this.pages = pages;
    }

    Future<Void> answer(HttpServerRequest request) {
        Matcher mail = MAIL.matcher(request.path());
        if (mail.matches()) {
            return mail(request, mail);
        }
        return switch (request.path()) {
            case "/" -> answer(request, POLICY, HTML, pages.inbox(inbox));
            case "/style.css" -> answer(request, POLICY, "text/css; charset=utf-8", pages.stylesheet());
            default -> missing(request);
        };
    }

    private Future<Void> mail(HttpServerRequest request, Matcher path) {
        Optional<InboxMail> found = inbox.find(path.group(1));
        if (found.isEmpty()) {
            return missing(request);
        }
        return path.group(2) == null
                ? answer(request, POLICY_OF_MAIL, HTML, pages.mail(found.get()))
                : answer(
                        request,
                        POLICY,
                        "application/json",
                        found.get().request().encodePrettily());
    }

    private Future<Void> missing(HttpServerRequest request) {
        request.response().setStatusCode(404);
        return answer(request, POLICY, HTML, pages.missing());
    }

    private static Future<Void> answer(HttpServerRequest request, String policy, String type, String body) {
        return request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }
}
