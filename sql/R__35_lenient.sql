-- Reading messages that anybody may have sent: what can't be read is NULL, and never fails the batch. Written so that the
-- planner inlines them into the mover's statement.

CREATE OR REPLACE FUNCTION taskwire.uuid_or_null(value text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' THEN value::uuid END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.uuid_or_null(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION taskwire.bigint_or_null(value text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value ~ '^-?[0-9]{1,18}$' THEN value::bigint END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.bigint_or_null(text) FROM PUBLIC;

-- The exception block is for what taskwire.timestamp_or_null can't be sure of: a 31st, a time zone's name, any other form.
CREATE OR REPLACE FUNCTION taskwire.doubtful_timestamp_or_null(value text) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN value::timestamptz;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.doubtful_timestamp_or_null(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION taskwire.timestamp_or_null(value text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN value ~ '^[0-9]{4}-(0[1-9]|1[0-2])-([01][1-9]|[12]0|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])$'
      THEN value::timestamptz
    WHEN value IS NOT NULL THEN taskwire.doubtful_timestamp_or_null(value)
  END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.timestamp_or_null(text) FROM PUBLIC;

-- The id of a message's event: the one in its headers, else (a message from plain pgmq.send) one made of where and when it
-- was enqueued. msg_id alone would not do: a queue that is dropped and created again counts from 1.
CREATE OR REPLACE FUNCTION taskwire.event_id(queue text, message_id bigint, enqueued_at timestamptz, headers jsonb) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(taskwire.uuid_or_null(headers ->> 'event_id'),
    md5(queue || ':' || message_id || ':' || (extract(epoch FROM enqueued_at) * 1000000)::bigint)::uuid)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.event_id(text, bigint, timestamptz, jsonb) FROM PUBLIC;
