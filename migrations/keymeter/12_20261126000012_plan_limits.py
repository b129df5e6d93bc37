"""Limits of plans, and top-ups. The tables are by aerich; the functions, which replace earlier ones, by hand."""

import re
from pathlib import Path

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


def _function(number: int, name: str) -> str:
    """A function as an earlier migration made it."""
    (path,) = Path(__file__).parent.glob(f"{number}_*.py")
    found = re.search(rf"CREATE (FUNCTION {name}\(.*?END \${name}\$;)", path.read_text(), re.DOTALL)
    assert found
    return f"CREATE OR REPLACE {found[1]}"


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "plan_limits" (
    "id" UUID NOT NULL PRIMARY KEY,
    "period" VARCHAR(8) NOT NULL,
    "cap" DECIMAL(24,6) NOT NULL,
    "hard" BOOL NOT NULL,
    "meter_id" UUID NOT NULL REFERENCES "meters" ("id") ON DELETE RESTRICT,
    "version_id" UUID NOT NULL REFERENCES "plan_versions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_plan_limits_version_ef235a" UNIQUE ("version_id", "meter_id", "period")
);
COMMENT ON TABLE "plan_limits" IS 'A cap on what each subscriber of a version may use of a meter in an hour, a day or a month of its zone.';
        CREATE TABLE IF NOT EXISTS "top_ups" (
    "id" UUID NOT NULL PRIMARY KEY,
    "period" VARCHAR(8) NOT NULL,
    "period_start" TIMESTAMPTZ NOT NULL,
    "units" DECIMAL(24,6) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "meter_id" UUID NOT NULL REFERENCES "meters" ("id") ON DELETE RESTRICT,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_top_ups_user_id_062582" ON "top_ups" ("user_id", "meter_id", "period_start");
COMMENT ON TABLE "top_ups" IS 'Units on top of a user''s limit, for the one period that it was given in.';
ALTER TABLE plan_limits ADD CHECK (period IN ('hour', 'day', 'month', 'billing')), ADD CHECK (cap >= 0);
ALTER TABLE top_ups ADD CHECK (period IN ('hour', 'day', 'month', 'billing')), ADD CHECK (units > 0);
ALTER TABLE limits DROP CONSTRAINT limits_period_check;
ALTER TABLE limits ADD CONSTRAINT limits_period_check CHECK (period IN ('hour', 'day', 'month', 'billing'));
-- From now on every user has a gate, as it has a seal: its plan may bring limits at any instant.
INSERT INTO gates (user_id) SELECT id FROM users ON CONFLICT DO NOTHING;

-- The limits of users at an instant: those of the plan they are on, each replaced by the user's own of the same meter
-- and period. Top-ups are not in the caps: they belong to one period.
CREATE FUNCTION limits_in_force(users uuid[], at timestamptz)
RETURNS TABLE (user_id uuid, meter_id uuid, period varchar, cap numeric, hard bool, of_plan bool)
STABLE LANGUAGE sql AS $limits_in_force$
    SELECT l.user_id, l.meter_id, l.period, l.cap, l.hard, false FROM limits l WHERE l.user_id = ANY (users)
    UNION ALL
    SELECT s.user_id, p.meter_id, p.period, p.cap, p.hard, true
    FROM subscriptions s JOIN plan_limits p ON p.version_id = s.version_id
    WHERE s.user_id = ANY (users) AND s.starts_at <= at AND coalesce(s.ends_at > at, true)
    AND NOT EXISTS (SELECT 1 FROM limits l WHERE (l.user_id, l.meter_id, l.period) = (s.user_id, p.meter_id, p.period))
$limits_in_force$;

DROP FUNCTION gate_decide(
    uuid, int[], uuid[], uuid[], bool[], int[], uuid[], uuid[], bool[], timestamptz[], timestamptz[], timestamptz[], numeric[]
);
DROP FUNCTION gate_admit(uuid, int[], uuid[], uuid[], bool[], timestamptz[], timestamptz[], timestamptz[], numeric[]);

-- Decide rates and limits for callers who wait together: a call passes all of both or costs nothing of either.
--
-- The gates' rows are locked by a statement of their own: those that follow have snapshots taken after the locks were
-- had, and so see whatever the others did who had them before. A fenced worker gets no row back.
--
-- A rate is GCRA: the state is the instant by which, at the steady rate, all calls so far would have been made (tat). A
-- call passes while that is not further ahead than burst - 1 intervals. A call that its rates let in and a limit
-- refuses gives its place in the rate back once the group is decided; so a rate may refuse one of the same group too
-- many, never let one in.
--
-- What is used of a limit is what was recorded (counters) plus what was granted and is not recorded yet (holds):
-- recording turns one into the other in one transaction, so their sum misses nothing and counts nothing twice, whoever
-- records what.
CREATE FUNCTION gate_decide(
    worker uuid, ask_callers int[], ask_users uuid[], ask_keys uuid[], ask_lives bool[],
    users uuid[], meters uuid[], lives bool[], hours timestamptz[], days timestamptz[], months timestamptz[],
    billing_starts timestamptz[], billing_ends timestamptz[], want_callers int[], want_entries int[], want_units numeric[]
) RETURNS TABLE (caller int, refused bool, meter_id uuid, period varchar, cap numeric, used numeric,
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
    i int := 1; first int; slot int; bad int; tight int; wait bigint; ahead bigint; entry int; least numeric;
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
                refused := true; meter_id := NULL; period := NULL; cap := NULL; used := NULL; periods := NULL;
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
        refused := false; meter_id := NULL; period := NULL; cap := NULL; used := NULL; periods := NULL;
        rate_burst := burst_of[caller]; rate_left := left_of[caller]; rate_wait_us := wait_of[caller];
        RETURN NEXT;
    END LOOP;

    IF cardinality(users) > 0 THEN
        INSERT INTO holds AS h (user_id, meter_id, live, worker_id, hour, day, month, units)
        SELECT e.user_id, e.meter_id, e.live, worker, e.hour, e.day, e.month, e.units
        FROM unnest(users, meters, lives, hours, days, months, held)
            AS e (user_id, meter_id, live, hour, day, month, units)
        WHERE e.units > 0
        ORDER BY 1, 2, 3, 5, 6, 7
        ON CONFLICT ON CONSTRAINT holds_pkey DO UPDATE SET units = h.units + excluded.units;
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

-- As before, but for plans and top-ups: a percentage is of the limit that is in force.
CREATE OR REPLACE FUNCTION alerts_follow(
    users uuid[], meters uuid[], periods varchar[], starts timestamptz[], added numeric[]
) RETURNS int
STRICT LANGUAGE plpgsql AS $alerts_follow$
DECLARE
    count int;
BEGIN
    WITH asked AS MATERIALIZED (
        SELECT * FROM unnest(users, meters, periods, starts, added) AS a (user_id, meter_id, period, period_start, added)
    ),
    counter AS MATERIALIZED (
        SELECT c.user_id, c.meter_id, c.period, c.period_start, c.used, a.added
        FROM user_counters c JOIN asked a USING (user_id, meter_id, period, period_start) WHERE c.live
        ORDER BY c.user_id, c.meter_id, c.live, c.period, c.period_start FOR NO KEY UPDATE OF c
    ),
    in_force AS MATERIALIZED (
        SELECT c.user_id, c.meter_id, c.period, c.period_start, l.hard, l.cap + coalesce((
            SELECT sum(t.units) FROM top_ups t WHERE (t.user_id, t.meter_id, t.period, t.period_start)
                = (c.user_id, c.meter_id, c.period, c.period_start)
        ), 0) AS cap
        FROM counter c JOIN limits_in_force(users, clock_timestamp()) l
            ON (l.user_id, l.meter_id, l.period) = (c.user_id, c.meter_id, c.period)
    ),
    bound AS MATERIALIZED (
        SELECT c.*, a.id AS alert_id, a.kind, a.threshold, l.cap, coalesce(l.hard, false) AS hard,
               CASE a.kind WHEN 'usage' THEN a.threshold ELSE l.cap * a.threshold / 100 END AS units
        FROM counter c
        JOIN alerts a ON coalesce(a.user_id, c.user_id) = c.user_id AND coalesce(a.meter_id, c.meter_id) = c.meter_id
            AND coalesce(a.period, c.period) = c.period
        LEFT JOIN in_force l ON a.kind = 'limit_percent' AND l.user_id = c.user_id AND l.meter_id = c.meter_id
            AND l.period = c.period AND l.period_start = c.period_start
        WHERE (a.kind = 'usage' OR l.cap > 0)
        -- What is recorded of a period long past is no news.
        AND c.period_start > clock_timestamp() - CASE c.period WHEN 'day' THEN interval '2 days' ELSE interval '33 days' END
    ),
    raised AS (
        INSERT INTO raised_alerts (id, alert_id, user_id, meter_id, kind, threshold, period, period_start, units, cap,
                                   hard, used_before, used_after, raised_at)
        SELECT new_uuid7(), alert_id, user_id, meter_id, kind, threshold, period, period_start, units, cap,
               hard, used - b.added, used, clock_timestamp()
        FROM bound b WHERE used >= units
        ORDER BY user_id, meter_id, period, period_start, units, alert_id
        ON CONFLICT DO NOTHING
        RETURNING *
    ),
    told AS (
        INSERT INTO outbox_messages (id, topic, payload, state, attempts, attempts_max, due_at, last_error, created_at)
        SELECT new_uuid7(), 'alert.raised', jsonb_build_object(
                   'id', id, 'alert_id', alert_id, 'user_id', user_id, 'meter_id', meter_id, 'kind', kind,
                   'threshold', trim_scale(threshold)::text, 'period', period, 'period_start', period_start,
                   'units', trim_scale(units)::text, 'cap', trim_scale(cap)::text, 'hard', hard,
                   'used_before', trim_scale(used_before)::text, 'used_after', trim_scale(used_after)::text,
                   'raised_at', raised_at
               ), 'pending', 0, 16, clock_timestamp(), '', clock_timestamp()
        FROM raised
    ),
    followed AS (
        UPDATE user_counters u SET next_threshold = (
            SELECT min(b.units) FROM bound b WHERE b.units > c.used AND (b.user_id, b.meter_id, b.period, b.period_start)
                = (c.user_id, c.meter_id, c.period, c.period_start)
        )
        FROM counter c
        WHERE u.live AND (u.user_id, u.meter_id, u.period, u.period_start)
            = (c.user_id, c.meter_id, c.period, c.period_start)
    )
    SELECT count(*) INTO count FROM raised;
    RETURN count;
END $alerts_follow$;
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    earlier = "\n".join([_function(7, "gate_admit"), _function(9, "gate_decide"), _function(10, "alerts_follow")])
    return f"""DROP FUNCTION gate_decide(
    uuid, int[], uuid[], uuid[], bool[], uuid[], uuid[], bool[], timestamptz[], timestamptz[], timestamptz[], timestamptz[],
    timestamptz[], int[], int[], numeric[]
);
{earlier}
DELETE FROM limits WHERE period = 'billing';
ALTER TABLE limits DROP CONSTRAINT limits_period_check;
ALTER TABLE limits ADD CONSTRAINT limits_period_check CHECK (period IN ('hour', 'day', 'month'));
DROP FUNCTION limits_in_force(uuid[], timestamptz);
        DROP TABLE IF EXISTS "plan_limits";
        DROP TABLE IF EXISTS "top_ups";"""


MODELS_STATE = (
    "eJztXetzozi2/1dU+bIzdb2pPLt7u2/dqiSdmcn2a6o72dnZmS23DLLNDUYsgri9e+d/vz"
    "riDQIDBoyJvsykQUfgI3F0zu+8/nP0SDYr4hLn+ErTCGO3NtWWR6/Rf44svCL8D/mACTrC"
    "tp28DZdcPDMFDRZDpyQaO2OugzWX35tjkxF+SSdMcwzbNagFFJ8sghy6Pka3T8TZID7aYp"
    "yA30XuErtIW2JrQRhawz8w0hyiE8s1sIlWeIN0irCuM0T5LC5FhjtB2NIRo4g6OnEYv8KI"
    "OT+Gd9Gpxl/GsBb9PtazjH95ZOrSBXGXnF2v0W//5JcNSyffCAv/aT9O5wYx9dQKGDpMIK"
    "5P3Y0trn1ZYdO8s9wfxGj4WbOpRk1vZcUU9sZdUisiMSwXri6IRRzsEj2xGJZnmsHahZf8"
    "9+UXXMcj0Yvq8QWdzLFnwpICtf8G8bWj6fTjp/vpl9v76fQot9whRWIpgksatWCr8Hdlgg"
    "cLeIU/n5+9fPGK3xVvCP94+Yf/wJgp/nDBmg9X79/ffbw/+kMMwi72hwkmx1yNNmeasdfG"
    "opCtEUk7nA0vxKyNP47+ePuXs7Pz85dnJ+cvXl1evHx5+eok4nT+Vhnfr+9+BK7zAZR/67"
    "4g8JcBdvb8MbEKcGGGtcc1dvRp7g49o0Vj87dWZ6vsFWzhhWAn/G544ViE6SvDKpBu4tY2"
    "uQaDWDWJ9oWuyIzqG0TnXJYQ9EQsnTpcklDEjIXFhYMFQgNu6ZgtZ5T/vryAajxLy/Lm4e"
    "HubQ1Z43mGfgw03Uico/+ee5YvpjXqkGNDZ8cWWU8N/X+OOvpaSjb+zU9Xn787f/G94ANl"
    "7sIRNwXPtgmhFTbMPLdvltgpEEEhQYbh/FUPT7iv8LepSayFuxRi/aSEx3+7+uyz+ezk+7"
    "SI+RjcOvPvAb9j/or/12BvOL4d7u5bwKf4e3ZShb98VCF/xb00f23M2JorO9MlFz51GJ0j"
    "HCPHLy+rcPzyspjjcC/NcYeatXZ0OL4//vqnZFdyOM3i0xcVOHz6opDBcCvNX91g8OP1KX"
    "bzbH7LWeUaKyJndYY0w3E9oD0O/6jA/0AaD2V7l/D6/u7D7Zf7qw8/w/Qrxv5lCn5d3d/C"
    "nTNxdZO5+l12XaJJ0C939z8h+Cf6x6ePt9mDNRp3/48jeCfsuXRq0fWUW2MJnoSXw0updX"
    "apa/Oblib5mq4NCzsb+SKn6TJrPNu4hA1mXY9+AasVVEOb2DZxuM36yG1ZuMAIX1qdP0Vz"
    "qfMnBv92iMuVzDfhbfinb74ig9/nw4iOODO5LkmO0ceH9+/5K4Hhu8ZA7iLPzmuv+3iB6n"
    "v2+v2n69R25WLh+u7j1edfv/tw9ffvU3v2/aePP4bjk1vx+tf726uMCBFbxP/F0yfiMFiN"
    "3B4rN+ALpmhkdw5MiOxs0mcYzaefG86qkcSWTnAwcvsIPgLkWa5hIoz4b2AuN4d0/rU59I"
    "l/LG749XGTFnE9K/FlvYa/LWFC8rUCIxKzR4bm3LSEGVj+U+74WWM/aZhL7HpgU4qsP8Dp"
    "pOYevOfrzE1vwvcDvCwgE4z4WwMEs8eIzqU19a8Y/gXkrg2N5PfYjnPtDd9Krjbf8bAiDY"
    "RRmrIFKdRMe89AK5pJtcdjvrf3gawc3Lfu2XrD1U9TqtU/lNWvgW3H24QRBiodk5wIAeUP"
    "7z4TE7tyvS8NWn/xJztAuOSP8CMIrwaqU+b4fCQtceoephornxxuUYETcyqUql359TmY7Y"
    "ZPNiaO9eBfurOeDBcHb1zkaUoMmlTwOU2NaHxF99MVMg3rEc02XIsytCVioSNpxld2xa1w"
    "zPVwmHqCAMx4w/9rbnw/krEADYzOwfyOLPHQBM9rbZ0+SbmxlBtr8NKmB0fW8GH/3vjbBe"
    "YPcqgeDhzTNMSAh8bkPQCl4lDjNs9sU0tSp6h2kNgDA0Z3Ec0Kf+iE7wdhgSZXn3yzDT5d"
    "g9VPU+5r9ZXzstoycxY2+cSTdAfj5ng2KzysMMkQViq2YRPA03YDNgl5VbFeZw5dM+KAu8"
    "g3K0MrUhiIxsIiOr9XaEwK1Kjcau3gCdut1d9Ce14/+qeyXPtSj4otV6X670f156KQ35XA"
    "lMUmbYJkhFbti4sKVu2Li0KrFm6lWRzItzosTpCMkMWdRMAqe+u5qWnJ1Tcxc7lqQ6wG65"
    "+lVTvgEHeAsrifxTJHWnsNxTxJ06Z6Ptxl3aKI5wzcDH/zzP2BCyRuib0jvip+x18Ey0Ov"
    "84l8h8nWnMuaX3bwOrISU7uK/36dmPxnC+Zffbm5ent79MdeYQM/xqIYNIhiMLZDBnHkRy"
    "XAgGCHW/OBFxmiS1dYWxoWYRP+l07AQR1a+IFRD2Z8YNSXIwUtTq0c2kORRpMSWEDlDcbu"
    "1kpW02mJ1XSat5oU7LIf2GW3rJSWElKGtg4tZqSATXdRR3BEBCOUHFUQrWJAK4dnMY3ass"
    "DGv3759FHO3Jgia10Zmov+D5kG62y/Jo7CmWeYrmGxY3jePg5C4FBKmoRcjoRJYgFuJKIE"
    "JrjOLMeADF/lh+zM7nXIE9fCm8CbaUq1ykNeZQViP+fVV9iWwrZ6YWtzbOsz3+Sf727u9w"
    "dupRJipPBWNmWmDODKJ+tUKCjGt4cuCn4BAoXTJRT8BGzIkjX53kxlWlRDuVqfXcXCHBro"
    "pUCZfcXCqPNXnb+DPn/37lv6wlfqzrpyXbKyXfn5mx6y5QCG+M6pAaEXYnhlLxPQ/dmw4g"
    "Nx7VBrgfgRyU+/GYECJ9qSaI9QqeIdsX1vEbbQknrOBCp1zqjHj9WFB+Gw1kLmberiEdUO"
    "4yi+jltz/PZv4v/qZN7/ySzSJadNzucspTqlm5/SKmK144jV+vCTgp2ODgp2GkyKywMTp6"
    "BEjXgIAqDLtAePj6moMkBNK83jdvGK8FNa0/jZ7PpHO11bDPHpmWgaAGe7YZpEfw19BujK"
    "xtYGCUvc5s+ilrxaVmszV1EQ/PL3SiEYgkLwjW9JC5tSq7Gk7EKarNGhlHXDDKiEeCcB/i"
    "oUqFv+9lw7ZGBexB5Kh2ie4xBLk9RYKOZxkqbHyuEPX952JYczjK7C5mImZ1kMSub039Sq"
    "JShSRH0y+f6mHya3byAwF7teLRMspuizAD5XMZ5IP0xuvxoOV3cxKB55NhdHWiVphhFrBY"
    "8dT6zVQfSqalI62O8Uh8Tbhj2OICYy6LwGcObaLy3t1/uFWvHCsvH7r8mtojYmVcWE2/0w"
    "FUCiigmr1e+imDA2iePuXiAXZjk8+6nIs5n6kEC278wf23hHNgdowlfiEPNm0eQ7s+pLYr"
    "KxMsw0VsbuH917mGWsLILfM22HT5/5VKPmlUvtqWfvzKd7aj/YY+JRxwnL4syT5yqHx2Fp"
    "mnJ08lYJHXGXXDtYUlP4YWziaMRy+ZuBgYKR+E4m4Jbha+Iy/6J44kR0zEE6Dpw2K2q5kV"
    "UTGC+AIslCSfp4pEpoPgSH0SP/kXVws3D8CL0Y7SNm0WcmsdOIZqywWYAAJ+myVppPeBxM"
    "cIBcL+Hy29ubuw9X7787u5j4fOaGl+FHGkaJofles8QxaK1NHFOMz1X0qsImflW4h1+pMm"
    "bPHWvIQP7EqRmBnqRRRdjTXxPoSDXZmSBR3CwN5/ekRS0bRPOHkV4HydOtsfyJDSUP5c8J"
    "gFaY+iGcaZxcTUq9oWUoYoMRvcSmTQ6YbMlPFEOn9Qxc2HHIxgy6cuLY9gRjEvo0+9rYa5"
    "E8OEFrg5uUvj0JFumMzPleE/GKeM7fRtwiTyQMadQNPo8rs3F7eOrv1u+WaGVtuIjhDaQ5"
    "wn9hf6A19LYF81nwCuxlYVdD1KXvbdThmouhWDhe402RzfybjyYEWyvx8abO2VihFX9N+Y"
    "s4QY5GKlQzQa+yK4dhgSeXt3KWX4JGZfkNRckaJzv3aAOMk6EKclOQ23A27mFAbkNjaKeY"
    "W0qHy2/jUtQtS6vKhw8aYBMetpqiKqI5FDElYi9TBpj4CRNhX4kYTGEZuYElBantGa+kPJ"
    "xz9ynri8kXJzXEpIbtmmsbUOy8ssNEUVo7f/gxIzl9rik1CbbknA1JsonunKarLyW60nOi"
    "+6dP71Py7/ouE1D88eHD9S1XrDL8zscZewD2+GBIXSGVpjwUUdXmjq4lKgS/BNbUhNERoe"
    "LzFj6HAGb9sqVJQuXNPBRlazCFBa483XBvLdfZHMkDy+L7ky3RZTByyhUZx6haIvCTRQLU"
    "+RhdceXAWCyIgx4JsRmoR1j812BvhOoE6LifKBDpT9g06ZqJQn4Em3y/+KX+8mpZlw+qVI"
    "rAcg1XcND/K4F1i7pFULQwcy0DiQfDgoBKBZIPAySnmsg8biK4M6RKdB+K6E5VABIfbl3k"
    "NE01QuCpffw0KSEre6MSNCpGJdPQhtJanVbD8WqzVtisDuE/k8mdp8UsTlP1mP7flaDPsP"
    "msChzNRxUz+iwHSccaUQ3ZK09KGcNWbr+CRay4VmVwTDFCBp+fVap3U1LuRs7gunWxkkQj"
    "ZHMnhZtGHuQqXA8iuIzbqxpYp47FJsiYJ/+NpIlXtSg7UUeKsNziCi7FGG6t+i2Ho9x1Uq"
    "ilANktZnshoqu4Xp3rlreaydheVh8npmlUIKePKohHdy5Dtok1gkQ5cAG5GdYEzR26Qqdc"
    "goh4Vuq5CKMFto/R7cp2N8jjp5kpxv8vnQmAjUljZ9uffhBFc+CNZHuhuEh2SNGwOPbhfH"
    "2jbis6sGXYsavosBwaPxGcxsQltydV3BnLcGQlX4ZD16/Rkq75GCeWUGhBSRACAoH3orIX"
    "fMLH6JclJU+iUzcIJUBeQTRNEKNA7RBwOFArmEbu1ej+kS0nzJd/W1Jlu2ENuP1W+t21SW"
    "9Js+/+1YfBmYvP46QeGtt7OqoHc5bcfsMrvroBmySnSXLAlvOExENreMcdz4JCJnxpoK3d"
    "bOOLeOGjQ1/nfBvw5WJf4YZhPWHHwBaX5TBmbjhc5s/JGsgJ1pZv0FdRcp+PXkLYoWkGFV"
    "JWBQdLX09WBVmG4yAqPnRE5HYjR3eaUgV+D9qhTTgLmyxykk6FMhziyocivQ4amKRRZbRb"
    "xwn9U7POgsQUajlaWY7BqKJ3OlnZ1IUmF1DXVaqNZsZsUUiNePQ0rDhbpWxCEKcgND+oIw"
    "D64QRRGzYULD6ADny+oHiBGGKxNX899ItjuC6UH/DhW/4ki/n+eFAIYSSZz4kmLZvQ01Or"
    "BHMmKkgVB2EWNT8sVk8Lmx72p6KKJ8F/Lg5MOw1jZ5q0nMzTKmt90hBYL2p4Ug76FTY9OW"
    "hwqjn0l/CLU10SfFO2m0MKtYeb7uEV0Q3sMy7H+eKQnDTVCGNyTivF5JyWxOSc5mNyVBnH"
    "52ZyDkah/iudybVouLFFdf5fOqusLkPQgUgjcjyLpXBUrr6CJw7wUItyOhRqnW+EVmpzTk"
    "NlLwBiQbsFJ1/UGQhcdAJzkenKfTxyB9R2vx0qB9T/s61w3ZK+q3y1N1NG+GvoErWsuBtX"
    "lm5MitnZ6cXLi1fnLy4i7Sy6Uqai5bUznX8A9U+umOpwsHARIspMGpSuAJlgkW++oDAYmo"
    "MtDgJDVBd0Kf+mwEx/zQWHX6UQ+7a3mMGvXIj5exmm5xSEo3b4rJEdqKnAQs6nKedTg12Z"
    "IT2crflsNKdUhhFfKIvKLMPiEJCYZrgtFq9MPw4JzYmlEegCAl891zqYaPwBUU1cD4Hka3"
    "PDBYBhctlAgy8f9BMoqDMjC08SLNXu1IOIR4EaQ7JAoGJVKqZQ+WVV8ssG5PUeWLjomKSp"
    "STAjUxEnXneZM6RqnYe8zrZDYbpaDbmTNKOTmZ3k2QFYMG0aR5IjVl/UkL8osVzM0zRC+J"
    "JJ9NGy0nd54mZF8A5nfVssgSeYx1cSXr2GOMuQjU6iXVaSaJclEu0yL9EC9KAOgJYkGa65"
    "dQdtEx26niDPBiiFf+aStLuCQR2Aa4NxDgTdk+UZRFFn5dL0IduoFVXDiOYQFyJSwNiEVj"
    "/HSABh/nWoPLaka0uUHXvD7VPsQlcPbr2iMGsHAHz+RKIjP5JB5hno6ClVomYk9cyITbWl"
    "KmQ2hACa/fpk9u0X6N7R3SQwSQUkjSTTd2jr0GKAku2QufGtnkEdUoxRdrReSwwU9ou6Gv"
    "7FSNlbxV9e7C7PFbcyjSfJoVduswYkPZZrD5WOgzVVmUZtmfFUnMYQUwwjjQGed9BpDKma"
    "P1DLmOhTi7hr6jzWWhgZrVqi1peIm5MYVPU6S5OkGcaSHHzyTyox8ptt8NtNUiNTlArPHj"
    "KerRsMmNzEc5EhVes85HV2yBN9bNZvI0WpVnnIq+zji3kFvyRIKiIZLGhf18rvOSZJZXQ8"
    "5y/Ob5vSZPXTlGr1D3H1HSLKc+rTmbygdbHvJk85+HrLvThsBlC9emiIYHN25rzLae7mWf"
    "sDFwHGwnpHfAfNnQW+UE2G/0XO4YdgosNkanw1/owcvI5cs8ktxX+9Tkzig36fuez4fHdz"
    "f1QkD1phbux5P0gJsJW7eSlYwOTisIgc8yXw3nVA+cO7z8SMatc9F6andyj/OVPRk3dnPn"
    "3mU72HmUbEqm6DbH4W3tUbDB7wI2moTWrEpDzgJvDVajC4cgPCK/RoQbyLCwlmvr+d6JAx"
    "C3ULkT8lCty/kDKydqi1CK+LZDTP0pEfJeO4E2RR0UwQI6hDziBL7eLklMkicXp77g6Jug"
    "295q27y8dayFcFhewnKERhFM/NSh1MYOkNlwUmXYillhx48e0tp52WGli9OD0kQAbyGaJA"
    "oRCEmDyuBAENch3C95XuZ1O7CJIGoZwaEsmDInLUH8Dg3FnyfVNSmr7DB6rC9AM7zwr1hf"
    "5UhX2HK40pCP6DkDpSOfUhFEhlMsr/zisq4hYiT1B6BjgC9R0QXnChv4iLO2L0hE2PINuB"
    "oo/u5hhBP6AVwRZfEGSJphZ+i2+Zvt369Kpq+VBgvTKJxExvkWd2cfBkOF6VGvKjY0o6g6"
    "qMgY4zBhJvVoPNGTKV4FclwU+cDT6TarA6TTXGfd1Jy+b44K3D7AzZGLndeu6A0GimoUZT"
    "h9t5ytEJkm56DFtGrXTscPzouNt+o+wU4lHRvEzRDNnAPLqFs4SFOIiOPAuQjwgCiX5IhK"
    "XoVID+ouGDSM7NGz0tzdlxEUUFxiowdrLdnY1NfhLt7syGWUbkoE19SPyUWezu778R04yU"
    "R7aJrZb8/T/zqar6+4emeFbiVTtsGjWLXGpPPXtnHt1T+8EeE4+6xaU/ee6MfvtAGMOLAj"
    "9aesikHKemYvB05Y+uCFh/oXwicEVBSZwZ4bqTRUTZFFEhJdlkCHpeanS1gi5Eug8rG7rA"
    "nG28MSnmfzvEL1nMfwYEdYjq2/wPl6xsSRmXfh9dpbYLNHARbIbKLgr3bkmZ2wH35oLJ0O"
    "oYohHBCIGV9rHv4OvJM7g4PTdB0n927n7CdzrJw41ETWWXTkjQI8ZiE9EXsx+opX3cMBD/"
    "derdJUkGmzqXqwG+XlJR13thPBErPPWQhRhxXZNAsbNMOfB4yH+hU0G6xFCsFHEdYnvJ8f"
    "Yf1zE2E67qlG+4BpshJBsy8tZraMcYmoe0hncd/ZJo4AHtJ94EGx/H34bBAtRyjaG1JxCA"
    "jiuqbova/fmPrrVZR4a65Us0Ow6t1TwgTTU6l0UnnmWFbj83dDulrIqDvVH7iBSlKjMxtF"
    "UeTJDmtWGanNFftCXRPbMADssOmpQDYjN/+JQF4ytCYuLkxYh5s+gy+g4OVodS93tRPNh6"
    "oobG9Vc4mCdo7tAVHL8O8Tt6+fWl+XGtLblOjE1QiDkVvA6nwSaXiPqm4MTv57lVwDDRSQ"
    "t6g0OJ4zBhthgVg5esmy0fk6hW4XWhMZVI32pdAps4BtWnIg+x7iGXpVVN5wZ3ziWXer2k"
    "Jmm20hlStdAHsNDcEG62zAGhWuRBL3KoptRc4gSZskqGvL6gyEp7hBbCtgmK/hDbP592tJ"
    "Zt47U2dh6JRCKWVLqPKBphZQP7NnoAy3yGNRBKKUIlloYmlgYDlgSxjfLU+yjusTTvPg6y"
    "rFJdxnYMjYTtlkTSrGg2jNHcxC6aE4K+cwG9WBtQuMXlN8Qjv5dVjNlpLglw8VuYfR2atp"
    "QZ4s3/qRJZB4daRIuTY/iWDjYJujG5YdvoXaMyWLvNYF1RnUgaKhczOCIYI4dbj9LhukwQ"
    "Y1Q5yC+i6NF5ix2HYL8MRPdcrpKvWpytms9VXUEqlEQbJZrBxW5B9EtElNVEfarjgPoAt3"
    "QJd9/e3txxMfvd+cnk9CzTEihqzZQTEYalmZ60c3Api5Nk+2FyV0Xbq3H4RWUGcwVwVavD"
    "T0SgesikTKqW2vrU9j0laVRN7Ex+e8p+qcrRjNWjHHqllbELa3o1qN8MKXN/i+c7TPZure"
    "Kc3l+pCs43V19urt7eHuWlQiv8japyHaQw2MrYpCisXRi7W2DpZ+yxAlzJvzUph5WSsStT"
    "GyiqNw53HeJqS2RYQQRLJhIGoligbqJAiCDahf/pQaLbG0RtYgXRsV8h7HWK3a8Q+PKRWp"
    "JyAt0+qmYL8TAERmWbDQCcUiE1rao1w4kIGwU7RdRJk8aNKUIVzTA4t1Kqgpt/ptRd4gSZ"
    "chsObX0H4zYEu6VAuYM7W3Q7qDlSWZuDJ4TJSULFCqwJJjL1GTV1mWJWkUrVrB3O+aRq1u"
    "4hb195/FTN2pTM6Mcr1UmwFHa0pfHUKFwqQ6o0n6FpPiqD9Dmvfg29N4fTt1LWbnwYfded"
    "7KJagIVWQlQHb5upkChPWMVg0LCNKECrULwLmscFiOwMGufMoa1FUNx1hTfIY8S/KB4NOC"
    "620JJ6zoRf0/kAEU+4opa7hHGQQ/nvAiy4t+dWiFxM+UhFTpmKYRygYRMsTQ3FMKYYoQbe"
    "cqwS/yAlCkJZFE1A8RyjlM4uasTQ8O0p2bXXlJoEW3LWhiTZHo2cpiuGhnKj5xaNnz69T+"
    "lS13f3mS378OH6lluSGXbnw3H3GB1zQDtYhceo8Jghs3cE4TGHytkhx8cktnahiZTY+1uN"
    "pKS5u91M+hlSp8Kib5i/3moGfUc/Qc1k25uZBlsSHaq+pPr8vUlFtzBkc7tFag21P73U6B"
    "E/3F9e/xHKyhmglRMsTY7dhSlaMcGYErRay7uG+r2eBNYqr/jryWLYu/Qk6A6eu/24E9pP"
    "JdI8xyGWVqtFWJJmhNb5eQUenxe3r8onuvBj7Amb07odwnKEPe5pAcj1s6dbBkMirmnyBK"
    "4tvb5z1P1J5o7LYbSRN4tNrniviIyvJf0bk0Q97mEN8z2mY6cn0Vyl7d1pcdu701zbu5Vh"
    "GStvVRPaS1DtDO8djm83ge7VyEFkUK1/Wh8+TdEpLm/hMn8cF6g63khUuXJpnKYcbHOBfU"
    "hiqAbfhKVJuv4Yen4AHI3M9SZViDK0Kq5maJEVKq5GrX6iEWQ9VCxBorwi5V4ROwiLb8Ul"
    "crhM3YrYJ7ZUbcB+f41fD4XbqQ9eNX2txKaUS2JXbn1JTDYmhnXrK0txTeosy/K1amZ55a"
    "DCBwZRfNBUIeGX89smYAsZQnC7E1FpkI8J2kXwW9qSOrJgwZ3m+9363boKnGYQHRgGFlIH"
    "mjW4THRsEkURHboWaeczsjAg98mi4DwDmqjF6dcgU/braz90ESPNYy5dgVsOQ/Y6FxK/W6"
    "msdoPPZJowOfODGGEKv3FEokkEK/PdlWWyx1mmKpd9AO47lS38DLR/lS087vX1T466yxtT"
    "qc930MurCmS0WyADtKg8M8v6BPTd6PdQmgT4voqGx0uOWB0yQ5ZClBsijqHLgJfi8popIl"
    "ViM7XWbZTYVKj+c/4kVSEylUAyRKaWuEpg/7XiKnlgo05uSHynBa4Syc5tzQf1rNNy9p8+"
    "8iPn9y/UeRRoqgQQT9yflMPhCz5yuhZDazTxoRphDLkCMNbBjxSAxXSOhF+J6JDi7jDI+S"
    "D+OJ0SKIXqIoY3aC6war4GejCL4XLCJz7CYGhO+AbUAzza9yzlOv/0+QK/W2vM0MLBFkwL"
    "MPcS+zM5fAZHJwL3XnBqrkTyBQ6gcJe/khUMgdFLH8LfoBXoMdWA8XEA4AfbGnnGNeAGmn"
    "OCTAFng9aP/S9d4tYty2WPiXrMZo+uHFQ6e43KPd0emCXFaCoVoqlTg+YnukYrT1smK7yA"
    "NxYOpKj6S+WSL+jKJ1z6HlW4J8rLPPLdknct9/xsaVpmQjNVhWgO4pxThWhUIZrhJFGoQj"
    "QDOLkVhqx05ACQs/WGq5+mVKt/iKuvilC17ENQLhnlPdg/ul3kPVAVp3Zi64ArTn3m3C5B"
    "QeLbk3IkBFatVklegCTmmEFoOey6CYANAZgAQAN/CJsIaGKFH4kPWRDdh/NfI0b5ZWsDkE"
    "X4ZwDbT2ACv7nH15nnMPcrTCIFRHp7+u+WRlcEYZc/Qqsf/K7i3QeAhYilz3O7MPgvGq+K"
    "VcmKVfmfSw1+JigURyUcFdKmBj+j8YqbCtpQxq2CNtTqx7pvTUM8plCd5xWqoVCNnpnaLq"
    "rBmdIKT69s450/1UF++FuZGgs9OU/3BWjcU/vBPpKCGf6tSTmQ4VJ76tkVQYwHC9ACfs5y"
    "Kj+2Avban5gfbTgR8YSQUw/Qgu8bj8IKRfCgCA40rHzARpsT10y0zwdnTEXOtsIhhoBDqJ"
    "iMLmMyUvu9pu6fpVUxnoNW86FOtASAKg3AiWhUCM6WEBwFoDznb0tFByg7emjsVHb0Nqaq"
    "6AAVHZAxpt9SzYNmBB/93jtSqzozZlJuXuvB6KnfzqeinX3PTV0T3PU+FXLxI7dvhV3M96"
    "RBWN6CrkayQ66dP0sdSyymaMcS22729maHtdVrp36/qGtjMaiWUR0Xb//L2dn5+cuzk/MX"
    "ry4vXr68fHUS+Trzt8qcntd3P4LfM7UeA8vOurOeqKERudgJb26RN4Y/rKKc+UVgaAzRNd"
    "EFxobRjHrQF2UTiI5ExcvXAoHDDjdYHBZWzwzAuBnh1PwBcGlOIH/YQlh/gqMO4Tm8f05g"
    "9fzsuuU3Ew9Pg4PE0o845W/JfmKJOwo07Ee/LZOdynxotxBc/luoylbZZ6TYm2YvpJHWUa"
    "vC8Qre3gZva5h/1tIdW9K/MEEzQg6/uKjA4hcXhTyGW9nYxn3bBZUAzruPf+vqEOu6Dece"
    "TIGBOen7MwYOr8VsfzZv600MbbwR2Eh9RucpexQl1CbWocoS1dI3x+SWW/oqn/qz8fsl7P"
    "5mC02kmrxa5mEt83pJTdLsg86QqoU+gIVu8DmnCNUiD3qRGcHmFHpM5Re5rLVBTKMyyKQZ"
    "jpxDLq3LU59iRCZqey0jqOtH1tWI14tonmO83sXJ5Lx6vB52HENW8nJLQbKIaj8c7srZ2j"
    "p7g+Z5ef4Wt8BI0vTfAWM/e7ebXhfUcgEbWWK2lIGGFnY2BUuQocxWh9u4Pmx7WJK5DAcM"
    "WBrxn7P/+u7j1edfowWIlJf3nz7+eC1Zgutf72+vMktgMOY1igZOEao+P0PWI3WPNFjgmE"
    "qt7pBX94kaeqMvOEWo1njoazx1CGayjiDFcHiGrBEiPrBVTQPilycnFSBxPqoQFBf30kei"
    "Q2wTa4TVbdCYJlMFB1Te0fMWYEOLVn1vWOSoLGJVDJhUilqdmnxsxdBVaGiDV9SzXBEtCt"
    "nfYg6/7Qx5Is7G7zUTpIivsA7l7vJxqLtMJC38H/6YQGJRZoh3zlb8V93e9y1GVQBpT6dU"
    "+ouovIPT35FiaibOIBQsOZYWQu5JEuXFkIDuKhS3w2gv8f8azA3Hj5C5Z5UsrLMSC+ssb2"
    "HtuS3rOO0rvjsXdQ+uFJHiaJqje6yVMEp+xpZDjqHlAECKUMWsDM7QTy4ysfQmS5wgUws8"
    "6AX+l4ct13AlYdmlAQlJsp0jEg5HPIYxCS9OapRogmJWddTPcHyPiQVdgSSZePcqmv15sW"
    "Z/ntPsyROxZMXFyhKUYhpVq6BZepJuLIisBn6pxIiJnl0EE5cWJ5WlxX6iRAcmglWQ6MAZ"
    "ajv8a2USVKVUBiSonmOgKJcDZxeVBYHvGqrJ4ZjoOTK4Vqgo+Wab2MJyJPuefCtSH9Jko8"
    "AIywya27/fp2yZXKBoKk4xHJ6NHk2zfk2dR3ifHNuLg3QTJP3H6CbcizPPMF3DYsfw2H04"
    "F1uL3B2MP/+KOIa2PJK68oN7k3IvPo5HbXPfFy/BDhXqZKBioWYhRRMlSkWgQezmGB+8Sl"
    "HsCg/8A3Us5wTJKORyxndzeVnFd3N5Wey7gXsZLcO263A4GD5C7p5W8oydlnjGTvOesSCv"
    "oc5BlyBRySiHdKT98f/N+++j"
)
