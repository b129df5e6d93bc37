-- For a group with calls that hold units, before its events: the workers that asked for them live, and the holds are
-- locked in one order. A fenced worker's holds are gone, and so may be one that was granted just before the database
-- crashed, for admissions do not wait for the disk: nothing of a group that misses a hold is stored.
me AS MATERIALIZED (
    SELECT id FROM gate_workers WHERE id = ANY ($25::uuid[]) AND NOT fenced ORDER BY id FOR KEY SHARE
),
granted AS MATERIALIZED (
    SELECT * FROM unnest(
        $26::uuid[], $27::uuid[], $28::bool[], $29::uuid[], $30::timestamptz[], $31::timestamptz[], $32::timestamptz[],
        $33::text[]
    ) AS t (user_id, meter_id, live, worker_id, hour, day, month, units)
),
held AS MATERIALIZED (
    SELECT h.user_id, h.meter_id, h.live, h.worker_id, h.hour, h.day, h.month, granted.units::numeric AS units
    FROM holds h JOIN granted USING (user_id, meter_id, live, worker_id, hour, day, month)
    WHERE h.units >= granted.units::numeric
    ORDER BY h.user_id, h.meter_id, h.live, h.worker_id, h.hour, h.day, h.month FOR UPDATE OF h
),
