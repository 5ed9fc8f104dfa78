-- What the four roles may do, as a table: everything in schema taskwire stands here, and a test holds it to that. The owner
-- has all of it. A right that stands here no longer is taken away again.

-- Who may call what, by name, beside the owner.
CREATE OR REPLACE FUNCTION taskwire.function_rights() RETURNS TABLE (name text, roles text[])
LANGUAGE sql IMMUTABLE AS $$
  SELECT unnest(string_to_array(listed.names, ' ')), listed.roles
  FROM (VALUES
    ('send send_batch send_unique http_call http_call_batch http_flow', '{producer,worker}'::text[]),
    -- what is there, and how it is
    ('ready_since worked_queues find_trouble header_time nobody_listens writers log_is_behind destination_closed_for known_schedule '
      'succeeded_since days_without_stats report_figures mail_rank provider_has', '{worker,reader}'),
    ('quiet_sequence quiet_for quiet_most', '{worker,reader}'),
    ('uuid_or_null bigint_or_null timestamp_or_null doubtful_timestamp_or_null event_id', '{worker,reader}'),
    ('trigger_plan trigger_changes key_columns unknown_columns', '{worker,reader}'),
    ('function_rights table_rights role_name wanted_rights wanted_defaults present_rights excess_rights ownership_changes '
      'missing_rights role_changes uses_roles', '{worker,reader}'),
    -- work
    ('read read_arranged arrange_queue note_trouble trouble_of promote take_back known_messages require_queue make_queue', '{worker}'),
    ('order_queue prioritize_queue limit_queue forget_keys', '{worker}'),
    ('key_expression priority_expression index_arranged_queue begin_arranging end_arranging arranged_candidates count_permits '
      'unique_state still_unique replace_unique withdraw_unique pace first_start given_ahead', '{}'),
    ('wake wake_where keep_listening announce_quiet begin_quiet keep_quiet notifications_wait', '{worker}'),
    ('enter_destination close_destination open_destination add_to_digest take_signature take_mail_events tell_team team_field', '{worker}'),
    ('schedule unschedule pause_schedule resume_schedule run_schedule backfill_schedule finish_occurrence', '{worker}'),
    ('require_cron require_schedule put_schedule configure_schedules wake_schedulers occurrence_event_id fire_occurrence '
      'fire_schedules deadlines_passed judge_occurrences tell_alarms', '{worker}'),
    ('count_day collect_daily_stats send_report own_old_rows cleanup_misfit cleanup_targets delete_old check_health', '{worker}'),
    -- queues: pausing, looking, purging; sending once for the API; plans for pg_cron
    ('queue_figures peek', '{worker,reader}'),
    ('note_history add_counts history_lengths', '{worker}'),
    ('pause resume last_message_id purge send_once plans_wanted put_fire_plan', '{worker}'),
    ('wake_pause_watchers estimated_rows counted_rows about_rows in_hand_of_first idempotency_kept', '{}'),
    ('fire_times fire_time_after due_round tell_unplanned tidy_pg_cron_log fire_due_schedules fire_due_schedules_for_a_minute', '{}'),
    -- HTTP calls
    ('http_calls_queue http_destination http_flow_edges ordered_http_flow is_http_secret shown_http_values shown_http_url '
      'http_queue_rule', '{worker,reader}'),
    ('turn_http_calls keep_http_process end_http_process http_callback cancel_http_jobs redrive_http_jobs '
      'put_http_queue http_call_once', '{worker}'),
    ('announce_http_jobs announce_new_http_jobs announce_http_job begin_http_queue wake_http_workers begin_http_job '
      'admit_http_jobs require_no_cycle begin_http_dependencies end_http_dependencies settle_http_dependents conclude_http_jobs '
      'end_http_calls choose_http_calls http_call_of release_http_calls require_http_job insert_http_jobs', '{}'),
    -- the owner's: installing, watching, and what runs in triggers and in taskwire.send
    ('table_misfits adopt_table close_table place_user_tables grant_roles', '{}'),
    ('watch watch_assignments watch_signups unwatch rewatch register apply_trigger_plan holders require_watchable '
      'require_columns column_numbers column_list', '{}'),
    ('actor searched_actor trusts_auth_uid trace traced_headers event_headers complete_headers park parked_from open_to_roles', '{}'),
    ('clean_json careful_json careful_rows careful_pairs', '{}'),
    ('entity_key row_key left_out changes change_messages same_value record_skipped enqueue_messages enqueue_rows enqueue_chunks '
      'enqueue_streams chunk_query chunked_rows numbered_rows log_change log_truncate', '{}'),
    ('send_notifications notify_assignment notify_signup signup_name name_in', '{}')
  ) AS listed (names, roles)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.function_rights() FROM PUBLIC;

-- What the worker and the reader may do with tables and sequences of schema taskwire, and with the tables that users query.
-- To lock a row takes UPDATE; MAINTAIN, from Postgres 17 on, is for the VACUUM after a clean-up. A % stands for any letters.
CREATE OR REPLACE FUNCTION taskwire.table_rights() RETURNS TABLE (name text, worker text, reader text)
LANGUAGE sql IMMUTABLE AS $$
  VALUES
    ('flyway_schema_history', 'SELECT', 'SELECT'),
    ('queue', 'SELECT', 'SELECT'),
    ('watched_table', 'SELECT', 'SELECT'),
    ('skipped_change', 'SELECT', 'SELECT'),
    ('user_table', 'SELECT', 'SELECT'),
    ('troubled_message', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('parked_message', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('message_progress', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('unknown_message', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('email_deliveries', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('email_events', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('suppressed_address', 'SELECT, INSERT', 'SELECT'),
    ('paused_queue', 'SELECT', 'SELECT'),
    ('arranged_queue', 'SELECT', 'SELECT'),
    ('message_permit', 'SELECT, DELETE', 'SELECT'),
    ('key_pace', 'SELECT', 'SELECT'),
    ('unique_message', 'SELECT', 'SELECT'),
    ('idempotency_key', '', ''),
    ('pg_cron_job', 'SELECT', 'SELECT'),
    ('fire_plan', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('fire_run', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('webhook_signature', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('destination', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('notification_preferences', 'SELECT', 'SELECT'),
    ('notification_dedup', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('digest', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('digest_entry', 'SELECT, INSERT', 'SELECT'),
    ('slack_post', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('schedule', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('schedule_occurrences', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('health', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('cleanup_run', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('process', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('history', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('operator_actions', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('http_queue', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('http_queue_state', 'SELECT', 'SELECT'),
    ('http_flow', 'SELECT, DELETE, UPDATE, MAINTAIN', 'SELECT'),
    ('http_job', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('http_job_id_seq', '', ''),
    ('http_job_dependency', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('http_process', 'SELECT', 'SELECT'),
    ('http_permit', 'SELECT', 'SELECT'),
    ('activity_seq', '', 'SELECT'),
    ('skipped_change_id_seq', '', ''),
    ('listened_until', 'SELECT, UPDATE', 'SELECT'),
    ('quiet\_%', 'SELECT, UPDATE', 'SELECT'),
    ('activity_logs', 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN', 'SELECT'),
    ('notifications', 'SELECT, INSERT', 'SELECT'),
    ('job_failures', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('daily_stats', 'SELECT, INSERT, UPDATE', 'SELECT')
$$;
REVOKE EXECUTE ON FUNCTION taskwire.table_rights() FROM PUBLIC;

-- The role of this name in the whole cluster.
CREATE OR REPLACE FUNCTION taskwire.role_name(short text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT 'taskwire_' || short $$;
REVOKE EXECUTE ON FUNCTION taskwire.role_name(text) FROM PUBLIC;

-- Every right that a role is to have, one a row. class is the catalog of the object.
CREATE OR REPLACE FUNCTION taskwire.wanted_rights()
RETURNS TABLE (role text, class regclass, object oid, kind text, name text, privilege text)
LANGUAGE sql STABLE AS $$
  WITH relation AS (
    SELECT c.oid, n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS full_name, c.relispartition,
      CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
      EXISTS (SELECT FROM taskwire.user_table AS u WHERE u.relation = c.oid) AS for_users
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S')
  ), one AS (
    SELECT role.short, 'pg_namespace'::regclass AS class, n.oid, 'SCHEMA' AS kind, format('%I', n.nspname) AS name,
      CASE WHEN role.short = 'owner' THEN CASE WHEN n.nspname = 'auth' THEN 'USAGE' ELSE 'USAGE, CREATE' END ELSE 'USAGE' END AS rights
    FROM pg_namespace AS n CROSS JOIN unnest('{owner,worker,reader,producer}'::text[]) AS role (short)
    WHERE n.nspname = 'taskwire' OR n.nspname = 'pgmq' AND role.short <> 'producer'
      OR role.short <> 'producer' AND n.oid IN (
        SELECT c.relnamespace FROM taskwire.user_table AS u JOIN pg_class AS c ON c.oid = u.relation)
      -- who makes a change; where this cannot be given, request.jwt.claims still says it
      OR n.nspname = 'auth' AND role.short = 'owner' AND to_regproc('auth.uid') IS NOT NULL
        AND has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION')
    UNION ALL
    SELECT role.short, 'pg_class', r.oid, r.kind, r.full_name, CASE role.short WHEN 'worker' THEN t.worker ELSE t.reader END
    FROM relation AS r
    JOIN taskwire.table_rights() AS t
      ON r.schema = 'taskwire' AND r.name LIKE t.name OR r.for_users AND r.name = t.name
    CROSS JOIN unnest('{worker,reader}'::text[]) AS role (short)
    UNION ALL
    SELECT role.short, 'pg_class', r.oid, r.kind, r.full_name, CASE
        WHEN role.short = 'reader' THEN 'SELECT'
        WHEN r.kind = 'SEQUENCE' THEN CASE role.short WHEN 'owner' THEN 'SELECT, USAGE' ELSE 'SELECT' END
        WHEN role.short = 'owner' THEN 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE'
        WHEN r.name LIKE 'q\_%' THEN 'SELECT, INSERT, UPDATE, DELETE'
        WHEN r.name LIKE 'a\_%' THEN 'SELECT, INSERT, UPDATE, DELETE, MAINTAIN'
        WHEN r.name = 'notify_insert_throttle' THEN 'SELECT, UPDATE'
        ELSE 'SELECT'
      END
    FROM relation AS r CROSS JOIN unnest('{owner,worker,reader}'::text[]) AS role (short)
    WHERE r.schema = 'pgmq' AND NOT r.relispartition
    UNION ALL
    SELECT role.short, 'pg_proc', p.oid, 'ROUTINE',
      format('taskwire.%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), 'EXECUTE'
    FROM pg_proc AS p
    JOIN taskwire.function_rights() AS f ON f.name = p.proname
    CROSS JOIN LATERAL unnest(f.roles) AS role (short)
    WHERE p.pronamespace = 'taskwire'::regnamespace
  )
  SELECT taskwire.role_name(one.short), one.class, one.oid, one.kind, one.name, r.privilege
  FROM one CROSS JOIN LATERAL unnest(string_to_array(one.rights, ', ')) AS r (privilege)
  WHERE r.privilege <> 'MAINTAIN' OR current_setting('server_version_num')::integer >= 170000
$$;
REVOKE EXECUTE ON FUNCTION taskwire.wanted_rights() FROM PUBLIC;

-- The rights on tables that somebody makes in pgmq later, such as a new queue's: given when a role is about to make them.
CREATE OR REPLACE FUNCTION taskwire.wanted_defaults() RETURNS TABLE (role text, kind text, rights text)
LANGUAGE sql IMMUTABLE AS $$
  VALUES
    ('taskwire_owner', 'TABLES', 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE'),
    ('taskwire_worker', 'TABLES', 'SELECT, INSERT, UPDATE, DELETE'),
    ('taskwire_reader', 'TABLES', 'SELECT'),
    ('taskwire_owner', 'SEQUENCES', 'SELECT, USAGE'),
    ('taskwire_worker', 'SEQUENCES', 'SELECT'),
    ('taskwire_reader', 'SEQUENCES', 'SELECT')
$$;
REVOKE EXECUTE ON FUNCTION taskwire.wanted_defaults() FROM PUBLIC;
