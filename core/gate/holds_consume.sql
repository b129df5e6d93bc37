-- After the events: what the calls were granted turns into what they used, in the transaction that adds to the counters.
-- A group that is sent again, because its COMMIT was in doubt, inserts nothing and consumes nothing.
consumed AS (
    UPDATE holds h SET units = h.units - held.units FROM held
    WHERE (h.user_id, h.meter_id, h.live, h.worker_id, h.hour, h.day, h.month)
        = (held.user_id, held.meter_id, held.live, held.worker_id, held.hour, held.day, held.month)
    AND (SELECT count(*) FROM inserted) > 0
    RETURNING 1
),
