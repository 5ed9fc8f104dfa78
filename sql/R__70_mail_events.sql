-- What the mail provider reports: each request once, each event once, and the ledger only upward.

-- How much a state says about a mail that the provider has; 0 where it is not known to have it. A report moves the ledger to
-- a state of a higher rank and never back, so that reports may come late, twice and in any order.
CREATE OR REPLACE FUNCTION taskwire.mail_rank(state text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE state
    WHEN 'accepted' THEN 1
    WHEN 'deferred' THEN 2
    WHEN 'delivered' THEN 3
    WHEN 'dropped' THEN 4
    WHEN 'bounced' THEN 5
    WHEN 'unsubscribed' THEN 6
    WHEN 'spam_reported' THEN 7
    ELSE 0
  END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.mail_rank(text) FROM PUBLIC;

-- Whether the provider has a mail in this state: then it is never sent again.
CREATE OR REPLACE FUNCTION taskwire.provider_has(state text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT taskwire.mail_rank(state) > 0 $$;
REVOKE EXECUTE ON FUNCTION taskwire.provider_has(text) FROM PUBLIC;

-- Whether a signed request is new; it is not from then on, if the transaction commits. Two processes with the same request
-- wait for each other here. A few of the rows that nobody needs go along: those whose age is refused anyway, with an hour
-- for clocks that differ.
CREATE OR REPLACE FUNCTION taskwire.take_signature(digest bytea, signed_at timestamptz, tolerance interval) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  removed_most CONSTANT integer := 10;
BEGIN
  INSERT INTO taskwire.webhook_signature (digest, signed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM taskwire.webhook_signature AS known
  USING (
    SELECT old.digest FROM taskwire.webhook_signature AS old
    WHERE old.signed_at < clock_timestamp() - $3 - interval '1 hour'
    ORDER BY old.signed_at LIMIT removed_most FOR UPDATE SKIP LOCKED
  ) AS old
  WHERE known.digest = old.digest;
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.take_signature(bytea, timestamptz, interval) FROM PUBLIC;

-- Takes events as MailEvent prepares them (Java), and returns how many were new. Those move the ledger, where it knows their
-- mail, and suppress addresses. Every table is locked in the order of its keys, so that several processes may take the same
-- events at once. Of two events of one rank the later one gives the reason, so that their order of arrival does not matter.
-- Planned at each call: a plan that a connection keeps may be that of an empty ledger.
CREATE OR REPLACE FUNCTION taskwire.take_mail_events(events jsonb) RETURNS integer
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  fresh text[];
BEGIN
  WITH inserted AS (
    INSERT INTO taskwire.email_events (sg_event_id, event_id, event, occurred_at, recipient, reason)
    SELECT DISTINCT ON (one.id) one.id, one.event_id, one.event, one.occurred_at, one.recipient, one.reason
    FROM jsonb_to_recordset(events)
      AS one (id text, event_id uuid, event text, occurred_at timestamptz, recipient text, reason text)
    ORDER BY one.id
    ON CONFLICT (sg_event_id) DO NOTHING
    RETURNING sg_event_id
  )
  SELECT coalesce(array_agg(inserted.sg_event_id), '{}') INTO fresh FROM inserted;

  PERFORM FROM taskwire.email_deliveries AS known
  WHERE known.event_id IN (
    SELECT one.event_id FROM jsonb_to_recordset(events) AS one (id text, event_id uuid, state text)
    JOIN unnest(fresh) AS taken (id) USING (id)
    WHERE one.state IS NOT NULL
  )
  ORDER BY known.event_id
  FOR UPDATE;

  UPDATE taskwire.email_deliveries AS known SET
    state = most.state,
    delivery_reason = most.reason,
    reported_at = most.occurred_at,
    provider_message_id = coalesce(known.provider_message_id, most.message_id),
    changed_at = clock_timestamp()
  FROM (
    SELECT DISTINCT ON (one.event_id) one.event_id, one.state, one.occurred_at, one.reason, one.message_id
    FROM jsonb_to_recordset(events)
      AS one (id text, event_id uuid, state text, occurred_at timestamptz, reason text, message_id text)
    JOIN unnest(fresh) AS taken (id) USING (id)
    WHERE one.state IS NOT NULL
    ORDER BY one.event_id, taskwire.mail_rank(one.state) DESC, one.occurred_at DESC NULLS LAST, one.reason DESC NULLS LAST
  ) AS most
  WHERE known.event_id = most.event_id
    AND (taskwire.mail_rank(most.state), coalesce(most.occurred_at, '-infinity'), coalesce(most.reason, ''))
      > (taskwire.mail_rank(known.state), coalesce(known.reported_at, '-infinity'), coalesce(known.delivery_reason, ''));

  INSERT INTO taskwire.suppressed_address (address, reason, event_id)
  SELECT DISTINCT ON (lower(one.recipient)) lower(one.recipient), one.state, one.event_id
  FROM jsonb_to_recordset(events)
    AS one (id text, event_id uuid, state text, occurred_at timestamptz, recipient text, suppresses boolean)
  JOIN unnest(fresh) AS taken (id) USING (id)
  WHERE one.suppresses AND one.recipient <> ''
  ORDER BY lower(one.recipient), one.occurred_at, one.id
  ON CONFLICT (address) DO NOTHING;

  RETURN cardinality(fresh);
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.take_mail_events(jsonb) FROM PUBLIC;
