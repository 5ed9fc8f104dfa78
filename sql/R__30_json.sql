-- Rows as JSON, whatever they hold. to_jsonb(row) is fast and nearly always enough; what is here takes over when it
-- raised: json text with \u0000, lone surrogates or numbers that jsonb can't hold, values over its size limit.

-- Turns JSON text into jsonb, each escape that jsonb refuses replaced by U+FFFD (by a question mark where the database's
-- encoding has no such character).
CREATE OR REPLACE FUNCTION taskwire.clean_json(json_text text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  clean text;
BEGIN
  -- Valid JSON holds no bare control character, so U+0001 can stand for an escaped backslash in the meantime, and U+0002 for
  -- what is replaced: every backslash that is left begins an escape. E'' throughout, since a session may have
  -- standard_conforming_strings off.
  clean := replace(json_text, E'\\\\', E'\x01');
  clean := replace(clean, E'\\u0000', E'\x02');
  clean := regexp_replace(clean, E'\\\\u[dD][89abAB][[:xdigit:]]{2}(?!\\\\u[dD][c-fC-F][[:xdigit:]]{2})', E'\x02', 'g');
  clean := regexp_replace(clean, E'(?<!\\\\u[dD][89abAB][[:xdigit:]]{2})\\\\u[dD][c-fC-F][[:xdigit:]]{2}', E'\x02', 'g');
  clean := replace(clean, E'\x02', CASE getdatabaseencoding() WHEN 'UTF8' THEN E'\\ufffd' ELSE '?' END);
  RETURN replace(clean, E'\x01', E'\\\\')::jsonb;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.clean_json(text) FROM PUBLIC;

-- One value as JSON without ever failing: as it is, else cleaned up, else its text, cut to size_limit.
CREATE OR REPLACE FUNCTION taskwire.careful_json(value anyelement, size_limit integer) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  result jsonb;
  value_text text;
BEGIN
  BEGIN
    result := to_jsonb(value);
  EXCEPTION WHEN OTHERS THEN
    BEGIN
      result := taskwire.clean_json(to_json(value)::text);
    EXCEPTION WHEN OTHERS THEN
      NULL;
    END;
  END;
  IF pg_column_size(result) <= size_limit OR value IS NULL THEN
    RETURN coalesce(result, 'null');
  END IF;
  value_text := value::text;
  IF octet_length(value_text) > size_limit THEN -- the digest lets a change behind the cut show
    value_text := format('%s … (cut by Taskwire: %s bytes, md5 %s)',
      left(value_text, size_limit / 8), octet_length(value_text), md5(value_text));
  END IF;
  RETURN to_jsonb(value_text);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.careful_json(anyelement, integer) FROM PUBLIC;

-- The query that reads a transition table with taskwire.careful_json, column by column, as one column "entity".
-- old, new and changes make one message, and jsonb ends at 256 MB: so a row gets 80 MB, shared by its columns.
CREATE OR REPLACE FUNCTION taskwire.careful_rows(relation oid, transition_table text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT format(
    'SELECT (SELECT jsonb_object_agg(field.key, field.value) FROM (VALUES %s) AS field (key, value)) AS entity FROM %I AS r',
    string_agg(
      format('(%L, taskwire.careful_json(r.%I, %s))', attribute.attname, attribute.attname, 80000000 / attribute.total),
      ', ' ORDER BY attribute.attnum),
    transition_table)
  FROM (
    SELECT attname, attnum, count(*) OVER () AS total
    FROM pg_attribute
    WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped
  ) AS attribute
$$;
REVOKE EXECUTE ON FUNCTION taskwire.careful_rows(oid, text) FROM PUBLIC;

-- The query that reads the pairs of an old and a new row carefully. An UPDATE's are paired by their order, or by their
-- key where a trigger of the user kept rows from arriving, so that there are not as many new ones as old ones.
CREATE OR REPLACE FUNCTION taskwire.careful_pairs(relation oid, operation text, keys text[], by_key boolean) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN operation = 'INSERT' THEN
      format('SELECT NULL::jsonb, n.entity FROM (%s) AS n', taskwire.careful_rows(relation, 'new_rows'))
    WHEN operation = 'DELETE' THEN
      format('SELECT o.entity, NULL::jsonb FROM (%s) AS o', taskwire.careful_rows(relation, 'old_rows'))
    WHEN by_key THEN
      format('SELECT o.entity, n.entity FROM (%s) AS o FULL JOIN (%s) AS n
          ON taskwire.entity_key(o.entity, %L) = taskwire.entity_key(n.entity, %L)',
        taskwire.careful_rows(relation, 'old_rows'), taskwire.careful_rows(relation, 'new_rows'), keys, keys)
    ELSE
      format('SELECT o.entity, n.entity
          FROM (SELECT row_number() OVER () AS line, entity FROM (%s) AS r) AS o
          JOIN (SELECT row_number() OVER () AS line, entity FROM (%s) AS r) AS n USING (line)
          ORDER BY line',
        taskwire.careful_rows(relation, 'old_rows'), taskwire.careful_rows(relation, 'new_rows'))
  END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.careful_pairs(oid, text, text[], boolean) FROM PUBLIC;
