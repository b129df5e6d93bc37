-- Record a batch of events that were sent to us: identities, events, rollups and counters, in one statement.
--
-- An event's identity is (user, hash of source and id), for ever and without its time. Rows that are new in event_ids
-- are stored and counted; the rest were there before, and the caller finds out by their digest whether they are
-- duplicates or conflicts. Locks are taken in one order: seals, identities, rollups, counters, each sorted by its key
-- (protocols.md S1). A stale catalogue inserts nothing. What follows `new` stands in events_count.sql.
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
    INSERT INTO event_ids (user_id, id_hash, digest, occurred_at)
    SELECT user_id, id_hash, digest, occurred_at FROM event JOIN seal USING (user_id) ORDER BY user_id, id_hash, ord
    ON CONFLICT DO NOTHING
    RETURNING user_id, id_hash
),
new AS MATERIALIZED (  -- the first of those that stand in this batch twice
    SELECT DISTINCT ON (e.user_id, e.id_hash) e.*, seal.seal_no,
           '00000000-0000-0000-0000-000000000000'::uuid AS key_id, true AS live, 1 AS sign
    FROM identity JOIN event e USING (user_id, id_hash) JOIN seal USING (user_id)
    ORDER BY e.user_id, e.id_hash, e.ord
),
inserted AS (
    INSERT INTO usage_events (user_id, occurred_at, id_hash, source, event_id, type, key_id, live, billable, seal_no,
                              catalogue, digest, properties)
    SELECT user_id, occurred_at, id_hash, source, event_id, type, key_id, live, true, seal_no, $10, digest,
           properties::jsonb
    FROM new
),
