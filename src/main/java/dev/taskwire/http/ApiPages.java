package dev.taskwire.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** {@code /openapi.yaml}, and {@code /api}: the same for people, with nothing from elsewhere and nothing that runs. */
final class ApiPages {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String STYLE = """
            :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
            body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
            h2 { border-bottom: 1px solid; text-transform: capitalize; }
            h3 code { font-size: 1rem; }
            pre { overflow-x: auto; padding: .6rem; border: 1px solid; border-radius: .3rem; }
            small { opacity: .75; font-weight: normal; }
            """;

    private final ApiContract contract;
    private final String page;

    ApiPages(ApiContract contract) {
        this.contract = contract;
        this.page = page(contract.tree());
    }

    void mount(Router router) {
        router.get("/openapi.yaml")
                .handler(context ->
                        serve(context, "application/yaml", contract.text().toString()));
        router.head("/openapi.yaml")
                .handler(context ->
                        serve(context, "application/yaml", contract.text().toString()));
        router.get("/api").handler(context -> serve(context, "text/html; charset=utf-8", page));
        router.get("/api/style.css").handler(context -> serve(context, "text/css; charset=utf-8", STYLE));
    }

    private static void serve(RoutingContext context, String type, String text) {
        context.response()
                .putHeader("Content-Type", type)
                .putHeader("Content-Security-Policy", POLICY)
                .end(text)
                .onFailure(context::fail);
    }

    private static String page(JsonObject tree) {
        StringBuilder html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>Taskwire: the API</title>"
                + "<link rel=\"stylesheet\" href=\"api/style.css\"><h1>Taskwire: the API</h1><p>"
                + escaped(tree.getJsonObject("info").getString("description"))
                + "</p><p>The contract: <a href=\"openapi.yaml\">openapi.yaml</a></p>");
        for (Object tag : tree.getJsonArray("tags")) {
            JsonObject named = (JsonObject) tag;
            html.append("<h2>")
                    .append(escaped(named.getString("name")))
                    .append("</h2><p>")
                    .append(escaped(named.getString("description")))
                    .append("</p>");
            operations(tree, named.getString("name")).forEach(html::append);
        }
        return html.append("</html>").toString();
    }

    private static Stream<String> operations(JsonObject tree, String tag) {
        return tree.getJsonObject("paths").stream()
                .flatMap(path -> ((JsonObject) path.getValue())
                        .stream()
                                .filter(entry -> ApiContract.METHODS.contains(entry.getKey()))
                                .filter(entry -> tags(entry).contains(tag))
                                .map(entry -> operation(entry.getKey(), path.getKey(), (JsonObject) entry.getValue())));
    }

    private static JsonArray tags(Map.Entry<String, Object> operation) {
        return ((JsonObject) operation.getValue()).getJsonArray("tags");
    }

    private static String operation(String method, String path, JsonObject operation) {
        String role = operation.getString("x-taskwire-role");
        StringBuilder html = new StringBuilder("<h3 id=\"" + escaped(operation.getString("operationId")) + "\"><code>"
                + method.toUpperCase(Locale.ROOT) + " " + escaped(path) + "</code> "
                + (role == null ? "" : "<small>" + escaped(role) + "</small>") + "</h3><p>"
                + escaped(operation.getString("summary")) + ". "
                + escaped(operation.getString("description", "")) + "</p>");
        examples(operation.getJsonObject("requestBody", new JsonObject()))
                .forEach(body -> html.append("<pre>").append(escaped(body)).append("</pre>"));
        operation
                .getJsonObject("responses")
                .forEach(response -> examples((JsonObject) response.getValue())
                        .forEach(body -> html.append("<p>")
                                .append(escaped(response.getKey()))
                                .append("</p><pre>")
                                .append(escaped(body))
                                .append("</pre>")));
        return html.toString();
    }

    private static Stream<String> examples(JsonObject body) {
        return body.getJsonObject("content", new JsonObject()).stream()
                .flatMap(type -> ((JsonObject) type.getValue()).getJsonObject("examples", new JsonObject()).stream())
                .map(example -> ((JsonObject) example.getValue()).getValue("value"))
                .filter(value -> !(value instanceof JsonArray array && array.isEmpty()))
                .map(value -> value instanceof JsonObject object
                        ? object.encodePrettily()
                        : value instanceof JsonArray array ? array.encodePrettily() : String.valueOf(value));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
