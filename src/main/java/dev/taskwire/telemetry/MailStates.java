package dev.taskwire.telemetry;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many mails of the ledger are in which state. A small ledger is counted; of a large one only the open states are, which
 * have an index, and of the others the statistics say about how many there are.
 */
final class MailStates {
    private static final int COUNTED_MOST = 10_000;

    private static final List<String> OPEN = List.of("sending", "failed", "unknown", "held", "given_up");

    private static final List<String> OTHERS = List.of(
            "suppressed", "accepted", "deferred", "delivered", "dropped", "bounced", "unsubscribed", "spam_reported");

    private static final String COUNT = """
            -- telemetry.mail_states
            WITH counted AS MATERIALIZED (
                SELECT state FROM taskwire.email_deliveries LIMIT %1$d
            ), ledger AS MATERIALIZED (
                SELECT count(*) < %1$d AS is_small FROM counted
            )
            SELECT counted.state, count(*) AS mails FROM counted, ledger WHERE ledger.is_small GROUP BY counted.state
            %2$s
            UNION ALL
            SELECT common.state, (common.share * greatest(relation.reltuples, 0))::bigint
            FROM ledger, pg_stats AS statistics, pg_class AS relation,
                unnest(statistics.most_common_vals::text::text[], statistics.most_common_freqs) AS common (state, share)
            WHERE NOT ledger.is_small AND common.state NOT IN (%3$s)
              AND relation.oid = 'taskwire.email_deliveries'::regclass
              AND statistics.schemaname = 'taskwire' AND statistics.tablename = 'email_deliveries' AND statistics.attname = 'state'
            """.formatted(
                    COUNTED_MOST + 1,
                    OPEN.stream().map(MailStates::counted).collect(Collectors.joining("\n")),
                    OPEN.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")));

    private MailStates() {}

    /** Each state, also those of which there is no mail. */
    static Future<Map<String, Long>> count(Pool pool) {
        return pool.preparedQuery(COUNT).execute().map(rows -> {
            Map<String, Long> mails = new TreeMap<>();
            OPEN.forEach(state -> mails.put(state, 0L));
            OTHERS.forEach(state -> mails.put(state, 0L));
            rows.forEach(row -> mails.put(row.getString("state"), row.getLong("mails")));
            return mails;
        });
    }

    /** The state stands there as it is, so that the planner knows that the index has it. */
    private static String counted(String state) {
        return """
            UNION ALL
            SELECT '%1$s', (SELECT count(*) FROM (SELECT FROM taskwire.email_deliveries WHERE state = '%1$s' LIMIT %2$d) AS open)
            FROM ledger WHERE NOT ledger.is_small""".formatted(state, COUNTED_MOST + 1);
    }
}
