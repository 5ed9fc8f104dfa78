-- The bench's own objects, all in the schema that carries its mark; bench-drop.sql takes them away.
-- One table a way of enqueueing, all alike, and stored as users store theirs. Autovacuum is off, so that it does not come in
-- the middle of one measurement and not of another; the bench vacuums in between.

CREATE TABLE taskwire_bench.bare (
  id uuid PRIMARY KEY,
  title text NOT NULL DEFAULT 'abc',
  status text NOT NULL DEFAULT 'todo',
  sent_at timestamptz
) WITH (autovacuum_enabled = false);

CREATE TABLE taskwire_bench.watched (LIKE taskwire_bench.bare INCLUDING ALL)
  WITH (autovacuum_enabled = false);
CREATE TABLE taskwire_bench.sent (LIKE taskwire_bench.bare INCLUDING ALL)
  WITH (autovacuum_enabled = false);
CREATE TABLE taskwire_bench.notified (LIKE taskwire_bench.bare INCLUDING ALL)
  WITH (autovacuum_enabled = false);
-- What fills the queue: as many rows as one drain moves.
CREATE TABLE taskwire_bench.filled (
  id uuid PRIMARY KEY,
  title text NOT NULL DEFAULT 'abc',
  status text NOT NULL DEFAULT 'todo'
) WITH (autovacuum_enabled = false);
CREATE TABLE taskwire_bench.profile (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL,
  full_name text NOT NULL
);

-- The id of the row of a number.
CREATE FUNCTION taskwire_bench.id(number integer) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$ SELECT lpad(to_hex(number), 32, '0')::uuid $$;

INSERT INTO taskwire_bench.bare (id) SELECT taskwire_bench.id(number) FROM generate_series(1, ${rows}) AS number;
INSERT INTO taskwire_bench.watched (id) SELECT id FROM taskwire_bench.bare;
INSERT INTO taskwire_bench.sent (id) SELECT id FROM taskwire_bench.bare;
INSERT INTO taskwire_bench.notified (id) SELECT id FROM taskwire_bench.bare;
INSERT INTO taskwire_bench.filled (id) SELECT taskwire_bench.id(number) FROM generate_series(1, ${events}) AS number;

-- What users write by hand: a trigger a row that sends a message, with or without a notification.
SELECT pgmq.create('taskwire_bench');

CREATE FUNCTION taskwire_bench.message(old_row anyelement, new_row anyelement) RETURNS jsonb
LANGUAGE sql AS $$
  SELECT jsonb_build_object('entity_type', 'task', 'entity_id', to_jsonb(new_row) ->> 'id', 'action', 'updated',
    'actor_id', current_setting('taskwire.actor_id', true), 'timestamp', clock_timestamp(),
    'data', jsonb_build_object('old', to_jsonb(old_row), 'new', to_jsonb(new_row)))
$$;

CREATE FUNCTION taskwire_bench.send() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pgmq.send('taskwire_bench', taskwire_bench.message(OLD, NEW));
  RETURN NULL;
END
$$;

CREATE FUNCTION taskwire_bench.send_and_notify() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pgmq.send('taskwire_bench', taskwire_bench.message(OLD, NEW));
  PERFORM pg_notify('taskwire_bench', 'taskwire_bench');
  RETURN NULL;
END
$$;

CREATE TRIGGER send AFTER UPDATE ON taskwire_bench.sent
FOR EACH ROW EXECUTE FUNCTION taskwire_bench.send();
CREATE TRIGGER send AFTER UPDATE ON taskwire_bench.notified
FOR EACH ROW EXECUTE FUNCTION taskwire_bench.send_and_notify();

-- The whole move of the activity log as one statement: the same rows as the engine writes, and none of its care (no
-- lenient conversions, no conflict, no bookkeeping). Returns how many messages it moved.
CREATE FUNCTION taskwire_bench.move() RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  moved integer;
BEGIN
  WITH taken AS (
    DELETE FROM pgmq."q_${queue}"
    WHERE msg_id = ANY (ARRAY(
      SELECT msg_id FROM pgmq."q_${queue}"
      WHERE vt <= clock_timestamp() ORDER BY msg_id LIMIT ${batch} FOR UPDATE SKIP LOCKED))
    RETURNING message, headers
  )
  INSERT INTO ${log}
    (id, entity_type, entity_id, entity_key, action, actor_id, metadata, seq, occurred_at)
  SELECT (headers ->> 'event_id')::uuid, message ->> 'entity_type', (message ->> 'entity_id')::uuid,
    message ->> 'entity_id', message ->> 'action', (message ->> 'actor_id')::uuid, message -> 'data',
    (headers ->> 'seq')::bigint, (message ->> 'timestamp')::timestamptz
  FROM taken;
  GET DIAGNOSTICS moved = ROW_COUNT;
  RETURN moved;
END
$$;

-- The same statement again and again until the queue is empty, each time committed: what no client can pass.
CREATE PROCEDURE taskwire_bench.move_all()
LANGUAGE plpgsql AS $$
BEGIN
  WHILE taskwire_bench.move() > 0 LOOP
    COMMIT;
  END LOOP;
END
$$;

SELECT taskwire.watch('taskwire_bench.watched', 'task');
SELECT taskwire.watch('taskwire_bench.filled', 'task');
SELECT taskwire.watch_signups('taskwire_bench.profile');
