-- The notification of a new user: an INSERT brought a row with an e-mail address.

-- Goes by the names of the columns, since a table may have any of name, full_name and raw_user_meta_data. Only these
-- columns are read. Where id or email was renamed or dropped since, the notifications end, not the writes.
CREATE OR REPLACE FUNCTION taskwire.notify_signup() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
  batch_rows CONSTANT integer := 1000;
  columns text[];
  signups refcursor;
  signup jsonb;
  messages jsonb[] := '{}';
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  SELECT array_agg(attname) INTO columns
  FROM pg_attribute
  WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped AND attgenerated <> 'v';
  IF NOT columns @> '{id,email}' THEN
    RETURN NULL;
  END IF;

  OPEN signups FOR EXECUTE format('
    SELECT jsonb_build_object(''type'', ''welcome_email'', ''user_id'', n.id, ''email'', n.email, ''name'', coalesce(%s))
    FROM new_rows AS n
    WHERE n.email <> ''''', taskwire.signup_name(columns));
  LOOP
    FETCH signups INTO signup;
    IF FOUND THEN
      messages := messages || signup;
    END IF;
    IF cardinality(messages) = batch_rows OR (signup IS NULL AND messages <> '{}') THEN
      PERFORM taskwire.send_notifications(messages);
      messages := '{}';
    END IF;
    EXIT WHEN signup IS NULL;
  END LOOP;
  CLOSE signups;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.notify_signup() FROM PUBLIC;

-- The first of the columns and keys that hold a name, as an expression over a row "n"; an empty one does not count.
-- raw_user_meta_data may be json, jsonb or text, and hold anything: what can't be read has no name in it.
CREATE OR REPLACE FUNCTION taskwire.signup_name(columns text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT concat_ws(', ',
    CASE WHEN 'name' = ANY (columns) THEN 'nullif(n.name::text, '''')' END,
    CASE WHEN 'full_name' = ANY (columns) THEN 'nullif(n.full_name::text, '''')' END,
    CASE WHEN 'raw_user_meta_data' = ANY (columns) THEN 'taskwire.name_in(n.raw_user_meta_data::text)' END,
    'NULL')
$$;
REVOKE EXECUTE ON FUNCTION taskwire.signup_name(text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION taskwire.name_in(meta_data text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  meta jsonb;
BEGIN
  BEGIN
    meta := meta_data::jsonb;
  EXCEPTION WHEN OTHERS THEN
    BEGIN
      meta := taskwire.clean_json(meta_data);
    EXCEPTION WHEN OTHERS THEN
      RETURN NULL;
    END;
  END;
  RETURN coalesce(nullif(meta ->> 'full_name', ''), nullif(meta ->> 'name', ''));
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.name_in(text) FROM PUBLIC;
