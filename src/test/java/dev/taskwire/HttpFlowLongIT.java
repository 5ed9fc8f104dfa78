package dev.taskwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskwire.httpcall.CallEndpoint;
import dev.taskwire.httpcall.CallEndpoint.Asked;
import dev.taskwire.httpcall.CallEndpoint.Said;
import dev.taskwire.support.PostgresExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs that wait for others. An endpoint fails those whose payload says so, until it is mended. */
@SuppressWarnings("NullAway.Init")
final class HttpFlowLongIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Set<String> MENDED = ConcurrentHashMap.newKeySet();

    private static CallEndpoint endpoint;
    private static RunningTaskwire taskwire;

    @BeforeAll
    static void start() throws IOException, SQLException {
        endpoint = CallEndpoint.answering(HttpFlowLongIT::answer);
        POSTGRES.database()
                .execute("INSERT INTO taskwire.http_queue (name, url, workers, attempts) VALUES ('steps', '"
                        + endpoint.url() + "', 20, 1), ('other_steps', '" + endpoint.url() + "', 20, 1)");
        taskwire = RunningTaskwire.start(POSTGRES.config("TASKWIRE_HTTP_CALLS_ALLOW", "127.0.0.1"));
    }

    @AfterAll
    static void stop() {
        taskwire.close();
        endpoint.close();
    }

    private static Said answer(Asked call) {
        JsonObject payload = new JsonObject(call.body());
        boolean fails = payload.getBoolean("fails", false) && !MENDED.contains(payload.getString("is"));
        return fails ? Said.status(500) : Said.ok("{\"of\": \"" + payload.getString("is") + "\"}");
    }

    private static JsonObject job(String name, Object... after) {
        return new JsonObject()
                .put("name", name)
                .put("queue", "steps")
                .put("payload", new JsonObject().put("is", name))
                .put("after", new JsonArray(List.of(after)));
    }

    private static JsonObject failing(String name, Object... after) {
        JsonObject job = job(name, after);
        job.getJsonObject("payload").put("fails", true);
        return job;
    }

    private static JsonObject after(String name, String onFailure) {
        return new JsonObject().put("job", name).put("on_failure", onFailure);
    }

    private static String flow(JsonObject... jobs) throws SQLException {
        return flow(List.of(jobs));
    }

    private static String flow(List<JsonObject> jobs) throws SQLException {
        JsonObject flow = new JsonObject().put("name", "a flow").put("jobs", new JsonArray(jobs));
        return String.valueOf(POSTGRES.database().value("SELECT taskwire.http_flow(?::jsonb)", flow.encode()));
    }

    private static Map<String, String> statuses(String flow) throws SQLException {
        Map<String, String> statuses = new HashMap<>();
        for (Map<String, ?> row :
                POSTGRES.database().rows("SELECT name, status FROM taskwire.http_job WHERE flow = ?::uuid", flow)) {
            statuses.put(String.valueOf(row.get("name")), String.valueOf(row.get("status")));
        }
        return statuses;
    }

    /** Nothing of the flow can go on by itself: what is not ended waits for a job that failed. */
    private static void awaitEnd(String flow) {
        await().atMost(SOON)
                .until(() -> POSTGRES.database()
                                .count(
                                        "SELECT count(*) FROM taskwire.http_job WHERE flow = '" + flow
                                                + "' AND (status IN ('staged', 'in_progress') OR status = 'pending' AND waits_for = 0)")
                        == 0);
    }

    private static long id(String flow, String name) throws SQLException {
        return POSTGRES.database()
                .count("SELECT id FROM taskwire.http_job WHERE flow = '" + flow + "' AND name = '" + name + "'");
    }

    private static boolean ordered(String flow) throws SQLException {
        return POSTGRES.database()
                        .count("SELECT count(*) FROM taskwire.http_job_dependency AS d"
                                + " JOIN taskwire.http_job AS child ON child.id = d.job JOIN taskwire.http_job AS parent ON parent.id = d.depends_on"
                                + " WHERE child.flow = '" + flow + "' AND child.started_at < parent.ended_at")
                == 0;
    }

    @Test
    void aDiamondRunsInOrderAndAChildSeesItsParentsResults() throws SQLException {
        JsonObject across = job("right", "top").put("queue", "other_steps");
        String flow = flow(job("bottom", "left", "right"), job("left", "top"), across, job("top"));
        awaitEnd(flow);
        assertThat(statuses(flow).values()).containsOnly("successful");
        assertThat(ordered(flow)).isTrue();
        JsonObject seen = endpoint.asked().stream()
                .map(call -> new JsonObject(call.body()))
                .filter(body -> "bottom".equals(body.getString("is")))
                .findFirst()
                .orElseThrow()
                .getJsonObject("parents");
        assertThat(seen.fieldNames()).containsExactlyInAnyOrder("left", "right");
        assertThat(seen.getJsonObject("right").getJsonObject("body").getString("of"))
                .isEqualTo("right");
        assertThat(seen.getJsonObject("right").getInteger("result_status")).isEqualTo(200);
    }

    @Test
    void aFanOfAThousandRunsBetweenItsEnds() throws SQLException {
        List<JsonObject> jobs = new ArrayList<>(List.of(job("begin")));
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            jobs.add(job("one " + i, "begin"));
            all.add("one " + i);
        }
        jobs.add(job("end", all.toArray()));
        String flow = flow(jobs);
        awaitEnd(flow);
        assertThat(statuses(flow).values()).containsOnly("successful");
        assertThat(ordered(flow)).isTrue();
    }

    @Test
    void aChainOfTwoHundredRunsOneByOne() throws SQLException {
        List<JsonObject> jobs = new ArrayList<>(List.of(job("0")));
        for (int i = 1; i < 200; i++) {
            jobs.add(0, job(String.valueOf(i), String.valueOf(i - 1)));
        }
        String flow = flow(jobs);
        awaitEnd(flow);
        assertThat(statuses(flow).values()).containsOnly("successful");
        assertThat(ordered(flow)).isTrue();
    }

    @Test
    void whenAParentFailsItsChildrenAreCancelledRunAnywayOrWaitForARedrive() throws SQLException {
        String flow = flow(
                failing("broken"),
                job("cancelled", "broken"),
                job("cancelled too", "cancelled"),
                job("runs", after("broken", "run")),
                job("waits", after("broken", "wait")));
        awaitEnd(flow);
        assertThat(statuses(flow))
                .isEqualTo(Map.of(
                        "broken",
                        "failed",
                        "cancelled",
                        "cancelled",
                        "cancelled too",
                        "cancelled",
                        "runs",
                        "successful",
                        "waits",
                        "pending"));
        MENDED.add("broken");
        assertThat(POSTGRES.database().count("SELECT taskwire.redrive_http_jobs(ARRAY[" + id(flow, "broken") + "])"))
                .isEqualTo(1);
        await().atMost(SOON).until(() -> Set.copyOf(statuses(flow).values()).equals(Set.of("successful")));
    }

    @Test
    void aChildThatIsInsertedLaterWaitsOrNotAsItsParentIs() throws SQLException {
        String flow = flow(job("done before"), failing("failed before"));
        awaitEnd(flow);
        POSTGRES.database().execute("""
                WITH child AS (
                  INSERT INTO taskwire.http_job (queue, status, name, payload, flow)
                  SELECT 'steps', 'staged', n, '{"is": "late"}', '%1$s' FROM unnest('{after done,after failed}'::text[]) AS n RETURNING id, name
                ) SELECT 1;
                INSERT INTO taskwire.http_job_dependency (job, depends_on)
                SELECT child.id, parent.id FROM taskwire.http_job AS child JOIN taskwire.http_job AS parent
                  ON parent.name = replace(child.name, 'after ', '') || ' before' AND parent.flow = child.flow
                WHERE child.flow = '%1$s';
                UPDATE taskwire.http_job SET status = 'pending' WHERE status = 'staged' AND flow = '%1$s'
                """.formatted(flow));
        awaitEnd(flow);
        assertThat(statuses(flow)).containsEntry("after done", "successful").containsEntry("after failed", "cancelled");
    }

    @Test
    void aCycleIsRefusedInAFlowAndInTheTable() throws SQLException {
        assertThatThrownBy(() -> flow(job("a", "c"), job("b", "a"), job("c", "b"), job("free")))
                .hasMessageContaining("wait for one another");
        assertThatThrownBy(() -> flow(job("a", "a"))).hasMessageContaining("wait for one another");
        assertThatThrownBy(() -> flow(job("a", "nobody"))).hasMessageContaining("which the flow does not have");
        assertThatThrownBy(() -> flow(job("a"), job("a"))).hasMessageContaining("is not the only one");
        POSTGRES.database()
                .execute(
                        "INSERT INTO taskwire.http_job (queue, status, name) SELECT 'steps', 'staged', n FROM unnest('{x,y,z}'::text[]) AS n;"
                                + dependency("x", "y") + dependency("y", "z"));
        assertThatThrownBy(() -> POSTGRES.database().execute(dependency("z", "x")))
                .hasMessageContaining("would wait for itself");
        assertThatThrownBy(() -> POSTGRES.database().execute(dependency("z", "z")))
                .hasMessageContaining("would wait for itself");
    }

    private static String dependency(String job, String on) {
        return "INSERT INTO taskwire.http_job_dependency (job, depends_on) SELECT a.id, b.id FROM taskwire.http_job AS a, taskwire.http_job AS b"
                + " WHERE a.name = '" + job + "' AND b.name = '" + on
                + "' AND a.status = 'staged' AND b.status = 'staged';";
    }

    @Test
    void aJobThatHasBegunCannotBeMadeToWait() throws SQLException {
        String flow = flow(job("one"), job("two"));
        awaitEnd(flow);
        assertThatThrownBy(() -> POSTGRES.database()
                        .execute("INSERT INTO taskwire.http_job_dependency (job, depends_on) VALUES (" + id(flow, "one")
                                + ", " + id(flow, "two") + ")"))
                .hasMessageContaining("has begun");
    }

    @Test
    void aRandomGraphOfFiveThousandEndsAsASimpleModelSays() throws SQLException {
        long seed = System.nanoTime();
        System.out.println("flow: seed " + seed);
        Random random = new Random(seed);
        int number = 5000;
        List<JsonObject> jobs = new ArrayList<>();
        Map<String, String> expected = new HashMap<>();
        String[] kinds = {"cancel", "run", "wait"};
        for (int i = 0; i < number; i++) {
            Map<String, String> parents = new HashMap<>();
            for (int edge = random.nextInt(4); edge > 0 && i > 0; edge--) {
                parents.put(
                        "r" + (i - 1 - random.nextInt(Math.min(i, 200))),
                        kinds[random.nextInt(10) < 4 ? 0 : 1 + random.nextInt(2)]);
            }
            Object[] after = parents.entrySet().stream()
                    .map(parent -> after(parent.getKey(), parent.getValue()))
                    .toArray();
            boolean fails = random.nextInt(100) < 5;
            JsonObject job = fails ? failing("r" + i, after) : job("r" + i, after);
            jobs.add(job.put("queue", random.nextBoolean() ? "steps" : "other_steps"));
            expected.put("r" + i, modelled(fails, parents, expected));
        }
        Collections.shuffle(jobs, random);
        String flow = flow(jobs);
        awaitEnd(flow);
        assertThat(statuses(flow)).as("seed " + seed).isEqualTo(expected);
    }

    /** What a job comes to, by what its parents came to: in words, the rule of the documentation. */
    private static String modelled(boolean fails, Map<String, String> parents, Map<String, String> states) {
        boolean cancelled = false;
        boolean waits = false;
        for (Map.Entry<String, String> parent : parents.entrySet()) {
            String state = String.valueOf(states.get(parent.getKey()));
            boolean lost = state.equals("failed") || state.equals("cancelled");
            cancelled |= lost && parent.getValue().equals("cancel");
            waits |= state.equals("pending") || (lost && parent.getValue().equals("wait"));
        }
        if (cancelled) {
            return "cancelled";
        }
        if (waits) {
            return "pending";
        }
        return fails ? "failed" : "successful";
    }
}
