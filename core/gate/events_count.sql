-- The end of events_retract.sql: what the new rows add to rollups and counters.
--
-- `new` has the ord, user, key, live, sign and seal of each. Rollups of meters that cannot be added up are marked, and
-- completed later from the events (core/metering/settling.py); such meters have no counters.
contribution AS MATERIALIZED (
    SELECT new.user_id, c.meter_id, new.live, c.hour, new.key_id, c.dimensions, new.seal_no, c.day, c.month,
           new.sign, c.value::numeric AS value, c.mark
    FROM unnest(
        $12::int[], $13::uuid[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::text[], $18::bigint[],
        $19::text[]
    ) AS c (ord, meter_id, hour, day, month, value, mark, dimensions)
    JOIN new USING (ord)
),
-- include meters_read.sql
hour AS (
    INSERT INTO usage_hours AS h (user_id, meter_id, live, hour, key_id, dimensions, seal_no, n, sum, min, max, digest,
                                  unsettled)
    SELECT user_id, meter_id, live, hour, key_id, dimensions, seal_no, sum(sign), sum(sign * value),
           min(value) FILTER (WHERE sign > 0), max(value) FILTER (WHERE sign > 0), sum(sign * mark),
           (SELECT unsettled FROM meter WHERE id = meter_id)
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
    SELECT user_id, meter_id, live, period, period_start, sum(sign) AS n, sum(sign * value) AS added
    FROM contribution CROSS JOIN LATERAL (VALUES ('day', day), ('month', month)) AS p (period, period_start)
    WHERE meter_id IN (SELECT id FROM meter WHERE has_counters)
    GROUP BY 1, 2, 3, 4, 5
),
-- include counters_add.sql
SELECT (SELECT array_agg(ord) FROM new) AS accepted,
       (SELECT count(*) FROM counter) AS counters,
       (SELECT alerts_follow(array_agg(user_id), array_agg(meter_id), array_agg(period), array_agg(period_start),
                             array_agg(added)) FROM passed) AS raised,
       (SELECT version FROM catalogue) AS version
