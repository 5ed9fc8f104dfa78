-- Which delivery of a message ended last, so that one that waits for another attempt is told from one in hand even where a process
-- died with it before. And what the message of a unique key has taken the place of while that was in hand.

ALTER TABLE taskwire.troubled_message ADD COLUMN read_ct integer NOT NULL DEFAULT 0; -- pgmq's count at the delivery that ended last
UPDATE taskwire.troubled_message SET read_ct = attempts + releases;

ALTER TABLE taskwire.unique_message ADD COLUMN replaced bigint[] NOT NULL DEFAULT '{}'; -- in hand when another was sent in their place

-- Their successors take one parameter more, and answer whether there was one.
DROP FUNCTION IF EXISTS taskwire.note_trouble(text, bigint, timestamptz, integer, integer, jsonb);
DROP FUNCTION IF EXISTS taskwire.withdraw_unique(text, text, bigint);
