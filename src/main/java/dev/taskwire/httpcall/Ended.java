package dev.taskwire.httpcall;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call that ended, and what that means. */
record Ended(Granted call, Answer answer, Verdict verdict) {
    String queue() {
        return call.queue();
    }

    /** @param relay the call that begins with its permit; null where none does */
    JsonObject told(@Nullable Granted relay) {
        JsonObject told = verdict.ended(call.job(), answer);
        return relay == null ? told : told.put("relay", relay.job());
    }

    Optional<JsonObject> closed() {
        return verdict.closes() ? Optional.of(verdict.closed(queue())) : Optional.empty();
    }
}
