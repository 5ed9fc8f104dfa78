package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.config.Role;
import dev.taskwire.config.TaskwireConfig;
import dev.taskwire.config.TokenHash;
import dev.taskwire.dashboard.Recorder;
import dev.taskwire.telemetry.LogLevels;
import dev.taskwire.telemetry.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Each operation by each role: the roles are those of the contract, and of a list for what stands in none. */
final class RoleTableIT {
    private static final String CONTRACT = "/taskwire/api/openapi.yaml";
    private static final String ROLE = "x-taskwire-role";
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final Set<Integer> CLOSED = Set.of(401, 403, 429);
    private static final Duration ANSWER_MOST = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void eachRoleOpensItsOperationsAndNoOther() throws Exception {
        int port = freePort();
        Vertx vertx = Vertx.vertx();
        List<String> wrong = new ArrayList<>();
        try {
            Site site = new Site(vertx, config(port, true), telemetry(), new Recorder());
            site.start().await(20, TimeUnit.SECONDS);
            for (Map.Entry<String, String> operation : operations().entrySet()) {
                wrong.addAll(cells(port, operation.getKey(), operation.getValue()));
            }
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void withoutATokenEverythingButReadingIsClosed() throws Exception {
        int port = freePort();
        Vertx vertx = Vertx.vertx();
        try {
            Site site = new Site(vertx, config(port, false), telemetry(), new Recorder());
            site.start().await(20, TimeUnit.SECONDS);
            for (Map.Entry<String, String> operation : operations().entrySet()) {
                boolean open = operation.getValue().equals("read")
                        || operation.getValue().equals("public");
                assertThat(isOpen(status(port, operation.getKey(), "")))
                        .as(operation.toString())
                        .isEqualTo(open);
            }
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    private List<String> cells(int port, String operation, String role) throws Exception {
        List<String> wrong = new ArrayList<>();
        boolean isPublic = role.equals("public");
        for (Role given : Role.values()) {
            boolean right = isPublic || word(given).equals(role);
            int status = status(port, operation, token(given));
            if (isOpen(status) != right) {
                wrong.add(operation + " with " + word(given) + " answered " + status);
            }
        }
        for (String nobodys : List.of("", "a-token-of-nobody-0123456789-0123456789")) {
            int status = status(port, operation, nobodys);
            if (isOpen(status) != isPublic) {
                wrong.add(operation + " with the token \"" + nobodys + "\" answered " + status);
            }
        }
        return wrong;
    }

    /** Role by method and path. What the contract calls neither a role nor public has a sender of its own. */
    private static Map<String, String> operations() throws IOException {
        Map<String, String> operations = new TreeMap<>(Map.of(
                "GET /api/notifications/stream?user=ada", "read",
                "GET /livez", "public",
                "GET /readyz", "public",
                "GET /metrics", "public"));
        try (InputStream contract = RoleTableIT.class.getResourceAsStream(CONTRACT)) {
            if (contract != null) {
                operations.putAll(fromContract(contract));
            }
        }
        return operations;
    }

    private static Map<String, String> fromContract(InputStream contract) {
        Map<String, String> operations = new HashMap<>();
        Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(contract);
        JsonObject paths = new JsonObject(root).getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject item = paths.getJsonObject(path);
            for (String method : METHODS) {
                String role = item.getJsonObject(method, new JsonObject()).getString(ROLE, "");
                if (!role.isEmpty()) {
                    String at = path.replaceAll("\\{[^}]*}", "activity_log");
                    operations.put(method.toUpperCase(Locale.ROOT) + " " + at, role);
                }
            }
        }
        assertThat(operations).isNotEmpty();
        return operations;
    }

    private int status(int port, String operation, String token) throws Exception {
        String method = operation.substring(0, operation.indexOf(' '));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + operation.substring(operation.indexOf(' ') + 1)))
                .timeout(ANSWER_MOST)
                .header("Content-Type", "application/json")
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static boolean isOpen(int status) {
        return !CLOSED.contains(status);
    }

    private static TaskwireConfig config(int port, boolean withTokens) {
        Map<String, Object> tokens = new HashMap<>();
        for (Role role : Role.values()) {
            tokens.put(word(role), Map.of("hash", TokenHash.of(token(role)).toString(), "roles", word(role)));
        }
        Map<String, Object> http = Map.of("port", port, "tokens", withTokens ? tokens : Map.of());
        return TaskwireConfig.from(
                Map.of("http", http), Map.of("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing"));
    }

    private static String token(Role role) {
        return "a-token-to-" + word(role) + "-0123456789-0123456789";
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Telemetry telemetry() {
        return new Telemetry(new Metrics(Set.of()), Optional.empty(), LogLevels.of(Optional.empty()));
    }
}
