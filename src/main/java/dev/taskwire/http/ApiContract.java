package dev.taskwire.http;

import dev.taskwire.config.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * {@code openapi.yaml}: what is served, and how requests and answers look.
 *
 * @param text as it is written and served
 * @param tree the same as JSON
 * @param checked of what goes through the router; what is served elsewhere is not in it
 */
record ApiContract(Buffer text, JsonObject tree, OpenAPIContract checked) {
    /** As the contract writes them. */
    static final List<String> METHODS = List.of("get", "post", "put", "delete");

    private static final String RESOURCE = "/taskwire/api/openapi.yaml";
    private static final String ROLE = "x-taskwire-role";
    private static final String ELSEWHERE = "x-taskwire-elsewhere";
    private static final String PROBLEM = "application/problem+json";

    static Future<ApiContract> load(Vertx vertx) {
        return vertx.executeBlocking(ApiContract::read).compose(text -> {
            JsonObject tree = tree(text);
            return OpenAPIContract.from(vertx, routed(tree)).map(checked -> new ApiContract(text, tree, checked));
        });
    }

    /** The role that the contract names for an operation. */
    static Role role(Operation operation) {
        return Role.valueOf(String.valueOf(operation.getExtensions().get(ROLE)).toUpperCase(Locale.ROOT));
    }

    /** The methods of each path, a path written as the router has it. */
    Map<String, List<String>> methods() {
        Map<String, List<String>> methods = new TreeMap<>();
        JsonObject paths = tree.getJsonObject("paths");
        paths.fieldNames()
                .forEach(path -> methods.put(
                        path.replaceAll("\\{(.*?)}", ":$1"),
                        paths.getJsonObject(path).fieldNames().stream()
                                .filter(METHODS::contains)
                                .flatMap(key -> key.equals("get")
                                        ? Stream.of("GET", "HEAD")
                                        : Stream.of(key.toUpperCase(Locale.ROOT)))
                                .toList()));
        return methods;
    }

    static JsonObject tree(Buffer text) {
        Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text.toString());
        return new JsonObject(tree).copy();
    }

    /** Without what the router does not serve, and with problems as the JSON that they are: it knows no other type. */
    private static JsonObject routed(JsonObject tree) {
        JsonObject routed = new JsonObject(tree.encode().replace('"' + PROBLEM + '"', "\"application/json\""));
        JsonObject paths = routed.getJsonObject("paths");
        List.copyOf(paths.fieldNames()).stream()
                .filter(path -> paths.getJsonObject(path).stream()
                        .anyMatch(entry -> entry.getValue() instanceof JsonObject operation
                                && operation.getBoolean(ELSEWHERE, false)))
                .forEach(paths::remove);
        return routed;
    }

    private static Buffer read() throws IOException {
        try (InputStream resource = ApiContract.class.getResourceAsStream(RESOURCE)) {
            return Buffer.buffer(Objects.requireNonNull(resource, RESOURCE).readAllBytes());
        }
    }
}
