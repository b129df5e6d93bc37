"""Rate limits and their states, and one decision on rates and limits. The table `rate_limits` is by aerich; the rest by hand."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "rate_limits" (
    "id" UUID NOT NULL PRIMARY KEY,
    "calls" INT NOT NULL,
    "seconds" INT NOT NULL,
    "burst" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "key_id" UUID REFERENCES "api_keys" ("id") ON DELETE CASCADE,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_rate_limits_user_id_2fcfd4" ON "rate_limits" ("user_id");
COMMENT ON TABLE "rate_limits" IS 'How fast a user, or one of its keys, may make metered calls: so many in so many seconds, of which `burst` may';

ALTER TABLE rate_limits
    ADD CHECK (calls BETWEEN 1 AND 1000000), ADD CHECK (seconds BETWEEN 1 AND 86400),
    ADD CHECK (burst BETWEEN 1 AND 1000000);
CREATE UNIQUE INDEX rate_limits_of ON rate_limits (user_id, key_id) NULLS NOT DISTINCT;

CREATE TABLE rate_states (
    user_id uuid NOT NULL,
    rate_id uuid NOT NULL,
    live bool NOT NULL,
    tat_us bigint NOT NULL,
    PRIMARY KEY (user_id, rate_id, live)
) WITH (fillfactor = 50);

-- Decide rates and limits for callers who wait together: a call passes all of both or costs nothing of either.
--
-- A rate is GCRA: the state is the instant by which, at the steady rate, all calls so far would have been made (tat). A
-- call passes while that is not further ahead than burst - 1 intervals. The state is read after the gate is locked, as
-- in gate_admit. A call that its rates let in and a limit refuses gives its place in the rate back once the group is
-- decided; so a rate may refuse one of the same group too many, never let one in.
CREATE FUNCTION gate_decide(
    worker uuid, ask_callers int[], ask_users uuid[], ask_keys uuid[], ask_lives bool[],
    callers int[], users uuid[], meters uuid[], lives bool[], hours timestamptz[], days timestamptz[],
    months timestamptz[], wanted numeric[]
) RETURNS TABLE (caller int, refused bool, meter_id uuid, period varchar, cap numeric, used numeric,
                 rate_burst int, rate_left int, rate_wait_us bigint)
LANGUAGE plpgsql AS $gate_decide$
DECLARE
    at_us bigint;
    need_caller int[]; need_slot int[];
    slot_user uuid[]; slot_rate uuid[]; slot_live bool[]; slot_interval bigint[]; slot_burst int[]; slot_tat bigint[];
    i int := 1; first int; slot int; bad int; tight int; wait bigint; ahead bigint;
    too_fast int[] := '{}'; decided int[] := '{}'; room int; least_room int;
    burst_of int[]; left_of int[]; wait_of bigint[];
BEGIN
    PERFORM 1 FROM gate_workers w WHERE w.id = worker AND NOT w.fenced FOR KEY SHARE;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM 1 FROM gates g WHERE g.user_id = ANY (ask_users) ORDER BY g.user_id FOR NO KEY UPDATE;
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
    INTO need_caller, need_slot, slot_user, slot_rate, slot_live, slot_interval, slot_burst, slot_tat FROM slots s;

    WHILE i <= coalesce(cardinality(need_caller), 0) LOOP
        first := i; bad := NULL; wait := 0; tight := NULL;
        WHILE i <= cardinality(need_caller) AND need_caller[i] = need_caller[first] LOOP
            slot := need_slot[i];
            ahead := slot_tat[slot] - at_us - slot_interval[slot] * (slot_burst[slot] - 1);
            IF ahead > wait THEN bad := slot; wait := ahead; END IF;
            i := i + 1;
        END LOOP;
        caller := need_caller[first];
        IF bad IS NULL THEN
            FOR j IN first .. i - 1 LOOP
                slot := need_slot[j];
                slot_tat[slot] := greatest(slot_tat[slot], at_us) + slot_interval[slot];
                room := (slot_interval[slot] * slot_burst[slot] - (slot_tat[slot] - at_us)) / slot_interval[slot];
                IF tight IS NULL OR room < least_room THEN tight := slot; least_room := room; END IF;
            END LOOP;
            burst_of[caller] := slot_burst[tight]; left_of[caller] := least_room;
            wait_of[caller] := slot_tat[tight] - at_us;
        ELSE
            too_fast := too_fast || caller;
            refused := true; meter_id := NULL; period := NULL; cap := NULL; used := NULL;
            rate_burst := slot_burst[bad]; rate_left := 0; rate_wait_us := wait;
            RETURN NEXT;
        END IF;
    END LOOP;

    FOR caller, refused, meter_id, period, cap, used IN
        SELECT d.* FROM (
            SELECT array_agg(e.c) AS c, array_agg(e.u) AS u, array_agg(e.m) AS m, array_agg(e.l) AS l,
                   array_agg(e.h) AS h, array_agg(e.d) AS d, array_agg(e.mo) AS mo, array_agg(e.w) AS w
            FROM unnest(callers, users, meters, lives, hours, days, months, wanted) AS e (c, u, m, l, h, d, mo, w)
            WHERE e.c <> ALL (too_fast) HAVING count(*) > 0
        ) e CROSS JOIN LATERAL gate_admit(worker, e.c, e.u, e.m, e.l, e.h, e.d, e.mo, e.w) d
    LOOP
        decided := decided || caller;
        rate_burst := burst_of[caller]; rate_left := left_of[caller]; rate_wait_us := wait_of[caller];
        IF refused THEN
            FOR j IN 1 .. coalesce(cardinality(need_caller), 0) LOOP
                IF need_caller[j] = caller THEN
                    slot_tat[need_slot[j]] := slot_tat[need_slot[j]] - slot_interval[need_slot[j]];
                END IF;
            END LOOP;
        END IF;
        RETURN NEXT;
    END LOOP;

    FOR caller IN SELECT c FROM unnest(ask_callers) c WHERE c <> ALL (too_fast) AND c <> ALL (decided) LOOP
        refused := false; meter_id := NULL; period := NULL; cap := NULL; used := NULL;
        rate_burst := burst_of[caller]; rate_left := left_of[caller]; rate_wait_us := wait_of[caller];
        RETURN NEXT;
    END LOOP;

    INSERT INTO rate_states AS s (user_id, rate_id, live, tat_us)
    SELECT * FROM unnest(slot_user, slot_rate, slot_live, slot_tat) AS t (user_id, rate_id, live, tat_us)
    WHERE t.tat_us > 0
    ORDER BY 1, 2, 3
    ON CONFLICT ON CONSTRAINT rate_states_pkey DO UPDATE SET tat_us = excluded.tat_us
    WHERE s.tat_us <> excluded.tat_us;
END $gate_decide$;
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP FUNCTION gate_decide(
    uuid, int[], uuid[], uuid[], bool[], int[], uuid[], uuid[], bool[], timestamptz[], timestamptz[], timestamptz[], numeric[]
);
DROP TABLE rate_states;
        DROP TABLE IF EXISTS "rate_limits";"""


MODELS_STATE = (
    "eJztPWtz2za2fwXjLzedq/X4mWSTO3fGdtzW28TpxE6z3bajQCQkcU0BXIK0ot3b/35xwI"
    "f4AClSJimKxpfWIXBA6hzg4LzPfw4eyGpBPOIeXhgG4fzaYcb84A36zwHFCyL+UE8YoQPs"
    "OMlheOThiS1hsJw6JvHcCfdcbHhibIptTsQjk3DDtRzPYhQgPlKCXLY8RNePxF0hMZtyAS"
    "BGkTfHHjLmmM4IR0v4B0aGS0xCPQvbaIFXyGQImyZHTKziMWR5I4SpiThDzDWJy8UTTuzp"
    "IXyLyQzxMRaddftan1r/8snYYzPizQW63qDf/hCPLWqSb4RH/3QexlOL2GaKApYJC8jnY2"
    "/lyGd3C2zbN9T7Xs6GnzUZG8z2F3QN4ay8OaMxiEU9eDojlLjYI2aCGNS37ZB20aPge8UD"
    "z/VJ/KHm+oFJpti3gaQAHXzB+tnBeHz78X58d30/Hh/kyB1BJEgRPjIYha0ivpVLHMzgE/"
    "5yevLq5WsxKr8Q/vHqz+CFa6QE0yVqPly8f39ze3/wp5yEPRxMk0heYzXenGnEXlqzQrTG"
    "IM1gNnqwRu36cHSH27+enJyevjo5On35+vzs1avz10cxpvNDZXi/vPkBsC4mMHHWA0YQkA"
    "F29vQhQQV4MMHGwxK75jg3wk5Y0dz80OJkkX2CKZ5JdMLvhg9eszBzYdEC7iaHNvE1mMSr"
    "cbQ7tiATZq4QmwpeQtAjoSZzBSdhiFszKpgDBaYBQybm8wkTvy/PoLZepWF+8/nzzbsavM"
    "b3LfMQYNrhOAf/M/VpwKYN5pJDy+SHlCzHlvm/By2dlpKNf/XjxacXpy+/k3hg3Ju5clDi"
    "bBMTWmDLzmP7ao7dAhYUAWQQLj51/5j7An8b24TOvLlk60clOP7l4lOA5pOj79Is5jYcOg"
    "nGAN9r/Mr/10BvNL8Z7O6awafwe3JUBb9iViF+5Vgavw7mfCmEnfFcMJ86iM4BDhHj5+dV"
    "MH5+XoxxGEtj3GV2rR0dze8Ov8Et2RYfTqP4+GUFDB+/LEQwDKXxa1ocfrw5xl4eze8Eqj"
    "xrQdSozoBmMG6GsIfRHxXwH3LjvmzvElzf33y4vru/+PAzLL/g/F+2xNfF/TWMnMinq8zT"
    "F1m6xIugLzf3PyL4J/rHx9vr7MUaz7v/xwF8E/Y9NqZsORbaWAIn0ePoUYrOHvMcMUgNxW"
    "m6tCh2V2oip+EyNJ6sPMJ7Q9eDL6C1gmjoEMchrtBZH4QuCw84EaQ1xVsMj7n/xeHfLvGE"
    "kPk2GoZ/BuorssS4mEZMJJApZElyiG4/v38vPgkU3yUGcA/5Tl563cUHVN+zl+8/Xqa2q2"
    "ALlze3F59+ffHh4u/fpfbs+4+3P0Tzk1vx8tf764sMC5FbJPjF40ficqBGbo+VK/AFS2yl"
    "d/aMiTxZpc8gWiw/tdzFVhxbucDe8O0DOATIp55lI4zEb+CeUIdMcdpc9igOixedPqHSIi"
    "FnJU7WG/ibShVS0AqUSMwfOJoK1RJW4Pmj3PK7hn7TcI849YxNKbDuDE5HNffgvaCzUL2J"
    "2A/wsWCZ4CTYGsCYfU5Mwa1Z8MQKHiBvaRkkv8eeuNbO7FtJaosdDxTZghmlIRvgQttJ7x"
    "nTimEz4+FQ7O1dWFb27qz7jrkl9dOQmvr7Qv0atu31NuGEg0jHFTdCCPn9T5+IjT213Jc2"
    "Wt8Fi+2hueTP6BBET0PRKXN9PpCGMHUPSw0VT67QqMCJOZZC1VPx9Slc7UosNiSMdeBfuq"
    "GPlofDLy7yNCUmjSr4nMZWPL+i++kC2RZ9QJOVkKIsY4545EiaCMouhBaOhRwOS48QGDPe"
    "iv/aq8CPZM1AAmNTUL9jTTxSwfNSW6tv0m4s7cbqPbfpwJHVf7N/Z/htw+YPfKieHXgNs6"
    "UNuG9I3oGhVF5qQueZrGpx6hTUEzh2zwyjT2HN2v7QCt73QgNNUp98cyyx3BbUT0Puivra"
    "eVmNzAKF2xzxJNzeuDmeDYX7FSYZmZWKddiE4WmzAps0eVXRXicuW3LigrsoUCsjLVIqiN"
    "aMElOMFSqT0mpUrrW28IbN2upvkT5vHvyhNdeuxKNizVWL/rsR/QUrFKMKM2WxSpsAGaBW"
    "+/Ksglb78qxQq4WhNIpD/lYHxQmQAaK4lQhYrW89NzEtSX0bc0+INoRuQf8srN4B+7gDtM"
    "b9LMgcS+01BPMkTJPieX/JukEQzym4Gfzmkfu9YEhCE/uJBKL4jfgQrA69zify7Sdacy5r"
    "8djFy1hLTO0q8ftNYoufLZF/cXd18e764M+dmg2CGItio0Ecg7HZZLCO/KhkMCDYFdp86E"
    "WG6NIFNuYWJXwk/jIJOKgjDT9U6kGND5X6cktBg0trh3ZfuNGoxCyg8wbX7tZKWtNxidZ0"
    "nNeatNllN2aXp2WlNJSQ0jc6NJiRAjrdWR3GEQMMkHNUsWgVG7Ry9ixuMEcV2Pi3u4+3au"
    "SuIbLalWV46P+QbfHW9mviKpz4lu1ZlB/C+3ZxEQKGUtwkwnLMTBIEuFKwEljgMkOOHim+"
    "2g/Zmt7rkkchhW9j3kxDair3mcraiP2cqa9tW9q21Qlat7dtfRKb/NPN1f3ujFuphBileS"
    "ubMlNm4Mon61QoKCa2hykLfoEFCqdLKAQJ2JAla4u9mcq0qGblanx1HQuzb0YvbZTZVSyM"
    "vn/1/dvr+3fnvqU7QakbeuF5ZOF46vs3PWXDBQzxnWMLQi/k9MpeJoD7i0XXF+LSZXSGxB"
    "Upbr8JgQInxpwYD1Cp4ifiBN4iTNGc+e4IKnVOmC+u1ZkP4bB0pvI2tfGKapdxHF8ntDkx"
    "/Jv8v76Zd38zy3TJ8Tb3cxZS39Lb39I6YrXliNX65idtdjrYK7NTb1JcPnN5CyrEiM9hAH"
    "SZ9OCLORVFBqhpZfhCL14QcUsbhribveBqZ0vKkViey6YBcLdbtk3MN9BngC0cTFdIauKO"
    "eBej6mpZja1cRUAIyt9rgaAPAsE3sSUptpVaY0nZhTTYVpdS1g3ToxLirQT461CgdvHbce"
    "2QnnkROygdYviuS6ihqLFQjOMkTIeVwz/fvWuLD2cQXQXNxUjOohiEzPG/Ga3FKFJAXSL5"
    "/qobJDevIHAPe34tFWwN0WUBfCFiPJJukNx8NRwh7mIQPPJoLo60SsL0I9YKXjucWKu96F"
    "W1TengoFMckl8b9TiCmMiw8xqYM5dBaemg3i/UipeaTdB/Ta0VNbGoLibc7MHUBhJdTFhT"
    "v41iwsC5FHdDvfK4jvUTWe2hglrk2UyLjf4kXvzJqLpLLDZUhNnWwvKejKn3sMpQUQS/Z9"
    "wMnj6JpQaHq5ZTTX3T8q6p564O1Kmm6/HRhlRTmDkmYqpVNRAPmgYHkuQhuhC/1prNiCsE"
    "SOJAx1+E5X8tHnQygg5FwXUc2OZhgm2zJZfhcgTbArtBQJ26O3FbL6pk8Kee5UkMBn+FZm"
    "OI15PRARAamHkG0nR+WngAdKBfP7wHzJD2vW0kywyoFi33RbRM+dnlwX0QCK5jSktDDdC9"
    "0bwpLckhK0d2JmB0ceNM2jhjteqZRfP1Zq2wWV0ifib3arqU01AdGtk7Mq+fvK6C55PXxY"
    "iGsRxbUGbfl/JetRIxhK3cvJ9oLbhWdirHEANE8OlJJa9yiVNZjeC60SdJoAGiuZXwiIRC"
    "VVWCSID0XoCQ/hpflmGGhqJCO3UpHyFrmvw36LZqT09lyFbEkQmZCuUjT5piP+ka4kle0v"
    "0R7lpxh+Kpp6prW4z2GEBjfXusU38xUaG9zAu9hmmkdXUbsYYHNx5Hjo0NgmTSjTS5QbOy"
    "qcsW6FhwELS0xLf7HsJohp1DdL1wvFXYCxnm/5NNpIENzHF5NtX88r1wTcMXqfZCcSpKBL"
    "FlCsr+nL5BF+/qGRmeWLurN/kI0mHxI8Fpm7hieFTFnTGPZlbyZbhs+QbN2VLMcdccCs0Y"
    "1LeUGQSChcn4GTjCh+jLnJFHWQ8TmBJYXoE1jRBnAO3K1tyMhsuovRrtv7LhOpvlZ0spbG"
    "8ZabXbePqnlsIrKanZvfjQO3XxedzUfUN7R1d1b+6S6294Iahb3IE4OWHDfULWU2t4x12f"
    "QtylIA0Uj5kE7ZMCHx36OhXbQJCLf4UBiz5i18JU8HKYM7VcwfOnZAngBBvzt+irTGwTs+"
    "eYg0c7DOhcFFwsXb1Z13Huj4Oo+NLhHna3C6FMQ+ruDL12aPekH6IOZeic8hFLr2MNTMLo"
    "ZJXG7YTBrVmHIGsITY5GyNEbUfTGJAuHeZBKCvHlSmk0M2eDQGqtZ4+jyPcqhZvCOAUp+X"
    "lCnAP5cISYAxsKiA9GB7HeSFpjgymUL8XnoS+u5XnQ6jMw34o3UR7446NWoGQ6JYbC9NvZ"
    "W6sEcyYygoqDMItKDBWLp4WlhboTUeWb4D9neyadRrEz2xR2ysNqbX20pWG9KK243OhXmF"
    "q818apJrpgTJipCL4p280RhN7D2+7hBTEtHCAuh/nikJw01ABjclrpXqTTcp+bytkbgfpv"
    "bKKWomFgg+j8TzapLC5D0IFMI3J9ylN2VCG+gicO7KEUipejSOp8K6VSR2CaUAknpVtw8s"
    "X59+CikzYXlazcxSufYLXdbR2oHlXZaipct6S6mSyNH1SgV4hlxTUvsnBDEsxOjs9enb0+"
    "fXkWS2fxkzIRLS+dmeIA1L+51lD7YwuXIaLcZmFZROAJlHwLGIXFoW5yEGywnAtF22PiTI"
    "Ga/kYwDsE6ASbQveUKMoQQYfFdlu27BeGoLb5rYBdqKrBQ4Gks8LTFrsyA7s/WfDaSUyrD"
    "SBCKMpVmWBwCsobpbyGjCzuIQ0JTQg0CZVbh1Aupg4+g0CpENQk5ZBQ0TFnOLVvwBhaefJ"
    "BPoMj7hMx8RbBUs0v3Ih5lzmxTFQhULEqtIXR+WZX8sh55vXsWLjokbmoTzMlYxonXJXMG"
    "VNO5z3R2XDar23kgCTM4ntlKnh0YC8bbxpHkgPWJ6vOJkuTivmEQIkimkEcZExySltA6BZ"
    "x1WgjoQdH38uPH9ynSXt5khLzbzx8ur4WYImkqJllegewnkScoCZ9eg51lwAbH0c4rcbTz"
    "Eo52nudoofWgjgEtCdJfdeuGghrEliPkO2BKEcdckXZXMKkF41pvnANhFUd1BlFc4bE0fc"
    "ixakXVcGK4xIOIFFA2oXXKIZKGsOA5VB6bsyUNG4bKors8aDQaZe2AAV+8kZhhF1FlR7R2"
    "3lIlakZRz0y3QelNAI3uzdGuo1t3hH3Gmb59o0ODAUqOS6bWt3oKdQQxRN7ReC0xENjP6k"
    "r4ZwNFbxV/ebG7PFfcyg57i9TRWUOQ7TTVrbAbCR17q6pygzkq5ak4jWEN0Y80BnjfXqcx"
    "pGr+QC1jYo4p8ZbMfahFGBWsJlHjJNKNg3pHEvLNscTwNqmRKUhtz+6zPdu0OCB5G89FBl"
    "TTuc90dskje9iKzGlITeU+U3mQzd7qavm60ZrO6NCN1jT1O7lVZXlOczxRF7Qu9t3kIXtf"
    "b7kTh00Pqlf3zSK4PTpz3uU0dvOo/V6wAGtGfyKBg+aGgi/UUNn/Yufw53Ch/URqrvnYCN"
    "qzLWPXbHJLiV9vEpsERr9Pgnd8urm6PyjiB40gt3JvxX5ygI3YzXPBAiQXh0XkkN9dQ8s9"
    "QXp6h+6m9+C+oKrdIJufpXf1CoMH/EAZapOaMSoPuAl9tQZMrtyA8AI9UIh38SDBLPC3Ex"
    "MyZqFuIQqWRKH7F1JGli6js+i5TEbzqYmCKBnXGyHKZDNBjKAOOYcstbOjY66KxOnsvU9I"
    "1N3Sa964u3yohXx1UMhugkK0jeK5aam9CSy9ErzAZjNJasWFtx7ecNsZqYnVi9NDAmTIny"
    "EKFApByMXXlSCgQa5LxL4yg2xqD0HSIJRTQzJ5UEaOBhM43DtzsW9KStO3+EJdmL5n91mh"
    "vNCdqLDrcKUhBcF/kFxHyac+RAypjEcF57yiIE4ReYTSM4ARqO+A8Eww/dm6uCNGj9j2CX"
    "JcKProrQ4R9ANaEEwFQRCVTS2CFt8qebvx5XXV8r6Y9co4Erf9WR7ZxcGT0XxdaiiIjinp"
    "DKozBlrOGEh8WQ00Z8B0gl+VBD95NwRIqoHqNNQQ93UrLZvXF28dZGfAhojtxnMHpEQzji"
    "SaOtjOQw6OkbTTY5hatdKxo/mDw27zjbJTFo+K6mUKps8K5sE13CU8soOYyKdg+YhNIPEP"
    "iW0pJpNGf9nwQSbn5pWehtZsuYiiNsZqY+xosztb6N7u7One7Cu5zIBctOl8tiYc2VWd2H"
    "2Tpnbkxf7oexP27QPhHM8KrPrpKaNyqxmTk8eLYHZF89kdEwuBYRwKdEyI4OSUyCIOsl5D"
    "suUJdOAz2GIBPVHMwMhlmdIC5uCVzbD42yVBAVXxM8DFLGsBiz88snAURSW6fXWVShPQTk"
    "KiGepMaCtcQ1fLE6xwHnMso45YHAMMUM1r3hIXnp48gouTBRMg3ecK7iaYoJWswJjVVDYw"
    "RwAdanwOkV36ulH8mrdihOy/TvWtJEhvE3lyFYmXcyarDM8sobhFtx6iiBPPswmUXsoUJ1"
    "5P+W90LEHnGEonIiFDbC6A3PzrWtYUI6qOxYbbYjNEYH22A3TqaB5CK4PGtO+DL4l2AlAM"
    "/2248fH6bFg8tKEsMTQaBACQcWUNYFlJPH/oGlt1YDaAfMFY12W1SpmnoQZnQG3Fz6Vtbc"
    "/N1pYSVuXFvlUx+xSkTnrvG5V7EzJ2adm2QPSdMSembxeYw7KTRuUGsUkwfczD+RVNYvLm"
    "xYj7k/gxegEXq8uY950sZUofmWUI+RUu5hGaumwB169Lgv5CQbVbcV0bcyETYxsEYgEFny"
    "NgsC04orkquPG7eW8VY5js6wOdiqHgapS+V2wVg4+sm7u7BtGNi+uaxnRab6NZ0g5xLWaO"
    "ZVZU3UsuC6tbYPXunkuSejlnNtmO0hlQTeg9ILRQhLcjcwioidxrIkdiSk0SJ8C0VtJn+o"
    "Igq+xYWGi2TUB0Z7H9y3FLtGzaXutg90HVcKek7nYMsZWtrGdnowNjWYCwLZhSClCzpb6x"
    "pd4YS8JYNHUicBynVpoFvA6Kq1LrwnEtg0TNX2QKn2x9itHUxh6aEoJeeGC9WFpQRsITA/"
    "KV36nqVzxpLYXh4rcoFzRSbRm35Jf/odPqeme1iImTQ/iGfhoJuCG5YZvopKHz6drNp1sw"
    "kyjauxYjOAYYIoYbj9IRskwYY1Q5yC+G6NB5i12X4CApvX0sV8meK86dy2fOLSAxQyGNEs"
    "MSbLcg+iUGykqiAdRhCL2HW7oEu++ur24Em31xejQ6Psk0KIkbxeRYhEUN21f2MS1FcRJs"
    "N0huq4R0NQy/rIxgIQAuavUbiQF0R4uUStVQk5HavqckjK7Qm8m2TekvVTGa0Xq0Q6+0Tm"
    "9hhaEtqsn+bGP6y3q9/UTvxpqy6f2Vqid7dXF3dfHu+iDPFRrBb1wjaC+ZwUbEJllh7TK9"
    "7RqWfsY+L7ArBUOjcrNSMnZl7ABE9TbGnks8Y44sGkawZCJhIIoFqrhJCxFEu4g/fUh0e4"
    "uYQ2gYHfsVwl7H2PsKgS+3jCqSm9t9Vc2GxlEIjM4264FxSofUNCrW9CcibBDolFEn27SR"
    "SwHqaIbeuZVS9aSCO6UuiRNg2m3YN/r2xm0IekuBcAcjG2Q7R8ypLM3BG6LkJClihdoEl5"
    "n6nNmmSjCrCKUraPbnftIVNHUFzcF5/HQFze6CpbBrzK3HrcKlMqBa8umb5KMzSJ8z9WvI"
    "vTk7/ZNrkQ3TRt92X60E0gr1hARWN6kL4yQ1N6sNP0NkYFTTAIvPW0ygycdHKAnm+BPb4n"
    "NiQlJjqqj+25TxliPHokhp+G1+eWU0ovzhgeYQvEIHIvZQOwlJk0N3YQTiGmBI8YeNpRVA"
    "eSpfwbXLC1r5qhCNNgVl08VTrxtpuflIOcN3XUKNWvW4kzADVP9OK+D4tLhWdD6OS1xjj9"
    "ge1y3HnQPscE8vGBW46ATdDcclxlgz1PGJGxpr5aC748wtZ3s1ERaObWtGF0SF15JmCUmg"
    "DvewgcUeM7HbEWuuUmP+uLjG/HGuxvzCotbCXyhU27L4zwTUk8M/98d0EQWAnpzVCbHlUI"
    "xybGCnJo5TcBrLG7AsXicYqolXClGunBunIXtbO3MXnBiKHW6D0iRcdwg93QOMxur6Nkm2"
    "GVhtNu6b4VCbjTX1F2sjYj2rWAJEh5CVx8Q7YdRHIwHx+4vUjQHbiS1VO157d31o9gXbaS"
    "k/aWt/KqruEosNCWHtOoFSWFN6gbJ4rZoRUDl67DOXzdsRRgmHU1DuElNkSY7kjWSFCDEn"
    "LPMphow5c1VxZU9a73f6O70IvUFQtiLuSe9CkU2Py0rbQat5tpTpAhMysyBmDVrOw4un69"
    "Y0X8MI569QRR9DcQvD5x5byK5qkHVgefx3mspGsMRKtg2Lc1gKy3KgQcHPRHFPXuaUKstA"
    "WEcH6xyEHvildJT3MxBrdZT3sOkb3Bx1ybuG0se31+TViU3NJjaBFJVHZll9x64bNO1Lcc"
    "fACL/l9ZID1pdMn7kQE4qIa5kqi0JxWZQUkC6NkqJ1E6VRtLn6OR9JnUCu6+L0EaklPgDY"
    "f434AD7zSjVbeorUjT6AxDkt8AEodm5jzpXhZTJk8VtSbWj3ZXF+EPj+wtwHaU1VGMQT46"
    "Nyc/hMzBwv5dQaxZeZQThHnjQYmwtoCRUYi9lUSGvi38REsD85JDOQYJ7JCJSw8RDHKzSV"
    "tmpBAzNcxfIE4CO0auVBU1cztEcHwau5is1dfsDvVPaWdTGFZcHMDe3fYSVXrOBC21gr6j"
    "0LBA5N4Z74JBpOgdnzwIS/QguQY6oZxodhAN/bllYTIQFvITknwLThrNfycXDSFW5dxmyC"
    "qZq8a6AMdScCqi2Cxk+6pejlx4/vU8S8vLnPaKKfP1xef3pxnInoDExBvak08h4uBfVdGQ"
    "xtuCblpVLxgvyRLdHCN+aBc1SuJb2xcCGhhbh8xB9Q6k3cDnPmu+K6QKZ4KlsOyNQJAIQr"
    "7d/gQUUXAeA88KjCGMFi8QexW/Ku5Y7frcw3TEimqSKrsimdzj3s4T0XkiaH7pIWPDHEAH"
    "O4Gk4qqp8i0FRyQN/QXC07oHoRbrE9617eEUiHV3fEN/bq5tY2ZC0jhwY5x9yS+mlITf19"
    "pP4OS+vv0e1Vw4egXTLae7B763aR96AnhfT3Fa09rqT/SWC7xAqyHh6VW0KAauO65pAp5h"
    "BaDrtO9lYMjQlgaBAv4SNpmljgBxKYLIgZmPPfIM7EY7oCk0X0Z2i2H8ECQVHWrxPf5d5X"
    "WERpEOns7b9Tgy0Iwp54hVE/+F3Hu/fAFiJJn8d2YfBfPF9XYVJVYQqOSw18JiA0RhUYld"
    "ymBj7j+Rqb2rShlVtt2tDUX8u+NRXxNYTuGKitGtqq0TFSm7VqCKQ0gtMLx/opWGovD/5G"
    "pK6ZnhqnuzJovGOGD4UBb4M6uEqrRmbOqNy0YYazx0Fp3Yr2jfs5QTZYGAIo5OEHQoP4C7"
    "EdLcLzURrVQJ4QHhiskt/eJcVvY4jBtTtpqu5t/drNl9asV+WbWy6k9teTk9PTVydHpy9f"
    "n5+9enX++ihWz/JDZXra5c0PoKql6NGzgLIb+sgsg6jZTjS4gd9YwbSKfOaLjEbmiC2JKe"
    "OXMZowH2qUrkLWkSjS8UZW+MCuUFJdHhX8CIJ20IQIaPECeDQlEPJMETYf4Z5DeArfn2NY"
    "Hb+7bsWQZJPXZLAZ5I4eCMjfkrW9EyPa3tqNaFvGO7Xm0Gzuev4sVEWr6hhp9KbRC5Gvdc"
    "SqaL6OkswIVYooSXGslTu2pJdAAmaAGG6+T9/u9YJKZs2b21/ausTabomxA1WgZ3aF7pSB"
    "/Wv30p3O23hDAQevpG2kPqLzkB2yEuYQuq+8RLfXabu9TqgMylKFdV2AWVid6tlrb19C79"
    "+O0EQpyWsy94vMyzmzyXYHOgOqCb0HhN7iOKcANZF7TWROsD2Gsth5IpdVY1zD6KA3ZVCm"
    "wJDH6uI0gBiQitpclUvmBfm4GT5UluMbwzzHLN+zo9Fp5SxfA7uuparSsSGHOobaDYbbcr"
    "Y2jt6w3n8ev8VVO5Mw3Rft3M3ebac8J6Me2EbmmM9VRkOK3VUBCTKQ2YT2lReYbfeLM5fZ"
    "AUOUxvgX6L+8ub349GtMgFh4ef/x9odLBQkuf72/vsj2fOXc3yoGOAWoSxP3WY6ExoX1Cb"
    "yG0tTtM3UfmWVudYJTgJrGfafx2CWYq4qYFpvDM2BbWcR7RtW0Qfz86KiCSVzMKjSKy7H0"
    "legSx8YG4XV7SqTBdI6EzjV73gysb9Gq7y1KDsoiVuWEUaWo1bEt5lYMXYUavHjBfOrJaF"
    "HocCfXCCrlkkfiroLyuJaHoNbuApuQoZ+PQ33KQspahdGPCTkW45b85myRQt2gbtdsVAeQ"
    "dnRLpU9E5R2cPkcaqZk4g4ix5FBaaHJPgmgvhsLorkNxW4z2kv+vgdxo/gCRe1JJwzop0b"
    "BO8hrWjjvJDFO/ko3Ia6I0BaQxmsboDos/DhKfupfyQBX93vVS1gRuj8D/8jH1LE8Rll0a"
    "kJAEe3JEwv6wxygm4eVRjcLu4ncpDlCx+BnN7zCxoC0jSSbevYpkf1os2Z/mJHvySKiqu3"
    "FZgtIaRtcq2C49ybRmRFW2r5RjrIGeXQST4BZHlbnFbqJEe8aCdZBozxHquOK0coVVpZQH"
    "JKCeY6Co4AMnZ5UZQeAaqonhNdBzRHCtUFHyzbExxWpL9j35ViQ+pMEGYSMsU2iu/36f0m"
    "VygaKpOMVoejZ6NI16aNEK35NDe3GQbgKk+xjdhHtx4lu2Z1F+CK/dhXOxscjd3vjzL4hr"
    "GfMDpSs/HBuVe/HxetYm930xCRpuYFsoWSitiQqhIpQgnuYY771IUewKL+zyXRIgtwYZBF"
    "/O+G7Oz6v4bs7Pi303MJaRMhxFP79iDIfTB4jd40qeseMSz9hx3jMW5jXUuegSIDoZZZ+u"
    "tD//H+Y7ESs="
)
