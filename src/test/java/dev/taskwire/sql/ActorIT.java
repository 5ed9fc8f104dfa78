package dev.taskwire.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskwire.support.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ActorIT {
    @RegisterExtension
    static final PostgresExtension POSTGRES = PostgresExtension.migrated();

    private static final String JOE = "7c65a415-3040-474a-a9c3-d7af92ae64d5";

    private final ActivityQueue queue = new ActivityQueue(POSTGRES);

    @BeforeAll
    static void aWatchedTable() throws SQLException {
        POSTGRES.database().execute("CREATE TABLE acted (id serial PRIMARY KEY); SELECT taskwire.watch('acted')");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "nobody", textBlock = """
            SET taskwire.actor_id = ''                                                   | nobody
            SET taskwire.actor_id = 'billing-job'                                        | billing-job
            SET request.jwt.claims = '{"sub": "joe"}'                                    | joe
            SET request.jwt.claims = '{"sub": ""}'                                       | nobody
            SET request.jwt.claims = '{"role": "anon"}'                                  | nobody
            SET request.jwt.claims = 'no JSON'                                           | nobody
            SET request.jwt.claims = '["sub"]'                                           | nobody
            SET request.jwt.claims = '{"sub": "\\u0000"}'                                | nobody
            SET request.jwt.claims = '{"sub": "joe"}'; SET taskwire.actor_id = 'a-job'   | a-job
            SET request.jwt.claims = 'no JSON'; SET taskwire.actor_id = 'a-job'          | a-job
            """)
    void theActorComesFromTheSessionAndNeverFailsTheWrite(String settings, String actor) throws SQLException {
        POSTGRES.database().execute("DROP SCHEMA IF EXISTS auth CASCADE");

        assertThat(actorOf(settings)).isEqualTo(actor);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "nobody", textBlock = """
            SET request.jwt.claims = '{"sub": "7c65a415-3040-474a-a9c3-d7af92ae64d5"}'; SET taskwire.actor_id = 'job' | 7c65a415-3040-474a-a9c3-d7af92ae64d5
            SET taskwire.actor_id = 'job'                                                | job
            SET request.jwt.claims = '{"sub": "no uuid"}'                                | no uuid
            SET request.jwt.claims = '{"sub": "no uuid"}'; SET taskwire.actor_id = 'job' | job
            SET request.jwt.claims = 'no JSON'                                           | nobody
            RESET request.jwt.claims                                                     | nobody
            """)
    void theFunctionOfSupabaseComesFirstWhereItIs(String settings, String actor) throws SQLException {
        POSTGRES.database().execute("""
                CREATE SCHEMA IF NOT EXISTS auth;
                CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
                  SELECT (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
                $$;
                """);

        assertThat(actorOf(settings)).isEqualTo(actor);
    }

    @Test
    void aFunctionOfThatNameIsNotCalledWhereAnOrdinaryRoleOwnsIt() throws SQLException {
        POSTGRES.database().execute("""
                DROP SCHEMA IF EXISTS auth CASCADE;
                CREATE SCHEMA auth;
                DROP ROLE IF EXISTS taskwire_test_stranger;
                CREATE ROLE taskwire_test_stranger;
                CREATE FUNCTION auth.uid() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'with the rights of another' $$;
                ALTER FUNCTION auth.uid() OWNER TO taskwire_test_stranger;
                """);

        assertThat(actorOf("SET taskwire.actor_id = 'job'")).isEqualTo("job");

        POSTGRES.database().execute("DROP SCHEMA auth CASCADE; DROP ROLE taskwire_test_stranger");
    }

    @Test
    void aTransactionsSettingEndsWithIt() throws SQLException {
        POSTGRES.database().execute("SET LOCAL taskwire.actor_id = '" + JOE + "'; INSERT INTO acted DEFAULT VALUES");
        assertThat(queue.newest("message ->> 'actor_id'")).isEqualTo(JOE);

        POSTGRES.database().execute("INSERT INTO acted DEFAULT VALUES");
        assertThat(queue.newest("message -> 'actor_id'")).isEqualTo("null");
    }

    @Test
    void theTraceOfTheSessionGoesIntoTheHeaders() throws SQLException {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        POSTGRES.database().execute("SET taskwire.traceparent = '" + trace + "'; INSERT INTO acted DEFAULT VALUES");
        assertThat(queue.newest("headers ->> 'traceparent'")).isEqualTo(trace);

        POSTGRES.database().execute("INSERT INTO acted SELECT nextval('acted_id_seq') FROM generate_series(1, 30)");
        assertThat(queue.newest("headers ->> 'traceparent'")).isNull();
    }

    private String actorOf(String settings) throws SQLException {
        POSTGRES.database().execute(settings + "; INSERT INTO acted DEFAULT VALUES");
        return queue.newest("message ->> 'actor_id'");
    }
}
