-- What new events add to rollups and counters. It comes already added up per rollup it goes to.
--
-- Rollups of meters that cannot be added up are marked, and completed later from the events
-- (core/metering/settling.py); such meters have no counters. Ingested events have no key, and are never of a test key.
WITH contribution AS MATERIALIZED (
    SELECT user_id, meter_id, true AS live, hour, '00000000-0000-0000-0000-000000000000'::uuid AS key_id, dimensions,
           seal_no, day, month, n, sum::numeric AS sum, min::numeric AS min, max::numeric AS max,
           digest::numeric AS digest
    FROM unnest(
        $1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::int[],
        $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[]
    ) AS c (user_id, meter_id, hour, day, month, dimensions, seal_no, n, sum, min, max, digest)
),
-- include meters_read.sql
hour AS (
    INSERT INTO usage_hours AS h (user_id, meter_id, live, hour, key_id, dimensions, seal_no, n, sum, min, max, digest,
                                  unsettled)
    -- A zone that is off by half an hour has hours of two days.
    SELECT user_id, meter_id, live, hour, key_id, dimensions, seal_no, sum(n), sum(sum), min(min), max(max),
           sum(digest), (SELECT unsettled FROM meter WHERE id = meter_id)
    FROM contribution
    GROUP BY user_id, meter_id, live, hour, key_id, dimensions, seal_no
    ORDER BY user_id, meter_id, live, hour, key_id, dimensions, seal_no
    ON CONFLICT (user_id, meter_id, live, hour, key_id, dimensions, seal_no) DO UPDATE
    SET n = h.n + excluded.n, sum = h.sum + excluded.sum, min = least(h.min, excluded.min),
        max = greatest(h.max, excluded.max), digest = h.digest + excluded.digest,
        unsettled = greatest(h.unsettled, excluded.unsettled)
    RETURNING 1
),
total AS MATERIALIZED (
    SELECT user_id, meter_id, live, period, period_start, sum(n) AS n, sum(sum) AS added
    FROM contribution CROSS JOIN LATERAL (VALUES ('day', day), ('month', month)) AS p (period, period_start)
    WHERE meter_id IN (SELECT id FROM meter WHERE has_counters)
    GROUP BY 1, 2, 3, 4, 5
),
-- include counters_add.sql
SELECT (SELECT count(*) FROM counter) AS counters,
       (SELECT alerts_follow(array_agg(user_id), array_agg(meter_id), array_agg(period), array_agg(period_start),
                             array_agg(added)) FROM passed) AS raised
