-- The many rows of one statement, chunk by chunk, so that a statement of any size takes bounded memory.

-- Whether a column has the same value in the records "q.o" and "q.n", as JSON. Values of the types that are named here are
-- equal exactly if their JSON is; others are compared as JSON, which costs more.
CREATE OR REPLACE FUNCTION taskwire.same_value(column_name text, type oid) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT format(CASE
    WHEN type IN ('text'::regtype, 'varchar'::regtype) THEN '(q.o).%1$I COLLATE "C" = (q.n).%1$I COLLATE "C"'
    WHEN type IN ('bool'::regtype, 'int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'float4'::regtype, 'float8'::regtype,
      'numeric'::regtype, 'uuid'::regtype, 'date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype, 'jsonb'::regtype)
      THEN '(q.o).%1$I = (q.n).%1$I'
    ELSE 'to_jsonb((q.o).%1$I) = to_jsonb((q.n).%1$I)'
  END || ' OR ((q.o).%1$I IS NULL AND (q.n).%1$I IS NULL)', column_name)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.same_value(text, oid) FROM PUBLIC;

-- One side of a statement: each row "r" with its line, and the size of all rows up to it. The alias is longer than any
-- column's name, because a whole row can't be named where a column has the alias's name.
CREATE OR REPLACE FUNCTION taskwire.numbered_rows(relation oid, transition_table text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT format('SELECT row_number() OVER up_to AS line, sum(pg_column_size(%1$I)) OVER up_to AS bytes, %1$I AS r
      FROM %2$I AS %1$I WINDOW up_to AS (ROWS UNBOUNDED PRECEDING)', rpad('r', least(63, 1 + max(length(attname))), 'r'),
    transition_table)
  FROM pg_attribute
  WHERE attrelid = relation
$$;
REVOKE EXECUTE ON FUNCTION taskwire.numbered_rows(oid, text) FROM PUBLIC;

-- The rows of a statement with the chunk that each is in: "whole" is the new row (of a DELETE the old one) as JSON, "same" has
-- the columns that did not change. They are sorted while they are small; the outer ORDER BY only lets the planner know.
CREATE OR REPLACE FUNCTION taskwire.chunked_rows(relation oid, operation text, left_out text[]) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN operation = 'UPDATE' THEN
    format('SELECT q.line, q.chunk, q.part, to_jsonb(q.n) AS whole, %s AS old, %L::text[] || ARRAY[%s]::text[] AS same
      FROM (SELECT n.line, (n.line - 1) / 1000 AS chunk, (o.bytes + n.bytes) / 4000000 AS part, o.r AS o, n.r AS n
        FROM (%s) AS o JOIN (%s) AS n USING (line) ORDER BY 2, 3, 1 OFFSET 0) AS q ORDER BY 2, 3, 1 OFFSET 0',
      CASE left_out WHEN '{}' THEN 'q.o' ELSE format('to_jsonb(q.o) - %L::text[]', left_out) END, left_out,
      (SELECT string_agg(format('CASE WHEN %s THEN %L END', taskwire.same_value(attname, atttypid), attname), ', ')
       FROM pg_attribute
       WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped AND attname <> ALL (left_out)),
      taskwire.numbered_rows(relation, 'old_rows'), taskwire.numbered_rows(relation, 'new_rows'))
  ELSE
    format('SELECT q.line, q.chunk, q.part, to_jsonb(q.r) AS whole
      FROM (SELECT line, (line - 1) / 1000 AS chunk, bytes / 4000000 AS part, r FROM (%s) AS one ORDER BY 2, 3, 1 OFFSET 0) AS q
      ORDER BY 2, 3, 1 OFFSET 0', taskwire.numbered_rows(relation, CASE operation WHEN 'INSERT' THEN 'new_rows' ELSE 'old_rows' END))
  END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.chunked_rows(oid, text, text[]) FROM PUBLIC;

-- The query that makes the messages of a statement of many narrow rows: for each chunk the messages, their headers and the
-- number of rows. It compares column by column and makes each message in one go, which is a good deal faster than
-- taskwire.change_messages, but has to be planned. $1: entity type, $2: actor, $3: the time.
-- The ordered count keeps the planner from hashing, which would hold all chunks at once.
CREATE OR REPLACE FUNCTION taskwire.chunk_query(relation oid, operation text, options text[], left_out text[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  keys text[] := options[1];
  shown CONSTANT text := CASE left_out WHEN '{}' THEN 's.whole' ELSE format('s.whole - %L::text[]', left_out) END;
BEGIN
  IF taskwire.unknown_columns(relation, keys) IS NOT NULL THEN
    keys := coalesce(taskwire.key_columns(relation), keys);
  END IF;
  RETURN format('
    SELECT array_agg(to_jsonb(m.message)) FILTER (WHERE m.kept), array_agg(taskwire.event_headers()) FILTER (WHERE m.kept),
      count(m.line ORDER BY m.line)
    FROM (
      SELECT p.chunk, p.part, p.line, %1$s AS kept, e AS message
      FROM (SELECT s.line, s.chunk, s.part, %2$s AS key, %3$s FROM (%4$s) AS s ORDER BY 2, 3, 1 OFFSET 0) AS p
      CROSS JOIN LATERAL (SELECT $1::text AS entity_type, p.key AS entity_id, %5$L AS action, $2::text AS actor_id,
        d AS data, $3::timestamptz AS "timestamp" FROM (SELECT %6$s) AS d) AS e
    ) AS m
    GROUP BY m.chunk, m.part',
    CASE WHEN operation = 'UPDATE' AND options[5] <> 'true' THEN 'p.changes <> ''{}''' ELSE 'true' END,
    CASE cardinality(keys) WHEN 1 THEN format('s.whole ->> %L', keys[1]) ELSE format('taskwire.entity_key(s.whole, %L)', keys) END,
    CASE operation
      WHEN 'UPDATE' THEN format('s.old, %s AS new, s.whole - s.same AS changes', shown)
      WHEN 'INSERT' THEN shown || ' AS new'
      ELSE shown || ' AS old'
    END,
    taskwire.chunked_rows(relation, operation, left_out),
    CASE operation WHEN 'UPDATE' THEN 'updated' WHEN 'INSERT' THEN 'created' ELSE 'deleted' END,
    CASE operation WHEN 'UPDATE' THEN 'p.old, p.new, p.changes' WHEN 'INSERT' THEN 'p.new' ELSE 'p.old' END);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.chunk_query(oid, text, text[], text[]) FROM PUBLIC;

-- Enqueues what that query makes. failed: it raised, and what comes after the rows that are done is still to do.
CREATE OR REPLACE FUNCTION taskwire.enqueue_chunks(
  relation oid, operation text, options text[], chunks refcursor, changed_at timestamptz,
  OUT done bigint, OUT enqueued bigint, OUT failed boolean
)
LANGUAGE plpgsql AS $$
DECLARE
  messages jsonb[];
  headers jsonb[];
  row_count bigint;
BEGIN
  done := 0;
  enqueued := 0;
  failed := false;
  LOOP
    BEGIN
      FETCH chunks INTO messages, headers, row_count;
    EXCEPTION WHEN OTHERS THEN
      failed := true;
    END;
    EXIT WHEN failed OR row_count IS NULL;
    enqueued := enqueued + taskwire.enqueue_messages(relation, operation, options[6], row_count, messages, headers, changed_at);
    done := done + row_count;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.enqueue_chunks(oid, text, text[], refcursor, timestamptz) FROM PUBLIC;
