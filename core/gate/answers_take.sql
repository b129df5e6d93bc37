-- Before the events of calls that may be asked for again under an id: the answer is kept under that id, in the
-- transaction that charges for it. Whoever comes first has it. Another call that meets it there fails on purpose, because
-- call_id may not be NULL, and nothing of its group is stored. A retraction withdraws the answer of what it takes back,
-- unless somebody was given that answer again meanwhile: then the call stands.
-- Parameters are numbered from 1 here, and moved behind those of the statement that this is put into.
kept AS (
    INSERT INTO call_answers AS a (user_id, digest, call_id, answer, withdrawn, served, made_at)
    SELECT user_id, t.digest, t.call_id, t.answer, t.withdrawn, false, t.made_at
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bool[], $6::timestamptz[])
        AS t (user_id, digest, call_id, answer, withdrawn, made_at) JOIN seal USING (user_id)
    WHERE EXISTS (SELECT 1 FROM event)
    ORDER BY user_id, t.digest
    ON CONFLICT (user_id, digest) DO UPDATE
    SET call_id = CASE WHEN a.call_id = excluded.call_id AND NOT (excluded.withdrawn AND a.served) THEN a.call_id
                       WHEN a.withdrawn AND NOT excluded.withdrawn THEN excluded.call_id END,
        answer = excluded.answer, withdrawn = excluded.withdrawn, made_at = excluded.made_at
    RETURNING 1
),
