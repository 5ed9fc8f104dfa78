package dev.taskwire.http;

import dev.taskwire.config.LogLevel;
import dev.taskwire.telemetry.LogLevels;
import dev.taskwire.telemetry.LogLevels.Change;
import dev.taskwire.telemetry.LogLevels.Setting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The operations on the log of the process that answers. */
final class LogOperations {
    private static final Duration LONGEST = Duration.ofDays(7);

    private final LogLevels levels;

    LogOperations(LogLevels levels) {
        this.levels = levels;
    }

    Map<String, Function<ApiRequest, Future<ApiAnswer>>> byId() {
        return Map.of("showLogLevels", this::show, "changeLogLevel", this::change);
    }

    private Future<ApiAnswer> show(ApiRequest request) {
        return Future.succeededFuture(present());
    }

    private Future<ApiAnswer> change(ApiRequest request) {
        JsonObject body = request.body();
        Change change = new Change(
                body.getString("logger", LogLevels.ROOT),
                level(body.getString("level")),
                Optional.ofNullable(body.getValue("for")).map(LogOperations::lasting));
        levels.change(Vertx.currentContext().owner(), change).ifPresent(why -> {
            throw new ProblemException(422, "logger: " + why);
        });
        return Future.succeededFuture(present());
    }

    /** Empty for the level that it had before. */
    private static Optional<LogLevel> level(String word) {
        return word.equals("default") ? Optional.empty() : Optional.of(LogLevel.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    private static Duration lasting(Object given) {
        Duration lasting = SendOperations.duration("for", given);
        if (lasting.isZero() || lasting.compareTo(LONGEST) > 0) {
            throw new ProblemException(422, "for: more than nothing, and 7d at the most");
        }
        return lasting;
    }

    private ApiAnswer present() {
        List<JsonObject> present =
                levels.present().stream().map(LogOperations::toJson).toList();
        return ApiAnswer.ok(present);
    }

    private static JsonObject toJson(Setting setting) {
        return new JsonObject()
                .put("logger", setting.logger())
                .put("level", setting.level())
                .put("until", setting.until().orElse(null));
    }
}
