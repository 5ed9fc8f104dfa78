package dev.taskwire.chaos;

import static org.awaitility.Awaitility.await;

import dev.taskwire.support.TaskwireProcess;
import dev.taskwire.support.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Processes of {@code serve} on one database and one mail endpoint, each with a mail key of its own. */
final class Fleet implements AutoCloseable {
    private static final Duration START_MOST = Duration.ofSeconds(60);
    private static final Pattern LISTENS = Pattern.compile("(?<!not )listening for wakes");

    private final TestDatabase database;
    private final MailEndpoint endpoint;
    private final Map<String, String> settings;
    private final List<Member> members = new ArrayList<>();
    private int started;

    /** One process; its key tells the mail endpoint whose mails it has. */
    record Member(String key, TaskwireProcess process) {
        /** Whether its workers are at work, and are woken. */
        private boolean listens() throws IOException {
            return LISTENS.matcher(process.output()).find();
        }
    }

    /** @param settings variables beside those of database and mail, as pairs */
    Fleet(TestDatabase database, MailEndpoint endpoint, Map<String, String> settings) {
        this.database = database;
        this.endpoint = endpoint;
        this.settings = settings;
    }

    /** Leases of five seconds, so that what a dead process held comes back while the test looks. */
    static Map<String, String> shortLeases() {
        return new HashMap<>(Map.of(
                "TASKWIRE_DATABASE_STATEMENT_TIMEOUT", "3s",
                "TASKWIRE_QUEUES_ACTIVITY_LOG_VISIBILITY_TIMEOUT", "5s",
                "TASKWIRE_QUEUES_NOTIFICATIONS_VISIBILITY_TIMEOUT", "5s",
                "TASKWIRE_QUEUES_NOTIFICATIONS_POLL_INTERVAL", "500ms",
                "TASKWIRE_QUEUES_NOTIFICATIONS_BACKOFF", "500ms"));
    }

    /** Starts as many at once, and is back when all of them listen for wakes. */
    List<Member> startListening(int processes) throws IOException {
        List<Member> starting = new ArrayList<>();
        while (starting.size() < processes) {
            starting.add(start());
        }
        for (Member member : starting) {
            await().atMost(START_MOST).until(member::listens);
        }
        return starting;
    }

    Member start() throws IOException {
        return start(Map.of());
    }

    /** @param own variables of this process alone */
    Member start(Map<String, String> own) throws IOException {
        started++;
        String key = "SG.process-" + started;
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", database.url());
        environment.put("TASKWIRE_DATABASE_POOL_SIZE", "4");
        environment.put("TASKWIRE_MIGRATE_ON_START", "false");
        environment.put("TASKWIRE_HTTP_PORT", "0");
        environment.put("SENDGRID_API_KEY", key);
        environment.put("SENDGRID_BASE_URL", endpoint.url());
        environment.putAll(settings);
        environment.putAll(own);
        Member member = new Member(key, TaskwireProcess.start(environment, "serve"));
        members.add(member);
        return member;
    }

    /** Kills a process as {@code kill -9} does, and answers how many mails it had in hand that were not answered yet. */
    int kill(Member member) throws IOException, InterruptedException {
        int code = member.process().kill();
        if (code != 128 + 9) {
            throw new IllegalStateException(
                    "the process ended by itself: " + member.process().output());
        }
        members.remove(member);
        member.process().close();
        return endpoint.unanswered(member.key());
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.process().close();
        }
    }
}
