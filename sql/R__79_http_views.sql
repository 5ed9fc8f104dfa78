-- HTTP calls as the API, the dashboard and the command line look at them and change them.

-- Whether what stands under such a name in headers or in a query is nobody's to see.
CREATE OR REPLACE FUNCTION taskwire.is_http_secret(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT name ~* '(auth|key|token|secret|cookie|passw|signature)' $$;
REVOKE EXECUTE ON FUNCTION taskwire.is_http_secret(text) FROM PUBLIC;

-- Headers or parameters to be shown. Of a secret only its name in the configuration is, where it is given by that.
CREATE OR REPLACE FUNCTION taskwire.shown_http_values(given jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN jsonb_typeof(given) = 'object' THEN (
    SELECT coalesce(jsonb_object_agg(one.key, CASE
        WHEN taskwire.is_http_secret(one.key) AND (one.value #>> '{}') !~ '^([A-Za-z]+ )?[{]{2}\s*secret\s+[A-Za-z0-9_]+\s*[}]{2}$' THEN '"***"'
        ELSE one.value END), '{}')
    FROM jsonb_each(given) AS one) ELSE given END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.shown_http_values(jsonb) FROM PUBLIC;

-- An address or a path to be shown.
CREATE OR REPLACE FUNCTION taskwire.shown_http_url(url text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(regexp_replace(url, '//[^/?#]*@', '//***@'),
    '([?&][^=&]*(auth|key|token|secret|cookie|passw|signature)[^=&]*=)[^&]*', '\1***', 'gi')
$$;
REVOKE EXECUTE ON FUNCTION taskwire.shown_http_url(text) FROM PUBLIC;

-- A queue whose changed row breaks this rule: what is wrong with it, in words.
CREATE OR REPLACE FUNCTION taskwire.http_queue_rule(rule text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE rule
    WHEN 'http_queue_name_check' THEN 'name: small letters, digits and underscores, a letter first, 47 at the most'
    WHEN 'http_queue_method_check' THEN 'method: POST, GET, PUT, PATCH or DELETE'
    WHEN 'http_queue_url_check' THEN 'url: an address such as https://example.com/work, without spaces and #, 2000 characters at the most'
    WHEN 'http_queue_headers_check' THEN 'headers: an object of texts'
    WHEN 'http_queue_timeout_check' THEN 'timeout: 10ms to 1h'
    WHEN 'http_queue_workers_check' THEN 'workers: 0 to 10000'
    WHEN 'http_queue_key_workers_check' THEN 'key_workers: 1 or more, or null for as many as there are workers'
    WHEN 'http_queue_rate_check' THEN 'rate: 0.001 to 100000 calls a second, or null for no bound'
    WHEN 'http_queue_burst_check' THEN 'burst: 1 to 100000'
    WHEN 'http_queue_attempts_check' THEN 'attempts: 1 to 100'
    WHEN 'http_queue_backoff_check' THEN 'backoff, backoff_most: the first is not more than the second, and that is 30 days at the most'
    WHEN 'http_queue_success_codes_check' THEN 'success_codes: such as 200-299,404'
    WHEN 'http_queue_callback_timeout_check' THEN 'callback_timeout: 1s to 30d'
    WHEN 'http_queue_body_limit_check' THEN 'body_limit: 0 to 10485760 bytes'
    ELSE rule
  END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.http_queue_rule(text) FROM PUBLIC;

-- Makes a queue, or changes what is named of it: {"url", "workers", …}, by the names of its columns. A header or an address that is
-- given back as it is shown stays as it is. Answers whether the queue is new.
CREATE OR REPLACE FUNCTION taskwire.put_http_queue(queue text, settings jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  columns CONSTANT text[] := '{method,url,headers,timeout,workers,key_workers,rate,burst,attempts,backoff,backoff_most,success_codes,'
    'signing_secret,callbacks,callback_timeout,body_limit}';
  strange text;
  now_so taskwire.http_queue;
  is_new boolean := false;
  rule text;
BEGIN
  IF jsonb_typeof(settings) IS DISTINCT FROM 'object' THEN
    RAISE EXCEPTION 'The settings of an HTTP queue are a JSON object.' USING ERRCODE = 'invalid_parameter_value',
      HINT = 'For example {"url": "https://example.com/work", "workers": 10}.';
  END IF;
  SELECT string_agg(field, ', ' ORDER BY field) INTO strange FROM jsonb_object_keys(settings) AS field WHERE field <> ALL (columns);
  IF strange IS NOT NULL THEN
    RAISE EXCEPTION 'An HTTP queue has no %.', strange USING ERRCODE = 'invalid_parameter_value',
      HINT = 'It has ' || array_to_string(columns, ', ') || '.';
  END IF;
  SELECT q.* INTO now_so FROM taskwire.http_queue AS q WHERE q.name = $1 FOR UPDATE;
  IF NOT FOUND THEN
    IF settings ->> 'url' IS NULL THEN
      RAISE EXCEPTION 'There is no HTTP queue %, and a new one needs a url.', quote_literal($1) USING ERRCODE = 'invalid_parameter_value',
        HINT = 'For example {"url": "https://example.com/work"}.';
    END IF;
    is_new := true;
    INSERT INTO taskwire.http_queue AS q (name, url) VALUES ($1, settings ->> 'url') RETURNING q.* INTO now_so;
  END IF;
  IF NOT is_new AND settings ->> 'url' = taskwire.shown_http_url(now_so.url) THEN
    settings := settings - 'url';
  END IF;
  IF jsonb_typeof(settings -> 'headers') = 'object' THEN
    settings := jsonb_set(settings, '{headers}', (
      SELECT coalesce(jsonb_object_agg(one.key, CASE WHEN one.value = '"***"' THEN coalesce(now_so.headers -> one.key, one.value)
        ELSE one.value END), '{}')
      FROM jsonb_each(settings -> 'headers') AS one));
  END IF;
  now_so := jsonb_populate_record(now_so, settings);
  UPDATE taskwire.http_queue AS q SET method = now_so.method, url = now_so.url, headers = now_so.headers, timeout = now_so.timeout,
    workers = now_so.workers, key_workers = now_so.key_workers, rate = now_so.rate, burst = now_so.burst, attempts = now_so.attempts,
    backoff = now_so.backoff, backoff_most = now_so.backoff_most, success_codes = now_so.success_codes,
    signing_secret = now_so.signing_secret, callbacks = now_so.callbacks, callback_timeout = now_so.callback_timeout,
    body_limit = now_so.body_limit
  WHERE q.name = $1;
  RETURN is_new;
EXCEPTION
  WHEN check_violation THEN
    GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
    RAISE EXCEPTION '%', taskwire.http_queue_rule(rule) USING ERRCODE = 'check_violation';
  WHEN not_null_violation THEN
    GET STACKED DIAGNOSTICS rule = COLUMN_NAME;
    RAISE EXCEPTION '%: it cannot be null', rule USING ERRCODE = 'check_violation', HINT = 'Leave it out, and it stays as it is.';
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.put_http_queue(text, jsonb) FROM PUBLIC;

-- Inserts several jobs of one queue, all or none, each as taskwire.http_call takes it without its queue; answers their ids in order.
CREATE OR REPLACE FUNCTION taskwire.http_call_batch(queue text, jobs jsonb) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  rule text;
BEGIN
  IF jsonb_typeof(jobs) IS DISTINCT FROM 'array' OR EXISTS (
      SELECT FROM jsonb_array_elements(jobs) AS one WHERE jsonb_typeof(one.value) <> 'object') THEN
    RAISE EXCEPTION 'The jobs are a JSON array of objects.' USING ERRCODE = 'invalid_parameter_value',
      HINT = 'For example [{"payload": {"invoice": 17}}, {"payload": {"invoice": 18}}].';
  END IF;
  RETURN coalesce(taskwire.insert_http_jobs((
    SELECT jsonb_agg(one.value || jsonb_build_object('queue', $1) ORDER BY one.line)
    FROM jsonb_array_elements(jobs) WITH ORDINALITY AS one (value, line)), NULL, 'pending'), '{}');
EXCEPTION WHEN check_violation THEN
  GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
  RAISE EXCEPTION '%', CASE rule
      WHEN 'http_job_path_check' THEN 'path: it begins with / or ?, has no spaces and no #, and 2000 characters at the most'
      WHEN 'http_job_method_check' THEN 'method: POST, GET, PUT, PATCH or DELETE'
      WHEN 'http_job_headers_check' THEN 'headers: an object of texts'
      WHEN 'http_job_query_check' THEN 'query: an object'
      WHEN 'http_job_key_check' THEN 'key: 1 to 200 characters'
      ELSE SQLERRM END USING ERRCODE = 'check_violation';
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.http_call_batch(text, jsonb) FROM PUBLIC;

-- The same, unless this caller has used the key within a day: what taskwire.send_once is for messages.
CREATE OR REPLACE FUNCTION taskwire.http_call_once(caller text, key text, fingerprint bytea, queue text, jobs jsonb)
RETURNS TABLE (outcome text, ids bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  inserted bigint[];
  earlier taskwire.idempotency_key;
BEGIN
  INSERT INTO taskwire.idempotency_key AS known (caller, key, fingerprint, queue) VALUES ($1, $2, $3, $4)
  ON CONFLICT ON CONSTRAINT idempotency_key_pkey DO UPDATE
  SET fingerprint = excluded.fingerprint, queue = excluded.queue, message_ids = NULL, used_at = excluded.used_at
  WHERE known.used_at < clock_timestamp() - taskwire.idempotency_kept();
  IF FOUND THEN
    inserted := taskwire.http_call_batch($4, $5);
    UPDATE taskwire.idempotency_key AS known SET message_ids = inserted WHERE known.caller = $1 AND known.key = $2;
    RETURN QUERY SELECT 'sent', inserted;
    RETURN;
  END IF;
  SELECT * INTO earlier FROM taskwire.idempotency_key AS known WHERE known.caller = $1 AND known.key = $2;
  RETURN QUERY SELECT CASE WHEN earlier.fingerprint = $3 THEN 'again' ELSE 'used' END, earlier.message_ids;
END
$$;
REVOKE EXECUTE ON FUNCTION taskwire.http_call_once(text, text, bytea, text, jsonb) FROM PUBLIC;
