-- Reports of the figures: a message for the team, and one for each reader who subscribed.

-- The figures of a period: the total at its end, and the sums of its days. One that is not known is a dash.
CREATE OR REPLACE FUNCTION taskwire.report_figures(first_day date, last_day date) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
  figures jsonb;
BEGIN
  EXECUTE format('SELECT jsonb_build_object(
      ''total_tasks'', max(total_tasks) FILTER (WHERE date = $2), ''created_tasks'', sum(created_tasks),
      ''completed_tasks'', sum(completed_tasks), ''new_users'', sum(new_users))
    FROM %s WHERE date BETWEEN $1 AND $2', (SELECT u.relation FROM taskwire.user_table AS u WHERE u.name = 'daily_stats'))
  INTO figures USING first_day, last_day;
  RETURN (SELECT jsonb_object_agg(figure.key, coalesce(nullif(figure.value, 'null'), '"–"')) FROM jsonb_each(figures) AS figure);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.report_figures(date, date) FROM PUBLIC;

-- Sends a report, daily_report or weekly_summary, of a period, all of it in one transaction. Whoever has a wish for the type,
-- such as (user_key, 'daily_report', '*', true), has subscribed. Sent again, each message has the same event id, and so a
-- reader is told once. Answers how many readers there are.
CREATE OR REPLACE FUNCTION taskwire.send_report(type text, first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  figures jsonb := taskwire.report_figures(first_day, last_day);
  period jsonb := CASE WHEN first_day = last_day THEN jsonb_build_object('date', last_day)
    ELSE jsonb_build_object('week_start', first_day, 'week_end', last_day) END;
  words text := CASE WHEN first_day = last_day THEN last_day::text ELSE first_day || ' to ' || last_day END;
  target text := (SELECT queue.name FROM taskwire.queue WHERE queue.role = 'notifications');
  messages jsonb[];
  headers jsonb[];
BEGIN
  PERFORM taskwire.tell_team('figures',
    format('%s: %s tasks created, %s completed', words, figures ->> 'created_tasks', figures ->> 'completed_tasks'),
    format('Tasks in all: %s. New users: %s.', figures ->> 'total_tasks', figures ->> 'new_users'),
    type || ':' || last_day,
    jsonb_build_array(taskwire.team_field('Tasks in all', figures ->> 'total_tasks'),
      taskwire.team_field('Created', figures ->> 'created_tasks'),
      taskwire.team_field('Completed', figures ->> 'completed_tasks'),
      taskwire.team_field('New users', figures ->> 'new_users')));

  SELECT array_agg(jsonb_build_object('type', $1, 'user_id', reader.user_key) || period || figures ORDER BY reader.user_key),
    array_agg(jsonb_build_object('event_id', md5($1 || ':' || last_day || ':' || reader.user_key)::uuid) ORDER BY reader.user_key)
  INTO messages, headers
  FROM (SELECT DISTINCT wish.user_key FROM taskwire.notification_preferences AS wish WHERE wish.type = $1 AND wish.wanted) AS reader;
  RETURN (SELECT count(*) FROM taskwire.send_batch(target, messages, headers));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.send_report(text, date, date) FROM PUBLIC;
