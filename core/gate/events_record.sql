-- Record a batch of events that were sent to us: identities, events, rollups and counters, in one statement.
--
-- An event's identity is (user, hash of source and id), for ever and without its time. Rows that are new in event_ids
-- are stored and counted; the rest were there before, and the caller finds out by their digest whether they are
-- duplicates or conflicts. Locks are taken in one order: seals, identities, rollups, counters, each sorted by its key
-- (protocols.md S1). A stale catalogue inserts nothing.
WITH event AS MATERIALIZED (
    SELECT * FROM unnest(
        $1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[]
    ) AS t (ord, user_id, id_hash, digest, source, event_id, type, occurred_at, properties)
    WHERE (SELECT version FROM catalogue) = $10
),
seal AS MATERIALIZED (
    SELECT user_id, seal_no FROM user_seals WHERE user_id = ANY ($11::uuid[]) ORDER BY user_id FOR SHARE
),
identity AS (
    INSERT INTO event_ids (user_id, id_hash, digest)
    SELECT user_id, id_hash, digest FROM event JOIN seal USING (user_id) ORDER BY user_id, id_hash, ord
    ON CONFLICT DO NOTHING
    RETURNING user_id, id_hash
),
new AS MATERIALIZED (  -- the first of those that stand in this batch twice
    SELECT DISTINCT ON (e.user_id, e.id_hash) e.*, seal.seal_no
    FROM identity JOIN event e USING (user_id, id_hash) JOIN seal USING (user_id)
    ORDER BY e.user_id, e.id_hash, e.ord
),
inserted AS (
    INSERT INTO usage_events (user_id, occurred_at, id_hash, source, event_id, type, key_id, live, billable, seal_no,
                              catalogue, digest, properties)
    SELECT user_id, occurred_at, id_hash, source, event_id, type, '00000000-0000-0000-0000-000000000000', true, true,
           seal_no, $10, digest, properties::jsonb
    FROM new
),
contribution AS MATERIALIZED (
    SELECT new.user_id, c.meter_id, c.hour, c.day, c.month, new.seal_no, c.value::numeric AS value, c.mark
    FROM unnest(
        $12::int[], $13::uuid[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::text[], $18::bigint[]
    ) AS c (ord, meter_id, hour, day, month, value, mark)
    JOIN new USING (ord)
),
hour AS (
    INSERT INTO usage_hours AS h (user_id, meter_id, live, hour, key_id, dimensions, seal_no, n, sum, min, max, digest)
    SELECT user_id, meter_id, true, hour, '00000000-0000-0000-0000-000000000000', '', seal_no,
           count(*), sum(value), min(value), max(value), sum(mark)
    FROM contribution
    GROUP BY user_id, meter_id, hour, seal_no
    ORDER BY user_id, meter_id, hour, seal_no
    ON CONFLICT (user_id, meter_id, live, hour, key_id, dimensions, seal_no) DO UPDATE
    SET n = h.n + excluded.n, sum = h.sum + excluded.sum, min = least(h.min, excluded.min),
        max = greatest(h.max, excluded.max), digest = h.digest + excluded.digest
    RETURNING 1
),
total AS MATERIALIZED (
    SELECT user_id, meter_id, true AS live, period, period_start, count(*) AS n, sum(value) AS added
    FROM contribution CROSS JOIN LATERAL (VALUES ('day', day), ('month', month)) AS p (period, period_start)
    GROUP BY 1, 2, 3, 4, 5
),
counter AS (
    INSERT INTO user_counters AS u (user_id, meter_id, live, period, period_start, n, used, next_threshold)
    SELECT user_id, meter_id, live, period, period_start, n, added, CASE WHEN live THEN 0 END
    FROM total
    WHERE (SELECT count(*) FROM hour) >= 0  -- after the rollups: locks are taken in one order
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (user_id, meter_id, live, period, period_start) DO UPDATE
    SET n = u.n + excluded.n, used = u.used + excluded.used
    RETURNING user_id, meter_id, live, period, period_start, used, next_threshold
),
-- A new counter's next threshold is 0: it is looked at once, and then only when it reaches the one it was given.
passed AS MATERIALIZED (
    SELECT user_id, meter_id, period, period_start, (
        SELECT added FROM total t WHERE (t.user_id, t.meter_id, t.live, t.period, t.period_start)
            = (c.user_id, c.meter_id, c.live, c.period, c.period_start)
    ) AS added
    FROM counter c WHERE used >= next_threshold
)
SELECT (SELECT array_agg(ord) FROM new) AS accepted,
       (SELECT count(*) FROM counter) AS counters,
       (SELECT alerts_follow(array_agg(user_id), array_agg(meter_id), array_agg(period), array_agg(period_start),
                             array_agg(added)) FROM passed) AS raised,
       (SELECT version FROM catalogue) AS version
