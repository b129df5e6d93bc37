"""Workers may hold units ahead of their calls. The column of `holds` is by aerich; the rest by hand."""

import re
from pathlib import Path

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
-- While it lies ahead, some of the units may be held for calls that have not come yet, and given back again.
ALTER TABLE holds ADD COLUMN ahead_until TIMESTAMPTZ;

DROP FUNCTION gate_decide(
    uuid, int[], uuid[], uuid[], bool[], uuid[], uuid[], bool[], timestamptz[], timestamptz[], timestamptz[], timestamptz[],
    timestamptz[], int[], int[], numeric[]
);
-- As before, and beside what the callers want, `wishes` by entry are units to hold ahead. What of them was granted is
-- said under the caller -1, in `uses`. `again`: what refuses a caller is in part held ahead by others, and may come back.
CREATE FUNCTION gate_decide(
    worker uuid, ask_callers int[], ask_users uuid[], ask_keys uuid[], ask_lives bool[],
    users uuid[], meters uuid[], lives bool[], hours timestamptz[], days timestamptz[], months timestamptz[],
    billing_starts timestamptz[], billing_ends timestamptz[], wishes numeric[], want_callers int[], want_entries int[],
    want_units numeric[]
) RETURNS TABLE (caller int, refused bool, again bool, meter_id uuid, period varchar, cap numeric, used numeric,
                 periods varchar[], caps numeric[], uses numeric[], rate_burst int, rate_left int, rate_wait_us bigint)
LANGUAGE plpgsql AS $gate_decide$
DECLARE
    everybody uuid[] := ARRAY(SELECT DISTINCT u FROM unnest(ask_users || users) u);
    locked int; at_us bigint;
    slot_user uuid[]; slot_rate uuid[]; slot_live bool[]; slot_interval bigint[]; slot_burst int[]; slot_tat bigint[];
    rate_caller int[]; rate_slot int[];
    -- A row is an entry under one of its limits; rows of entries that count in the same period have the same slot.
    row_entry int[]; row_slot int[]; row_meter uuid[]; row_period varchar[]; row_cap numeric[]; row_used numeric[];
    left_in numeric[] := '{}'; held numeric[] := array_fill(0::numeric, ARRAY[cardinality(users)]);
    i int := 1; first int; slot int; granted numeric; bad int; tight int; wait bigint; ahead bigint; entry int; least numeric;
    too_fast int[] := '{}'; decided int[] := '{}'; room int; least_room int;
    burst_of int[]; left_of int[]; wait_of bigint[];
BEGIN
    PERFORM 1 FROM gate_workers w WHERE w.id = worker AND NOT w.fenced FOR KEY SHARE;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM 1 FROM gates g WHERE g.user_id = ANY (everybody) ORDER BY g.user_id FOR NO KEY UPDATE;
    GET DIAGNOSTICS locked = ROW_COUNT;
    IF locked < cardinality(everybody) THEN RAISE EXCEPTION 'a user has no gate'; END IF;

    IF cardinality(ask_callers) > 0 THEN
        at_us := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
        WITH asking AS MATERIALIZED (
            SELECT * FROM unnest(ask_callers, ask_users, ask_keys, ask_lives) AS a (caller, user_id, key_id, live)
        ),
        slots AS MATERIALIZED (
            SELECT r.user_id, r.id, r.key_id, u.live, r.burst, coalesce(s.tat_us, 0) AS tat_us,
                   (r.seconds * 1000000::bigint + r.calls - 1) / r.calls AS interval_us,
                   (row_number() OVER (ORDER BY r.user_id, r.id, u.live))::int AS slot
            FROM (SELECT DISTINCT a.user_id, a.live FROM asking a) u JOIN rate_limits r USING (user_id)
            LEFT JOIN rate_states s ON s.user_id = r.user_id AND s.rate_id = r.id AND s.live = u.live
        ),
        need AS MATERIALIZED (
            SELECT a.caller, s.slot FROM asking a JOIN slots s
                ON s.user_id = a.user_id AND s.live = a.live AND coalesce(s.key_id, a.key_id) = a.key_id
        )
        SELECT (SELECT array_agg(n.caller ORDER BY n.caller, n.slot) FROM need n),
               (SELECT array_agg(n.slot ORDER BY n.caller, n.slot) FROM need n),
               array_agg(s.user_id ORDER BY s.slot), array_agg(s.id ORDER BY s.slot), array_agg(s.live ORDER BY s.slot),
               array_agg(s.interval_us ORDER BY s.slot), array_agg(s.burst ORDER BY s.slot),
               array_agg(s.tat_us ORDER BY s.slot)
        INTO rate_caller, rate_slot, slot_user, slot_rate, slot_live, slot_interval, slot_burst, slot_tat FROM slots s;

        WHILE i <= coalesce(cardinality(rate_caller), 0) LOOP
            first := i; bad := NULL; wait := 0; tight := NULL;
            WHILE i <= cardinality(rate_caller) AND rate_caller[i] = rate_caller[first] LOOP
                slot := rate_slot[i];
                ahead := slot_tat[slot] - at_us - slot_interval[slot] * (slot_burst[slot] - 1);
                IF ahead > wait THEN bad := slot; wait := ahead; END IF;
                i := i + 1;
            END LOOP;
            caller := rate_caller[first];
            IF bad IS NULL THEN
                FOR j IN first .. i - 1 LOOP
                    slot := rate_slot[j];
                    slot_tat[slot] := greatest(slot_tat[slot], at_us) + slot_interval[slot];
                    room := (slot_interval[slot] * slot_burst[slot] - (slot_tat[slot] - at_us)) / slot_interval[slot];
                    IF tight IS NULL OR room < least_room THEN tight := slot; least_room := room; END IF;
                END LOOP;
                burst_of[caller] := slot_burst[tight]; left_of[caller] := least_room;
                wait_of[caller] := slot_tat[tight] - at_us;
            ELSE
                too_fast := too_fast || caller;
                refused := true; again := false; meter_id := NULL; period := NULL; cap := NULL; used := NULL; periods := NULL;
                rate_burst := slot_burst[bad]; rate_left := 0; rate_wait_us := wait;
                RETURN NEXT;
            END IF;
        END LOOP;
    END IF;

    IF cardinality(users) > 0 THEN
        SELECT array_agg(r.entry), array_agg(r.slot), array_agg(r.meter_id), array_agg(r.period), array_agg(r.cap),
               array_agg(r.used)
        INTO row_entry, row_slot, row_meter, row_period, row_cap, row_used
        FROM (
            SELECT d.entry, d.meter_id, d.period,
                   (dense_rank() OVER (ORDER BY d.user_id, d.meter_id, d.live, d.period, d.start))::int AS slot,
                   d.cap + coalesce((SELECT sum(t.units) FROM top_ups t WHERE t.user_id = d.user_id
                       AND t.meter_id = d.meter_id AND t.period = d.period AND t.period_start = d.start), 0) AS cap,
                   coalesce(CASE d.period
                       WHEN 'hour' THEN (SELECT sum(h.sum) FROM usage_hours h WHERE h.user_id = d.user_id
                           AND h.meter_id = d.meter_id AND h.live = d.live AND h.hour = d.start)
                       -- It begins and ends at local midnights, so it is so many of the user's days.
                       WHEN 'billing' THEN (SELECT sum(c.used) FROM user_counters c WHERE c.user_id = d.user_id
                           AND c.meter_id = d.meter_id AND c.live = d.live AND c.period = 'day'
                           AND c.period_start >= d.start AND c.period_start < d.ends)
                       ELSE (SELECT c.used FROM user_counters c WHERE c.user_id = d.user_id
                           AND c.meter_id = d.meter_id AND c.live = d.live AND c.period = d.period
                           AND c.period_start = d.start) END, 0)
                   + coalesce((SELECT sum(h.units) FROM holds h WHERE h.user_id = d.user_id
                       AND h.meter_id = d.meter_id AND h.live = d.live
                       AND CASE d.period WHEN 'hour' THEN h.hour = d.start WHEN 'day' THEN h.day = d.start
                           WHEN 'month' THEN h.month = d.start ELSE h.day >= d.start AND h.day < d.ends END), 0)
                   AS used
            FROM (
                SELECT e.entry::int AS entry, e.user_id, e.meter_id, e.live, l.period, l.cap,
                       CASE l.period WHEN 'hour' THEN e.hour WHEN 'day' THEN e.day WHEN 'month' THEN e.month
                           ELSE e.billing_start END AS start,
                       CASE l.period WHEN 'billing' THEN e.billing_end END AS ends
                FROM unnest(users, meters, lives, hours, days, months, billing_starts, billing_ends) WITH ORDINALITY
                    AS e (user_id, meter_id, live, hour, day, month, billing_start, billing_end, entry)
                JOIN limits_in_force(everybody, clock_timestamp()) l
                    ON l.user_id = e.user_id AND l.meter_id = e.meter_id AND l.hard
            ) d
        ) r;
        FOR j IN 1 .. coalesce(cardinality(row_slot), 0) LOOP
            left_in[row_slot[j]] := row_cap[j] - row_used[j];
        END LOOP;
    END IF;

    -- The callers in their order, each with all that it wants.
    i := 1;
    WHILE i <= coalesce(cardinality(want_callers), 0) LOOP
        first := i; caller := want_callers[first]; bad := NULL; tight := NULL;
        WHILE i <= cardinality(want_callers) AND want_callers[i] = caller LOOP i := i + 1; END LOOP;
        CONTINUE WHEN caller = ANY (too_fast);
        FOR k IN first .. i - 1 LOOP
            FOR j IN 1 .. coalesce(cardinality(row_entry), 0) LOOP
                IF row_entry[j] = want_entries[k] AND bad IS NULL
                    AND (left_in[row_slot[j]] < want_units[k] OR left_in[row_slot[j]] <= 0)
                THEN bad := j; END IF;
            END LOOP;
        END LOOP;
        IF bad IS NULL THEN
            FOR k IN first .. i - 1 LOOP
                entry := want_entries[k];
                held[entry] := held[entry] + want_units[k];
                FOR j IN 1 .. coalesce(cardinality(row_entry), 0) LOOP
                    IF row_entry[j] = entry THEN
                        slot := row_slot[j];
                        left_in[slot] := left_in[slot] - want_units[k];
                        IF tight IS NULL OR left_in[slot] < least THEN tight := j; least := left_in[slot]; END IF;
                    END IF;
                END LOOP;
            END LOOP;
        ELSE
            FOR j IN 1 .. coalesce(cardinality(rate_caller), 0) LOOP
                IF rate_caller[j] = caller THEN
                    slot_tat[rate_slot[j]] := slot_tat[rate_slot[j]] - slot_interval[rate_slot[j]];
                END IF;
            END LOOP;
        END IF;
        again := bad IS NOT NULL AND EXISTS (
            SELECT 1 FROM holds h WHERE h.user_id = users[row_entry[bad]] AND h.meter_id = meters[row_entry[bad]]
            AND h.live = lives[row_entry[bad]] AND h.ahead_until > clock_timestamp() AND h.worker_id <> worker
        );
        entry := coalesce(bad, tight);
        decided := decided || caller;
        refused := bad IS NOT NULL; meter_id := row_meter[entry]; period := row_period[entry];
        cap := row_cap[entry]; used := cap - left_in[row_slot[entry]];
        periods := NULL; caps := NULL; uses := NULL;
        IF cardinality(row_entry) > cardinality(users) THEN
            -- Somebody has several limits, so the one that matters most is not all that there is to say.
            FOR j IN 1 .. cardinality(row_entry) LOOP
                IF row_entry[j] = ANY (want_entries[first : i - 1]) THEN
                    periods := periods || row_period[j]; caps := caps || row_cap[j];
                    uses := uses || (row_cap[j] - left_in[row_slot[j]]);
                END IF;
            END LOOP;
        END IF;
        rate_burst := burst_of[caller]; rate_left := left_of[caller]; rate_wait_us := wait_of[caller];
        RETURN NEXT;
    END LOOP;

    -- Whom its rates let in, and who wants nothing that is limited.
    FOR caller IN SELECT c FROM unnest(ask_callers) c WHERE c <> ALL (too_fast) AND c <> ALL (decided) LOOP
        refused := false; again := false; meter_id := NULL; period := NULL; cap := NULL; used := NULL; periods := NULL;
        rate_burst := burst_of[caller]; rate_left := left_of[caller]; rate_wait_us := wait_of[caller];
        RETURN NEXT;
    END LOOP;

    -- What is asked for ahead, as far as it is a small share of what is left of every limit.
    uses := NULL;
    FOR e IN 1 .. cardinality(users) LOOP
        least := NULL;
        FOR j IN 1 .. CASE WHEN wishes[e] > 0 THEN coalesce(cardinality(row_entry), 0) ELSE 0 END LOOP
            IF row_entry[j] = e AND (least IS NULL OR left_in[row_slot[j]] < least) THEN least := left_in[row_slot[j]]; END IF;
        END LOOP;
        granted := least(wishes[e], trunc(least / 32));
        wishes[e] := 0;
        IF granted > 0 THEN
            FOR j IN 1 .. cardinality(row_entry) LOOP
                IF row_entry[j] = e THEN left_in[row_slot[j]] := left_in[row_slot[j]] - granted; END IF;
            END LOOP;
            wishes[e] := granted; held[e] := held[e] + granted; uses := wishes;
        END IF;
    END LOOP;
    IF uses IS NOT NULL THEN
        caller := -1; refused := false; again := false; meter_id := NULL; period := NULL; cap := NULL; used := NULL;
        periods := NULL; caps := NULL; uses := wishes; rate_burst := NULL; rate_left := NULL; rate_wait_us := NULL;
        RETURN NEXT;
    END IF;

    IF cardinality(users) > 0 THEN
        INSERT INTO holds AS h (user_id, meter_id, live, worker_id, hour, day, month, units, ahead_until)
        SELECT e.user_id, e.meter_id, e.live, worker, e.hour, e.day, e.month, e.units,
               CASE WHEN e.wish > 0 THEN clock_timestamp() + interval '0.4 seconds' END
        FROM unnest(users, meters, lives, hours, days, months, held, wishes)
            AS e (user_id, meter_id, live, hour, day, month, units, wish)
        WHERE e.units > 0
        ORDER BY 1, 2, 3, 5, 6, 7
        ON CONFLICT ON CONSTRAINT holds_pkey DO UPDATE SET units = h.units + excluded.units, ahead_until = greatest(h.ahead_until, excluded.ahead_until);
    END IF;
    IF cardinality(slot_rate) > 0 THEN
        INSERT INTO rate_states AS s (user_id, rate_id, live, tat_us)
        SELECT * FROM unnest(slot_user, slot_rate, slot_live, slot_tat) AS t (user_id, rate_id, live, tat_us)
        WHERE t.tat_us > 0
        ORDER BY 1, 2, 3
        ON CONFLICT ON CONSTRAINT rate_states_pkey DO UPDATE SET tat_us = excluded.tat_us
        WHERE s.tat_us <> excluded.tat_us;
    END IF;
END $gate_decide$;
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    (path,) = Path(__file__).parent.glob("12_*.py")
    earlier = re.search(r"CREATE FUNCTION gate_decide\(.*?END \$gate_decide\$;", path.read_text(), re.DOTALL)
    assert earlier
    return f"""
DROP FUNCTION gate_decide(
    uuid, int[], uuid[], uuid[], bool[], uuid[], uuid[], bool[], timestamptz[], timestamptz[], timestamptz[], timestamptz[],
    timestamptz[], numeric[], int[], int[], numeric[]
);
ALTER TABLE holds DROP COLUMN ahead_until;
{earlier[0]}
"""


MODELS_STATE = (
    "eJztXeuTm0iS/1eI/nIzcdoO98v22RcX0d3umekbuz1nt3d2d+ZCLkFJYhtVsYBa1u7N/3"
    "6ZxRsKGhAgRNcXP0QlSJlFVuYvX/86eqDbFfWoc3yp69R1b2yuL4/eaP86YmRF4R/yBRPt"
    "iNh28jJ+5JGZJWiIWDql0dqZ6zlE9+DanFguhY8M6uqOaXsmZ0jxkVHN4Ztj7eaROlsNVj"
    "MXCOCq5i2Jp+lLwhbU1Tb4H6LpDjUo80xiaSuy1QyuEcNwNQ538bhmehONMENzucYdgzou"
    "fOJSa36M38XgOnwZky36feyamf9Y06nHF9RbArveaL/9L3xsMoN+o274X/thOjepZaQkYB"
    "p4A/H51Nva4rPPK2JZt8z7QazGnzWb6txar1hMYW+9JWcRick8/HRBGXWIR42EMNjasgLZ"
    "hR/53xc+8Jw1jb6oEX9g0DlZWyhSpPa/QfzZ0XR69/F++vnmfjo9yok7pEiIIvhI5wy3Cn"
    "xXV/BggV/hT2enr16+hqviG+J/Xv3hPzBmir9csObD5fv3t3f3R3+IRcQj/jLB5Jir0eZM"
    "M/bKXBSyNSJph7PhBzFr45ejP97+x+np2dmr0xdnL19fnL96dfH6RcTp/KUyvl/d/ohchw"
    "Uc3nVfEfhiwJ09f0hIAT+YEf1hQxxjmrvCT3nR2vyl1ekq+wlhZCHYib8bv3CswoyVyQq0"
    "m7j0lF7DRW41jfaZr+iMG1uNz0GXUO2RMoM7oEm45poLBsqBodLASwZxlzMOvy+voBrfpW"
    "V98+XL7bsauma9No1jpOlG4xz953zNfDWtc4cem4Z7zOhmahr/ddTR21Ky8a9/uvz03dnL"
    "7wUfuOstHHFR8OwpJbQippXn9vWSOAUqKCTIMBy+6uEp9xX5NrUoW3hLodZflPD4z5effD"
    "afvvg+rWLugkun/jXkd8xf8XcN9obr2+HuvhV8ir+nL6rwF1YV8ldcS/PXJq67AWNnugTl"
    "U4fROcIxcvziogrHLy6KOY7X0hx3uFVrR4fr++Ovf0p2pYfTLD55WYHDJy8LGYyX0vw1TB"
    "d/vDElXp7N74BVnrmiclZnSDMcNwLa4/AfFfgfaOOhbO8SXt/ffrj5fH/54Re8/cp1/2EJ"
    "fl3e3+CVU/HpNvPpd1m5RDfRfr29/0nD/2p/+3h3kz1Yo3X3fzvC70TWHp8yvpmCN5bgSf"
    "hx+FFKzh73bLjIdMnbdGUy4mzlQk7TZWQ823rUHYxcj35FrxVNQ5vaNnXAZ30AXxY/cCmI"
    "1oCn6B53/s3F/zvUAyPzbXgZ/+u7r5oJ12EZNTRgJtiS9Fi7+/L+PXwldHw3BMk9bW3nrd"
    "d9fIHqe/bq/cer1HYFtXB1e3f56a/ffbj8y/epPfv+492P4frkVrz66/3NZUaFiC3i/+Lp"
    "I3VclEZuj5U78AW3aOR3DkyJ7OzSZxgNt5+bzqqRxpbe4GD09hG+BNqaeaalEQ1+g+uBO2"
    "TA2+bwR3hZvPDtA5dWAzsr8Wa9wX8z4UKCrNCJJO6Dq83BtcQ7uPlXueNnjf2kcT1q1wOb"
    "UmT9AU4vau7Be5AzuN4U9gN+WUQmXOpvDVTMa5caoK25/4npf6B5G1On+T224732hm8lpQ"
    "07HiXSQBmlKVvQQs2s9wy0oltcfziGvb0PZOXg3vW1bTSUfppSSf9QpF8D2463iUtdNOlc"
    "yYkQUP7w8ydqEU9u96VB68/+zQ4QLvkjfAnCTwPTKXN8PtCWOHWPtxornxzwqDCIORVG1a"
    "78+hTc7RpuNiaO9RBfumWPpkeCb1wUaUosmlSIOU3NaH3F8NOlZpnsQZttwYoy9aXmhoGk"
    "GUh2BV44ATscbz3REMx4C39aWz+OZC7QAuNzdL8jTzx0wfNWW6dPUmEsFcYavLbpIZA1fN"
    "i/N/52gfmjHqqHA8c0DTHgoTF5D0CpONTA55lta2nqFNUOGntgwOguqlnhD53w/SA80KT0"
    "6TfbhNs1kH6acl/SV8HLamIGFjZ5xZN0BxPmeDYSHlaaZAgrFfuwCeDpaQc2CXlV8V5nDt"
    "+41MFwke9Whl6kcBDNBaMGXCt0JgVqVO61dvCEp73V30J/3jj6X+W59mUeFXuuyvTfj+kP"
    "qhCuSmDKYpc2QTJCr/bleQWv9uV5oVeLl9IsDvRbHRYnSEbI4k4yYJW/9dzMtKT0LeJ6YN"
    "pQ1kD+WVq1Aw5xByiP+1mIObLaaxjmSZo2zfPhivUJQzzn4Gb4m2fuD6CQwBP7mfqm+C18"
    "ESJPvc4X8h0mW3Mha/jYIZvIS0ztKvj9BrXgZwvmX36+vnx3c/THXmEDP8eiGDSIcjCehg"
    "zizI9KgAElDnjzQRQZs0tXRF+ajLoT+JdBMUAdeviBU49ufODUlyMFLd5aBbSHoo0mJbCA"
    "qhuMw62VvKaTEq/pJO81KdhlP7DLblUpLRWkDE0OLVakoE93XkdxRAQj1BxVEK1iQCuHZ7"
    "k6t2WJjf/9+eOdnLkxRda7MnVP+z/NMt3O9mviKJytTcszmXuMz9vHQYgcSmmTkMuRMkkI"
    "4FqiSvAGVxlxDMjxVXHIzvxehz6CFd4E3kxTKikPWcoKxH7O0lfYlsK2emFrc2zrE2zyT7"
    "fX9/sDt1IFMVJ4K1syUwZw5Yt1KjQUg+1hiIZfiECRdAsFvwAbq2Qt2JupSotqKFfrd1e5"
    "MIcGeilQZl+5MOr8VefvoM/fvceWPoOkbtml59GV7cnP3/SSJw5gzO+cmph6IZZXjjIh3Z"
    "9MFh+IG4ezhQZHJJx+M4oNTvQl1R+wU8XP1PajRYRpS752Jtipc8bXcKwu1pgOyxayaFMX"
    "j6h2GEf5deDNweXfxN/qZN7/ySzKJadNzucspTqlm5/SKmO144zV+vCTgp2ODgp2GkyJyx"
    "dXnIISM+JLkABdZj2sYU1FkwF7Wulr8ItXFE5pXYez2fOPdr5hrga3d8XQADzbTcuixhuc"
    "M8BXNmFbTXjiNjyLM3m3rNbuXMVA8NvfK4NgCAbBN9iSjFhSr7Gk7UKarNGhlA3DDKiFeC"
    "cJ/ioVqFv+9tw7ZGBRxB5ah+hrx6FMl/RYKOZxkqbHzuFfPr/rSg9nGF2FzcVMzrIYjczp"
    "PzmrpShSRH0y+f66Hya37yC4HvHWtVywmKLPBvhgYjzSfpjcfjccMHcJGh55NhdnWiVphp"
    "FrhY8dT67VQcyqatI62J8Up4lvG844wpzIYPIawpkbv7W03+8Xe8ULz8afvyb3itq4qWom"
    "3O6LqQAS1UxYSb+LZsLEoo63e4NcvMvh+U9Fkc3Ui4S6fWf+2ObPdHuALnwlDrnrWXTznV"
    "n1OXGzsTLMMlfm7i/de7zLWFmEv2faDp8+wa1GzSuP29O1vTOf7rn9xR4TjzouWBZnnrxW"
    "OTwOS8uUo5O3SuqItwTrYMktEYexqaNT5sE3QweFaOI9mWBYBmTiuf6H4okTMTEHCUxuhN"
    "5M4LQgeiRLIenyUaqA+RACRA/wI+vgZOH6EUYt2kfIotdL4pdR3VwRqwDxTdJlvTKf8Di4"
    "wQFyvYTL726ubz9cvv/u9Hzi8xkcLdPPLIwKQfOzZYUaqrOJY4rxhYZeV9jErwv38GvVtu"
    "y5YwsZiJ86NTPOkzSq6Xr6bUIbqSY7EySKm6Xp+2tpE8sG2fthZtdB8vTJ3P3EhpKn7ucU"
    "QCtM/RDeaZxcTWq9oVUkEtOlRokPm1wweaIeUSyd1nNoccdpNnFxCieJfU50InEus2+NvR"
    "HFghNtY3rLwJ9ET3RG57DXRH4imcO3EZfoIw1TGA0T7uPJfNsenvo7+52J0dWmp7lki2WN"
    "+CfuD22Ds2zRbRa8Qi9a+NOYZelHFw38zCPYHJxsyLbIZ/7NRw+CrZV4eVPnbGzQin9N4Y"
    "s4QU1GKjUzQa+qKYfhgSfFW7mqL0GjqvqGYmSNk5179AHGyVAFuSnIbTgb9zAgt6ExtFPM"
    "LWXD5bdxKeqWpVXtwgcNsInIWk1VFdEcipoSuZYpB0z8hInwr0TOpfCMvMCTwlL2TDRSnr"
    "65+y3rq8mXL2qoSZ3YNWUbUOws2WGiKK2dP3DMSE6fK84tSpicsyFJtrAdaLp6U6JPei5s"
    "//jxfUr/Xd1mEojvvny4ugHDKsPvfF7xGsEeHwypq6TSlIeiqtrc0bVUheCXwJqaMDoiVH"
    "x+gs8hgFm/TWmSUEUzD8XYGkwjgcu1YXo3zHO2R/JEsvj65IlsMlw5BUPGMau2BPzIaIA6"
    "H2uXYByYiwV1tAdKbRfNIyL+NN23wnRCdNwvDIjsJ2JZfOOKxn2UWLBf/NZ+ebOsywdVaj"
    "3APNMTHPT/lcC6RZ8ibFKY+SwDiQfLggRKBZIPAyTnuqg0bqK4M6RKdR+K6k51/BEvbl3k"
    "NE01QuCpffw0qSErR6MSNCpHJTPAhvNak1XD9WqzVtisDoWf6cqDp8UsTlP1WO7flaLPsP"
    "m0ChwNq4oZfZqDpGOLqIbulRehjGErt9+xIjZcqzI4phghg89OK/W3KWlvI2dw3T5YSaIR"
    "srmTRk0jT3IVoQeRXAb+qo7eqcPciWbOk//XpAVXtSg7MUeKsNziji3FGG6tfi2HY9x10p"
    "ilANktZnshoqu4Xp3rbL2aydhe1g8npmnUEKeProdHt56r2RbRqSbafwvIzWQTbe7wlXYC"
    "GkTks/K1pxFtQexj7WZle1ttDaeZJdb/nc8EwOZKc2fbv/0gmuTgN5LtheKm2CFFw2bYh/"
    "P2jXqM6MDEsOMU0WEFNH6iJI2JSy5PqoQzluHKSrEMh2/eaEu+gTVOrKG0BadBCggm3otO"
    "XvgKH2u/Ljl9FJO5USkh8oqqaaK5HKkdigEHzoLbyKMa3T+y5YL58ndLamw37Pm2386+uw"
    "7lLRnu3b/5MDh38Xmc1ENje09H9WDOkptvZAXSDdgkOU2SC544T2i8tEZ03FkzbGQCosEx"
    "drOtr+JFjE77OodtAOJyv+IFkz0SxyQMdDmumZsO6Pw53SA5JfryrfZVtNiH1UtMO7SsoE"
    "PKquBg6evJqiHLcAJExYeOyNxuFOhOU6rE70EHtCmwsImQk3QqleEQJR+q9DpoYJJGtc1u"
    "HSf0T806AokplDhaEcdgTNFbg65s7uFQC+zjKrVGM2ueMEjNePU07DBbpW1CkKcgLD/sI4"
    "D24UTjNm4oFD6CDnC/oHmBWMLcDXw97VfH9DxsP+DDt/Ak5vrxeDQIcSWdz6kubZvQ01Or"
    "JHMmOkgVJ2EWDTssNk8Lhxz2Z6KKJ+Ef5wdmnYa5M01GTOZplbc+aQisFw04KQf9CoecHD"
    "Q41Rz6S8TFuSFJvinbzSGF2sNN9/CKGibxGZfjfHFKTppqhDk5J5Vyck5KcnJO8jk5qo3j"
    "c3M5B2NQ/zefya1ovPCE6fx3PqtsLmPSgSgjctbMTeGoYL5iJA7xUMaBTgutzrfCKrWB09"
    "jZC4FYtG4xyBdNAsIQncBcZLZyH4/cAbXd70TKAc37bCtdt2TOKkh7O3UpfA1DYpYVT9/K"
    "0o3JMDs9OX91/vrs5XlknUWflJloeevMgBeg/skVUx0OFi5SRF2LB60rUCcw+s1XFKarzd"
    "EXR4Uhugt6HN4pdNPfgOLwuxQS3/cWd/A7FxL4Xqa1dgrSUTt81sgO1FRiIfBpCnxqsCsz"
    "pIezNZ+N5ZSqMAJBMS7zDItTQGKa4Y5UvLT8PCRtTplOcfoHvvVgdbhi4AdmNYEdgsXX1h"
    "YUgGmBbuDBm4/2CTbUmdHFWpIs1e6tB5GPgj2GZIlAxaZUTKHqy6rUlw0o6j2wdNExaVOL"
    "EpdORZ54XTFnSJWchyxn2+F4u1oDuJM0o9OZndTZIVgwbZpHkiNWb9SQ3yghLnet65SCyC"
    "T2aFnruzxxsyZ4hyPfFlvgCeaBJPGr11BnGbLRabSLShrtokSjXeQ1WoAe1AHQkiTDdbdu"
    "cVyiwzcTbW0jlAKvuaTsrmBRB+DaYIIDwbRkeQVRNEm5tHzINmtl1bhUd6iHGSnobOKon2"
    "NNAGH+59h5bMk3TLQdewv+KfFwqgd4r1pYtYMAPjyRGpqfySCLDHT0lCpZM5J+ZtTm+lI1"
    "MhtCAs1+YzL7jgt0H+hukpikEpJGUuk7NDm0mKBkO3RufqvnUIcUY9QdrfcSQ4P9vK6Ffz"
    "5S9laJlxeHy3PNrSzzUXLolfusAUmP7dpDo+NgXVVX57bMeSouY4gphlHGgM876DKGVM8f"
    "7GVMjSmj3oY7D7UEI6NVImpdROBOEjTV64gmSTMMkRx88U8WA5qCVmJTHV6CulBQhnKwiN"
    "DeUqnoN9sE7jepPE1RqnDBkMMFhukik5sEhjKkSs5DlrNDH/lDs3EmKUol5SFL2YdvcwIu"
    "y0GLSEZzAvac8qUKZp7zG+dPpWki/TSlkv4hSt+hovupMZ3J+4UXh8bylINvZ91LPGwAzc"
    "GHBrg2Z2cueJ/mbp61P4AKMBfsZ+rHv24Zhpp1Gbwaxd6/BDc6TKbGn8avkUM2UeQ7uaXg"
    "1xvUoj6m+gl0x6fb6/ujIn3QCnPjxIaD1ABPcjevBQuYXJx1kmO+BAi6Cih/+PkTtaLWgM"
    "+F6ekdCj9nKkYe78ynT3Cr93inEbGq2xymX0Tw+ppggsGRNJMptWJSns8UhMJ1XFx5vuOl"
    "9sAwncjD+j0/nYEaWJCMbSE1/5ZaEF3HipyNw9ki/FzU+q2ZoflJSI430RgXsxqJhm3eXS"
    "wCPH9x4soSnXp77g510A2TElrPRhhrn2SVc7OfnBuFUTw3L3UwebtoU8xNy5Kfd9HVJ866"
    "WbCu4in3U6L7Pn2kIFO/cn2DKbMOhT1k4OkjBhbBGSKeJ8pJV8SAD+BD0bbRP6Gwkh3+Eu"
    "OYRPt+YbhLknl7e+oOJ5x4aE23OknTbzLvIL3qsgNOhwsWX6wlSUyF1kOKZkzZjK2Foj3u"
    "ydv8F4c1IpIRDYLpObBhcCbLxSthekihQkkNQ0lrx+XOVI7NFevnDJkCkqVcbWD7JglV4H"
    "toJu5Au0IoB6d36c9NZrrLRuLPkKq3fGhy3smRzfg9+c3xkdF7Dn9Ujsh8CO9ziM7Ok/GY"
    "pKeXisRcX36+vnx3kwnE7AgNXEeOjxQbuE76RWXgQMqBqjEWEP30ALrF+ltswSluHvfgPN"
    "YuQ8fd8X15bNeEjew10bZJ1Oz6C1yEpJcghJKhgB0+UI0EHBjUXRhK6C+KMAyvdRztB97B"
    "4c9QPH8mVpHCyqx5QmsZ4erpIy6vHL8Tq33dQLToJkKfBJCiGOkGGsey1nY4UANjb3MO+u"
    "VOzBp16Io/UkMMGRU9BUDBCMhS4JEBDCkJ4vX38N/ZmqHC0+EisTZki73+QE9ahj9dOgJZ"
    "i9Tfb6nTLPqu+B/xK/wuB2qm3aDw05SYqtbXpohGWGN7dlqhyPbstLDKFi+lIZHHUEFVZX"
    "FEMEL2ttXze5hBluG6n82TFwucuQYJdo3duWGwtW2HrkeDyue81I6KhFJmPvmOU0WjKbQv"
    "UP7YqlwjC9hti3hOGQksG9vB+WXe9li7BbtlRQkDKWhMmC36krAFdTE7CYSzWIiR7WJgAx"
    "g5koynnh6qhvUORWOVGTautV7UOXDD9WrCxpOnrWqU1XGjrMQ3q2OVp8lUX8sqfS3FieEz"
    "qQar01Rj3NdddJJPHMd1mJ0hGyO3W2+ZJeycaWjn1HY8U5SjUySdtPyem1ZoH6dZXTY6PC"
    "IZRreaUTUQikCqWjJJUymxtC4WH3ufwgtZJ1KTIuovWAPG2aF0D4LfVasLerh+dNq9ffDW"
    "MF3bItupqxNLYiaWh25zxKPJ1Wyjd+qo07ePbvyahKgSwQ+wRakF0Q+JchQMLursREROtB"
    "vPo1wt3bNjbaTqn1Ta2OTpCnJQic7uddGXeJcKO2GYiYLl5eM6HOCL3Uvsr8VtRsojOF9Z"
    "SyX2v8CtqpbYDw1TqMSrdtg0ahZ53J6u7Z15dM/tL/aYeNRtePJ/1sQhDPxdaggT50gaqc"
    "ytmpQHLf8Rr5/6FaI1A5gi0UrUhIocLMZn3NiK1gqutqXeBHsimH4eFY6Nx4gidk+IzDN/"
    "QvOSBnWltk2J409bnXNnwT2Pyua09v10aTaX6MTj0DmYjEFQ3+Vrx/+XD4DjEJtM6PO3ZD"
    "NaNdZmAIHQvBgrQwQ5yhFi752AwfGLUjn8HFEoHlfjcaSCanA5SaP4XI3PdWOjKipaLyrK"
    "dX3tOI2wkgypqqUbGiiSmbyMIVVT5szf029F47dSVKN4p8qEevOX+/KIU6obU7g8G4ZKv2"
    "AOFcZ+rZHXSZrRRUg6OSaKOo0VW/WFfcaeZ/p1esvq1HxsOD0gRaoA9EM8KwY0CuaAXrCD"
    "EzMc7sDkVZ2DKUHS6FwamIHXUYbnYKpYP669Gf/2gbouERFWCaSZXjIpxzO5WDxd+asrgp"
    "mfOdwIC9exiGFGNewaJcZbi1pRIGYu8VX1UpSDrlamBxvIr44wDVE6YZOtxYkhmuYhoOjC"
    "z8DusFgzsYV/eHRlS2oy+n10lRncrgcvBy4OwUuFT+4Xn/S4beq1AIaQYBTeUNfFGsHbk2"
    "dwcQ5kgqT/BMj9mA6dpDpGqqYyCBwS9Ohy2pQZyLRetnf7ie6B+q8zjDJJMthkvKNLy+Xi"
    "uJtj8OWNtllyEedbgHPHwlNPY5pLPc+iIgzImbWFdaZFNcYTS/5dOxGkSzhNqaGBDSEJOX"
    "b+uI4zzkKp1swszpINOZ9wb7nFBhhVDcZVRlQHD0Ic/SoC6fCGgMXJ6DfvbbDxSfxumG6Q"
    "i7kh24kfeUcb16LEpRooWcmMhtbuOmIf2SKuN6WOwyX9B4pP0jTV6BDcTkohVc7uc8ai/I"
    "O9UUPXFKUKQg5NyoMBw65MywJGf9aX1FhbBXBYdtHkiTkV/vKpG6yvCImJk5do7noWfax9"
    "hwerw7n3PZ66Jnvkpg72Kx7ME78F2gbLJyYClFrbeHDDca0vwSYmFhrEQIVfB2iIBRrR2B"
    "ac+P08twoYhs8QiXoT7bdo8l4xKoZfsu7YzZhkb/iYeBL+cX5g0JiayNlqVNWmjsmNqWhA"
    "XveQy9KqyNrgzrmkqDdLbtFmks6QKkEfgKDBEW4m5oBQCXnQQg7NlJoiTpApr2TI8kVDFi"
    "7WgG0TFP0htn866UiWbeO1NnEeaK3E+JhCZZVUAst8hjVQSilCpZaGppYGA5YEFdvyQR1R"
    "NXfplI64dLxKm3vbMXWKFYeYoiM6wopCQaLNLeJpc0q17zxELzYmToD2wv7z38tGT+90L2"
    "kxYtDNInRtuWuKb65ayg8PtYiEk2N4eaecJN2YwrBt9MlRLVe7bbm64gaVDDwtZnBEMEYO"
    "t56lA7ZMkGNUOckvougxeEscBwvku1K3aS5XKSUsLiTMN1ddYYMniTVKdRPUbkH2S0SUtU"
    "R9quOA+gC3dAl3391c34Ka/e7sxeTE7wMHVqfpt+kPOX+eUxEm0621IXOrSlmcJNsPk7tq"
    "A1eNwy8rMxgMwFWtXp0RwTDadOJjR9Omc48TVQ7Ho60Re0r7L1U5mvF6VECvdEpN4QTABn"
    "NqsBHYn+P7HSZ7n5xWk95f8nk1Oa3QCn+rzgEapjJoPgbo083n+0+31/f7mwP0C1m7BbiS"
    "f2lSDislc1emNlJUhphgBfX0pWayIIMlkwmDWSw4ZVUgRJjtAv9cY6HbW43blAXZsV8x7X"
    "VKvK+Y+HLHmaRJarePqpJZk8jDCFNgVLXZAMAplVLTbqOCwWSEjYKdIuukSdl/ilBlMwwu"
    "rJRq7uCfKXVFnCBTYcOhyXcwYUP0WwqMO7zyhG2HnZQrW3P4hLA4SZhYgTfhikp9l1uGzD"
    "CrSKWGLA7nfFJDFvdQt68ifmrIYkpn9BOV6iRZijj6smE7swypsnyGZvmoCtLnLP0adm8O"
    "p29lWMf4MPqO5yzEE04KvYRousdTrkJi6EoVh0EntsYRWsXmXQQLGH1Edga+gJh0EI6sWp"
    "EtTizwPxSPRhyXMG3J184EPjNggcgnXHHmLXEd1lD+swAL7u25FTIXUzFSUVOmchgH6NgE"
    "oqlhGMYUI7TAW85VghdSYiCUZdEEFM8xS+n0vEYODWxPya694tyihMlZG5JkeDsDmq4YGu"
    "qNfhl69fHj+5QtdXWb7R7+5cPVDXiSGXbn03H3mB1zQDtYpceo9Jghs3cE6TGHytkh58ck"
    "tnahi5TY+086SUl392k36RcsnQqbvhH4eitwU461j9gz2V7PLNNdUgO7vjDsf6zpS8IW1H"
    "2bym5xNRv8Fqk31P7tpU6P+OG+eP1HKC9ngF5OIJocuwtLtGKCMRVotVZ3jf1717XmzMQU"
    "PUYSDIfMvX7CCe2XEomJV0zf1uFykmaE3vlZBR6fFbL4LF/oAsfYI7Gm8GslQH4xm3OEPe"
    "5pAcj1s6dbBkMirunyAq7yotk8dX+aueN2GG3UzRILDO8VlfG1eB+niHrcwzqBPWYQpyfV"
    "fFpFNZ+WjDLMFdGazFytJeNsSqG9BNXO8N7hxHYT6F6NGkQXu/VP68OnKTrF5Se4DI8DhW"
    "qQrcSUK9fGacrBDhfYhybGbvBNWJqk64+hZwfA0chdb9KFKEOr8mqGllmh8mqU9FcxiFgP"
    "FUuQqKhIeVTEDtLiWwmJHC5Tn0TsE1uqNmCf0GRxT7JdMr/iBmgj4XbqhY+zqnbNjosyuc"
    "bIplRIYldufU7cbEwM6zZWluKaNFiW5WvVyvLKSYVfXMziw6EKibicPzaBMM0UitubiE6D"
    "sCYYFwGX9CV3ZMmCO93vd/Y7uwyCZpgdGCYWcgeHNXiumNgkmiI6fCPKzmd0YWLtE+MYPE"
    "OaaMTp16BS9usbP3WRaPra9fgKw3IEq9dBSfzOUlXtJtzJsvDmrp/EiLfwB0ckhkS4ZbG7"
    "skr2uMpU1bIPIHynqoWfgfWvqoXHLV//5Kgr3phKvb6DFq9qkNFugwy0ovLMLJsT0Peg30"
    "MZEuDHKhoeLzlidcgMWQtxcEQc05ABL8XtNVNEqsVmStZttNhUqP5zfiVVIzJVQDJEppaE"
    "SnD/tRIq+eKOurgh8Z4WhEokO7e1GNSzLsvZf/nIj8DvX7nzINBUCSCeuD4ph8MXsHK6EU"
    "trDPHhOnVdzROAsYFxpAAs5nNNxJWogSXujos1H9RfZ3CKrVA9zSVbbS6wapCBEdzF9IDw"
    "EVaYrjansAGNAI/2I0u5yT99foHf2Ya42sIhDG+LMPeS+Hdy4A6OQQXuvQBqMCJBwAEU7s"
    "FXYsESXL30IfyttkI7phowPg4A/GBHI8/AAm5gOSfIFHA2aPvYf9MlYd2yWvaYqMdq9uiT"
    "gypnr9G5p9sDs6QZTaVGNHV60PzEN9pqrS+THV4wGosHUtT9pXLLF+3SJ1z6EVW8JtrLPM"
    "BuyYeWe362tCwzYZmqRjQHcc6pRjSqEc1wiihUI5oBnNwKQ1Y2cgDI2UZD6acplfQPUfqq"
    "CVXLMQQVklHRg/2j20XRA9Vxaie2Drjj1CfgdgkKEl+elCMhKLVaLXkRkpgTF1PLcddNEG"
    "wIwAQEGuAh7kRAEyvyQH3Igho+nP9Gczl8zLYIWYT/DGD7Cd7AH+7xdbZ2XO8r3kQKiPT2"
    "9N+ZzldUIx48Qq+f/K7y3QeAhQjR57ldmPwXrVfNqmTNqvzXpQY/ExSKoxKOCm1Tg5/Res"
    "VNBW0o51ZBG0r6se1b0xGPKdTkeYVqKFSjZ6a2i2oAU1rh6aVt/uzf6iBf/CeZGis9OU/3"
    "BWjcc/uLfSQFM/xLk3Igw+P2dG1XBDG+MEQL4JwFKj+3Avfav7l+tuFE5BNiTT1CC35sPE"
    "orFMmDIjnQZPmEjTZvXLPQPp+cMRU12wqHGAIOoXIyuszJSO33mrZ/llbleA7azMc+0RIA"
    "qjQBJ6JRKThPpOAoAOU5v1sqO0D50UNjp/Kjn2Kqyg5Q2QEZZ/raoYbp3XHxfSQedeL6pN"
    "yt1sVKODE8WrWgkGlkhYMlgno+9GcfualTLKuzgjo/Fni8b7FL3j/B57XMB1gQ9J0LGuX5"
    "k4PC2D7fMA02skldSQu+fp4prY/wrx9NCqdWpbx0zAuYaL8dBd9vGv5fJ7DImM62KnNgIB"
    "67OrtbNYUSG77ODk5RKabmalESWqMGW7N0Kv6VzXMJdXpVtC6m6HH4z/VdVyq164lsRVME"
    "r8zFMxsk+B+np2dnr05fnL18fXH+6tXF6xdREkz+Ulk2zNXtj5gQkxKBJENGjcLreBSexz"
    "0fSqwBUEY0zxGgPH8xOas+Z8n0LFpn80YEI9y5py9eVNi7sKpw94praQ7Tbzi2IWp+n+bz"
    "Pf1WoJ0zZKPgdhm2e/OX+xSsm+vuF0G77z/e/Rguz7b8U2GsZwq1B+KiTGK3VxJ0QKnEPG"
    "gxh9MX8kIu7qGapOm/hep+BNtNs1TOPMq86ZK4S5mrwYizLRBBhjLbXmAboKHjEcBVwNNI"
    "AMD/q9u7y09/lR9oVxIZXP31/uYyC/u47rpRPDlFqLTc4LTcYHpBveP6Ggcv3/nwgDTekV"
    "kzKY95GMHqqY84VIx73C+pZmFpYhBC8MgDZX4OYFHYohrJDn0F949jPR0w6M1bagvFKg4Z"
    "HAqq1fGg2h4grcFon1s/QCFXO+HFJ/RNEOSoqGd+FfnCGJukhsgnJtqMr3EG/DZQHYnpXm"
    "9EtjFxHEocN5wUFiQezyhQwwPwoznFXqlMI8YjhvU1Msfvn1NYPT+77qixxMPTidDoLIkw"
    "K7jH3trNXlHh1pYsFxVuHUwEK/8uVGWr7DVS7E2zF1tm1jGrwvWjgEU7bq8Ir7V0x5YEqB"
    "I0I+Twy/MKLH55XshjvHSQ8e3buz93dYiNMMA9sEyM/cS3YwOv8s6OTcLxqY6T0yob+7R4"
    "Y5/mSq3IVmAj9Rmdp+xRlXCbskPVJSpno+ucDRV4HTVWrQKvz07MmyW3aLMXOkOqBH0Agm"
    "7wOqcIlZAHLWSXEms6d/gqL+SyMc4xzZgyhlvs5ggc8nhdnvoUI3JR2xuPrVJ/O0z99UsR"
    "qUzRl05fSZDth8ddhVtbZ7BKVnvGyWoD083POVftcERxcJaksaYNBBxTKekOWbqP3DQavc"
    "EpQiXjoct46lDiyuqTigHxDFkjTHxgUk1D4heVisEuSorBLvLFYA61LaJTt2YKSYZMlZer"
    "LmvPW4ENLV/1vcnoUVnOqlgwqZS3OrVgbcXk1Y+Mhp16MF806tPj9+Chj9SBLQ0bIWyIuy"
    "IGDvfJZ6LuciNpG59MpxHumuI7lzbzETECF19GlUKqUkjHdkqpjj0dMDVSLDmWFoLuSRIV"
    "x5DA7ioZt8N8L/F3DeaG60fI3E7abYCl4tbP0U9TKf8q41/B7lzUPbhSRIqjaY7usTP0KP"
    "kZew45hpYDAClClbUyOEc/1UmJGU1EnCBTAh60gP+xJswzPUlidmlGQpJs54yEw1GPYU7C"
    "yxc1BlLg6I465me4vsfSgq5AkkzGexXL/qzYsj/LWfb0kTLZKJWyEqWYRnUraFagZJgLKp"
    "v4W6oxYqJnl8EE2uJFZW2xnzzRgalglSY6cIbaDrytrgRVKdUBCarnmCoKeuD0vLIi8END"
    "NTkcEz1HBtdKFVVNYvfWJHbDnQf8Pjm2FyfpJkj6z9FNhBdna9PyTOYe42P3EVxsLXN3MP"
    "H8S+qY+vJIGsoPrk3Ko/gkXvVU+L5YBDv0qJOBioWWhRRNlBgVgQWxW2B88CZFcSg8iA/U"
    "8ZwTJKPQy5nYzcVFldjNxUVx7AavZawM267D4WD5CLl7UikydlISGTvJR8aCuoY6B12CRB"
    "WjHNKR9sf/A4U1IkE="
)
