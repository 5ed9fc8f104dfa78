package dev.taskwire.support;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What SendGrid demands of a request to send mail, in our own words. One reads one body. */
final class SendGridRules {
    static final int PERSONALIZATIONS_MOST = 1000;
    static final int RECIPIENTS_MOST = 1000;
    static final int CUSTOM_ARGS_BYTES_MOST = 10_000;
    static final int CATEGORIES_MOST = 10;
    static final int CATEGORY_LONGEST = 255;
    static final int BODY_BYTES_MOST = 30 * 1024 * 1024;

    private static final Pattern LINE_BREAK = Pattern.compile("[\\n\\x0B\\f\\r\\x{85}\\x{2028}\\x{2029}]");
    private static final List<String> CONTENT_TYPES = List.of("text/plain", "text/html");
    private static final Set<String> RESERVED_HEADERS = Set.of(
            "x-sg-id",
            "x-sg-eid",
            "received",
            "dkim-signature",
            "content-type",
            "content-transfer-encoding",
            "to",
            "from",
            "subject",
            "reply-to",
            "cc",
            "bcc");

    private final JsonObject body;
    private final List<String> broken = new ArrayList<>();
    private final Set<String> recipients = new HashSet<>();

    private SendGridRules(JsonObject body) {
        this.body = body;
    }

    /** The rules that a body breaks, each as a sentence that begins with the field; none where it is right. */
    static List<String> brokenBy(JsonObject body, int bytes) {
        SendGridRules rules = new SendGridRules(body);
        rules.require(bytes <= BODY_BYTES_MOST, "body: 30 MB are the most, not " + bytes + " bytes");
        rules.checkRequest();
        return List.copyOf(rules.broken);
    }

    private void checkRequest() {
        checkAddress("from", body.getValue("from"));
        List<?> personalizations = list("personalizations", body.getValue("personalizations"));
        require(
                !personalizations.isEmpty() && personalizations.size() <= PERSONALIZATIONS_MOST,
                "personalizations: 1 to 1000 are allowed, not " + personalizations.size());
        for (int i = 0; i < personalizations.size(); i++) {
            checkPersonalization("personalizations." + i, object(personalizations.get(i)));
        }
        require(
                recipients.size() <= RECIPIENTS_MOST,
                "personalizations: 1000 recipients are the most, not " + recipients.size());
        require(!body.containsKey("custom_args"), "custom_args: they belong into the personalizations");
        checkContent(list("content", body.getValue("content")));
        checkCategories(list("categories", body.getValue("categories")));
        checkHeaders("headers", body.getValue("headers"));
    }

    private void checkPersonalization(String at, JsonObject envelope) {
        require(!list(at + ".to", envelope.getValue("to")).isEmpty(), at + ".to: a recipient is missing");
        for (String kind : List.of("to", "cc", "bcc")) {
            List<?> addresses = list(at + "." + kind, envelope.getValue(kind));
            for (int i = 0; i < addresses.size(); i++) {
                checkRecipient(at + "." + kind + "." + i, addresses.get(i));
            }
        }
        checkSubject(at, envelope);
        checkCustomArgs(at + ".custom_args", envelope.getValue("custom_args"));
        checkHeaders(at + ".headers", envelope.getValue("headers"));
        require(
                !envelope.containsKey("dynamic_template_data") || templateId().startsWith("d-"),
                at + ".dynamic_template_data: it goes with a dynamic template alone");
    }

    private void checkRecipient(String at, @Nullable Object recipient) {
        checkAddress(at, recipient);
        String email = object(recipient).getString("email", "").toLowerCase(Locale.ROOT);
        require(recipients.add(email), at + ".email: the request has " + email + " more than once");
    }

    private void checkAddress(String at, @Nullable Object address) {
        checkLine(at + ".email", object(address).getValue("email"), true);
        checkLine(at + ".name", object(address).getValue("name"), false);
    }

    private void checkSubject(String at, JsonObject envelope) {
        boolean own = envelope.containsKey("subject");
        Object subject = own ? envelope.getValue("subject") : body.getValue("subject");
        checkLine(own ? at + ".subject" : "subject", subject, templateId().isEmpty());
    }

    /** A text that ends up in a header of the mail. */
    private void checkLine(String at, @Nullable Object text, boolean required) {
        if (text == null) {
            require(!required, at + ": it is missing");
        } else if (text instanceof String line) {
            require(!line.isEmpty() || !required, at + ": it is empty");
            require(!LINE_BREAK.matcher(line).find(), at + ": it has a line break");
        } else {
            broken.add(at + ": it is no text");
        }
    }

    private void checkCustomArgs(String at, @Nullable Object customArgs) {
        if (customArgs == null) {
            return;
        }
        require(customArgs instanceof JsonObject, at + ": it is no object");
        JsonObject pairs = object(customArgs);
        require(pairs.stream().allMatch(pair -> pair.getValue() instanceof String), at + ": not all values are texts");
        int bytes = pairs.toBuffer().length();
        require(bytes <= CUSTOM_ARGS_BYTES_MOST, at + ": 10000 bytes are the most, not " + bytes);
    }

    private void checkContent(List<?> contents) {
        require(!contents.isEmpty() || !templateId().isEmpty(), "content: it is missing, and there is no template");
        int last = -1;
        for (int i = 0; i < contents.size(); i++) {
            JsonObject content = object(contents.get(i));
            int type = CONTENT_TYPES.indexOf(content.getString("type", ""));
            require(type > last, "content." + i + ".type: one text/plain comes first, then one text/html");
            require(
                    content.getValue("value") instanceof String value && !value.isEmpty(),
                    "content." + i + ".value: it is empty");
            last = type;
        }
    }

    private void checkCategories(List<?> categories) {
        require(categories.size() <= CATEGORIES_MOST, "categories: 10 are the most, not " + categories.size());
        require(new HashSet<>(categories).size() == categories.size(), "categories: one is there twice");
        for (Object category : categories) {
            checkLine("categories", category, true);
            require(
                    String.valueOf(category).length() <= CATEGORY_LONGEST,
                    "categories: one is longer than 255 characters");
        }
    }

    private void checkHeaders(String at, @Nullable Object headers) {
        JsonObject pairs = object(headers);
        for (String name : pairs.fieldNames()) {
            require(
                    !RESERVED_HEADERS.contains(name.toLowerCase(Locale.ROOT)),
                    at + "." + name + ": SendGrid sets this header itself");
            checkLine(at, name, true);
            checkLine(at + "." + name, pairs.getValue(name), true);
        }
    }

    private String templateId() {
        return body.getValue("template_id") instanceof String id ? id : "";
    }

    private List<?> list(String at, @Nullable Object value) {
        require(value == null || value instanceof JsonArray, at + ": it is no array");
        return value instanceof JsonArray array ? array.stream().toList() : List.of();
    }

    /** What is no object is found by its fields that are missing. */
    private static JsonObject object(@Nullable Object value) {
        return value instanceof JsonObject object ? object : new JsonObject();
    }

    private void require(boolean condition, String sentence) {
        if (!condition) {
            broken.add(sentence);
        }
    }
}
