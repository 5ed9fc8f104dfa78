package dev.taskwire.http;

import dev.taskwire.notification.MailDeliveries;
import dev.taskwire.notification.MailDelivery;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The operations about the ledger of mails. */
final class MailOperations {
    private final ApiDatabase database;

    MailOperations(ApiDatabase database) {
        this.database = database;
    }

    Map<String, Function<ApiRequest, Future<ApiAnswer>>> byId() {
        return Map.of("listMails", this::list, "showMail", this::show);
    }

    private Future<ApiAnswer> list(ApiRequest request) {
        MailDeliveries.Filter filter =
                new MailDeliveries.Filter(request.query("state"), request.query("type"), request.query("recipient"));
        UUID after = request.query("after").map(ApiRequest::id).orElse(null);
        return deliveries()
                .list(filter, after, (int) request.query("limit", 50))
                .map(page ->
                        ApiAnswer.ok(page.stream().map(MailDelivery::toJson).toList()));
    }

    private Future<ApiAnswer> show(ApiRequest request) {
        UUID id = ApiRequest.id(request.path("id"));
        return deliveries()
                .find(id)
                .map(found -> found.orElseThrow(() -> new ProblemException(404, "there is no mail " + id)))
                .compose(mail -> deliveries().reports(id).map(reports -> {
                    JsonObject whole = mail.toJson();
                    JsonArray told = new JsonArray(
                            reports.stream().map(MailDelivery.Report::toJson).toList());
                    return ApiAnswer.ok(whole.put("reports", told));
                }));
    }

    private MailDeliveries deliveries() {
        return new MailDeliveries(database.connections().reads());
    }
}
