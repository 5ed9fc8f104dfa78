package dev.taskwire.http;

import dev.taskwire.config.HttpConfig;
import dev.taskwire.config.TaskwireConfig;
import java.util.HashMap;
import java.util.Map;

/** A configuration of the server on a free port, read as a file would be. */
final class Guarded {
    private Guarded() {}

    static HttpConfig config(Map<String, ?> keys) {
        Map<String, Object> http = new HashMap<>(Map.of("port", 0));
        http.putAll(keys);
        return TaskwireConfig.from(
                        Map.of("http", http), Map.of("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing"))
                .http();
    }
}
