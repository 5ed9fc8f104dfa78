package dev.taskwire.httpcall;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;

/**
 * A call that this process may make.
 *
 * @param job its id
 * @param relay whether it begins only when another call of its queue ends here, with that one's permit
 * @param startsIn where its queue has a rate: so long after it was given
 * @param asked what the job and its queue say of it
 */
record Granted(long job, boolean relay, Duration startsIn, JsonObject asked) {
    static Granted from(Row row) {
        return new Granted(
                row.getLong("job"),
                row.getBoolean("relay"),
                Duration.ofNanos((long) (row.getDouble("starts_in") * 1e6)),
                row.getJsonObject("call"));
    }

    String queue() {
        return asked.getString("queue");
    }

    int attempt() {
        return asked.getInteger("attempt");
    }
}
