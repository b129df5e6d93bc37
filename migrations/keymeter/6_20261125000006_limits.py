"""Limits, and the gate that keeps them.

The tables `limits` and `gate_workers` are by aerich from the models; all else is by hand.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "gate_workers" (
    "id" UUID NOT NULL PRIMARY KEY,
    "beat_at" TIMESTAMPTZ NOT NULL,
    "fenced" BOOL NOT NULL
);
COMMENT ON TABLE "gate_workers" IS 'A process that admits calls of limited users. One that does not say for seconds that it lives is fenced: what it';
        CREATE TABLE IF NOT EXISTS "limits" (
    "id" UUID NOT NULL PRIMARY KEY,
    "period" VARCHAR(8) NOT NULL,
    "cap" DECIMAL(24,6) NOT NULL,
    "hard" BOOL NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "meter_id" UUID NOT NULL REFERENCES "meters" ("id") ON DELETE RESTRICT,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_limits_user_id_45f0e7" UNIQUE ("user_id", "meter_id", "period")
);
COMMENT ON TABLE "limits" IS 'How much of a meter one user may use in an hour, a day or a month of its zone. A user has one of each kind.';
ALTER TABLE limits ADD CHECK (period IN ('hour', 'day', 'month')), ADD CHECK (cap >= 0);
CREATE INDEX gate_workers_alive ON gate_workers (beat_at) WHERE NOT fenced;

CREATE TABLE gates (
    user_id uuid PRIMARY KEY
);

CREATE TABLE holds (
    user_id uuid NOT NULL,
    meter_id uuid NOT NULL,
    live bool NOT NULL,
    worker_id uuid NOT NULL,
    hour timestamptz NOT NULL,
    day timestamptz NOT NULL,
    month timestamptz NOT NULL,
    units numeric(60, 6) NOT NULL CHECK (units >= 0),
    PRIMARY KEY (user_id, meter_id, live, worker_id, hour, day, month)
) WITH (fillfactor = 50);

-- Decide for callers who wait together, in their order, and hold what was granted: all limits of a call or none.
--
-- What is used is what was recorded (counters) plus what was granted and is not recorded yet (holds): recording turns
-- one into the other in one transaction, so their sum misses nothing and counts nothing twice, whoever records what.
-- The gate's row is locked by a statement of its own: the next one has a snapshot taken after the lock was had, and so
-- sees every hold of whoever had it before. A fenced worker gets no row back.
CREATE FUNCTION gate_admit(
    worker uuid, callers int[], users uuid[], meters uuid[], lives bool[], hours timestamptz[], days timestamptz[],
    months timestamptz[], wanted numeric[]
) RETURNS TABLE (caller int, refused bool, meter_id uuid, period varchar, cap numeric, used numeric)
LANGUAGE plpgsql AS $gate_admit$
DECLARE
    need_caller int[]; need_slot int[]; need_units numeric[];
    slot_meter uuid[]; slot_period varchar[]; slot_cap numeric[]; slot_used numeric[];
    granted int[] := '{}'; i int := 1; first int; slot int; bad int; tight int;
BEGIN
    PERFORM 1 FROM gate_workers w WHERE w.id = worker AND NOT w.fenced FOR KEY SHARE;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM 1 FROM gates g WHERE g.user_id = ANY (users) ORDER BY g.user_id FOR NO KEY UPDATE;

    WITH entry AS MATERIALIZED (
        SELECT * FROM unnest(callers, users, meters, lives, hours, days, months, wanted)
            AS e (caller, user_id, meter_id, live, hour, day, month, units)
    ),
    need AS MATERIALIZED (
        SELECT e.caller, e.units, e.user_id, e.meter_id, e.live, l.period, l.cap,
               CASE l.period WHEN 'hour' THEN e.hour WHEN 'day' THEN e.day ELSE e.month END AS start
        FROM entry e JOIN limits l ON l.user_id = e.user_id AND l.meter_id = e.meter_id AND l.hard
    ),
    slots AS MATERIALIZED (
        SELECT d.*, row_number() OVER () AS slot,
            coalesce(CASE d.period
                WHEN 'hour' THEN (SELECT sum(h.sum) FROM usage_hours h WHERE h.user_id = d.user_id
                    AND h.meter_id = d.meter_id AND h.live = d.live AND h.hour = d.start)
                ELSE (SELECT c.used FROM user_counters c WHERE c.user_id = d.user_id AND c.meter_id = d.meter_id
                    AND c.live = d.live AND c.period = d.period AND c.period_start = d.start) END, 0)
            + coalesce((SELECT sum(h.units) FROM holds h WHERE h.user_id = d.user_id AND h.meter_id = d.meter_id
                AND h.live = d.live AND d.start = CASE d.period WHEN 'hour' THEN h.hour WHEN 'day' THEN h.day
                ELSE h.month END), 0) AS used
        FROM (SELECT DISTINCT n.user_id, n.meter_id, n.live, n.period, n.cap, n.start FROM need n) d
    )
    SELECT (SELECT array_agg(n.caller ORDER BY n.caller, s.slot) FROM need n JOIN slots s
                USING (user_id, meter_id, live, period, start)),
           (SELECT array_agg(s.slot::int ORDER BY n.caller, s.slot) FROM need n JOIN slots s
                USING (user_id, meter_id, live, period, start)),
           (SELECT array_agg(n.units ORDER BY n.caller, s.slot) FROM need n JOIN slots s
                USING (user_id, meter_id, live, period, start)),
           array_agg(s.meter_id ORDER BY s.slot), array_agg(s.period ORDER BY s.slot),
           array_agg(s.cap ORDER BY s.slot), array_agg(s.used ORDER BY s.slot)
    INTO need_caller, need_slot, need_units, slot_meter, slot_period, slot_cap, slot_used FROM slots s;

    WHILE i <= coalesce(cardinality(need_caller), 0) LOOP
        first := i; bad := NULL; tight := NULL;
        WHILE i <= cardinality(need_caller) AND need_caller[i] = need_caller[first] LOOP
            slot := need_slot[i];
            IF bad IS NULL AND (slot_used[slot] + need_units[i] > slot_cap[slot] OR slot_used[slot] >= slot_cap[slot])
            THEN bad := slot; END IF;
            i := i + 1;
        END LOOP;
        IF bad IS NULL THEN
            granted := granted || need_caller[first];
            FOR j IN first .. i - 1 LOOP
                slot := need_slot[j];
                slot_used[slot] := slot_used[slot] + need_units[j];
                IF tight IS NULL OR slot_cap[slot] - slot_used[slot] < slot_cap[tight] - slot_used[tight]
                THEN tight := slot; END IF;
            END LOOP;
        END IF;
        slot := coalesce(bad, tight);
        caller := need_caller[first]; refused := bad IS NOT NULL; meter_id := slot_meter[slot];
        period := slot_period[slot]; cap := slot_cap[slot]; used := slot_used[slot];
        RETURN NEXT;
    END LOOP;

    -- Whoever met no limit, because it was taken away meanwhile, is granted too.
    FOR caller IN SELECT DISTINCT c FROM unnest(callers) c
        WHERE need_caller IS NULL OR NOT c = ANY (need_caller) LOOP
        granted := granted || caller;
        refused := false; meter_id := NULL; period := NULL; cap := NULL; used := NULL;
        RETURN NEXT;
    END LOOP;

    INSERT INTO holds AS h (user_id, meter_id, live, worker_id, hour, day, month, units)
    SELECT e.user_id, e.meter_id, e.live, worker, e.hour, e.day, e.month, sum(e.units)
    FROM unnest(callers, users, meters, lives, hours, days, months, wanted)
        AS e (caller, user_id, meter_id, live, hour, day, month, units)
    WHERE e.caller = ANY (granted)
    GROUP BY 1, 2, 3, 5, 6, 7
    ORDER BY 1, 2, 3, 5, 6, 7
    ON CONFLICT ON CONSTRAINT holds_pkey DO UPDATE SET units = h.units + excluded.units;
END $gate_admit$;

-- Fence the workers that were silent for so long, and give back what they were granted and did not record. A worker
-- that only slept finds itself fenced, and records nothing of what it held.
CREATE FUNCTION gate_sweep(silent interval) RETURNS int
LANGUAGE plpgsql AS $gate_sweep$
DECLARE
    swept int;
BEGIN
    WITH dead AS MATERIALIZED (
        SELECT w.id FROM gate_workers w WHERE NOT w.fenced AND w.beat_at < clock_timestamp() - silent
        ORDER BY w.id FOR UPDATE SKIP LOCKED
    )
    UPDATE gate_workers w SET fenced = true FROM dead WHERE w.id = dead.id;
    DELETE FROM holds h USING gate_workers w WHERE w.id = h.worker_id AND w.fenced;
    GET DIAGNOSTICS swept = ROW_COUNT;
    DELETE FROM gate_workers w WHERE w.fenced AND w.beat_at < clock_timestamp() - interval '1 day';
    RETURN swept;
END $gate_sweep$;
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP FUNCTION gate_sweep(interval);
DROP FUNCTION gate_admit(uuid, int[], uuid[], uuid[], bool[], timestamptz[], timestamptz[], timestamptz[], numeric[]);
DROP TABLE holds;
DROP TABLE gates;
        DROP TABLE IF EXISTS "gate_workers";
        DROP TABLE IF EXISTS "limits";"""


MODELS_STATE = (
    "eJztPWtz2ziSfwWlL5ep07oSx3ls5uqqbMcz483DU7Gzud25KRVEQhLXFMAlSCvevfnv1w"
    "2S4psiJVKiaHxJZAINkt1go9/979E9e1wyj7kn54bBpLxyhLEYvSP/HnG6ZPCjeMKYjKjj"
    "JIfxkkentoKhauqEredOpedSw4OxGbUlg0smk4ZrOZ4lOELccEZcsTohVw/MfSQwm0sAgF"
    "HiLahHjAXlcybJCv+gxHCZybhnUZss6SMxBaGmKYmAVTxBLG9MKDeJFES4JnMlXJHMnp3g"
    "s5jCgIex+Hy/t/W59U+fTTwxZ94C0PWO/PY7XLa4yb4zGf3p3E9mFrPNFAUsExdQ1yfeo6"
    "Ou3S6pbV9z7yc1G19rOjGE7S95DOE8egvB1yAW9/DqnHHmUo+ZCWJw37ZD2kWXgueFC57r"
    "s/WDmvEFk82obyNJETp4gvjaaDL5fHM3ub26m0xGOXJHEAlShJcMwXGrwLNKhYM5PsKfXp"
    "6+ef0WRtUT4h9v/ghuGCMlmK5Q8+n848frz3ejP9Qk6tFgmkJyjNX15kwj9sKal6J1DdIO"
    "ZqMLMWrjj2N/uP3z6enLl29On798/fbV2Zs3r94+X2M6P1SF94vrnxHrMEHAtx4wgoAMuL"
    "Nn9wkq4IUpNe5X1DUnuRFxKsrm5oeWp8vsFcrpXKET3xsfOGZh5tLiJdxNDW3iazhJ1uNo"
    "t2LJpsJ8JGIGvISRB8ZN4QInEURacw7MgSPTwCGTysVUwPvlGdTWq7TMb75+vX7fgNf4vm"
    "WeIEw3HGf0XzOfB2zaEC47sUx5wtlqYpn/Peroa6nY+Je/nH959vL1DwoPQnpzVw0qnG1i"
    "Qktq2XlsXy6oW8KCIoAMwuFRj4+5L+n3ic343Fsotv68Asd/Pf8SoPn0+Q9pFvM5HDoNxh"
    "DfMX7V/w3QG81vB7uHZvAp/J4+r4NfmFWKXzWWxq9DpVyBsDNZAPNpgugc4BAx/upVHYy/"
    "elWOcRxLY9wVdqMdHc3fH36DU7IrPpxG8YvXNTD84nUpgnEojV/Tkvjy5oR6eTS/B1R51p"
    "IVozoDmsG4GcKeRD9q4D/kxn3Z3hW4vrv+dHV7d/7pV1x+KeU/bYWv87srHDlVVx8zV59l"
    "6bJehHy7vvuF4J/k7zefr7IH63re3d9H+EzU98SEi9UEtLEETqLL0aUUnT3hOTDIjYKv6c"
    "Li1H0sJnIaLkPj6aPHZG/oOvqGWiuKhg5zHOaCznoPuixekAxIa8JdDE+4/yHxb5d5IGT+"
    "GA3jn4H6SiwYh2nMJIBMkCXZCfn89eNHeCRUfFcUwT3iO3np9RAPUH/PXny8uUhtV2ALF9"
    "efz7/87dmn8//5IbVnP958/jman9yKF3+7uzrPsBC1RYI3njwwVyI1cnusWoEvWWIrvbNn"
    "TGRnlT6DaFh+ZrnLrTh24QJHw7dH+BEQn3uWTSiBd5AeqEMmfG2ueICPxYu+PlBpCchZiS"
    "/rHf7mSoUEWqESSeW9JDNQLXEFmf+UO77X0E8a6TGnmbEpBbY/g9PzhnvwDugMqjeD/YAP"
    "i5YJyYKtgYzZl8wEbi2CK1ZwgXgry2D5PbbjWgezbyWpDTseKbIFM0pDtsCFtpPeM6YVwx"
    "bG/Qns7UNYVo7uW/cdc0vqpyE19Y+F+g1s2/E2kUyiSCcLToQQ8qcPX5hNvWK5L220vg0W"
    "O0JzyR/RRxBdDUWnzPF5z1rC1B0uNVQ8uaBRoRNzooSqXfH1JVztEhYbEsb24F+65g+WR8"
    "MnLvM0JSaNa/icJtZ6fk330zmxLX5Ppo8gRVnGgsjIkTQFyi5BC6cgh+PSY4LGjB/hX/sx"
    "8CNZc5TAxAzV77UmHqngeamt0ztpN5Z2Y/We2+zBkdV/s//e8NuFzR/5UDM7cAyzpQ24b0"
    "g+gKFUHWqg80wfG3HqFNQOHLtnhtFdWLO2P3SC96PQQJPUZ98dC5bbgvppyENRXzsv65EZ"
    "ULjNJ56EOxo3x5OhcL/CJCOzUrkOmzA8bVZgkyavOtrr1BUryVx0FwVqZaRFKgXRmnNmwl"
    "ipMqmsRtVaawd32Kyt/hbp8+bod6257ks8Ktdcteh/GNEfWCGMFpgpy1XaBMgAtdrXZzW0"
    "2tdnpVotDqVRHPK3JihOgAwQxZ1EwGp966mJaUnq21R6INowvgX9s7B6BxzjDtAa95Mg81"
    "pqbyCYJ2HaFM/7S9YNgnhOwc3gN4/cn4AhgSb2gQWi+DU8CC0Ovc4n8h0nWnMua7js0tVa"
    "S0ztKnh/k9nw2gr557eX5++vRn8c1GwQxFiUGw3WMRibTQZx5EctgwGjLmjzoRcZo0uX1F"
    "hYnMkx/DIZOqgjDT9U6lGND5X6aktBi0trh3ZfuNG4wiyg8wZjd2strelFhdb0Iq81abPL"
    "Ycwuu2WltJSQ0jc6tJiRgjrdWRPGsQYYIOeoY9EqN2jl7FnSEE5RYONfbm8+FyM3hshqV5"
    "bhkf8jtiU726+Jo3DqW7ZncXmC9zvEQYgYSnGTCMtrZpIgwGUBK8EFLjLk6JHiq/2Qnem9"
    "LnsAKXwb82YaUlO5z1TWRuynTH1t29K2rb2gdXvb1hfY5F+uL+8OZ9xKJcQUmreyKTNVBq"
    "58sk6NgmKwPUxV8AstUDRdQiFIwMYsWRv2ZirTop6Vq/XVdSzMsRm9tFHmULEw+vzV52+v"
    "z9+D+5ZugVLX/Nzz2NLxis/f9JQNBzDGd04sDL1Q02t7mRDuTxaPD8SVK/icwBEJp9+UYY"
    "ETY8GMe6xU8YE5gbeIcrIQvjvGSp1T4cOxOvcxHJbPi7xNXdyi3mG8jq8DbQ6Gf1P/65P5"
    "8CezSpecbHM+ZyH1Kb39Ka0jVjuOWG1uftJmp9FRmZ16k+LyVapTsECM+BoGQFdJDz7MqS"
    "kyYE0rwwe9eMnglDYMOJu94GgXKy4JLC9V0wA82y3bZuY77DMglg7lj0Rp4g7cS/Dialmt"
    "rVxHQAjK32uBoA8CwXfYkpzahVpjRdmFNNhWh1LWDdOjEuKdBPjrUKBu8bvn2iE98yLuoX"
    "SI4bsu40ZBjYVyHCdh9lg5/Ovt+674cAbRddBcjuQsilHInPxL8EaMIgW0TyTfXe4Hye0r"
    "CNKjnt9IBYsh9lkAH0SMB7YfJLdfDQfEXYqCRx7N5ZFWSZh+xFrhbYcTa3UUvaq2KR0cdI"
    "oj6mmjHkcYExl2XkNz5iooLR3U+8Va8UqzCfqvFWtFbSyqiwm3+2FqA4kuJqyp30UxYeRc"
    "BWdDs/K4jvWBPR6hglrm2UyLjf50vfjOqLpNLDZUhNnW0vJ2xtRHXGVIKOo4fdI3Le+Ke+"
    "7jqDh9Mh4fb0ifxJkTBlOtusFl2Ag3kI5OyDm8rTWfMxeEIuZgF1tC1b+WDLrzYNed4IgJ"
    "7M04wbbFSqoQMEZtwG4QJFbccberG9UyYnPP8hQGg1+hKRRj0JTHG8PdMtdQQsxPCze/Dl"
    "7rh0VcGMpmtY20lAHV4tKxiEsp37H6cO8BwU3MQ2moAZrs2zcPJTlk7WjFBIwu2JtJhRai"
    "UY2uaL7erDU2q8vgNaXX0E2ahtqj4XhPJuPTt3XwfPq2HNE4lmMLhRnllby3WIEYwlZu3/"
    "cRC661HaVriAEi+OVpLU9phaO0GMFNIyqSQANEcycu/4RCVVeCSID0XoBQPghflRbGJpmg"
    "nbpcjok1S/6Num2x96I2ZCfiyJTNQPlo4vuLIXby/B2PcNeJi4/OvKJareVoXwNorG+Pde"
    "4vp0Vor/KsxjCttGPuIn5udO1J4tjUYEQlkiiTGzbgmrliSV4AByErC57d9wglc+qckKul"
    "4z2G/X1x/j/EVBnY0ByXZ1PtL98Ldys+UdFeKE+viCB63Qe+z1kVvShI1TMy7FiPqjcx9s"
    "ph8QujaZt4wfC4jjtjEc2s5ctwxeodWYgVzHFjDkXmAms2qqh4YGEqJgQ/4RPybSHYg6rx"
    "iEwJLa/ImsZECoR2VbtpwcNlir0a3d+y5dqR1d9WobC9ZfTQYWPEdy3vVlEmcv/iQ+/Uxa"
    "dxUvcN7Xs6qntzllybbOkID2PSMVCl8EDJzNlwqljx7EkUQlMnAzw0DmPNX2ToyrUxJsLB"
    "3YO+O+T0sN5YicDBFC5X8Hjkm2t5HvYMCmRmuBOXgRE06inEZjNmFMjbe7trHQ96IrSw3P"
    "NdlqtcbuEpzVHenwdc3Qn/OTsy53fksNgmQzwPq1nkttpMWX5CtaRVmqNw1BJBG+V0sY14"
    "s90cQeg9vO0eXjLTogHicpgv94OkoQboCOmkDLqO739qIUu9Eaj/IqbFUjQObBCd/yGmtc"
    "VltPSq2E3X5xLFV2UZwX0C4iuaP+BkJByrIJJI6vxRSaUOYJpxBaekW7SsrBN50C6imtkW"
    "ycr7uOUOppjDJpT3KF2/rRiJijIJqsZmUMqyQCwrT57Lwg1JMDt9cfbm7O3L12dr6Wx9pU"
    "pEy0tnJnwAzU+uGOp4Wp4pv7y0RVhfBXkCZ98DRmFJLMAWWHhXC1C0PQHfFKrp74BxAOtE"
    "mED3Visovy2h8FyW7bslMQAd3mtgB2rKmwt4mgCettiVGdDj2ZpPRnJKhXUCobhoZnePYf"
    "qbEX1uB84fMmPcYFivCb96kDrkGCs2oSsJ5JBxUHl5tbBs4A0i/PJRPsFqkVM29ws8VO0u"
    "3QsnwELYZrP+xjGEDuqtE9QrPepup5+mIXX3jz5zU5tRySYqOKcpmTOgms59prPjinnTEq"
    "ZJmMHxzE6Cm1Vbb2Uo2LYneBJYf1F9/qKCFu6+YTAGJCuQR4UADskraJ0CzjotAHpQ9L24"
    "ufmYIu3FdUbI+/z108UViCmKpjDJ8kpkP4U8oCQ+egN2lgEbHEd7VYujvargaK/yHC20Hj"
    "QxoCVB+qtuXXNUg8RqTHwHTSnwmRfEOpdM6sC41hvnQFgOpjhsc10qpjJm07EaRdWEvbXF"
    "TCmbWIP5hChDWHAdyz0sxIqHnYdU9S4ZdCyKQiXRgA93ZGbYjqiwtUI3d6kTNVNQRELXU+"
    "5NAI0u8qv7fQ8xmKMX6RV9o0OLAUqOy2bW92YKdQQxRN7RegEH3VC9u4bqdlikuInOGoJs"
    "p6luhd1I6DhaVVX3re9Vyq8qIMfMCWfeSrj3jQhTBKtJ1DqJdAXy3pGEfXcsGN7CpJ2G1P"
    "bsPtuzTUsikrfxXGRANZ37TGeXPYj7rcichtRU7jOVB9k1oueJyTqj4yl/cbpjw1OmvstU"
    "TSRzMi2uIljuu8lD9r7I3V4cNj0oGdg3i+D26Mx5l9PYzaP2J2AB1px/YIGD5pqjL9Qosv"
    "/lmuceJ1JzHR/gsktXa9dsckvB25vMZoHR7wvwji/Xl3ejMn7QCnJrN2npJwfYiN08FyxB"
    "cnlYRA75++uMcyRI77iJya/KZXhJ0a07KowfSc0YV0eRhA5IAyfXbmVyTu45BnF4mDUVOJ"
    "GZiWmgjBoLEixJQp8m5kGsXMHn0XWVYeVzkwShH643JlyotiSUYEVDialXZ89fyKLwkr3d"
    "d4fs0y1dwa37gIdaEkxHOhwm0kEr3k9N9epNtOQl8AJbzBWpCw68eHjDaWekJtYvc4lZfS"
    "F/xtBGrG6gFo/LG2CrLZfBvjKDFGGPYCYc1ggjKiNOhUMGEySeOwvYNxVFLju8oS5x2bPz"
    "rFRe2J+ocOgYnCFFdn9SXKeQT32KGFIVjwq+85qCOCfsAeupIEawaAGhc2D687hiISUP1P"
    "YZcVysZOg9nhCsLL5klANBCFflcYNmgUXyduvLt8x8dKx2+WexQ6y2tP15HtnlEYHRfF0/"
    "Jwj5qOgxpMPgOw6DTzxZAzRnwHTWWp2sNXU2BEhqgOo01BD3dSfN3+KDtwmyM2BDxHbrAf"
    "FKoplEEk0TbOchB8dIuulWxq1GOcbR/MFht/2WeymLR031MgXTZwVzdIVniYzsICbxOVo+"
    "1iaQ9YusbSmmUEZ/Q/ig1WDGaV7paWnNjisDamOsNsaON/toQfd257u7aC/VMgNy0aaTtJ"
    "aWtzOKPuIq/WGNffdi3/jeVHz/xKSk8xKrfnrKuNpqJtTkyTKYXdN8ditgITSMY9WJKQNO"
    "zpmqTKCKECT7eCyoBD61XGKjDzMwclmmsoA59NEWFH67LKgKCq+BLmZV4BZ+eGzpFFRK2O"
    "+t65RPwB4JCs1YPEFb4Vo6WnawwnnCsYwmYvEaYIBqXvuWuPDrySO4PAMuAbL/BLjDBBN0"
    "kuq2ZjW1DcwRwB41PodxE5G2l+3dvhUjZP9NSkolQXqbnZIrs7taCFU6d26B4hadeoQTyT"
    "zPZlhPKFNxN57yn+SFAl1QrAdIQIbYXNW3/dt1rClGVJ3AhttiM0RgfbYD7NXRPIT6/K1p"
    "36NviRr5WOH9x3Dj0/jbsGRoQ1lR7J6HAKpPKxa2VeWx8x9da6sOzAaQr4LquqJRfe401O"
    "AMqJ34ubSt7anZ2tKNcPFg36pCewpSZ3L3jcq9CRkLzavFsa1r02tlYGts562TvuG4lsGi"
    "Ip0qKk21qKBkZlMPJF1Gnnl4omKrWxBTYUDd8oeilIyd1iowTP0WhTdGmYVCWurJf9eRYr"
    "2zUa2Jk0P4hrqHCbghaRZtVDzUIWLdhogthckK2nBUdF6NAIaI4fYNT0t0hBfISsywgCeU"
    "WBvWQFkxKYA6CaGPEN8V+H1/dXkNPODZy+fjF6eZKofrapO5/Wtxw/YLmyFUojgJdhgkd1"
    "WHph6GX9dGsJJPGpZCSMLoyhKZgLqUPFcXoxkpUNeXqKwvUZpEtEUVhF9tyv8ar3ec6N1Y"
    "CyG9v1J1EC7Pby/P31+N8lyhFfyu04COkhlsRGySFTYuL9Fx7QTY2aPimgk4Mt5QKwHm1F"
    "ax8Q6RhXphGYsoXFCqcA0p7MLG2jWhdBpVX1jyuEI51mlUOo3qSHVknUal3UvavdQDx0NO"
    "wt85UHmY0n3XRbcSSCuVHxNY3SRGTpLU3CxO/oo+lijggcLjLadYAeQG44Udf2pbcsFMDD"
    "1KZdz/SKQ/Xa8jiWNh37WClJf2ly/066gXDyTK4BbapdNDqTUkTQ7dpb6cGGBInpzWYsQw"
    "dtVv1BE6htijAGW6dObtR4pq3+dg+K7LuNEoWTcJM0C14GWdTNLyRNJctHx0DGwhpmZhdS"
    "RM3wRSrY5o6i9j4bSZtJUA0V6aai+NE1qZW3HRHC9SN7oQEltqhwLV+05+PhZsp8XTpA63"
    "K6puE4sNCWHdGhdSWCu0LmTxWmVeyBG0jrcKuwoQrOlHEoYMMnPFEnMuLMWRvLGK4YQ5U8"
    "u2MXUZuNRCuEV+rJ3Xa9jwXRX0Vh3wdOpyD2wIMTkaipApwENJkFpRqCUqYpLVNt0qYzCt"
    "CPaZvgE3bkreGEp/vr0mr9bznzL1dbcvHeLaR6RWGE90C7V6xpNmLdR04HCLgcOHj3D9Gf"
    "D9Tbj3ZS0IEuPjajvCHGZOVmpqg7xSYTApg34k1MS6esSgti0xP1TV2cOCmrA/JUYXsGCe"
    "KZjqUEIkfSQz4RLJgAZmuIrlAeADFlaRQQkWE2uwqIECu8N+H+B/uaoE41KOy2JJNizWhi"
    "utq4daUaUYJPBYzYEFDcrDKVFrFhh5JEvhloZPDDJSQt0J/zk7MgPHFCTgLSTnBJjWjnot"
    "HwdfeoE9XAibUV5M3hgo22UOoLoi6PrKnrvM3dx8TBHz4jrTuv3z108XV1+evcjk3fWsXU"
    "9Qt7XwrFyXdK06JuPqsZsPyF/Eiix9Y6FaegVlEFTVBDyQyBIOH/hBLOysQxbCd+G4ICZc"
    "VdUUloJ7ChCPtH9hnB05DwDxzFHVQ2dBH8x72C15m/ye710YAJiQTFP5ksy1hKmDAXt4zo"
    "WkyaG7PKwqhhhgUFWdxh7lbT1yTT0M6hRIEFVJ3CHEU0ySPz1rkMIN27Pp4R2B7PHojvjG"
    "UZ3c2oasZeTQIOeYW1I/Dampf4zUP2CVjCM6vRr4ELRLRnsPDm/dLvMe9KQmxrGitcdFMc"
    "5BYzMWo0ITSDg2rraB0HjWJhtIOWJbtnnv3JI8pOJuhoDe56lt0Za8ov9haV/yISj/p69e"
    "1VD/YVZ560Mcy1TLcwpMABX9PJ0i/X8I2O2kjAXc0WNFxQjLe7wkQHSPl4Y9Xg5q1P/j/w"
    "Httb2H"
)
