-- Take the identities of events that were sent to us: those that were there before come back as `old`.
--
-- An event's identity is (user, hash of source and id), for ever and without its time. What is old is a duplicate or a
-- conflict: the caller finds out by the digest. The seals are locked until the commit, so closing a period waits for
-- the groups in flight (protocols.md S1, S3). A stale catalogue takes nothing.
WITH event AS MATERIALIZED (
    SELECT * FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
        AS t (ord, user_id, id_hash, digest, occurred_at)
    WHERE (SELECT version FROM catalogue) = $6
),
seal AS MATERIALIZED (
    SELECT user_id, seal_no FROM user_seals WHERE user_id = ANY ($7::uuid[]) ORDER BY user_id FOR SHARE
),
identity AS (
    INSERT INTO event_ids (user_id, id_hash, digest, occurred_at)
    SELECT user_id, id_hash, digest, occurred_at FROM event JOIN seal USING (user_id) ORDER BY user_id, id_hash
    ON CONFLICT DO NOTHING
    RETURNING user_id, id_hash
)
SELECT (SELECT version FROM catalogue) AS version, clock_timestamp() AS recorded_at,
       (SELECT array_agg(user_id ORDER BY user_id) FROM seal) AS users,
       (SELECT array_agg(seal_no ORDER BY user_id) FROM seal) AS seals,
       CASE WHEN (SELECT count(*) FROM identity) < (SELECT count(*) FROM event) THEN (
           SELECT array_agg(ord) FROM event LEFT JOIN identity USING (user_id, id_hash) WHERE identity.id_hash IS NULL
       ) END AS old
