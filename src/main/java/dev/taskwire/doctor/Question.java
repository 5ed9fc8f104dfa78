package dev.taskwire.doctor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A statement that answers with what is wrong: a row each, with the columns {@code verdict}, {@code words} and
 * {@code remedy}. No row means that all is well.
 */
record Question(String sql, Tuple binds, String well) {
    static Question of(String sql, String well) {
        return new Question(sql, Tuple.tuple(), well);
    }

    Future<Finding> ask(SqlClient client) {
        return client.preparedQuery(sql).execute(binds).map(rows -> Finding.of(findings(rows), Finding.ok(well)));
    }

    private static List<Finding> findings(RowSet<Row> rows) {
        List<Finding> findings = new ArrayList<>();
        for (Row row : rows) {
            findings.add(new Finding(
                    Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)),
                    row.getString("words"),
                    List.of(Objects.requireNonNullElse(row.getString("remedy"), ""))));
        }
        return findings;
    }
}
