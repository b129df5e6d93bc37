-- Add the `total` of each counter to it, and find those that reached the threshold that alerts wait for.
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
