-- Rates: the one arithmetic of HTTP calls and of the queues of the user's own. A rate gives each start its time: pace apart, and
-- up to burst of them at once after a time in which there were few. So in any time there are never more than rate * time + burst.

-- From one start to the next; NULL where there is no rate.
CREATE OR REPLACE FUNCTION taskwire.pace(rate numeric) RETURNS interval
LANGUAGE sql IMMUTABLE AS $$ SELECT interval '1 second' / rate::double precision $$;
REVOKE EXECUTE ON FUNCTION taskwire.pace(numeric) FROM PUBLIC;

-- The time of the first start that may be given now: the next one after those given before, but none so long ago that more than
-- burst would be given at once.
CREATE OR REPLACE FUNCTION taskwire.first_start(next_start timestamptz, pace interval, burst integer, now timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$ SELECT greatest(next_start, now - pace * (burst - 1)) $$;
REVOKE EXECUTE ON FUNCTION taskwire.first_start(timestamptz, interval, integer, timestamptz) FROM PUBLIC;

-- Starts are given so long ahead, each with its time, so that a rate does not depend on who looks when.
CREATE OR REPLACE FUNCTION taskwire.given_ahead() RETURNS interval
LANGUAGE sql IMMUTABLE AS $$ SELECT interval '100 milliseconds' $$;
REVOKE EXECUTE ON FUNCTION taskwire.given_ahead() FROM PUBLIC;
