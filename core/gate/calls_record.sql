-- Record a group of metered calls: events, rollups and counters, in one statement that is one transaction.
--
-- Written as one statement because calls waiting together share its commit, and because every lock it takes is taken
-- in the order of metering.md: seals, (identities,) rollups, counters, each sorted by its key. Contributions come
-- already added up per row they go to; they count only if the events were new.
--   * A recorder with an old catalogue inserts nothing and sees the new version in the answer.
--   * The seal row is locked FOR SHARE, so closing a period waits for the groups in flight (protocols.md S1, S3).
--   * A group whose COMMIT was in doubt is sent again as it was: it meets its own keys, inserts nothing, adds nothing.
WITH event AS MATERIALIZED (
    SELECT * FROM unnest(
        $1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::bool[], $6::bool[], $7::text[], $8::uuid[],
        $9::uuid[]
    ) AS t (user_id, id_hash, key_id, occurred_at, live, billable, properties, digest, retracts)
    WHERE (SELECT version FROM catalogue) = $10
),
seal AS MATERIALIZED (
    SELECT user_id, seal_no FROM user_seals WHERE user_id = ANY ($11::uuid[]) ORDER BY user_id FOR SHARE
),
inserted AS (
    INSERT INTO usage_events (user_id, occurred_at, id_hash, source, type, key_id, live, billable, seal_no, catalogue,
                              digest, retracts, properties)
    SELECT user_id, occurred_at, id_hash, 'guard', 'api.call', key_id, live, billable, seal_no, $10,
           digest, retracts, properties::jsonb
    FROM event JOIN seal USING (user_id)
    ON CONFLICT DO NOTHING
    RETURNING 1
),
contribution AS MATERIALIZED (
    SELECT c.*, seal.seal_no
    FROM unnest(
        $12::uuid[], $13::uuid[], $14::uuid[], $15::bool[], $16::timestamptz[], $17::timestamptz[],
        $18::timestamptz[], $19::bigint[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[]
    ) AS c (user_id, meter_id, key_id, live, hour, day, month, n, sum, min, max, digest, dimensions)
    JOIN seal USING (user_id)
    WHERE (SELECT count(*) FROM inserted) > 0
),
-- include meters_read.sql
hour AS (
    INSERT INTO usage_hours AS h (user_id, meter_id, live, hour, key_id, dimensions, seal_no, n, sum, min, max, digest,
                                  unsettled)
    SELECT user_id, meter_id, live, hour, key_id, dimensions, seal_no,
           n, sum::numeric, min::numeric, max::numeric, digest::numeric,
           (SELECT unsettled FROM meter WHERE id = meter_id)
    FROM contribution
    ORDER BY user_id, meter_id, live, hour, key_id, dimensions
    ON CONFLICT (user_id, meter_id, live, hour, key_id, dimensions, seal_no) DO UPDATE
    SET n = h.n + excluded.n, sum = h.sum + excluded.sum, min = least(h.min, excluded.min),
        max = greatest(h.max, excluded.max), digest = h.digest + excluded.digest,
        unsettled = greatest(h.unsettled, excluded.unsettled)
    RETURNING 1
),
total AS MATERIALIZED (
    SELECT user_id, meter_id, live, period, period_start, sum(n) AS n, sum(sum::numeric) AS added
    FROM contribution CROSS JOIN LATERAL (VALUES ('day', day), ('month', month)) AS p (period, period_start)
    WHERE meter_id IN (SELECT id FROM meter WHERE has_counters)
    GROUP BY 1, 2, 3, 4, 5
),
-- include counters_add.sql
SELECT (SELECT count(*) FROM inserted) AS inserted,
       (SELECT count(*) FROM seal) AS users,
       (SELECT count(*) FROM counter) AS counters,
       (SELECT alerts_follow(array_agg(user_id), array_agg(meter_id), array_agg(period), array_agg(period_start),
                             array_agg(added)) FROM passed) AS raised,
       (SELECT version FROM catalogue) AS version
