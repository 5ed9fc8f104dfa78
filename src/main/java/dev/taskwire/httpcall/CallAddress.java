package dev.taskwire.httpcall;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a call goes: the queue's URL, the job's path behind its path, and the parameters of both. */
final class CallAddress {
    private CallAddress() {}

    /**
     * Puts an address together.
     *
     * @param path begins with a slash or a question mark; null where there is none
     * @param parameters of the job, each with one value or an array of them; what is null is left out
     */
    static String of(String url, @Nullable String path, JsonObject parameters) {
        List<String> queries = new ArrayList<>();
        String base = withoutQuery(url, queries);
        String rest = path == null ? "" : withoutQuery(path, queries);
        if (base.endsWith("/") && rest.startsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        for (Map.Entry<String, Object> parameter : parameters) {
            add(queries, parameter.getKey(), parameter.getValue());
        }
        return base + rest + (queries.isEmpty() ? "" : "?" + String.join("&", queries));
    }

    private static String withoutQuery(String text, List<String> queries) {
        int mark = text.indexOf('?');
        if (mark < 0) {
            return text;
        }
        if (mark + 1 < text.length()) {
            queries.add(text.substring(mark + 1));
        }
        return text.substring(0, mark);
    }

    private static void add(List<String> queries, String name, @Nullable Object value) {
        if (value instanceof JsonArray values) {
            values.forEach(one -> add(queries, name, one));
        } else if (value != null) {
            queries.add(encoded(name) + "=" + encoded(text(value)));
        }
    }

    private static String text(Object value) {
        return value instanceof JsonObject object ? object.encode() : String.valueOf(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
