package dev.taskwire.http;

import dev.taskwire.config.HttpConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every answer tells a browser: to keep nothing, run nothing, show it inside of no other page. A page that needs more
 * sets its own headers after these.
 */
final class AnswerHeaders {
    private static final String A_YEAR = "max-age=31536000";

    private final Map<String, String> headers = new TreeMap<>(Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy",
                    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY"));

    AnswerHeaders(HttpConfig config) {
        if (config.tls().isPresent()) {
            headers.put("Strict-Transport-Security", A_YEAR);
        }
        if (!config.origins().origins().isEmpty()) {
            headers.put("Cross-Origin-Resource-Policy", "cross-origin");
        }
    }

    void put(HttpServerResponse response) {
        MultiMap given = response.headers();
        headers.forEach(given::set);
    }
}
