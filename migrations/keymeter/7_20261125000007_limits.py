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
    -- Many sweep at the same time: what another one has locked already is left to it.
    WITH gone AS MATERIALIZED (
        SELECT h.user_id, h.meter_id, h.live, h.worker_id, h.hour, h.day, h.month
        FROM holds h JOIN gate_workers w ON w.id = h.worker_id WHERE w.fenced
        ORDER BY h.user_id, h.meter_id, h.live, h.worker_id, h.hour, h.day, h.month FOR UPDATE OF h SKIP LOCKED
    )
    DELETE FROM holds h USING gone
    WHERE (h.user_id, h.meter_id, h.live, h.worker_id, h.hour, h.day, h.month)
        = (gone.user_id, gone.meter_id, gone.live, gone.worker_id, gone.hour, gone.day, gone.month);
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
    "eJztXW1z20aS/itT+nJOHVelF8v2OldXJclKoo0spSw53mySYobAkMQKnMFiANHcvfz3mx"
    "4AJN4JQAA4hOZLIgPTANgN9PTr0/85eCSrBfGIe3huGITzK4cZ84P36D8HFC+I+CN/wQgd"
    "YMeJn4ZDHp7YkgbLpWOyXjvhnosNT5ybYpsTccgk3HAtx7MYBYo7SpDLlofo6om4KyRWUy"
    "4IxFnkzbGHjDmmM8LREv6BkeESk1DPwjZa4BUyGcKmyRETV/EYsrwRwtREnCHmmsTl4ggn"
    "9vQQnsVkhngYi876va1PrX/5ZOyxGfHmgl3v0a+/i8MWNclXwqN/Oo/jqUVsMyEBy4QLyO"
    "Njb+XIY/cLbNvX1PtOroafNRkbzPYXdEPhrLw5o2sSi3pwdEYocbFHzJgwqG/boeyiQ8Hz"
    "igOe65P1g5qbAyaZYt8GkQJ18ASbYwfj8e3dw/j+6mE8PsiIO6KIiSI8ZDAKr4p4Vi55MI"
    "NH+Mvpyds378RZ+YTwj7d/BjfcMCVYLlnz8fzm5vr24eBPuQh7OFgmmbzh6vrlTDL2wpoV"
    "snVN0g5nowMb1m4+jv54+9eTk9PTtydHp2/enb1++/bs3dGa09lTZXy/uP4euC4WMPGtB4"
    "ogEAO82dPHmBTgwAQbj0vsmuPMGXbCitZmTy1OFukjmOKZZCf8bnjgjQozFxYt0G7y1Da9"
    "Bot4NY12zxZkwswVYlOhSwh6ItRkrtAkDHFrRoVyoKA04JSJ+XzCxO/LKqjGV2lZ33z+fP"
    "2hhq7xfcs8BJpuNM7B/0x9Gqhpg7nk0DL5ISXLsWX+70FHX0vJi3/5w/mnV6dvvpF8YNyb"
    "ufKk5Nk2JbTAlp3l9uUcuwUqKCJIMVw86v4p9wX+OrYJnXlzqdaPSnj88/mngM0nR98kVc"
    "xteOokOAf83vBX/r8Ge6P17XB31wo+wd+Toyr8FasK+SvPJfnrYM6XwtgZz4XyqcPoDOEQ"
    "OX52VoXjZ2fFHIdzSY67zK71Rkfr++NvsEt2pYeTLD5+U4HDx28KGQynkvw1LQ4/3hxjL8"
    "vmD4JVnrUg+axOkaY4boa0h9EfFfgfamNVXu8SXj9cf7y6fzj/+BNcfsH5v2zJr/OHKzhz"
    "Io+uUkdfpeWyvgj6cv3wA4J/on/c3V6lN9b1uod/HMAzYd9jY8qWY+GNxXgSHY4OJeTsMc"
    "8RJ6mR8zVdWBS7q3whJ+lSMp6sPMKVkevBF/BawTR0iOMQV/isj8KXhQOcCNGa4i6Gx9z/"
    "4vBvl3jCyPw2Og3/DNxXZInzYhkxkWCmsCXJIbr9fHMjHgkc3yUGcg/5TtZ63cUDVH9nL2"
    "7uLhKvq1ALF9e3559+efXx/O/fJN7Zm7vb76P18Vfx4peHq/OUCpGvSPCLx0/E5SCNzDtW"
    "7sAXXKKR36mYEnm2S59itLj81HIXjTR27gX2Rm8fwEeAfOpZNsJI/AbuCXfIFF+by57Ex+"
    "JFX59waZGws2Jf1nv4m0oXUsgKnEjMHzmaCtcSrsCzn3LH9xr6TsM94tQLNiXI+gs4HdV8"
    "Bx+EnIXrTcT7AA8LkQlOglcDFLPPiSm0NQuOWMEB5C0tg2TfsWdea2fxrbi0xRsPEmmgjJ"
    "KULWihZtZ7KrRi2Mx4PBTv9i4iK3v3rfuO2VD6SUot/X2Rfo3Y9uY14YSDScdzdoSQ8rsf"
    "PxEbe/l2XzJofR9cbA/DJX9GH0F0NDSdUtvnI2mJUw9wqaHyyRUeFSQxx9Koei6/PoVXux"
    "QXGxLHesgvXdMny8PhExdlmmKLRhVyTmNrvb5i+ukc2RZ9RJOVsKIsY454lEiaCMkuhBeO"
    "hR0Olx4hCGZ8K/5rr4I8kjUDC4xNwf1ee+KRC5612jq9k05j6TSW8tqmh0SW+mH/3vjbRc"
    "wf9FC9OPCGpmEMWDUm7yBQKjc14fNMVrU0dYLqGRpbscDoc1Szjj90wve98EDj0idfHUtc"
    "roH0k5S7kr5OXlYTs2Bhk088Trc3aY4XI2G1yiSjsFKxDxsLPG13YOMhryre68RlS05cSB"
    "cFbmXkRUoH0ZpRYopzhc6kjBqVe60d3GG7t/pr5M+bB79rz7Uv86jYc9Wm/25Mf6EKxdmc"
    "MGWxSxsjGaBX++Z1Ba/2zetCrxZOJVkc6rc6LI6RDJDFnVTAan/rpZlpcenbmHvCtCG0gf"
    "zTtPoN2Mc3QHvcL0LMa6u9hmEep2nTPFdXrFsM8YyDm+JvlrnfCYUkPLEfSWCKX4sHwfml"
    "19lGvv1kayZlLQ67eLn2EhNvlfj9JrHFz5bMP7+/PP9wdfDnTsMGQY1FcdBgXYOxPWSwqf"
    "yoFDAg2BXefJhFhurSBTbmFiV8JP4yCSSoIw8/dOrBjQ+d+vJIQYuX1gltVbTRqCQsoPsG"
    "N+nWSl7TcYnXdJz1mnTYZTdhl+d1pbTUkKKaHFrsSAGf7nUdxbEmGKDmqBLRKg5oZeJZ3G"
    "BOXmHj3+7vbvOZu6FIe1eW4aH/Q7bFO3tfY1vhxLdsz6L8EO63i40QOJTQJhGX18okJoDL"
    "HFUCF7hIiUMhx1fnITvze13yJKzwJuHNJKWWsspS1kHslyx9HdvSsa1e2No8tvVJvOSfri"
    "8fdhfcSjTE5Ia30i0zZQGubLNOBUAx8XqYEvALIlA4CaEQNGBDl6wt3s1Ep0W1KFfrV9e1"
    "MPsW9NJBmV3Vwuj9V++/Su+/O88t3QtJXdNzzyMLx8vff5NLtmzAUN85tqD0Qi6vnGUCur"
    "9YdLMhLl1GZ0hskWL3mxAAODHmxHgEpIofiRNkizBFc+a7I0DqnDBfbKszH8ph6Swv29TF"
    "Laptxuv6OuHNidO/yv/rnXn3O7Nslxw32Z/TlHqXbr5L64rVjitW64efdNjpYK/CTsq0uH"
    "zmchfMMSM+hwXQZdaDL9ZUNBkA08rwhV+8IGKXNgyxN3vB1s6WlCNxeS6HBsDebtk2Md/D"
    "nAG2cDBdIemJO+JejOajZbV25SoGQgB/rw0CFQyCr+KVpNjO9RpLYBeSZI02pXQaRiEI8U"
    "4K/HUpULf87Rk7RLEsYg/QIYbvuoQaORgLxTyO0/SIHP75/kNXejjF6CpsLmZymsVgZI7/"
    "zWgtRZEg6pPJD5f9MLl9B4F72PNruWAbij4B8IWJ8UT6YXL7aDjC3MVgeGTZXFxpFadRo9"
    "YKbjucWqu9mFXVBDo4mBSH5NNGM46gJjKcvAbhzGUALR3g/QJWvPRsgvlr+V5RGxfVYMLt"
    "fpg6QKLBhLX0uwATBs2VszfUg8d1rB/Jag8d1KLMZtJs9Cfriz+bVfexiw2VYba1sLxnc+"
    "oGrjIkFnXcPumblndFPXd1kN8+uTk/2tI+CSvHRCy1qhaXwSDcwDo6ROfi11qzGXGFUUQc"
    "mGKLsPyvxYPpPDB1J9higngzLLBttuSyBIxgW3A3KBLLn7jb1Y0qBbGpZ3mSg8FfYSgUat"
    "BkxhvK3VLHwELMLgtffl28pkZEnBkyZtXEWkqRanNpX8ylRO5YfriPgsF1wkNJqgGG7NsP"
    "D8U1ZOVqxRiNBuxNtUIzVgujK1qvX9YKL6tLxM/kXs00aZKqx8BxTyHjk3dV+HzyrpjRcC"
    "6jFnI7ykt1b74DMYRXuf3cx8ZwrZwoXVMMkMGnJ5UypSWJ0nwG162oiBMNkM2dpPxjDlVV"
    "CyJGorwBIXMQvoQWhiGZwjt1KR8haxr/N/i2+dmLypSdmCMTMhXOR53c34biWZm//THuOk"
    "nx4amXh9VazPY1geZ6c65TfzHJY3tZZnVD08o45i7q5w6uPY4cGxsEyUYSGXKDAVxTly3Q"
    "sdAgaGmJZ/c9hNEMO4foauF4q3C+L6z/J5vIABuE47Jqqv3LK5FuhSfKexeK2ysiCqXnwK"
    "vcVaEEIJViYngmHpUyNfYyYfEDwcmYeM7pUZV0xjxaWSmX4bLlezRnS7HG3WgoNGOA2Sir"
    "4oUKkzUh8Akfoi9zRp4kxiMoJYi8gmoaIc6A2pXjphkNL5Of1ej+li1jR5Z/W7nGdsPqod"
    "3WiD8X3q0EJrJ/80E5d/Fl7NSqsb2nrVqZveTaJAuHeVCTDoUquRtKas2WXcXarB5HJTRV"
    "OsDD4DBg/oJCl6mNEWIOvD2QuwNNL643kiZwsITypXg89MW1PA9mBgU2s7gT5UEQNJopRK"
    "ZTYuTY273dtUoGPVZaWJz5LupVLo7wFPYo95cBl3eC/7zes+R3lLBo0iGepdUqsqk3U9Sf"
    "UG5pFfYo7LVF0AacLowRr/c2RxT6HW76Di+IaeGAcRnOF+dBklQDTIR0AoOu6/tfWsmSMg"
    "b139gk34qGE1tM53+ySWVzGSK9snbT9SkH81VGRuA9EeYrhD/EzogooCCiyOr8VlqljuA0"
    "oZJOWrcQWVk38kBcRA6zzbOV+7jlM0Ixu20oV6hdv60aiRKYBImxGUBZ5phlxc1zabohGW"
    "Ynx6/fvn53+ub12jpbHykz0bLWmSk+gPo714Zqf0aeybw8t1mIrwI6gZKvgaKwOACwBRHe"
    "5Vw42h4T3xS46e+F4hCqE2gC31teQeZtERbPZdm+W1AD0OG9BrahJrK5gk9jwacGb2WKdH"
    "9ezRdjOSXKOoWgKKsXd9/QqNsRfW4HyR80JdQggNcEX72wOvgIEJsglSTskFGAvLycW7bQ"
    "DSz88sE+AbTICZn5ORmqdi+tRBJgzmyz3nzjDYUu6q1S1Ms97DbzT5OUevqHytrUJpiTsS"
    "zOqSvmFKmWs8pydlw2qwthGqcZnM7spLhZjvWWgYKmM8HjxPqLUvmLCka4+4ZBiBBZjj3K"
    "mNCQtETWCeJ00kJQD0q+F3d3NwnRXlynjLzbzx8vroSZImUqFllege0nmSckCY9eQ52lyA"
    "an0c4qabSzEo12ltVoYfSgTgAtTqKuu3VNwQ1iyxHyHQiliM88p9a5YFEHwTVlkgMhHEx+"
    "2eYaKqa0ZtOxalXVhLO12VQ6m4DBfIhkICw4DnAPc7ak4eQhid7Fg4lFUakkBPDFHYkZji"
    "PKHa3QzV2qVM3kgEhoPGVlCmg0yK+e9z3EYg4l2itUk0OLBUqOS6bW13oOdUQxRN3ROoCD"
    "Hqje3UB1OwQpruOzhiTNPNVG3I2Mjr11VfXceqVafiWAHDHHlHhL5j7WEkwerRZR6yLSCO"
    "TKiYR8dSxxukFIO0mp49kqx7NNiwOTm2QuUqRazirL2SVP7LGRmJOUWsoqS3mQUyMUb0zW"
    "HR0v+YvTExtesvRdIjGRzPEkH0WwOHeTpVQe5K6XhI0CkIGqRQSbszOTXU5yN8va74QKsG"
    "b0RxIkaK4p5EKNvPhfZnjufjI1M/FBHHbxcp2ajb9S4tebxCZB0O+T0B2fri8fDor0QSvM"
    "rTykRU0NsJW7WS1YwOTisogM8/ubjLMnTO94iMlPMmV4iSGte5BbP5JYMSqvIgkTkAYsrj"
    "zK5Bw9Uiji8KBrKkgiExPaQAk25ii4JApzmtAHsXQZnUXHZYeVT00UlH643ghRJseSYASI"
    "hhxar14fHfO88pLe7vuM7tOGqeDWc8BDhQTTlQ67qXTQjvdLc72UqZa8FLrAZjMp6pwNb3"
    "N6y25nJBZWh7mErr5QP0NpI6AbyItv4A1g1JZLxHtlBi3CHoJOOMAIQ7IjTpZDBgs47Dtz"
    "8d6UgFx2eEMNcanYflZoL/RnKuy6BmdIld0fpdbJ1VMfI4VUpqOC77yiIU4ReQI8FeAIgB"
    "YgPBNKf7ZBLMToCds+QY4LSIbe6hABsviCYCoEgqiExw2GBebZ261fvmXlo2u1iz+LZ9Rq"
    "c9ufZZldXBEYrdf4OUHJR8mMIV0G33EZfOzJarA5Raa71qp0rcm9IWBSDVYnqYb4Xncy/G"
    "2z8dZhdopsiNxuvSBeWjTjyKKpw+0s5eAUSTfTyqhVq8c4Wj847rY/ci8R8ajoXiZoVHYw"
    "D65gL+FRHMREPoXIxzoEsv4h61iKyWTQ32C+8Gqg4zTr9LR0zY6RAXUwVgdjR9tztML3dm"
    "fPT9FeyssMKEWbbNJaWN6zWXQDV1FHNaqexb7zvQn7+pFwjmcFUf3kklF51IzJxeNFsLpi"
    "+OyeiQtBYBxQJyZEaHJKJDKBBCGIz/GYYy701GIBgz7MIMhlmTIC5uCVzbD42yUBKqj4GZ"
    "BilgC34g+PLJwcpIR+b10FPgFmJEg2A3iCjsK1tLU8IwrnMccy6pjFa4IBunntR+LCryfL"
    "4OIOuBhJ/w1wuykm6KTVba1qKgeYI4IePT6HUBOY1svr3X4UI1T/dSCl4iTKdqdkYHaXcy"
    "ahc2eWcNyiXQ9RxInn2QTwhFKIu5sl/42OJekcAx4gEjbEdlTf9m/XsacYSXUsXrgGL0NE"
    "pnIcoNdE8xDw+Vvzvg++xDDyAeH92/DFx5tvw+JhDGWJYXoeEMg5rQBsK+Gxsx9da1cdWA"
    "wgi4LquqwWPneSanAB1E7yXDrW9tJibclBuLCxN0JoT1DqTm7VpKxMydiFZduC0ffGnJi+"
    "XRAOSy8alQfEJsHyMQ/XVwyJyZ0XI+5P1ofRK9hYXca8byQ+J31iliHsV9iYR2jqsgVsvy"
    "4JhuYEEK5iuzbmcu46GMSCCh5H0GBbaERzVbDj93PfKsEwOawGxu8CimjUk1YcFYOHrNuQ"
    "uiHR03jrhsZ0r2qrrb8OcS1mjmVXVN1NLk2r5zopt8/FRb2cM5s0k3SKVAt6DwQtHOFmYg"
    "4JtZCVFnJkptQUcYxMeyUqyxcM2dwxfMWT7jcU/UVs/3LckSzbjtc62H3MmyJTAia9pmgU"
    "K1Ps2+ghWBYwrIFSShBqtaSaWlImWBLWouU3Aq/r1Eq7gDdFcVWwLhzXMkg00US28Ml5nh"
    "hNbeyhKSHolQfRi6UFMBKeOCFv+U0efsWzrpUTuPg16gWNXFvGLfnkv+u2OuWiFmvhZBi+"
    "ZUhEjG5Iadg2xkPofrpu++kWzCQ5M0uLGbwmGCKHW6/SEbZMWGNUuchvTdFj8ha7LsFBU3"
    "r3XK7SPVfcO5ftnFtAY0aONUoMS6jdguqXNVHaEg2oDkPqPXylS7j74eryWqjZV6dHo+OT"
    "1NSN9fSTjIqwqGH7ucM5S1kcJ9sNk7vCRa7G4TeVGSwMwEWtIRprAj2mIeFStTQ5o3buKU"
    "6jYWdT3bYJ/6UqR1Nej07olYLPFiIMNYBI/cnG9OfN9faTvVuBUpPvVwIk9fL8/vL8w9VB"
    "Viu0wt81RtBeKoOtjI2rwtrYs90Gln7CPi+IKwWnRuVhpXjtytgBiuqzeT2XeMYcWTSsYE"
    "lVwkAVC6C4yQgRVLuIP31odPsWMYfQsDr2Dyh7HWPvDyh8uWU0p7m521vVnNIblcDobjMF"
    "glO6pKZVs0adirBBsFNWnTSZjZYg1NUMyqWVEnhSwZ5SV8QxMp02VE2+yqQNwW8pMO7gzB"
    "bbzhFrKltzcIeoOUmaWKE3wWWnPme2mWeYVaTSCJrq7E8aQVMjaA4u46cRNPsrlsKuMbee"
    "GpVLpUi15aOa5aM7SF+y9GvYvZk4/bOxyIYZo+96rlaMaYV+Qoyr29yFcVya292Gn6AyMM"
    "I0wOLxFhMY8nEHkGCOP7EtPicmNDUmQPW/TQRvOXIsinIDv+1fPrcaUf7wwHMIbqELERX0"
    "TkLRZNhdWIG4IRhS/WFrbQUAT+XnaO1yQCs/r0SjS0PZdPHU68dabr9SzvBdl1CjFh53nG"
    "aA7t9pBR6fFmNFZ+u4xDb2hO1xXTjuDGGP7/SCUcGLXtjdcl3immtGfn3ilsFaGer+NHPH"
    "3V5tlIVj25rRBcnja8mwhDhRj++wgcU7ZmK3J9VcBWP+uBhj/jiDMb+wqLXwFzmubVn9Z4"
    "zq2eWf+xO6iApAT17XKbHlAEY5NrBTk8cJOs3lLVwWtxMK1cSrHFOuXBsnKZXFztyFJgaw"
    "wyYsjdP1x9DTPeDo2l1v0mSbotVhY9UChzpsrKW/2AQR60XFYiS6hKy8Jt4Jqz5aKYjfX6"
    "ZuLdiOvVK167V3N4dmX7idtPLjsfbnsuo+drEhMazbJFCCa7lZoDRfq3YEVK4e+8zl8HaE"
    "USzhFMBdYoosqZG8kUSIEGtCmE9xypgzN6+u7FnX+43+Rs/DbBDAVqxn0rsAsulxibQdjJ"
    "pnS9kuMCEzC2rWYOQ83Hi6GU3zR1jh/Aeg6GMAtzB87rGFnKoGXQeWx3+jiW4ES1zJtuHi"
    "HC6FJRxoAPgZA/fkZUmpsg6ETXWw7kFQIC+lq7xfgFmrq7yHLd9g56gr3g2V/nyVFq9ubG"
    "q3sQmsqCwzy/Ad+x7QtC/gjkEQvuH2kiHWm4zKWogJR8S1zLyIQjEsSoJIQ6MkZN0GNIoO"
    "V7/kT1I3kGtcHBWZWpIDgPevlRzAZ14Js0VRpm7NAcS+04IcQM6b21pyZXidDGn+lqAN7R"
    "4W53vB7y/MfZTR1JyAeOz8qDwcPhMrx0u5tAb4MjMI58iTAWNzASOhgmAxmwprTfybmAje"
    "Tw7NDCRYZzICEDYe4niFpjJWLWRghlexPEH4BKNaeTDU1Qzj0UHxagaxuc8H+I3K2bIupn"
    "BZCHPD+He4kiuu4MLYWCuaPQsCDkPhnngkGi6B1fMghL9CC7BjqgXGhxEA39uRVhNhATew"
    "nGNkOnCmtH0cfOk5aV3GbIJpvng3RCnpTgRVVwJdH+lXohd3dzcJYV5cP6Q80c8fL64+vT"
    "pOVXQGoSBlkEZuYFPI3yuDU1u2SbmpVNwgf2BLtPCNeZAcldeS2VjYkNBCbD7iD4B6E7vD"
    "nPmu2C6QKY7KkQOydQIIYUv7N2RQ0XlAOA8yqnCOYHHxR/G2ZFPLPd87t98wZpkmQFblUD"
    "rde6jgPheKJsPukhE8a4oB9nC13FRUv0WgreYA1dhcrTugOgi3eD3rbt4RSY9bd6Q39mrn"
    "1jFkbSOHATnHbCj9JKWW/j5Kf4fQ+nu0e9XIIeiUjM4e7D66XZQ9UARIf1/ZqjCS/gdm+N"
    "BHfxvAxuSGQlJrRuUxETNcPQ6QaCpGRx7mBNmYeyHcEfLwI6FBuEK8kxbh2aBGNZJnRNOD"
    "q9TxfzcUg0MHbQsmpj7U0YU1UwrtqOO+47+enJyevj05On3z7uz127dn747W1XbZU2Vldx"
    "fX34PTlpCHYvHXa/rELIPkq53o5BZ9YwXLKuqZLzJ5xxFbElOm+zCaMB8gPVah6oj1tLyX"
    "DTHhRL2oPyaIcaEJEdTiBnBoSiBDSBE2n2CrQ3gKz59RWD3fu26DTXwmSjw2C6WWB4Ly1z"
    "gUVuyMDtX2Y9+W6U7tPrRb6p39FqqyNe8z0uxNshcSRXXMqmi9TipsTyqIzzr3jS2B3ovR"
    "DJDD7cPa794vqBTgvL79uatNrGsEyR24Aop1gPTnDOwfOmp/Pm/r+HsOXsnYSH1GZyl7VC"
    "UwTnBfdYlGo+0ajTZ0BmVnf91kYJpWV0YqnfeL+f3NBE1yLXktZrXEvJwzmzT7oFOkWtB7"
    "IOgGn3OCUAtZaSFzgu0xoEhlhVwGXrCh0ZMk8nwl4JDH6vI0oBiQi9oeKATzgvLVGiWxa5"
    "qXWBT7+mh0Wrko1sCua+U1tWwpOV5T7YbDXSVbW2dvCI+X5W8xyEWcpn+Mi928u92gWTDq"
    "QWxkjvk8L2hIsbsqEEGKMl3/vfKCsO1+aeayOGDI0jX/Bfsvrm/PP/2yFsDaeLm5u/3+Ik"
    "cEF788XJ2nR6Rw7jeqBk4QaiQfle1IwPmvL+ANlZauytJ9YpbZ6AtOEGoZqy7jsUswrzcw"
    "OkXWKCKumFR7mBjtEsfGBuF1IRiTZM8oHlGM5e3Ujuius5emwFSrVr2xKDkoq1iVC0aVql"
    "bHtlhbsXQVIGvwAmYIympRAISX1wiAZWAW8CpAk7E8BNA0C2xCb362DvU5F8pt7Y9+TKix"
    "GLfkM6d7+jWe+67VqC4g7WmXSn4Rld/g5HekmZqqM4gUS4alhSH3OInOYuQE3XUpbofVXv"
    "L/NZgbrR8gc08qeVgnJR7WSdbD2jHw6jD9Kzm3qyZLE0Sao6mZy7vDShgkP/XooYE6+sqN"
    "HtIC7k7A//Ix9Swvpyy7tCAhTvYCp6S/OaqBgyZ+V84HVGx+Rut7bCzoKkiSqnevYtmfFl"
    "v2pxnLnjwRmjcMqKxBaUOjsQqatSeZ1ozwvD2hTGNsiF5cBZPQFkeVtcVuqkQVU8G6SFRx"
    "hjqu+Fp5TlSlVAfEqF5ioajQAyevKyuCIDVUk8MbopfI4FqlouQrDGrH+ZHsB/K1yHxIkg"
    "0iRljm0Fz9/SHhy2QKRRN1itHydPVokvUw0QSeJ8P24iLdGImeQ1cukIqVu8rk88+Jaxnz"
    "g9xUfnhuVJ7Fx5tV29L3xSJoed5LoWWRG03MMSpCC+J5iXHlTYriVHjhUKySArkNySD0ci"
    "p3c3ZWJXdzdlacu4FzKSvDyYG/L+ZwuHyA3D2ulBk7LsmMHWczY2FfQ52NLkaim1H2aUv7"
    "8/8BCsF1NA=="
)
