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
    "eJztPWtz2ziSfwWlL5ep07piJ05yydZV2Y5nxjuJPRU7O7c7N6WCSEjimQK4BGlFu5f/vt"
    "0gKb4lUiIlisaXRCbQINkNNvrd/xo8suWcecw9uTAMJuW1I4zZ4D3514DTOYMfxROGZEAd"
    "JzmMlzw6thUMVVNHbDV3LD2XGh6MTagtGVwymTRcy/EswRHijjPiisUJuX5i7pLAbC4BAE"
    "aJN6MeMWaUT5kkC/yDEsNlJuOeRW0yp0tiCkJNUxIBq3iCWN6QUG4SKYhwTeZKuCKZPTnB"
    "ZzGFAQ9j8el+b+tz6x8+G3liyrwZoOs9+f0PuGxxk31jMvrTeRxNLGabKQpYJi6gro+8pa"
    "Ou3c+pbd9w70c1G19rPDKE7c95DOEsvZngKxCLe3h1yjhzqcfMBDG4b9sh7aJLwfPCBc/1"
    "2epBzfiCySbUt5GkCB08QXxtMBrd3j2M7q8fRqNBjtwRRIIU4SVDcNwq8KxS4WCKj/CnV2"
    "dv37yDUfWE+Mfb78ENY6QE0xVqPl98+nRz+zD4riZRjwbTFJJjrK42Zxqxl9a0FK0rkGYw"
    "G12IURt/HPvD7X+dnb169fbs5as3785fv317/u7lCtP5oXV4v7z5CbEOEwR86wEjCMiAO3"
    "vymKACXhhT43FBXXOUGxFnomxufmh+Ns9eoZxOFTrxvfGBYxZmzi1ewt3U0Ca+hpNkNY52"
    "L+ZsLMwlERPgJYw8MW4KFziJINKacmAOHJkGDplUzsYC3i/PoLZepWF+8/XrzccavMb3Lf"
    "MEYdrhOIM/T3wesGlDuOzEMuUJZ4uRZf73oKWvZc3Gv/r54suLV29+UHgQ0pu6alDhbBMT"
    "mlPLzmP7akbdEhYUAWQQDo96fMx9Tr+NbMan3kyx9ZdrcPzXiy8Bms9e/pBmMbfh0Fkwhv"
    "iO8av+r4HeaH4z2D00g0/h9+xlFfzCrFL8qrE0fh0q5QKEndEMmE8dROcA+4jx8/MqGD8/"
    "L8c4jqUx7gq71o6O5u8Pv8Ep2RYfTqP49E0FDJ++KUUwDqXxa1oSX94cUS+P5o+AKs+as2"
    "JUZ0AzGDdD2JPoRwX8h9y4K9t7Da4fbj5f3z9cfP4Vl59L+Q9b4evi4RpHztTVZebqiyxd"
    "VouQ324efib4J/n73e119mBdzXv4+wCfifqeGHGxGIE2lsBJdDm6lKKzJzwHBrlR8DVdWp"
    "y6y2Iip+EyNB4vPSY7Q9fBb6i1omjoMMdhLuisj6DL4gXJgLQm3MXwhPsfEv92mQdC5odo"
    "GP8M1FdiwThMYyYBZIIsyU7I7ddPn+CRUPFdUAT3iO/kpddDPED1PXv56e4ytV2BLVze3F"
    "58+duLzxf/80Nqz366u/0pmp/cipd/e7i+yLAQtUWCNx49MVciNXJ7bL0CX7LEVnpnx5jI"
    "zip9BtGw/MRy51tx7MIFjoZvD/AjID73LJtQAu8gPVCHTPjaXPEEH4sXfX2g0hKQsxJf1n"
    "v8zZUKCbRCJZLKR0kmoFriCjL/Kbd8r76fNNJjTj1jUwpsfwanlzX34APQGVRvBvsBHxYt"
    "E5IFWwMZsy+ZCdxaBFes4ALxFpbB8ntsx7UOZt9KUht2PFJkC2aUhmyAC20nvWdMK4YtjM"
    "cT2NuHsKwc3bfuO+aW1E9DauofC/Vr2LbjbSKZRJFOFpwIIeSPv3xhNvWK5b600fo+WOwI"
    "zSXfo48guhqKTpnj85E1hKkHXKqveHJBo0In5kgJVbvi60u42hUs1ieM7cG/dMOfLI+GT1"
    "zmaUpMGlbwOY2s1fyK7qcLYlv8kYyXIEVZxozIyJE0BsrOQQunIIfj0kOCxowP8K+9DPxI"
    "1hQlMDFB9XuliUcqeF5qa/VO2o2l3Vid5zZ7cGR13+y/N/y2YfNHPlTPDhzDbGkD7hqSD2"
    "AoVYca6DzjZS1OnYLagWN3zDC6C2vW9odW8H4UGmiS+uybY8FyW1A/DXko6mvnZTUyAwq3"
    "+cSTcEfj5ng2FO5WmGRkVirXYROGp80KbNLkVUV7HbtiIZmL7qJArYy0SKUgWlPOTBgrVS"
    "aV1Wi91trCHTZrq79H+rw5+ENrrvsSj8o1Vy36H0b0B1YIowVmynKVNgHSQ632zesKWu2b"
    "16VaLQ6lURzytzooToD0EMWtRMBqfeu5iWlJ6ttUeiDaML4F/bOwegcc4w7QGvezIPNKaq"
    "8hmCdhmhTPu0vWDYJ4TsHN4DeP3B+BIYEm9gsLRPEbeBBaHHqdT+Q7TrTmXNZw2aWLlZaY"
    "2lXw/iaz4bUV8i/ury4+Xg++H9RsEMRYlBsNVjEYm00GceRHJYMBoy5o86EXGaNL59SYWZ"
    "zJIfwyGTqoIw0/VOpRjQ+V+vWWggaX1g7trnCj4RqzgM4bjN2tlbSm0zVa02lea9Jml8OY"
    "XXbLSmkoIaVrdGgwIwV1utd1GMcKoIeco4pFq9yglbNnSUM4RYGNf7m/uy1GbgyR1a4swy"
    "P/T2xLtrZfE0fh2Ldsz+LyBO93iIMQMZTiJhGWV8wkQYCrAlaCC1xmyNEhxVf7IVvTe132"
    "BFL4NubNNKSmcpeprI3Yz5n62ralbVt7Qev2tq0vsMm/3Fw9HM64lUqIKTRvZVNm1hm48s"
    "k6FQqKwfYwVcEvtEDRdAmFIAEbs2Rt2JupTItqVq7GV9exMMdm9NJGmUPFwujzV5+/nT5/"
    "D+5bugdK3fALz2Nzxys+f9NTNhzAGN85sjD0Qk2v7GVCuD9ZPD4QF67gUwJHJJx+Y4YFTo"
    "wZMx6xUsUvzAm8RZSTmfDdIVbqHAsfjtWpj+GwfFrkbWrjFtUO41V8HWhzMPy7+l+fzIc/"
    "mVW65Gib8zkLqU/p7U9pHbHacsRqffOTNjsNjsrs1JkUl69SnYIFYsTXMAB6nfTgw5yKIg"
    "PWtDJ80IvnDE5pw4Cz2QuOdrHgksDyUjUNwLPdsm1mvsc+A2LuUL4kShN34F6CF1fLamzl"
    "KgJCUP5eCwRdEAi+wZbk1C7UGteUXUiDbXUoZd0wHSoh3kqAvw4Fahe/e64d0jEv4h5Khx"
    "i+6zJuFNRYKMdxEmaPlcO/3n9siw9nEF0FzeVIzqIYhczRPwWvxShSQPtE8sPVfpDcvIIg"
    "Per5tVSwGGKfBfBBxHhi+0Fy89VwQNylKHjk0VweaZWE6UasFd62P7FWR9GrapvSwUGnOK"
    "KeNupxhDGRYec1NGcugtLSQb1frBWvNJug/1qxVtTEorqYcLMfpjaQ6GLCmvptFBNGzlVw"
    "NtQrj+tYv7DlESqoZZ7NtNjoj1eL74yq+8RifUWYbc0tb2dMfcJV+oSiltMnfdPyrrnnLg"
    "fF6ZPx+HBD+iTOHDGYalUNLsNGuIF0dEIu4G2t6ZS5IBQxB7vYEqr+tWTQnQe77gRHTGBv"
    "xgm2LRZShYAxagN2gyCx4o67bd2okhGbe5anMBj8Ck2hGIOmPN4Y7pa5hhJiflq4+XXwWj"
    "cs4sJQNqttpKUMqBaXjkVcSvmO1Yf7CAiuYx5KQ/XQZN+8eSjJIStHKyZgdMHeTCq0ELVq"
    "dEXz9WatsFldBq8pvZpu0jTUHg3HezIZn72rguezd+WIxrEcWyjMKF/Le4sViD5s5eZ9H7"
    "HgWtlRuoLoIYJfnVXylK5xlBYjuG5ERRKoh2huxeWfUKiqShAJkM4LEMoH4avSwtgkE7RT"
    "l8shsSbJv1G3LfZeVIZsRRwZswkoH3V8fzHETp6/4xHuWnHx0YlXVKu1HO0rAI317bHO/f"
    "m4CO3rPKsxTCPtmNuInxvceJI4NjUYUYkkyuSGDbgmrpiTU+AgZGHBs/seoWRKnRNyPXe8"
    "ZdjfF+f/nxgrAxua4/JsqvnlO+FuxScq2gvl6RURRKf7wHc5q6ITBak6RoYd61F1JsZeOS"
    "x+ZjRtEy8YHlZxZ8yimZV8Ga5YvCczsYA5bsyhyFRgzUYVFQ8sTMWE4Cd8Qn6bCfakajwi"
    "U0LLK7KmIZECoV3VblrwcJlir0b7t2y4duT6b6tQ2N4yeuiwMeK7lndbUyZy/+JD59TF53"
    "FSdw3tezqqO3OW/EWMi08RHNhwfoCwWTm/GwVT5Wp2fdC0x0HjH+WJGxKs2IL+Z8KxaAuJ"
    "2PAHxdgdwBzjCk4xezwIVnGHyMZV762ifO993HKHk+Ow+S8dyi5qyqS7JqtLlQQKKu8URN"
    "+Ux/pm4fp0spydvn77+t2rN69XB8rqyrpzJH9mmPAB1A8OiKGOp0ODMiNKW4TpoMgTOPsW"
    "MAoQKifCDQTSxYxxDIb2XKzj9B4YB7BOhAmUerWCMjOBGj+hlu27JSbLFu/V45AFxNMI8L"
    "TFrsyAHs/WfJaxKUgoLuqpCTFMdxM4LuxAVyUTxg2G6eX41YPUAQqvcJXmC3LIMCgUt5hZ"
    "NvAGEX75KJ9gcZsxm/oFCnWzS3dCZ5kJ26zXji2G0DEIVWIQpEfd7RIm0pC6WHGXuanNqG"
    "Qj5UuoS+YMqKZzl+nsuGJat+JSEqZ3PLOVWAzVhXDbfuI5YP1FdfmLCjpO+obBGJCsQB4V"
    "AjgkX0PrFHDWlArQvaLv5d3dpxRpL28yQt7t18+X1yCmKJrCJMsrkf0U8oCS+Og12FkGrH"
    "cc7bwSRztfw9HO8xwttB7UMaAlQbqrbt1wVIPEYkh8B00p8JkXhGaUTGrBuNYZ50CYvVrs"
    "ZV5ltq51MTvWKMqjrVQGNmgFKCZK2cSScSdEGcKC65idNhMLHhZKV8UGZFBgPfLsogEf7s"
    "jMsHp6YSXYdu5SJU2uIOdNl3/rTLKbrkmm2xP2xcXcuWiwrtGhwfaEjssm1rd6CnUE0Ufe"
    "0Xi+me7/2F7/RzusqVZHZw1BttNUt8JuJHQcraqq22x2KkNB1btg5ogzbyHcx1qEKYLVJG"
    "qcRLpgYudIopvTPgd7tmlJRPI2nosMqKZzl+msmxA/Byr3sshtx/ModIHZ5/zF6QKzz5n6"
    "LlMp3OZoXFz0pNx3k4fsfE2OvThsOlDhpGsWwe3RmfMup7GbR+0W/VyjXl/HidSN7VwTW6"
    "qkm3oJP2gEuZVrSneTA2zEbp4L1m5Zn0P+/gp5HwnSW665/KtyGV5RdOsOCuNHUjOG66NI"
    "QgekgZMrV16+II8cgzg8zJoKnMjMxDRQRo0ZCZYkoU8T8yCCbsDhdZVhhd1+g9AP1xsSLl"
    "QVZUqwAIvE1KvXL09lUXjJ3u67Q/bplq7gxn3Afa1goCMdDhPpoBXv56Z6dSZa8gp4gS2m"
    "itQFB148vOG0M1ITq1flway+kD9jaCNWN1CLx+UNsDOAy2BfmUGKsEcwEw672RKVEafCIY"
    "MJEs+dWdTmvrgmT4s31BV5OnaelcoL+xMVDh2D06fI7s+K6xTyqc8RQ1rHo4LvvKIgzgl7"
    "wnoqiBEsWkDoFJj+VOlcqoYBJU/U9hlxXAFCsLc8IVgIcc4oB4IQrqp5Bb1NiuTtxpdvmP"
    "noWO3yz2KHWG1p+9M8std0LA3n6/o5QcjHmpLoOgy+5TD4xJPVQHMGTGetVclaU2dDgKQa"
    "qE5D9XFft9KrIj546yA7A9ZHbDceEK8kmlEk0dTBdh6yd4ykneYK3KqVYxzN7x12m+8Qkr"
    "J4VFQvUzBdVjAH13iWyMgOYhKfo+VjZQJZvcjKlmIKZfQ3hA9aDWac5pWehtZsuTKgNsZq"
    "Y+xws48WdG93uruL9kot0yMXre4cfGAv9p3vjcW3z0xKOi2x6qenDNdbzYSaPJoHsyuaz+"
    "4FLISGcaw6MWbAyTlTlQlUEQIA5jLo+EZmVAKfmgOJgbCBkcsylQXMoUtbUPjtsqAqKLwG"
    "uphVgVv44bG5U1ApYb+3rlI+QXqwaXGybg/cDSucJxzLqCMWrwB6qOY1b4kLv548gssz4B"
    "Ig+0+AO0wwQSupbitWU9nAHAHsUeNzGDcRaXvZ3i30PA7Yf52SUkmQzman5MrsLmZClc6d"
    "WqC4Race4UQyz7MZ1hPKVNyNp/wnOVWgM4r1AAnIEJur+jZ/u5Y1xYiqI9hwW2yGCKzLdo"
    "C9Opr7UJ+/Me178FuiRj5WeP8QbnwafxuWDG0oC7ocBkX1VVspLGyrymPnP7rGVu2ZDSBf"
    "BdV167ViT0P1zoDaip9L29qem60t3bcLD/atKrSnIHUmd9eo3JmQsdC8WhzbujK9rg1sje"
    "28VdI3HNcyWFSkU0WlqRYVlExs6oGky8gLD0/UuCWuuuUPRSkZO61VYJj6PQpvjDILhbTU"
    "k/+hI8U6Z6NaESeH8A11DxNwfdIsmqh4qEPE2g0RmwuTFbThKEfwCqCPGG7e8DRHR3iBrM"
    "QMC3hCibVhBZQVkwKokxD6CPG9Br8fr69ugAe8ePVyeHqWqXK4qjaZ278WN2y/sBnCWhQn"
    "wQ6D5Lbq0FTD8JvKCFbySc1SCEkYXVkiE1CXkueqYjQjBer6EmvrS5QmEW1RBeFXm/K/xu"
    "sdJ3o31kJI769UHYSri/uri4/XgzxXaAS/qzSgo2QGGxGbZIW1y0u0XDsBdvaguGYCjgw3"
    "1EqAOZVVbLxDZKGeWcYsCheUKlxDCruwsXZFKJ1G1RWWPFyjHOs0Kp1GdaQ6sk6j0u4l7V"
    "7qgOMhJ+HvHKjcT+m+7aJbCaSVyo8JrG4SI0dJam4WJ39FH0sU8EDh8eZjrAByh/HCjj+2"
    "LTljJoYepTLuPxDpj1frSOJY2HetIOWl+eUL/TrqxQOJMriFdul0UGoNSZNDd6kvJwboky"
    "ensRgxjF31a3WEjiH2KECZLp14+5Gimvc5GL7rMm7UStZNwvRQLXhVJZO0PJE0Fy0fHQNb"
    "iKlZWB0J0zWBVKsjmvrzWDitJ20lQLSXZr2XxgmtzI24aI4XqRtdCIkttUOB6n0nPx8Ltt"
    "PiaVKH2xVV94nF+oSwdo0LKawVWheyeF1nXsgRtIq3CrsKEKzpRxKGDDJxxRxzLizFkbyh"
    "iuGEOWPLtjF1GbjUTLhFfqyd16vZ8F0V9FYd8HTqcgdsCDE5aoqQKcBDSZBaUagkKmKS1T"
    "bdKmMwrQh2mb4BN65L3hhKf76dJq/W858z9XW3Lx3i2kWkrjGe6BZq1Ywn9Vqo6cDhBgOH"
    "Dx/h+hPg+zfhPpa1IEiMD9fbEaYwc7RQU2vklQqDSRn0I6Em1tUjBrVtifmhqs4eFtSE/S"
    "kxuoAF80zBVIcSIumSTIRLJAMamOEqlgeAT1hYRQYlWEyswaIGCuwO+32A/+WqEoxLOS6L"
    "JdmwWBuutKoeakWVYpDAQzUHFjQoD6dErVlgZEnmwi0Nn+hlpIS6E/7z+sgMHGOQgLeQnB"
    "NgWjvqtHwcfOkF9nAhbEZ5MXljoGyXOYBqi6CrK3vuMnd39ylFzMubTOv226+fL6+/vDjN"
    "5N11rF1PULe18KxclXRdd0zG1WM3H5A/iwWZ+8ZMtfQKyiCoqgl4IJE5HD7wg1jYWYfMhO"
    "/CcUFMuKqqKcwF9xQgHmn/xDg7chEA4pmjqodOgj6Yj7Bb8jb5Pd+7MAAwIZmm8iWZawlT"
    "BwN28JwLSZNDd3lYVQzRw6CqKo09ytt65Jp6GNQpkCDWJXGHEM8xSf7sdY0UbtiedQ/vCG"
    "SPR3fEN47q5NY2ZC0jhwY5x9yS+mlITf1jpP4Bq2Qc0elVw4egXTLae3B463aZ96AjNTGO"
    "Fa0dLopxARqbMRsUmkDCseF6GwiNZ22ygZQjtmGb984tyUMq7mYI6Hye2hZtydf0PyztS9"
    "4H5f/s/LyC+g+zylsf4limWp5TYAJY08/TKdL/+4DdVspYwB09VlSMsLzHSwJE93ip2ePl"
    "oEb97/8GnnsUQQ=="
)
