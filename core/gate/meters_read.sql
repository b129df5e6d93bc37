-- core/metering/meanings.py: what is added up, and what is settled later.
meter AS MATERIALIZED (
    SELECT id, aggregation IN ('count', 'sum') AS has_counters,
           CASE WHEN aggregation IN ('count', 'sum', 'avg') THEN 0 ELSE 1 END AS unsettled
    FROM meters
),
