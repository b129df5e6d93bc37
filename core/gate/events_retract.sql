-- Record retractions: events of the instant, the type and the properties of another, which count it away.
--
-- A retraction is known by what it retracts, so whoever retracts first has done it; the rest find out by the digest.
-- `catalogue` is that of the event: it counts away where that one counted. What follows stands in events_count.sql.
WITH event AS MATERIALIZED (
    SELECT * FROM unnest(
        $1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::timestamptz[], $9::int[]
    ) AS t (ord, user_id, id_hash, digest, source, event_id, retracts, occurred_at, catalogue)
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
new AS MATERIALIZED (
    SELECT DISTINCT ON (e.user_id, e.id_hash) e.*, seal.seal_no, o.type, o.key_id, o.live, o.billable, o.properties,
           -1 AS sign
    FROM identity JOIN event e USING (user_id, id_hash) JOIN seal USING (user_id)
    JOIN usage_events o ON o.user_id = e.user_id AND o.occurred_at = e.occurred_at AND o.id_hash = e.retracts
    ORDER BY e.user_id, e.id_hash, e.ord
),
inserted AS (
    INSERT INTO usage_events (user_id, occurred_at, id_hash, source, event_id, type, key_id, live, billable, seal_no,
                              catalogue, digest, retracts, properties)
    SELECT user_id, occurred_at, id_hash, source, event_id, type, key_id, live, billable, seal_no, catalogue, digest,
           retracts, properties
    FROM new
),
