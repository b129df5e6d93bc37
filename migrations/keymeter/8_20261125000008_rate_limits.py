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
    "eJztPWtz4zaSfwXlLzep07r8GM/MTq6uyvY4iTczdsr2ZDabpBSIhCSuKYBLkNZo9/LfDw"
    "2SEh8gRdIkRdH4kngINEh1A41+938OHslqQTziHp4bBuH8ymHG/OA9+s8BxQsi/lBPGKED"
    "7DjxYXjk4YktYbCcOibruRPuudjwxNgU25yIRybhhms5nsUoQNxSgly2PERXT8RdITGbcg"
    "EgRpE3xx4y5pjOCEdL+AdGhktMQj0L22iBV8hkCJsmR0ys4jFkeSOEqYk4Q8w1icvFE07s"
    "6SF8i8kM8TEWnXX7Wp9a//LJ2GMz4s0Fut6jX38Xjy1qkq+ER/90HsdTi9hmggKWCQvI52"
    "Nv5chn9wts29fU+07Ohp81GRvM9hd0A+GsvDmjaxCLevB0RihxsUfMGDGob9sh7aJHwfeK"
    "B57rk/WHmpsHJpli3waSAnTwBZtnB+Pxze3D+P7qYTw+yJA7goiRInxkMApbRXwrlziYwS"
    "f85fTk7Zt3YlR+Ifzj7Z/BCzdICaZL1Hw6//jx+ubh4E85CXs4mCaRvMHqenMmEXthzXLR"
    "ugZpBrPRgw1qN4ejO9z+9eTk9PTtydHpm3dnr9++PXt3tMZ0dqgI7xfX3wPWxQQmznrACA"
    "IywM6ePsaoAA8m2HhcYtccZ0bYCcubmx1anCzSTzDFM4lO+N3wwRsWZi4smsPd5NA2vgaT"
    "eDmOds8WZMLMFWJTwUsIeiLUZK7gJAxxa0YFc6DANGDIxHw+YeL3ZRlU7VUa5jefP19/qM"
    "BrfN8yDwGmHY5z8D9TnwZs2mAuObRMfkjJcmyZ/3vQ0mkp2PiXP5zfvTp9843EA+PezJWD"
    "EmfbmNACW3YW25dz7OawoAgghXDxqfvH3Bf469gmdObNJVs/KsDxz+d3AZpPjr5JspibcO"
    "gkGAN8b/Ar/18BvdH8ZrC7awafwO/JURn8ilm5+JVjSfw6mPOlEHbGc8F8qiA6AzhEjJ+d"
    "lcH42Vk+xmEsiXGX2ZV2dDS/O/wGt2RbfDiJ4uM3JTB8/CYXwTCUxK9pcfjx5hh7WTR/EK"
    "jyrAVRozoFmsK4GcIeRn+UwH/IjfuyvQtw/XD96er+4fzTT7D8gvN/2RJf5w9XMHIin65S"
    "T1+l6bJeBH25fvgBwT/RP25vrtIX63rewz8O4Juw77ExZcux0MZiOIkeR48SdPaY54hBai"
    "hO04VFsbtSEzkJl6LxZOUR3hu6HnwBrRVEQ4c4DnGFzvoodFl4wIkgrSneYnjM/S8O/3aJ"
    "J4TMb6Nh+GegviJLjItpxEQCmUKWJIfo5vPHj+KTQPFdYgD3kO9kpdddfED5PXvx8fYisV"
    "0FW7i4vjm/++XVp/O/f5PYsx9vb76P5se34sUvD1fnKRYit0jwi8dPxOVAjcweK1bgc5ao"
    "pXf2jIk8W6VPIVosP7XcRS2OrVxgb/j2ARwC5FPPshFG4jdwT6hDpjhtLnsSh8WLTp9QaZ"
    "GQs2In6z38TaUKKWgFSiTmjxxNhWoJK/DsUW75XUO/abhHnGrGpgRYdwano4p78EHQWaje"
    "ROwH+FiwTHASbA1gzD4npuDWLHhiBQ+Qt7QMkt1jz1xrZ/atOLXFjgeK1GBGScgGuFA96T"
    "1lWjFsZjweir29C8vK3p113zFrUj8Jqam/L9SvYNvebBNOOIh0XHEjhJDf/XhHbOyp5b6k"
    "0fo+WGwPzSV/RocgehqKTqnr85E0hKkHWGqoeHKFRgVOzLEUqp6Lr7twtUux2JAw1oF/6Z"
    "o+WR4OvzjP0xSbNCrhcxpb6/kl3U/nyLboI5qshBRlGXPEI0fSRFB2IbRwLORwWHqEwJjx"
    "rfivvQr8SNYMJDA2BfV7rYlHKnhWamv1TdqNpd1Yvec2HTiy+m/27wy/bdj8gQ9VswNvYG"
    "ragPuG5B0YSuWlJnSeyaoSp05APYNj98ww+hzWrO0PreB9LzTQOPXJV8cSy9WgfhJyV9TX"
    "zstyZBYorHPE43B74+Z4MRTuV5hkZFbK12FjhqftCmzc5FVGe524bMmJC+6iQK2MtEipIF"
    "ozSkwxlqtMSqtRsdbawhu2a6u/Rvq8efC71ly7Eo/yNVct+u9G9BesUIwqzJT5Km0MZIBa"
    "7ZvXJbTaN69ztVoYSqI45G9VUBwDGSCKW4mA1frWSxPT4tS3MfeEaENoDfqnYfUO2McdoD"
    "XuF0HmtdReQTCPwzQpnveXrFsE8YyCm8JvFrnfCYYkNLEfSSCKX4sPwerQ62wi336iNeOy"
    "Fo9dvFxriYldJX6/SWzxsyXyz+8vzz9cHfy5U7NBEGORbzRYx2BsNxlsIj9KGQwIdoU2H3"
    "qRIbp0gY25RQkfib9MAg7qSMMPlXpQ40OlvthS0ODS2qHdF240KjAL6LzBjbu1lNZ0XKA1"
    "HWe1Jm122Y3Z5XlZKQ0lpPSNDg1mpIBO97oK41gDDJBzlLFo5Ru0MvYsbjBHFdj4t/vbGz"
    "VyNxBp7coyPPR/yLZ4a/s1dhVOfMv2LMoP4X27uAgBQwluEmF5zUxiBLhUsBJY4CJFjh4p"
    "vtoP2Zre65InIYXXMW8mITWV+0xlbcR+ydTXti1t2+oErfVtW3dik99dXz7szriVSIhRmr"
    "fSKTNFBq5ssk6JgmJie5iy4BdYoHCyhEKQgA1ZsrbYm4lMi3JWrsZX17Ew+2b00kaZXcXC"
    "6PtX37+9vn937lu6F5S6pueeRxaOp75/k1O2XMAQ3zm2IPRCTi/tZQK4v1h0cyEuXUZnSF"
    "yR4vabEChwYsyJ8QiVKn4kTuAtwhTNme+OoFLnhPniWp35EA5LZypvUxuvKHcZr+PrhDYn"
    "hn+V/9c38+5vZpkuOa5zP6ch9S1d/5bWEastR6xWNz9ps9PBXpmdepPi8pnLW1AhRnwOA6"
    "CLpAdfzCkpMkBNK8MXevGCiFvaMMTd7AVXO1tSjsTyXDYNgLvdsm1ivoc+A2zhYLpCUhN3"
    "xLsYVVfLamzlMgJCUP5eCwR9EAi+ii1Jsa3UGgvKLiTBal1KaTdMj0qItxLgr0OB2sVvx7"
    "VDeuZF7KB0iOG7LqGGosZCPo7jMB1WDv98/6EtPpxCdBk05yM5jWIQMsf/ZrQSo0gAdYnk"
    "h8tukNy8gsA97PmVVLANRJcF8IWI8US6QXLz1XCEuItB8MiiOT/SKg7Tj1greO1wYq32ol"
    "dVndLBQac4JL826nEEMZFh5zUwZy6D0tJBvV+oFS81m6D/mloramJRXUy42YOpDSS6mLCm"
    "fhvFhIFzKe6GauVxHetHstpDBTXPs5kUG/3JevFno+o+tthQEWZbC8t7NqY+wipDRRH8nn"
    "EzeLoTSw0OVy2nmvqm5V1Rz10dqFNNN+OjLammMHNMxFSrbCAeNA0OJMlDdC5+rTWbEVcI"
    "kMSBjr8Iy/9aPOhkBB2Kgus4sM3DBNtmSy7D5Qi2BXaDgDp1d+K2XlTK4E89y5MYDP4Kzc"
    "YQryejAyA0MPUMpOnstPAA6EC/fngPmCHte3UkyxSoFi33RbRM+NnlwX0UCK5iSktCDdC9"
    "0bwpLc4hS0d2xmB0ceNU2jhjleqZRfP1Zi2xWV0ifib3KrqUk1AdGtk7Mq+fvCuD55N3+Y"
    "iGsQxbUGbfF/JetRIxhK3cvJ9oI7iWdiqvIQaI4NOTUl7lAqeyGsFVo0/iQANEcyvhETGF"
    "qqwEEQPpvQAh/TW+LMMMDUWFdupSPkLWNP5v0G3Vnp7SkK2IIxMyFcpHljT5ftINxLO8pP"
    "sj3LXiDsVTT1XXNh/tawCN9fpYp/5iokJ7kRd6A9NI6+o2Yg0Prj2OHBsbBMmkG2lyg2Zl"
    "U5ct0LHgIGhpiW/3PYTRDDuH6GrheKuwFzLM/yebSAMbmOOybKr55XvhmoYvUu2F/FSUCK"
    "JmCsr+nL5BF+/qGRmeWburN/kI0mHxA8FJm7hieFTGnTGPZpbyZbhs+R7N2VLMcTccCs0Y"
    "1LeUGQSChcn4GTjCh+jLnJEnWQ8TmBJYXoE1jRBnAO3K1tyMhsuovRrtv7LhOpvFZ0spbN"
    "eMtNptPP1zS+EVlNTsXnzonbr4Mm7qvqG9o6u6N3fJtUkWDvMgfh+CepQXSmrOllvF2swe"
    "R+FGZbLlQ+Mw1EcGhi5dGyPEHNg94LsDTi/WG0kROJhC+VJ8HvriWp4H/ZUCmVm8ifLACB"
    "r1XyLTKTEU8nZnby3jQY+FYeZ7vvPyuvMtPLn53N15wOWb4D+v98z5HTks6mTTZ2E1i6yr"
    "zeTlchRLWrn5HHstETRRehharlfbzRGE3sN19/CCmBYOEJfBfL4fJAk1QEdIKyXjdS7ESw"
    "tZ6o1A/Tc2UUvRMLBFdP4nm5QWl8HSK2M3XZ9yEF+lZQT2iRBfwfwhbkZEoWIkiqTOb6VU"
    "6ghMEyrhpHQLlpV10hPYRWTjX5Ws3MUrn2GK2W3yfY9KGzQVI1FQUkLWIw3KfirEsvxEwz"
    "TckASzk+PXb1+/O33zei2drZ8UiWhZ6cwUB6D6zbWB2p/2cNIvz20W1qIBnkDJ14BRWByK"
    "1QUW3uVcKNoeE2cK1PT3gnEI1gkwge4tV5B+W4TFd1m27+bEALT4roFdqAlvrsDTWOCpxq"
    "5Mge7P1nwxklMirFMQirJqdvcNTH+zx8/twPmDpoQaBGpbwakXUgcfQXUrcCUJOWQUVKle"
    "zi1b8AYWnnyQT6Cy5oTMfIWHqtmle+EEmDPbrNYLegOhg3rLBPVyD7v19NMkpO6U0mduah"
    "PMyVgG51QlcwpU07nPdHZcNqta7jUOMzie2Upws2yBLg0Fdfunx4H1ierziQra3fuGQYgg"
    "mUIeZUxwSFpA6wRw2mkhoAdF34vb248J0l5cp4S8m8+fLq6EmCJpKiZZXo7sJ5EnKAmfXo"
    "GdpcAGx9HOSnG0swKOdpblaKH1oIoBLQ7SX3XrmoIaxJYj5DtgShHHXBHrnDOpBeNab5wD"
    "YekcddjmuqxOYcymY1WKqgn7kLOpVDahXvUhkoaw4DmUe5izJQ27NMlKZzzo7hSFSoIBX7"
    "yRmGHrJmUbinbeUiZqRlFEQtee7k0AjS6IrHujDzGYoxfpFX2jQ4MBSo5LptbXagp1BDFE"
    "3tF4AQfdfL695vN2WNC5is4agtTTVGthNxI69lZV5QZzVMpTfmrvBqIfdafhfYOpOy0LyB"
    "FzTIm3ZO5jJcKoYDWJGieRrtbeO5KQr44lhmuYtJOQ2p7dZ3u2aXFAch3PRQpU07nPdHbJ"
    "E3usReYkpKZyn6k8yA4bPU9M1hkdL/nE6e4WL5n6LpE1kczxRF1FMN93k4XsfZG7Thw2PS"
    "gZ2DeLYH10ZrzLSexmUfudYAHWjP5IAgfNNQVfqKGy/2UaDe8nUjMdH0bQE2O5ds3Gt5T4"
    "9SaxSWD0uxO84+768uEgjx80gtzSDW36yQG2YjfLBXOQnB8WkUF+d12E9gTpyR26m4Yv+4"
    "KqdoNsfpLe1UsMHvADZahNYsaoOOAm9NUaMLl015dz9Egh3sWDBLPA305MyJgl2JijYEkU"
    "un8hZWTpMjqLnstkNJ+aKIiScb0Rokx2cMEIij9yyFJ7fXTMVZE4nb33GYm6Nb3mjbvLh1"
    "o9TQeF7CYoRNsoXpqW2pvA0kvBC2w2k6RWXHib4S23nZGYWL4iKCRAhvwZokChEIRcfFMJ"
    "ArqSuUTsKzPIpvYQJA1COTUkkwdl5GgwgcO9Mxf7pqAeaIsv1NVAe3af5coL3YkKuw5XGl"
    "IQ/CfJdZR86lPEkIp4VHDOSwriFJEnKD0DGIH6DgjPBNOfbYo7YvSEbZ8gx4Wij97qEEER"
    "9gXBVBAEUVlJOOirqJK3G1++Yeajw9rzj8Uzwtq57c+yyM4Pnozm61JDQXRMQTsmnTHQcs"
    "ZA7MsqoDkFphP8yiT4ybshQFIFVCehhrivW+mTt7l4qyA7BTZEbDeeOyAlmnEk0VTBdhZy"
    "cIykncZu1KqUjh3NHxx2m+9OmLB4lFQvEzB9VjAPruAu4ZEdxEQ+BcvH2gSy/iFrW4rJpN"
    "HfYL7QaiA5N6v0NLRmy0UUtTFWG2NH293ZQvd2Z8/3Zl/KZQbkok3mszXhyC7rxO6bNLUj"
    "L/at703Y10+EczzLseonp4yKrWZMTh4vgtklzWf3TCwEhnEo0DEhgpNTIos4yHoN8ZYnc8"
    "wFn1osoCeKGRi5LFNawBy8shkWf7skKKAqfga4mGUtYPGHRxaOoqhEt68uU2kC2klINEOd"
    "CW2Fa+hqeYYVzmOOZVQRi9cAA1TzmrfEhacni+D8ZMEYSPe5grsJJmglK3DNakobmCOADj"
    "U+h1ATkNbJ9m7eihGy/yrVt+IgvU3kyVQkXs6ZrDI8s4TiFt16iCJOPM8mUHopVZx4M+W/"
    "0bEEnWMonYiEDLG9AHLzr2tZU4yoOhYbrsZmiMD6bAfo1NE8hFYGjWnfB19i7QSgGP634c"
    "bHm7Nh8dCGssTQaBAAZEtbqAEsK4lnD11jqw7MBpAtGOu6rFIp8yTU4Ayorfi5tK3tpdna"
    "kj2D4WKvVcw+AamT3vtG5d6EjF1Yti0QfW/MienbOeaw9KRRsUFsEkwf83B+SZOYvHkx4v"
    "5k/Ri9govVZcz7RpYypU/MMoT8ChfzCE1dtoDr1yVBf6Gg2q24ro25bFEPArGAgs8RMNgW"
    "HNFc5dz43by3jDFM9vWBTsVQcDVK38u3isFHVs3d3YDoxsVVTWM6rbfRLGmHuBYzxzIrqu"
    "oll4bVLbB6d8/FSb2cM5vUo3QKVBN6DwgtFOF6ZA4BNZF7TeRITKlI4hiY1kr6TF8QZJUd"
    "C3PNtjGI7iy2fzluiZZN22sd7D6qGu4U1N1eQ9SylfXsbHRgLAsQVoMpJQA1W+obW+qNsS"
    "SMRVMnAq/j1AqzgDdBcWVqXTiuZZCo+YtM4ZOtTzGa2thDU0LQKw+sF0sLykh4YkC+8htV"
    "/YpnraUwXPwa5YJGqi3jlvzy33VaXe+sFmviZBC+pZ9GDG5IbtgmOmnofLp28+kWzCSK9q"
    "75CF4DDBHDjUfpCFkmjDEqHeS3hujQeYtdl+AgKb19LJfJnsvPnctmzi0gMUMhjRLDEmw3"
    "J/plDZSWRAOowxB6D7d0AXY/XF1eCzb76vRodHySalCybhSTYREWNWxf2ce0EMVxsN0gua"
    "0S0uUw/KY0goUAuKjUb2QNoDtaJFSqhpqMVPY9xWF0hd5Utm1CfymL0ZTWox16hXV6cysM"
    "1agm+5ON6c+b9fYTvVtryib3V6Ke7OX5/eX5h6uDLFdoBL/rGkF7yQy2IjbOCiuX6W3XsP"
    "QT9nmOXSkYGhWbleKxK2MHIMq3MfZc4hlzZNEwgiUVCQNRLFDFTVqIINpF/OlDotu3iDmE"
    "htGxf0DY6xh7f0Dgyw2jiuTmdl9VsaFxFAKjs816YJzSITWNijX9iQgbBDpl1EmdNnIJQB"
    "3N0Du3UqKeVHCnVCVxDEy7DftG3964DUFvyRHuYGSLbOeIOaWlOXhDlJwkRaxQm+AyU58z"
    "21QJZiWhdAXN/txPuoKmrqA5OI+frqDZXbAUdo259VQrXCoFqiWfvkk+OoP0JVO/gtybsd"
    "M/uxbZMG30bffViiEtV0+IYXWbujCOU3O72vATRAZGNQ2w+LzFBJp83EJJMMef2BafExOS"
    "GhNF9b9NGG85ciyKlIbf5pdXRiPKHx5oDsErdCBiD7WTkDQZdOdGIG4AhhR/2FhaAZSn8h"
    "Vcu7igla8K0WhTUDZdPPW6kZabj5QzfNcl1KhUjzsOM0D177QEjk/za0Vn47jENfaE7XHV"
    "ctwZwA739IJRgYtO0N1wXOIaa4Y6PnFLY60MdHecueVsrybCwrFtzeiCqPBa0CwhDtThHj"
    "aw2GMmdjtizWVqzB/n15g/ztSYX1jUWvgLhWpbFP8Zg3p2+Of+mC6iANCT11VCbDkUoxwb"
    "2KmI4wScxvIWLIvXCYZq4pVClCvmxknI3tbO3AUnhmKHdVAah+sOoad7gNG1ul4nyTYFq8"
    "3GfTMcarOxpv5iY0SsZhWLgegQsuKYeCeM+mgkIH5/kbo1YDu2pSrHa++uD82+YDsp5cdt"
    "7c9F1X1ssSEhrF0nUAJrSi9QGq9lMwJKR4995rJ5O8Io5nAKyl1iiizJkbyRrBAh5oRlPs"
    "WQMWeuKq7sWev9Rn+j56E3CMpWrHvSu1Bk0+Oy0nbQap4tZbrAhMwsiFmDlvPw4ummNc0f"
    "YYTzH1BFH0NxC8PnHlvIrmqQdWB5/DeayEawxEq2DYtzWArLcqBBwc9YcU9e5JQqykDYRA"
    "frHIQe+KV0lPcLEGt1lPew6RvcHFXJu4HSx7fX5NWJTc0mNoEUlUVmUX3Hrhs07Utxx8AI"
    "X/N6yQDrS6bPXIgJRcS1TJVFIb8sSgJIl0ZJ0LqJ0ijaXP2Sj6ROINd1cfqI1AIfAOy/Rn"
    "wAn3mpmi09RepWH0DsnOb4ABQ7tzHnyvAyGdL4Lag2tPuyON8LfH9h7qO0pioM4rHxUbE5"
    "fCZmjpdyaoXiy8wgnCNPGozNBbSECozFbCqkNfFvYiLYnxySGUgwz2QESth4iOMVmkpbta"
    "CBGa5ieQLwCVq18qCpqxnao4Pg1UzF5i4/4Dcqe8u6mMKyYOaG9u+wkitWcKFtrBX1ngUC"
    "h6ZwT3wSDafA7Hlgwl+hBcgx5QzjwzCA721Lq4mQgGtIzjEwbTjrtXwcnHSFW5cxm2CqJu"
    "8GKEXdiYBqi6DrJ91S9OL29mOCmBfXDylN9POni6u7V8epiM7AFNSbSiMf4VJQ35XB0JZr"
    "Ul4qJS/IH9gSLXxjHjhH5VrSGwsXElqIy0f8AaXexO0wZ74rrgtkiqey5YBMnQBAuNL+DR"
    "5UdB4AzgOPKowRLBZ/FLsl61ru+N3KfMOYZJoosiqb0uncwx7ecyFpMuguaMGzhhhgDlfD"
    "SUXVUwSaSg7oG5rLZQeUL8IttmfVyzsC6fDqjvjGXt3c2oasZeTQIOeYNamfhNTU30fq77"
    "C0/h7dXhV8CNolo70Hu7du53kPelJIf1/R2uNK+ncC2wVWkM3wqNgSAlQbVzWHTDGH0HLY"
    "dbK3YmhMAEODeAkfSdPEAj+SwGRBzMCc/x5xJh7TFZgsoj9Ds/0IFgiKsv4x8V3u/QGLKA"
    "0inb39N2qwBUHYE68wqge/63j3HthCJOmz2M4N/lvP11WYVFWYguNSAZ8xCI1RBUYlt6mA"
    "z/V8jU1t2tDKrTZtaOpvZN+KivgGQncM1FYNbdXoGKnNWjUEUhrB6blj/RgstZcHfytSN0"
    "xPjdNdGTQ+MMOHwoA3QR1cpVUjNWdUbNoww9njoLRuSfvGw5wgGywMARTy8COhQfyF2I4W"
    "4dkojXIgzwgPDFbJbu+C4rdriMG1O2mq7m312s0X1qxX5ZtbLqT215OT09O3J0enb96dvX"
    "779uzd0Vo9yw4V6WkX19+DqpagR88Cyq7pE7MMomY70eAWfmMF00rymS8yGpkjtiSmjF/G"
    "aMJ8qFG6CllHrEjHe1nhA7tCSXV5VPAjCNpBEyKgxQvg0ZRAyDNF2HyCew7hKXx/hmF1/O"
    "6qFUPiTV7jwWaQO3ogIH+N1/aOjWh7azeibRHv1JpDs7nr2bNQFq2qY6TRm0QvRL5WEaui"
    "+TpKMiVUKaIkxbFW7tiCXgIxmAFiuPk+fbvXC0qZNa9vfm7rEmu7JcYOVIGe2RW6Uwb2r9"
    "1Ldzpv4w0FHLyStpHqiM5CdshKmEPovvIS3V6n7fY6oTIoSxVWdQGmYXWqZ6+9fTG9vx6h"
    "iVKS12TuF5mXc2aTegc6BaoJvQeErnGcE4CayL0mMifYHkNZ7CyRi6oxbmB00JsyKFNgyG"
    "NVcRpADEhFba7KJfOCfNwUHyrK8V3DvMQs39dHo9PSWb4Gdl1LVaVjSw71Gmo3GG7L2do4"
    "esN6/1n85lftjMN0X7RzN3u3nfKcjHpgG5ljPlcZDSl2VzkkSEGmE9pXXmC23S/OXGQHDF"
    "G6xr9A/8X1zfndL2sCrIWXj7c3318oSHDxy8PVebrnK+d+rRjgBKAuTdxnORIaF1Yn8AZK"
    "U7fP1H1illnrBCcANY37TuOxSzBXFTHNN4enwGpZxHtG1aRB/OzoqIRJXMzKNYrLseSV6B"
    "LHxgbhVXtKJMF0joTONXvZDKxv0aofLUoOiiJW5YRRqajVsS3mlgxdhRq8eMF86sloUehw"
    "J9cIKuWSJ+KugvK4loeg1u4Cm5Chn41Dfc5CylqF0Y8JORbjlvzmdJFC3aBu12xUB5B2dE"
    "slT0TpHZw8RxqpqTiDiLFkUJprco+DaC+GwuiuQ3FbjPaS/6+A3Gj+AJF7UkrDOinQsE6y"
    "GtaOO8kMU7+SjcgrojQBpDGaxOgOiz8OEp+6l/JAFf3e9VLWBG6PwP/yMfUsTxGWXRiQEA"
    "d7dkTC/rDHKCbhzVGFwu7idykOUL74Gc3vMLGgLSNJKt69jGR/mi/Zn2Yke/JEqKq7cVGC"
    "0gZG1yqol55kWjOiKttXyDE2QC8ugklwi6PS3GI3UaI9Y8E6SLTnCHVccVq5wqpSyANiUC"
    "8xUFTwgZPXpRlB4BqqiOEN0EtEcKVQUfLVsTHFakv2A/maJz4kwQZhIyxSaK7+/pDQZTKB"
    "ook4xWh6Ono0iXpo0Qrfk0F7fpBuDKT7GN2Ye3HiW7ZnUX4Ir92Fc7GxyN3e+PPPiWsZ8w"
    "OlKz8cGxV78fFm1jb3fT4JGm5gmytZKK2JCqEilCCe5xjvvUiR7wrP7fJdECC3ARkEX075"
    "bs7Oyvhuzs7yfTcwlpIyHEU/v3wMh9MHiN3jUp6x4wLP2HHWMxbmNVS56GIgOhlln660P/"
    "8fSi2qDA=="
)
