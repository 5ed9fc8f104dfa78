-- The one way in: messages from SQL, with the headers that Taskwire relies on.

-- Completes the headers of one message: an event id where there is none, the trace of the session where it has one.
CREATE OR REPLACE FUNCTION taskwire.complete_headers(headers jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  complete jsonb := coalesce(nullif(headers, 'null'), '{}');
BEGIN
  IF jsonb_typeof(complete) <> 'object' THEN
    RAISE EXCEPTION 'The headers of a message must be a JSON object, not %.', jsonb_typeof(complete)
      USING ERRCODE = 'invalid_parameter_value', HINT = 'For example: ''{"priority": 1}''.';
  END IF;
  IF complete ->> 'event_id' IS NULL THEN
    complete := complete || jsonb_build_object('event_id', gen_random_uuid());
  END IF;
  RETURN taskwire.trace() || complete;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.complete_headers(jsonb) FROM PUBLIC;

-- Refuses a queue that is not there, in words.
CREATE OR REPLACE FUNCTION taskwire.require_queue(queue text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pgmq.meta WHERE meta.queue_name = queue) THEN
    RAISE EXCEPTION 'There is no queue %.', coalesce(quote_literal(queue), 'without a name')
      USING ERRCODE = 'undefined_object',
        DETAIL = format('The queues are: %s.',
          (SELECT string_agg(meta.queue_name, ', ' ORDER BY meta.queue_name) FROM pgmq.meta)),
        HINT = format('Create it with SELECT pgmq.create(%L), or use the name of one that is there.', queue);
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.require_queue(text) FROM PUBLIC;

-- Enqueues one message and wakes the workers; returns the message's id.
CREATE OR REPLACE FUNCTION taskwire.send(
  queue text, message jsonb, headers jsonb DEFAULT NULL, delay interval DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  due timestamptz := clock_timestamp() + coalesce(delay, '0');
  message_id bigint;
BEGIN
  PERFORM taskwire.require_queue(queue);
  IF message IS NULL THEN
    RAISE EXCEPTION 'The message for queue % is NULL.', quote_literal(queue)
      USING ERRCODE = 'null_value_not_allowed', HINT = 'Send a JSON value, for example ''{}''.';
  END IF;
  IF delay > taskwire.parked_from() THEN
    RETURN taskwire.park(queue, ARRAY[message], ARRAY[taskwire.complete_headers(headers)], due);
  END IF;
  SELECT sent.id INTO message_id
  FROM pgmq.send(queue, message, taskwire.complete_headers(headers), due) AS sent (id);
  PERFORM taskwire.wake(queue); -- for what is due later too: whoever is woken sets a timer for it
  RETURN message_id;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.send(text, jsonb, jsonb, interval) FROM PUBLIC;

-- Enqueues several messages, in their order; returns their ids in the same order.
CREATE OR REPLACE FUNCTION taskwire.send_batch(
  queue text, messages jsonb[], headers jsonb[] DEFAULT NULL, delay interval DEFAULT NULL
) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  due timestamptz := clock_timestamp() + coalesce(delay, '0');
  complete jsonb[];
BEGIN
  PERFORM taskwire.require_queue(queue);
  IF headers IS NOT NULL AND cardinality(headers) <> coalesce(cardinality(messages), 0) THEN
    RAISE EXCEPTION 'There are % messages, but headers for %.', coalesce(cardinality(messages), 0), cardinality(headers)
      USING ERRCODE = 'array_subscript_error', HINT = 'Give one entry of headers for each message, NULL where it needs none.';
  END IF;
  IF array_position(messages, NULL) IS NOT NULL THEN
    RAISE EXCEPTION 'Message % of the batch for queue % is NULL.', array_position(messages, NULL), quote_literal(queue)
      USING ERRCODE = 'null_value_not_allowed', HINT = 'Send a JSON value, for example ''{}''.';
  END IF;
  IF coalesce(cardinality(messages), 0) = 0 THEN
    RETURN;
  END IF;
  SELECT array_agg(taskwire.complete_headers(one.headers) ORDER BY one.line) INTO complete
  FROM unnest(messages, headers) WITH ORDINALITY AS one (message, headers, line);
  IF delay > taskwire.parked_from() THEN
    RETURN QUERY SELECT taskwire.park(queue, messages, complete, due);
    RETURN;
  END IF;
  RETURN QUERY SELECT sent.id FROM pgmq.send_batch(queue, messages, complete, due) AS sent (id);
  PERFORM taskwire.wake(queue);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.send_batch(text, jsonb[], jsonb[], interval) FROM PUBLIC;
