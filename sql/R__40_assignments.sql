-- The notification of an assignment: an UPDATE gave a task to somebody else.

-- Enqueues notifications and wakes their workers.
CREATE OR REPLACE FUNCTION taskwire.send_notifications(messages jsonb[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pgmq.send_batch('${notifications_queue}', messages,
    ARRAY(SELECT taskwire.event_headers() FROM generate_series(1, cardinality(messages))), clock_timestamp());
  PERFORM taskwire.wake('${notifications_queue}');
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.send_notifications(jsonb[]) FROM PUBLIC;

-- Reads only the three columns that it needs, never the whole row: what else a row holds can't hurt it. Where one of
-- them was renamed or dropped since, the notifications end, not the writes; taskwire.rewatch() says so.
CREATE OR REPLACE FUNCTION taskwire.notify_assignment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  batch_rows CONSTANT integer := 1000;
  old_count bigint;
  new_count bigint;
  assignments refcursor;
  assignment jsonb;
  actor text;
  messages jsonb[] := '{}';
BEGIN
  SELECT (SELECT count(*) FROM old_rows), (SELECT count(*) FROM new_rows) INTO old_count, new_count;
  BEGIN
    IF old_count = 1 AND new_count = 1 THEN
      SELECT jsonb_build_object('task_id', n.id, 'task_title', n.title, 'assignee_id', n.assignee_id)
      INTO assignment
      FROM old_rows AS o CROSS JOIN new_rows AS n
      WHERE n.assignee_id IS NOT NULL AND n.assignee_id::text IS DISTINCT FROM o.assignee_id::text;
    ELSE
      -- By EXECUTE, so that the join is planned for the size of this statement. By the key where a trigger of the user
      -- kept rows from arriving, so that there are not as many new ones as old ones.
      OPEN assignments FOR EXECUTE format('
        SELECT jsonb_build_object(''task_id'', n.id, ''task_title'', n.title, ''assignee_id'', n.assignee_id)
        FROM (SELECT row_number() OVER () AS line, r.id, r.assignee_id FROM old_rows AS r) AS o
        JOIN (SELECT row_number() OVER () AS line, r.id, r.title, r.assignee_id FROM new_rows AS r) AS n USING (%I)
        WHERE n.assignee_id IS NOT NULL AND n.assignee_id::text IS DISTINCT FROM o.assignee_id::text
        ORDER BY n.line', CASE WHEN old_count = new_count THEN 'line' ELSE 'id' END);
      FETCH assignments INTO assignment;
    END IF;
  EXCEPTION WHEN undefined_column THEN
    RETURN NULL;
  END;

  WHILE assignment IS NOT NULL LOOP
    IF messages = '{}' THEN
      actor := taskwire.actor();
    END IF;
    messages := messages || (assignment || jsonb_build_object('type', 'task_assigned', 'assigner_id', actor));
    assignment := NULL;
    IF assignments IS NOT NULL THEN
      FETCH assignments INTO assignment;
    END IF;
    IF assignment IS NULL OR cardinality(messages) = batch_rows THEN
      PERFORM taskwire.send_notifications(messages);
      messages := '{}';
    END IF;
  END LOOP;
  IF assignments IS NOT NULL THEN
    CLOSE assignments;
  END IF;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.notify_assignment() FROM PUBLIC;
