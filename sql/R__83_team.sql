-- Messages for those who run Taskwire, and for the whole team: on the queue of notifications, in the caller's transaction.

-- Tells something once: what has the same key has the same event. What is known about it may come along as fields, an array of
-- objects with label and value. Where that queue is gone, nobody is told, and nothing fails.
DROP FUNCTION IF EXISTS taskwire.tell_team(text, text, text, text);
CREATE OR REPLACE FUNCTION taskwire.tell_team(type text, title text, words text, key text, fields jsonb DEFAULT '[]') RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  target text := (SELECT queue.name FROM taskwire.queue JOIN pgmq.meta ON meta.queue_name = queue.name
    WHERE queue.role = 'notifications');
BEGIN
  IF target IS NOT NULL THEN
    PERFORM taskwire.send(target, jsonb_build_object('type', type, 'title', title, 'text', words, 'fields', fields),
      jsonb_build_object('event_id', md5(type || ':' || key)::uuid));
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.tell_team(text, text, text, text, jsonb) FROM PUBLIC;

-- A field of such a message.
CREATE OR REPLACE FUNCTION taskwire.team_field(label text, value text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('label', label, 'value', value)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.team_field(text, text) FROM PUBLIC;

-- Judges occurrences, and tells the team of each alarm in the same transaction, so that no crash can come between.
CREATE OR REPLACE FUNCTION taskwire.tell_alarms()
RETURNS TABLE (raised boolean, schedule text, fire_time timestamptz, deadline_at timestamptz, state text, error text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  FOR raised, schedule, fire_time, deadline_at, state, error IN
    SELECT one.raised, one.schedule, one.fire_time, one.deadline_at, one.state, one.error FROM taskwire.judge_occurrences() AS one
  LOOP
    PERFORM taskwire.tell_team('alert',
      CASE WHEN raised THEN format('The schedule %s had no success in time', schedule)
        ELSE format('The schedule %s is well again', schedule) END,
      CASE WHEN raised THEN format('Its occurrence of %s was to be done by %s and is %s%s.', taskwire.header_time(fire_time),
          taskwire.header_time(deadline_at), state, coalesce(': ' || rtrim(error, '.'), ''))
        ELSE format('The alarm about its occurrence of %s is over.', taskwire.header_time(fire_time)) END,
      format('alarm:%s:%s:%s:%s', schedule, extract(epoch FROM fire_time), raised, extract(epoch FROM now())),
      jsonb_build_array(taskwire.team_field('Schedule', schedule), taskwire.team_field('State', state),
        taskwire.team_field('Was due', taskwire.header_time(fire_time)),
        taskwire.team_field('Deadline', taskwire.header_time(deadline_at))));
    RETURN NEXT;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.tell_alarms() FROM PUBLIC;
