package dev.taskwire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.taskwire.config.HttpConfig;
import dev.taskwire.notification.InAppFeed;
import dev.taskwire.postgres.Pools;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In-app notifications as server-sent events, over real HTTP. */
@SuppressWarnings("NullAway.Init")
final class InAppStreamIT {
    private static final String TOKEN = "a-token-of-more-than-twenty-letters";

    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private Vertx vertx;
    private Pool pool;
    private HttpClient client;
    private HttpVerticle server;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        client = vertx.createHttpClient();
        pool = Pools.create(vertx, POSTGRES.config().database());
        POSTGRES.database().execute("TRUNCATE public.notifications");
        serve("127.0.0.1", Optional.empty());
    }

    @AfterEach
    void stop() throws Exception {
        pool.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void tellsWhatIsNewForOneUserAndNothingElse() throws Exception {
        insert("ada", "before");
        Stream stream = follow("ada", Map.of());

        insert("grace", "another's");
        UUID id = insert("ada", "new \n line");

        await().until(() -> stream.events().size() == 1);
        assertThat(stream.text()).contains("id: " + id + "\nevent: notification\ndata: {");
        assertThat(stream.events().get(0).getString("message")).isEqualTo("new \n line");
        assertThat(stream.text()).doesNotContain("before").doesNotContain("another");
    }

    @Test
    void goesOnWhereAConnectionEnded() throws Exception {
        UUID seen = insert("ada", "seen");
        insert("ada", "missed");
        insert("grace", "another's");

        Stream stream = follow("ada", Map.of("Last-Event-ID", seen.toString()));
        insert("ada", "new");

        await().until(() -> stream.events().size() == 2);
        assertThat(stream.events())
                .extracting(event -> event.getString("message"))
                .containsExactly("missed", "new");
    }

    @Test
    void severalFollowersOfOneUserAreToldEach() throws Exception {
        Stream first = follow("ada", Map.of());
        Stream second = follow("ada", Map.of());

        insert("ada", "new");

        await().until(() -> first.events().size() == 1 && second.events().size() == 1);
    }

    @Test
    void refusesInWordsWhoHasNoTokenOrNamesNobody() throws Exception {
        assertThat(problem("?user=", Map.of())).isEqualTo(422);
        assertThat(problem("?user=%zz", Map.of())).isEqualTo(400);
        serve("127.0.0.1", Optional.of(TOKEN));
        assertThat(problem("?user=ada", Map.of())).isEqualTo(401);
        assertThat(problem("?user=ada", Map.of("Authorization", "Bearer another-token-of-thirty-letters")))
                .isEqualTo(401);
        assertThat(follow("ada", Map.of("Authorization", "Bearer " + TOKEN)).text())
                .startsWith(":");
        serve("0.0.0.0", Optional.empty());
        assertThat(problem("?user=ada", Map.of())).isEqualTo(403);
    }

    private void serve(String host, Optional<String> token) throws Exception {
        HttpConfig config =
                Guarded.config(token.isEmpty() ? Map.of("host", host) : Map.of("host", host, "api_token", token.get()));
        InAppFeed feed = new InAppFeed(vertx, "public");
        feed.open(pool);
        server = new HttpVerticle(config, List.of(new InAppStream(new Access(vertx, config), feed)));
        assertThat(vertx.deployVerticle(server).await(10, TimeUnit.SECONDS)).isNotEmpty();
    }

    @CanIgnoreReturnValue
    private static UUID insert(String user, String message) throws SQLException {
        UUID id = UUID.randomUUID();
        POSTGRES.database()
                .execute("INSERT INTO public.notifications (id, user_key, type, title, message) VALUES ('" + id + "', '"
                        + user + "', 'task_assigned', 'Task', '" + message.replace("'", "''") + "')");
        return id;
    }

    private Stream follow(String user, Map<String, String> headers) throws Exception {
        Stream stream = onContext(() -> request("?user=" + user, headers).map(response -> {
            Stream begun = new Stream(response, new CopyOnWriteArrayList<>());
            response.handler(chunk -> begun.chunks().add(chunk.toString()));
            return begun;
        }));
        assertThat(stream.response().statusCode()).isEqualTo(200);
        assertThat(stream.response().getHeader("Content-Type")).isEqualTo("text/event-stream");
        await().until(() -> !stream.chunks().isEmpty());
        return stream;
    }

    /** The status of an answer that says in words what is wrong. */
    private int problem(String query, Map<String, String> headers) throws Exception {
        return onContext(() -> request(query, headers)
                .compose(response -> response.body().map(body -> {
                    assertThat(response.getHeader("Content-Type")).isEqualTo("application/problem+json");
                    assertThat(body.toJsonObject().getString("detail")).isNotEmpty();
                    return response.statusCode();
                })));
    }

    /** Asked for on the loop on which it comes: what nobody has asked for when it comes is lost. */
    private <T> T onContext(Supplier<Future<T>> call) throws Exception {
        Promise<T> answer = Promise.promise();
        vertx.runOnContext(now -> call.get().onComplete(answer));
        return answer.future().await(10, TimeUnit.SECONDS);
    }

    private Future<HttpClientResponse> request(String query, Map<String, String> headers) {
        return client.request(HttpMethod.GET, server.port(), "127.0.0.1", "/api/notifications/stream" + query)
                .compose(request -> {
                    headers.forEach(request::putHeader);
                    return request.send();
                });
    }

    private record Stream(HttpClientResponse response, List<String> chunks) {
        String text() {
            return String.join("", chunks);
        }

        List<JsonObject> events() {
            return text().lines()
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> new JsonObject(line.substring(6)))
                    .toList();
        }
    }
}
