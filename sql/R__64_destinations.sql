-- Destinations: one that takes nothing is closed for all processes, and tried by one call at a time until it is open again.

-- Asks to be let through: open; probe, where it is closed and the caller is the one to try it; closed. A caller that is to
-- try it and never tells has given up after so long.
CREATE OR REPLACE FUNCTION taskwire.enter_destination(destination text, within interval) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM taskwire.destination AS d WHERE d.name = destination) THEN
    RETURN 'open';
  END IF;
  UPDATE taskwire.destination AS d SET open_at = clock_timestamp() + within, probing = true
  WHERE d.name = destination AND d.open_at <= clock_timestamp();
  RETURN CASE WHEN FOUND THEN 'probe' ELSE 'closed' END;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.enter_destination(text, interval) FROM PUBLIC;

-- How long it may still be closed, in milliseconds; NULL where it is open. While somebody tries it, not long. It sees what the
-- statement sees that calls it (STABLE): otherwise one that reads the row, too, could find it there and here gone.
CREATE OR REPLACE FUNCTION taskwire.destination_closed_for(destination text) RETURNS double precision
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN d.probing THEN 250 ELSE greatest(0, extract(epoch FROM d.open_at - clock_timestamp()) * 1000) END
  FROM taskwire.destination AS d WHERE d.name = destination
$$;
REVOKE EXECUTE ON FUNCTION taskwire.destination_closed_for(text) FROM PUBLIC;

-- Closes it, for so long or for a second that doubles with each probe in vain, ten at most; answers for how many milliseconds.
-- A call that was under way when it closed only closes it for longer.
CREATE OR REPLACE FUNCTION taskwire.close_destination(
  destination text, reason text, needs_mending boolean, after interval, is_probe boolean
) RETURNS double precision
LANGUAGE sql AS $$
  INSERT INTO taskwire.destination AS known (name, reason, needs_mending, open_at)
  VALUES ($1, $2, $3, clock_timestamp() + coalesce($4, interval '1 second'))
  ON CONFLICT ON CONSTRAINT destination_pkey DO UPDATE SET
    reason = excluded.reason,
    needs_mending = excluded.needs_mending,
    open_at = CASE
      WHEN $5 THEN clock_timestamp() + coalesce($4, least(interval '10 seconds', interval '1 second' * 2 ^ least(known.probes, 9)))
      ELSE greatest(known.open_at, excluded.open_at)
    END,
    probing = known.probing AND NOT $5,
    probes = known.probes + $5::integer
  RETURNING greatest(0, extract(epoch FROM open_at - clock_timestamp()) * 1000)
$$;
REVOKE EXECUTE ON FUNCTION taskwire.close_destination(text, text, boolean, interval, boolean) FROM PUBLIC;

-- Opens it and brings back what waits for it; true where it was closed.
CREATE OR REPLACE FUNCTION taskwire.open_destination(destination text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM taskwire.destination AS d WHERE d.name = destination;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE taskwire.parked_message AS parked SET due_at = clock_timestamp(), waits_for = NULL
  WHERE parked.waits_for = destination;
  PERFORM taskwire.promote(1000);
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.open_destination(text) FROM PUBLIC;
