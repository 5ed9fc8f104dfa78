package dev.taskwire.notification;

import dev.taskwire.notification.Filled.Found;
import dev.taskwire.notification.Filled.Impossible;
import dev.taskwire.notification.Filled.Origin;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills a type that is for no single reader, such as an alert, from the message's {@code title} and {@code text}. */
final class TeamFilling implements Filling {
    private static final int TITLE_LONGEST = 200;

    private static final Profile NOBODY = new Profile("", "", "");

    @Override
    public Future<List<Filled>> fill(List<Received> received) {
        return Future.succeededFuture(received.stream().map(TeamFilling::filled).toList());
    }

    private static Filled filled(Received received) {
        PayloadFields fields = new PayloadFields(received.data());
        String title = fields.text("title");
        String text = fields.text("text");
        Map<String, Object> variables = new HashMap<>(received.data().getMap());
        variables.put("title", SingleLine.of(title, TITLE_LONGEST));
        variables.put("text", text);
        return fields.problem()
                .<Filled>map(Impossible::new)
                .orElseGet(() -> new Found(NOBODY, variables, Origin.SOMEBODY_ELSE));
    }
}
