package dev.taskwire.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The examples of the contract as requests. An example has a name: the values of that name make the request, and the answer
 * under which the name stands is the one that is expected. A parameter of the path without the name has the value of
 * {@code one}.
 */
final class ApiExamples {
    private final JsonObject tree;

    ApiExamples() throws IOException {
        try (var resource = ApiExamples.class.getResourceAsStream("/taskwire/api/openapi.yaml")) {
            tree = ApiContract.tree(
                    Buffer.buffer(Objects.requireNonNull(resource).readAllBytes()));
        }
    }

    /** A request, and the status it is answered with. */
    record Example(
            String operation,
            String name,
            String method,
            String path,
            Map<String, String> headers,
            @Nullable String body,
            int status,
            boolean elsewhere) {
        @Override
        public String toString() {
            return operation + ": " + name + " → " + status;
        }
    }

    JsonObject tree() {
        return tree;
    }

    List<String> operations() {
        List<String> ids = new ArrayList<>();
        each((path, method, operation) -> ids.add(operation.getString("operationId")));
        return ids;
    }

    List<Example> all() {
        List<Example> examples = new ArrayList<>();
        each((path, method, operation) -> operation.getJsonObject("responses").forEach(response -> {
            if (!response.getKey().equals("default")) {
                for (String name : names(resolved(response.getValue()))) {
                    if (!name.equals("anything")) {
                        examples.add(
                                example(new Route(path, method, operation), name, Integer.parseInt(response.getKey())));
                    }
                }
            }
        }));
        return examples;
    }

    private interface Visitor {
        void visit(String path, String method, JsonObject operation);
    }

    private record Route(String path, String method, JsonObject operation) {}

    private void each(Visitor visitor) {
        tree.getJsonObject("paths").forEach(path -> {
            JsonObject item = (JsonObject) path.getValue();
            for (String method : List.of("get", "post", "put", "delete")) {
                if (item.containsKey(method)) {
                    visitor.visit(path.getKey(), method, item.getJsonObject(method));
                }
            }
        });
    }

    private Example example(Route route, String name, int status) {
        String path = route.path();
        StringBuilder query = new StringBuilder();
        Map<String, String> headers = new HashMap<>();
        for (JsonObject parameter : parameters(route)) {
            boolean inPath = parameter.getString("in").equals("path");
            Optional<String> value =
                    value(parameter, name).or(() -> inPath ? value(parameter, "one") : Optional.empty());
            if (value.isEmpty()) {
                continue;
            }
            String key = parameter.getString("name");
            if (inPath) {
                path = path.replace("{" + key + "}", encoded(value.get()));
            } else if (parameter.getString("in").equals("query")) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(key)
                        .append('=')
                        .append(encoded(value.get()));
            } else {
                headers.put(key, value.get());
            }
        }
        return new Example(
                route.operation().getString("operationId"),
                name,
                route.method(),
                path + query,
                headers,
                body(route, name),
                status,
                route.operation().getBoolean("x-taskwire-elsewhere", false));
    }

    private List<JsonObject> parameters(Route route) {
        JsonArray all = tree.getJsonObject("paths")
                .getJsonObject(route.path())
                .getJsonArray("parameters", new JsonArray())
                .copy()
                .addAll(route.operation().getJsonArray("parameters", new JsonArray()));
        return all.stream().map(this::resolved).collect(Collectors.toList());
    }

    private @Nullable String body(Route route, String name) {
        JsonObject body = route.operation().getJsonObject("requestBody");
        if (body == null) {
            return null;
        }
        JsonObject examples =
                body.getJsonObject("content").getJsonObject("application/json").getJsonObject("examples");
        JsonObject example = examples.getJsonObject(name, examples.getJsonObject("one"));
        return io.vertx.core.json.Json.encode(example.getValue("value"));
    }

    private static Optional<String> value(JsonObject parameter, String name) {
        return Optional.ofNullable(
                        parameter.getJsonObject("examples", new JsonObject()).getJsonObject(name))
                .map(example -> String.valueOf(example.getValue("value")));
    }

    private static Set<String> names(JsonObject response) {
        Set<String> names = new TreeSet<>();
        response.getJsonObject("content", new JsonObject())
                .forEach(type -> names.addAll(((JsonObject) type.getValue())
                        .getJsonObject("examples", new JsonObject())
                        .fieldNames()));
        return names;
    }

    private JsonObject resolved(Object given) {
        JsonObject object = (JsonObject) given;
        String reference = object.getString("$ref");
        if (reference == null) {
            return object;
        }
        JsonObject found = tree;
        for (String step : reference.substring(2).split("/", -1)) {
            found = found.getJsonObject(step);
        }
        return found;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
