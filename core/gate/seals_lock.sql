-- Lock the seals of users until the commit, so closing a period waits for the groups in flight (protocols.md S1, S3).
SELECT (SELECT version FROM catalogue) AS version, clock_timestamp() AS recorded_at, array_agg(user_id) AS users,
       array_agg(seal_no) AS seals
FROM (SELECT user_id, seal_no FROM user_seals WHERE user_id = ANY ($1::uuid[]) ORDER BY user_id FOR SHARE) seal
