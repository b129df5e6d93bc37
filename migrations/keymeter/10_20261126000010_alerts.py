"""Alerts near limits, and refused calls by reason. The tables `alerts` and `raised_alerts` are by aerich; the rest by hand."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "raised_alerts" (
    "id" UUID NOT NULL PRIMARY KEY,
    "alert_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "meter_id" UUID NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "threshold" DECIMAL(24,6) NOT NULL,
    "period" VARCHAR(8) NOT NULL,
    "period_start" TIMESTAMPTZ NOT NULL,
    "units" DECIMAL(60,6) NOT NULL,
    "cap" DECIMAL(24,6),
    "hard" BOOL NOT NULL,
    "used_before" DECIMAL(60,6) NOT NULL,
    "used_after" DECIMAL(60,6) NOT NULL,
    "raised_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_raised_aler_alert_i_6c6344" UNIQUE ("alert_id", "user_id", "meter_id", "period", "period_start")
);
CREATE INDEX IF NOT EXISTS "idx_raised_aler_user_id_373a83" ON "raised_alerts" ("user_id", "id");
COMMENT ON COLUMN "raised_alerts"."units" IS 'The threshold in units, and the limit that it was a percentage of.';
COMMENT ON TABLE "raised_alerts" IS 'A user passed a threshold in one period: once, with the usage before and after the event that did it.';
        CREATE TABLE IF NOT EXISTS "alerts" (
    "id" UUID NOT NULL PRIMARY KEY,
    "kind" VARCHAR(16) NOT NULL,
    "threshold" DECIMAL(24,6) NOT NULL,
    "period" VARCHAR(8),
    "created_at" TIMESTAMPTZ NOT NULL,
    "meter_id" UUID REFERENCES "meters" ("id") ON DELETE RESTRICT,
    "user_id" UUID REFERENCES "users" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "alerts" IS 'A threshold: a percentage of a limit, or units of a meter, in a day or a month of the user''s zone.';
ALTER TABLE alerts
    ADD CHECK (threshold > 0), ADD CHECK (period IN ('day', 'month')),
    ADD CHECK (kind = 'limit_percent' OR (kind = 'usage' AND meter_id IS NOT NULL AND period IS NOT NULL));
CREATE UNIQUE INDEX alerts_of ON alerts (kind, threshold, user_id, meter_id, period) NULLS NOT DISTINCT;
-- Near every limit and at it, until somebody says otherwise.
INSERT INTO alerts (id, kind, threshold, created_at) VALUES
    ('019ac000-0000-7000-8000-000000000050', 'limit_percent', 80, clock_timestamp()),
    ('019ac000-0000-7000-8000-000000000064', 'limit_percent', 100, clock_timestamp());

-- The counters that have to be looked at: new ones, and those whose alerts or limits were changed. A recording changes
-- no column of it, so its update stays on its page (HOT).
CREATE INDEX user_counters_unsettled ON user_counters (user_id) WHERE next_threshold = 0 AND live;
UPDATE user_counters SET next_threshold = 0 WHERE live AND period_start > clock_timestamp() - interval '33 days';

-- A UUIDv7 (RFC 9562, method 3): 48 bits of milliseconds, the version, 12 bits of the millisecond's fraction, and what a
-- random one has after that. So those of one statement are in the order in which it made them.
CREATE FUNCTION new_uuid7() RETURNS uuid VOLATILE LANGUAGE sql AS $new_uuid7$
    SELECT (lpad(to_hex(us / 1000), 12, '0') || '7' || lpad(to_hex(us % 1000 * 4096 / 1000), 3, '0')
            || substr(replace(gen_random_uuid()::text, '-', ''), 17))::uuid
    FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS us) clock
$new_uuid7$;

-- Raise what these counters have passed, and say which threshold each has to reach next. Called by the recording that
-- adds to them, in its transaction; `added` is what it added. Counters are read under their locks, so of two recordings
-- the second sees what the first did, and what was raised once in a period is there already for the next one to find.
CREATE FUNCTION alerts_follow(
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
    bound AS MATERIALIZED (
        SELECT c.*, a.id AS alert_id, a.kind, a.threshold, l.cap, coalesce(l.hard, false) AS hard,
               CASE a.kind WHEN 'usage' THEN a.threshold ELSE l.cap * a.threshold / 100 END AS units
        FROM counter c
        JOIN alerts a ON coalesce(a.user_id, c.user_id) = c.user_id AND coalesce(a.meter_id, c.meter_id) = c.meter_id
            AND coalesce(a.period, c.period) = c.period
        LEFT JOIN limits l ON a.kind = 'limit_percent' AND l.user_id = c.user_id AND l.meter_id = c.meter_id
            AND l.period = c.period
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

CREATE TABLE denials (
    user_id uuid NOT NULL,
    key_id uuid NOT NULL,
    live bool NOT NULL,
    hour timestamptz NOT NULL,
    code varchar(32) COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (user_id, hour, key_id, live, code)
) WITH (fillfactor = 50);
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP TABLE denials;
DROP FUNCTION alerts_follow(uuid[], uuid[], varchar[], timestamptz[], numeric[]);
DROP FUNCTION new_uuid7();
DROP INDEX user_counters_unsettled;
UPDATE user_counters SET next_threshold = NULL WHERE next_threshold IS NOT NULL;
        DROP TABLE IF EXISTS "raised_alerts";
        DROP TABLE IF EXISTS "alerts";"""


MODELS_STATE = (
    "eJztXetz2ziS/1dQ/nKZOq3LzySbXF2V7XhmvJPHlOPs7OzMlgKRkMQ1RXAJ0op2b/73Q4"
    "NvEqRIiqQoGl9mHBINUt1go/vXD/zn6JFsVsQlzvGVphHGbm2qLY/eoP8cWXhF+B/yARN0"
    "hG07eRsuuXhmChoshk5JNHbGXAdrLr83xyYj/JJOmOYYtmtQCyg+WQQ5dH2Mbp+Is0F8tM"
    "U4Ab+L3CV2kbbE1oIwtIZ/YKQ5RCeWa2ATrfAG6RRhXWeI8llcigx3grClI0YRdXTiMH6F"
    "EXN+DO+iU42/jGEt+n2sZxn/8sjUpQviLjm73qDf/sEvG5ZOvhEW/tN+nM4NYuopCRg6TC"
    "CuT92NLa59XmHTvLPc78Vo+FmzqUZNb2XFFPbGXVIrIjEsF64uiEUc7BI9IQzLM81AduEl"
    "/335BdfxSPSienxBJ3PsmSBSoPbfIL52NJ1+/PQw/Xz7MJ0e5cQdUiREEVzSqAVLhb8rEz"
    "xYwCv86fzs1cvX/K54Q/jHqz/8B8ZM8YcL1ny4ev/+7uPD0R9iEHaxP0wwOeZqtDjTjL02"
    "FoVsjUja4Wx4IWZt/HH0x9s/n52dn786Ozl/+fry4tWry9cnEafzt8r4fn33A3CdD6D8W/"
    "cVgS8GWNnzx4QU4MIMa49r7OjT3B16RovG5m+tzlbZK9jCC8FO+N3wwrEK01eGVaDdxK1t"
    "eg0GsWoa7TNdkRnVN4jOuS4h6IlYOnW4JqGIGQuLKwcLlAbc0jFbzij/fXkF1XiWlvXNly"
    "9372roGs8z9GOg6UbjHP3P3LN8Na1RhxwbOju2yHpq6P971NHXUrLwb368un9x/vI7wQfK"
    "3IUjbgqebVNCK2yYeW7fLLFToIJCggzD+asennJf4W9Tk1gLdynU+kkJj/96de+z+ezku7"
    "SK+RjcOvPvAb9j/or/12BvOL4d7u5bwaf4e3ZShb98VCF/xb00f23M2JobO9MlVz51GJ0j"
    "HCPHLy+rcPzyspjjcC/NcYeatVZ0OL4//vq7ZFd6OM3i05cVOHz6spDBcCvNX91g8OP1KX"
    "bzbH7HWeUaKyJndYY0w3E9oD0O/6jA/0AbD2V5l/D64e7D7eeHqw8/w/Qrxv5lCn5dPdzC"
    "nTNxdZO5+iIrl2gS9Mvdw48I/on+/unjbXZjjcY9/P0I3gl7Lp1adD3l3liCJ+Hl8FJKzi"
    "51bX7T0iRf07VhYWcjF3KaLiPj2cYlbDByPfoFvFYwDW1i28ThPusj92XhAiNctDp/iuZS"
    "578Y/NshLjcy34a34Z+++4oMfp8PIzrizOS2JDlGH7+8f89fCRzfNQZyF3l23nrdxwtUX7"
    "PX7z9dp5YrVwvXdx+v7n998eHqb9+l1uz7Tx9/CMcnl+L1rw+3VxkVIpaI/4unT8RhII3c"
    "Git34AumaOR3DkyJ7OzSZxjNp58bzqqRxpZOcDB6+wg+AuRZrmEijPhvYC53h3T+tTn0iX"
    "8sbvj1cZcWcTsr8WW9gb8t4UJyWYETidkjQ3PuWsIMLP8pd/ysse80zCV2PbApRdYf4HRS"
    "cw0+cDlz15vw9QAvC8gEI/7SAMXsMaJzbU39K4Z/AblrQyP5NbbjXHvDt5LS5iseJNJAGa"
    "UpW9BCzaz3DLSimVR7POZrex/IysF9656tN5R+mlJJ/1CkXwPbjpcJIwxMOibZEQLK73+6"
    "JyZ25XZfGrT+7E92gHDJH+FHEF4NTKfM9vlIWuLUA0w1Vj453KOCIOZUGFW78us+mO2GTz"
    "YmjvUQX7qzngwXB29cFGlKDJpUiDlNjWh8xfDTFTIN6xHNNtyKMrQlYmEgacYlu+JeOOZ2"
    "OEw9QQBmvOX/NTd+HMlYgAVG5+B+R5546ILnrbZOn6TCWCqMNXht00Mga/iwf2/87QLzBz"
    "1UDweOaRpiwENj8h6AUrGpcZ9ntqmlqVNUO2jsgQGju6hmhT90wveD8ECT0iffbINP10D6"
    "acp9SV8FL6uJmbOwySeepDuYMMezkfCw0iRDWKnYh00AT9sd2CTkVcV7nTl0zYgD4SLfrQ"
    "y9SOEgGguL6PxeoTMpUKNyr7WDJ2z3Vn8L/Xn96B/Kc+3LPCr2XJXpvx/Tn6tCflcCUxa7"
    "tAmSEXq1Ly8qeLUvLwq9WriVZnGg3+qwOEEyQhZ3kgGr/K3nZqYlpW9i5nLThlgN5J+lVS"
    "vgEFeA8rifhZgjq72GYZ6kadM8H65YtxjiOQc3w988c7/nCol7Yj8R3xS/4y+C5anX+UK+"
    "w2RrLmTNLzt4HXmJqVXFf79OTP6zBfOvPt9cvbs9+mOvsIGfY1EMGkQ5GNshgzjzoxJgQL"
    "DDvfkgigzZpSusLQ2LsAn/SycQoA49/MCpBzc+cOrLkYIWp1YB7aFoo0kJLKDqBuNwayWv"
    "6bTEazrNe00KdtkP7LJbVUpLBSlDk0OLFSng013UURwRwQg1RxVEqxjQyuFZTKO2LLHxL5"
    "8/fZQzN6bIeleG5qL/Q6bBOluvia1w5hmma1jsGJ63j40QOJTSJiGXI2WSEMCNRJXABNcZ"
    "cQzI8VVxyM78Xoc8cSu8CbyZplRSHrKUFYj9nKWvsC2FbfXC1ubY1j1f5Pd3Nw/7A7dSBT"
    "FSeCtbMlMGcOWLdSo0FOPLQxcNvwCBwukWCn4BNlTJmnxtpiotqqFcrc+ucmEODfRSoMy+"
    "cmHU/qv230Hvv3uPLX3mkrqzrlyXrGxXvv+mh2zZgCG/c2pA6oUYXjnKBHR/Mqx4Q1w71F"
    "ogvkXy3W9GoMGJtiTaI3Sq+InYfrQIW2hJPWcCnTpn1OPb6sKDdFhrIYs2dfGIaptxlF/H"
    "vTl++zfxf7Uz739nFuWS0yb7c5ZS7dLNd2mVsdpxxmp9+EnBTkcHBTsNpsTlCxO7oMSM+B"
    "IkQJdZDx4fU9FkgJ5Wmsf94hXhu7Sm8b3Z9bd2urYY4tMzcWgA7O2GaRL9DZwzQFc2tjZI"
    "eOI2fxa15N2yWpu5ioHgt79XBsEQDIJvfEla2JR6jSVtF9JkjTalbBhmQC3EO0nwV6lA3f"
    "K3594hA4si9tA6RPMch1iapMdCMY+TND12Dv/y+V1XejjD6CpsLmZylsVgZE7/Ta1aiiJF"
    "1CeTH276YXL7DgJzsevVcsFiij4b4HMT44n0w+T2u+FwcxeD4ZFnc3GmVZJmGLlW8Njx5F"
    "odxFlVTVoH+yfFIfG24RlHkBMZnLwGcObaby3t9/uFXvHCs/HPX5N7RW1MqpoJt/thKoBE"
    "NRNW0u+imTA2iePu3iAXZjk8/6kospn6kEC378wf2/iJbA7Qha/EIebNosl3ZtXnxGRjZZ"
    "hprIzdP7r3MMtYWQS/Z9oOn+75VKPjVcfFuEKfy+twQ1VfWoIb7SpV0iLcJd/5ltQUMQab"
    "OBqxXP5mYHxjJNbABEIOXCYu8y+KJ07EaTBIx0FAYkUtN7LYA8McEBJZmkQfj1TFuocQDH"
    "nkP7IOJhSOHyFC3z4aFH1mEh+EaMYKmwXoZpIu64H4hMfBBAfI9RIuv7u9uftw9f7F2cXE"
    "5zN3Kgw/iy4qesyfo0ocg9ZaxDHF+MIgryss4teFa/i1atH13P3oDJxNnJrZ1Uka1WA8/T"
    "WBjVSTnQkSxc3SVHVP2rCxQaZ6mMV0kDzdmqeeWFDyNPWcAmiFqR/CmcbJ1aTWG1r1HTYY"
    "0Ut82uSAyZbaOzF0Ws/BhRWH4NB6onOnMTJuwZmEM4h9a+yNKIyboLXBXUrfnwSPdEbmfK"
    "2JXDw8528jbpEnEqbr6Qafx5X5uD089Xfrd0sc02y4iOENlPDBf2F9oDWc2wrus+AV+MvC"
    "r4aMQj+SpsM1F0MjbLzGmyKf+TcfTQiWVuLjTe2zsUEr/pryF3GC+oNUGmKCXlUODsMDT4"
    "q3cgVbgkZVsA3FyBonO/foA4yToQpyU5DbcBbuYUBuQ2Nop5hbyobLL+NS1C1Lq1pjDxpg"
    "ExG2mqoqojkUNSXyClMOmPgJE+FfifxC4Rm5gScFZduZqKQ8VXH3KeuryZcnNdSkhu2asg"
    "0odpbsMFGU1vYfvs1Idp9rSk2CLTlnQ5JsETen6epLia70XMT96dP7lP67vssky3788uH6"
    "lhtWGX7nc2g9AHt8MKSukkpTHoqqanNF11IVgl8Ca2rC6IhQ8XkLn0MAs35LziShimYeir"
    "E1mKL5K0833FvLdTZH8sSy+P5kS3YZjJxyQ8Yxqra/+2SRAHU+RlfcODAWC+KgR0JsBuYR"
    "Fv812FthOgE67ifBR/YTNk26ZqJJHcEmXy9+G7u8WdblgyqV2Vuu4QoO+n8lsG7Rkwca8m"
    "WuZSDxYFiQVKlA8mGA5FQTVbVNFHeGVKnuQ1Hdqe424sOti5ymqUYIPLWPnyY1ZOVoVIJG"
    "5ahkDmuhtNYpouF4tVgrLFaH8J/J5MHTYhanqXosbe9K0WfYfFYFjuajihl9loOkY4uohu"
    "6VF6aMYSm3350hNlyrMjimGCGDz88q9XIpaeUiZ3Ddnk9JohGyuZOmRCNPchWhB5Fcxv1V"
    "DbxTx2ITZMyT/0bSwqtalJ2YI0VYbnF3kmIMt1ZvksMx7jppQlKA7BazvRDRVVyvznXLW8"
    "1kbC/r/RLTNGr+0keHv6M7lyHbxBpBotW1gNwMa4LmDl2hU65BRD4r9VyE0QLbx+h2Zbsb"
    "5PHdzBTj/0lnAmBj0tzZ9qcfREMYeCPZWihuAB1SNGz8fDhf36iPzByYGHY8MXNYAY0fCU"
    "5j4pLbkyrhjGU4slIsw6HrN2hJ13yME2sotKAkSAGBxHvRtQo+4WP0y5KSJ3EKNSglQF5B"
    "NU0Qo0DtEAg4UCuYRh7V6P6RLRfMl39bUmO7YX+z/Xax3fUA2pKDrPs3HwbnLj6PnXpobO"
    "9pqx7MXnL7Da+4dAM2SXaT5IAt+wmJh9aIjjueBY1MuGjgyLbZxlfxIkaHvs75MuDiYl/h"
    "hmE9YcfAFtflMGZuOFznz8kayAnWlm/RV9FOno9eQtqhaQYdUlYFG0tfT1YNWYYTICredE"
    "TmdqNAd5pSJX4POqBNOAubCDlJp1IZDlHyoUqvgwYmaVSL6NZxQn/XrCOQmEKJoxVxDMYU"
    "vdPJyqYuHOAAPUul1mhmzBaD1IhHT8NuqlXaJgR5CsLygz4CYB9OELVhQYHwAXTg8wXNC8"
    "QQi63566FfHMN1of2AD9/yJ1nMj8eDQQgjyXxONGnbhJ6eWiWZM9FBqjgJs+hgv2LztPBA"
    "v/5MVPEk+M/FgVmnYe5Mk+MU87TKW580BNaLDvMoB/0KD/Q4aHCqOfSXiItTXZJ8U7aaQw"
    "q1hpuu4RXRDewzLsf54pScNNUIc3JOK+XknJbk5Jzmc3JUG8fn5nIOxqD+C53JrWi4scV0"
    "/iedVTaXIelAlBE5nsVSOCo3XyESB3ioRTkdCq3Ot8IqtTmnobMXALFg3UKQLzr1BkJ0An"
    "OR2cp9PHIH1Ha/py8O6GzLttJ1S84U5dLeTBnhr6FLzLLik6aydGMyzM5OL15dvD5/eRFZ"
    "Z9GVMhMtb53p/AOov3PFVIeDhYsUUWbSoHUF6ASLfPMVhcHQHHxxUBiiu6BL+TcFbvobrj"
    "j8LoXY973FDH7nQszfyzA9pyAdtcNnjWxDTSUWcj5NOZ8arMoM6eEszWdjOaUqjLigLCrz"
    "DItTQGKa4R4feGX6eUhoTiyNwCkg8NVzq4OJgz8gq4nbIVB8bW64AjBMrhto8OWDfQINdW"
    "Zk4UmSpdqdehD5KNBjSJYIVGxKxRSqvqxKfdmAot4DSxcdkzY1CWZkKvLE64o5Q6rkPGQ5"
    "2w6F6WodNp2kGZ3O7KTODsCCadM8khyx+qKG/EUJcTFP0wjhIpPYo2Wt7/LEzZrgHY58W2"
    "yBJ5jHJQmvXkOdZchGp9EuK2m0yxKNdpnXaAF6UAdAS5IM1926g2MTHbqeIM8GKIV/5pKy"
    "u4JBHYBrgwkOBCcDyyuIolODS8uHbKNWVg0jmkNcyEgBZxOO+jlGAgjzr0PnsSVdW6Lt2F"
    "v/qHs43EZnKKzaAQCfP5HoyM9kkEUGOnpKlawZST8zYlNtqRqZDSGBZr8xmX3HBboPdDdJ"
    "TFIJSSOp9B2aHFpMULIdMje+1XOoQ4ox6o7We4mBwX5R18K/GCl7q8TLi8PlueZWpvEk2f"
    "TKfdaApMd27aHRcbCuKtOoLXOeissYYophlDHA8w66jCHV8wd6GRN9ahF3TZ3HWoKR0SoR"
    "tS4i7k5iMNXriCZJMwyRHHzxT6ow8ptt8NtNSiNTlArPHjKerRsMmNwkcpEhVXIespwd8k"
    "Qfm523kaJUUh6ylH18MW/glyRJRSSDBe3revk95ySpio7n/MX5x6Y0kX6aUkn/EKXvENGe"
    "U5/O5A2ti2M3ecrB91vuJWAzgO7VQ0MEm7MzF11OczfP2u+5CjAW1k/ED9DcWRAL1WT4Xx"
    "Qc/hJMdJhMja/Gn5GD11FoNrmk+K/XiUl80O+e6477u5uHoyJ90Apz48j7QWqArdzNa8EC"
    "JhenReSYL4H3rgPK73+6J2bUu+65MD29QvnPmYozeXfm0z2f6j3MNCJWdZtk87OIrt5giI"
    "AfSVNtUiMm5Qk3QaxWg8GVDyC8Qo8W5Lu4UGDmx9uJDhWz0LcQ+VOiIPwLJSNrh1qL8Loo"
    "RvMsHflZMo47QRYVhwliBH3IGVSpXZycMlkmTm/P3aFQt2HUvPVw+Vgb+aqkkP0khSiM4r"
    "l5qYNJLL3husCkCyFqyYYX396y22mpgdWb00MBZKCfIQsUGkGIyeNOEHBArkP4utL9amoX"
    "QdEgtFNDonhQZI76AxjsO0u+bkpa03f4QNWYfmD7WaG90J+psO90pTElwX8QWkeqpz6ECq"
    "lMR/nfeUVD3ELkCVrPAEegvwPCC670F3FzR4yesOkRZDvQ9NHdHCM4D2hFsMUFgixxqIV/"
    "xLfM3m59etW1fCiwXplGYqa3yDO7OHkyHK9aDfnZMSUng6qKgY4rBhJvVoPNGTJV4FelwE"
    "/sDT6TarA6TTXGdd3Jkc3xxluH2RmyMXK79doBYdFMQ4umDrfzlKNTJN2cMWwZtcqxw/Gj"
    "4277B2WnEI+K7mWKZsgO5tEt7CUsxEF05FmAfEQQSPRDIixFpwL0Fwc+iOLcvNPT0pwdN1"
    "FUYKwCYyfbw9nY5DvR7sFsmGVEAdrUh8R3mcXu8f4bMc1IedROqL9qmH9o9uae4vyfPHdG"
    "v30gjOFFQdwjPWRSjitSMXi68kdXBBg/Uz4RhA6ghcmM8L3OIqLNhehokTwUBs4o1OhqBa"
    "fG6D4MaOgCI7TxxqSY/+0Qv8Us/xkQhBfdkvkfLlnZkrYb/T66Si8OOHBDsBk6cSicsqXN"
    "dwec0qW2odVxHCKCETrC7WOVwdeTZ3BxOWWCpP9qyv2kW3RSNxmpmsoQfEjQo09sE3GOYT"
    "+ucfs4T6D+6/QnS5IMttQp17N5vaSiD/PC4K5tuOshCzHiuiaB5lSZ9s3xkP9Gp4J0iaG5"
    "JOI2xPYW0e0/rmNfOpTqlC+4BoshJBsyUtJrKH4Mhz20hk8c/ZI4cAGOC3gbLHwcfxsGC1"
    "CmNYajGIEAbFzRJVn0Ws9/dK3NOjKUJN9S13ForWbvaarRQcydRAIVGvnc0MiUsSo29kbt"
    "/lOUqi3A0KQ8mKS6a8M0OaM/a0uie2YBHJYdNCkHxGb+8CkLxleExMTOixHzZtFl9AI2Vo"
    "dS9zvR7NV6oobG7VfYmCdo7tAVbL8O8U9g8vsB8+1aW3KbGJtgEHMqeB1Og02uEfVNwY7f"
    "z3OrgGHi5CM4yxla0oYFjsWoGLxk3ermmEQd7VwXGlOFz63WkdvEMag+FXVjdTe5LK06JG"
    "xw+1xS1OslNUkzSWdIlaAPQNDcEW4m5oBQCXnQQg7NlJoiTpApr2TI8gVDVnqmYyFsm6Do"
    "D7H902lHsmwbr7Wx8yg7kqikM3lE0QgrG9i30QNY5jOsgVJKESq1NDS1NBiwJMhFk5dKR3"
    "lqpXXScVJclW4gtmNoJDweRxQ5isNhMZqb2EVzQtALF9CLtQGNNlx+QzzyO1mHj53mkgAX"
    "v4XVsqFrS5kh3vwfqvBwcKhFJJwcw7ecOJKgG1MYto2zRlTFYbcVhyuqE8kBuMUMjgjGyO"
    "HWs3S4LRPkGFVO8osoegzeYsch2C/b757LVeoLi6sL87WFKyhdkVijRDO42i3IfomIspao"
    "T3UcUB/gki7h7rvbmzuuZl+cn0xOzzJHuERH6eRUhGFppic96bWUxUmy/TC5qybb1Tj8sj"
    "KDuQG4qnUiS0SgzvxIuVQtHcNSO/aUpFE9jDP1yCn/pSpHM16PCuiVdjIu7MHUoN/uzya2"
    "/hrPd5js3dp1N72+Uh13b64+31y9uz3Ka4VW+Bt1UTpIZbCVsUlVWLuRcbfA0s/YYwW4kn"
    "9rUg4rJXNXpjZQVD/o2XWIqy2RYQUZLJlMGMhigT53AiGCbBf+pweFbm8RtYkVZMd+hbTX"
    "KXa/QuLLR2pJyr+7fVTNI5/DFBhVbTYAcEql1LRq1gwnI2wU7BRZJ00O2ksRqmyGwYWVUh"
    "23/D2lrogTZCpsODT5DiZsCH5LgXEHd7bYdjYfU9magyeExUnCxAq8CSYq9Rk1dZlhVpFK"
    "9Rgdzv6keoyqHqOji/ipHqP9JUthR1saT43SpTKkyvIZmuWjKkifs/Rr2L05nH7nXmTjxO"
    "i7PnkswbRCPyHB1W3uwjQpze1uw8+QGRj2NMD89VYzOAblE7QEs72ZabAl0aGoMXXswNsU"
    "eMuQbVhICvy2P700G1H8cN9z8B+hEhEH6J0EosmxuzADMSYYU/5ha2UF0J7Kk2jt8oZWni"
    "xFo0tDWXfw3O3HWm4/U07zHIdYWq2O5UmaEbp/5xV4fF7cTTufx8W3sSdsTus2LM8R9rim"
    "V9TivOiF3S3nJUZc0+T5iVuOHstR96eZO672aiMtHJvGwloRGV9LjpNIEvW4hjXM15iOnZ"
    "5Uc5Uu/KfFXfhPc134V4ZlrLyVxLUty/9MUO2c/nk40EWYAHp2USfFlkEzyqmG7Zo8TtEp"
    "Lm/hMn8cV6g63khMuXJtnKYcbO/MfWhiaHbYhKVJuv4Yen4AHI3c9SZFthlaBRsPDThUsL"
    "GS/ioGEeuhYgkSlUJWnhNvB1kfrSTEHy5TtyZsJ5ZU7Xzt/Z1DcyjcTlv5Sax9V1Z9Tkw2"
    "JoZ1GwRKcU0aBcrytWpFQOXssS9MHG+PMEoEnPx2l9hChtBI7kR0iOBjgjaf/Ja2pI4sr2"
    "yn+X63freugmgQtK0IT4WjDjTZdJnotC2aWTh0LcoFZmRhQM6aRSEqBDTR0TRfgwznr9BF"
    "H0NzC81jLl2Jc+eg6sBw2e9WqhrB4DOZJkzOYCos2oH6DT8TzT1ZWVCqrAIhzg5WNQgDiE"
    "upLO9nYNaqLO9xy9ffOeqKN6ZSn++gxasKm9otbAIrKs/Msv6OfR/QdCjNHX0QvuH2kiNW"
    "m8yQtRDljohj6DJEobgtSopItUZJybqN1igKrn7On6QqIFd9cYbI1JIYAKy/VmIAX1ilni"
    "0DZerWGEDiOy2IAUhWbmvBlfFVMmT5W9JtaP9tcX7g/P6FOo8CTZUA4on7k3I4fMFHTtdi"
    "aI3my1QjjCFXAMb6Co6E8sFiOufWGv830RGsTwbFDMQfp1MCLWxcxPAGzQVWzWWgB7MYLi"
    "d8gqNamX+oqx7g0X7yaq5jc58v8LslzpZ1sAXTAswNx7/DTA6fwYFjY43w7FkQcACFu/yV"
    "rGAIjF76EP4GrcCOqQaMjwMAP9gjrWbcAm5gOSfIFHA2aPvY/9IlYV1KTYItuXhjoox0Z5"
    "yqK4FGV/qV6PWnT+9Twry+e8h4ol8+XN/evzjNZHT6UNBgOo28h01Bvlf6t7Zsk2JTqbhB"
    "/kjXaOVpSz84KuYS0VjYkNCKbz78D2j1xneHJfUcvl0gnV8VRw6I0gkghC3t3xBBRVc+4d"
    "KPqMI9gvnkj3y15EPLPT9bWm+YsExTTVbFoXSq9nCA+1wgmhy7S47giShGWMPVclFR/RKB"
    "tooDhsbmatUB1Ztw8+VZd/MOSXrcukO9cVA7t8KQlY0cAHK23lD6aUol/UOU/h5b6x/Q7l"
    "UjhqBCMip6sH90uyh6MJBG+ofK1gF30r/n3C5BQeLbk3IkBKQ2rQuHzDGD1HJYdeJsxQBM"
    "AKCBP4RNBDSxwo/EhyyI7sP5bxCj/LK1Acgi/DOA7Scwgd+U9evMc5j7FSaRAiK9Pf13S6"
    "MrgrDLH6HVT35X+e4DwEKE6PPcLkz+i8arLkyyLkz+51KDnwkKxVEJR4W2qcHPaLzipoI2"
    "lHOroA0l/dj2remIxxTqxECFaihUo2emtotqcKa0wtMr2/jJn+ogP/ytTI2Vnpyn+wI03l"
    "HNg8aAH/0+uFJUIzNmUg5t6MHoqd9atyK+8bAkyASEwadCLn4klp9/wZejQVg+S6MayQ7p"
    "gf4s+eVd0vw2ohjdcSdt9b2t37v52lgMqn1zx43U/nx2dn7+6uzk/OXry4tXry5fn0TuWf"
    "5WmZ92ffcDuGopeQwsoezOeqKGRuRqJ7y5Rd8Y/rCKeuYXkY3MEF0TXeQvYzSjHvQo3QSq"
    "I9Gk443o8IEd7qQ6LGz44SftoBnh1PwBcGlOIOXZQlh/gn0O4Tm8f05h9fzsuh1Dkoe8Jp"
    "PNoHb0iFP+luztnbij8NZ+TNsy3ak8h3Zr1/PfQlW2yj4jxd40eyHztY5ZFY5XWZIZo0qS"
    "Jck/a+mKLTlLIEEzQg63f07f/v2CSrDm3ce/drWJdX0kxh5cgYHhCv05A4d33Et/Pm/rBw"
    "rYeCOwkfqMzlP2qEqoTaxD1SXqeJ2uj9cJnEHRqrBuCDBLq0o9Bx3tS/j9zQRNpJa8EvOw"
    "xLxeUpM0+6AzpErQByDoBp9zilAJedBCZgSbU2iLnRdyWTfGmEYlvUmTMjmHXFqXpz7FiF"
    "zU9rpcUtevx83oobIa34jmOVb5XpxMzitX+WrYcQxZl44tNdQR1X443FWwtXX2Bv3+8/wt"
    "7tqZpOm/aed+1m437Tmp5QI2ssRsKQMNLexsCkSQocwWtG9cH7Y9LM1chgMGLI34z9l/ff"
    "fx6v7XSACR8fL+08cfriUiuP714fYqe+YrY16jHOAUoWpNPGQ7Eg4urC/gmEpJd8jSfaKG"
    "3ugLThEqGQ9dxlOHYCZrYloMh2fIGiHiA5NqGhC/PDmpAInzUYWguLiX3hIdYptYI6zumR"
    "JpMlUjoWrNnrcCG1q26nvDIkdlGatiwKRS1urU5GMrpq5CD168op7limxROOFOzOF3yiVP"
    "xNn47XENF0Gv3RXWoUI/n4e6y0TSXoXhjwk0FmWGeOdsk0J1QN2+1ahKIO1pl0p/EZVXcP"
    "o7UkzN5BmEiiXH0kLIPUmiohgS0F2l4naY7SX+X4O54fgRMveskod1VuJhneU9rD2fJDNO"
    "/0ocRF6TpSkixdE0R/fY/HGU/FRnKY/U0R/cWcpKwN0J+F8etlzDlaRllyYkJMl2zkg4HP"
    "UY5iS8PKnR2J3/LskHVGx+huN7LCzoCiTJ5LtXsezPiy3785xlT56IJTvduKxAKaZRvQqa"
    "lSfpxoLI2vaVaoyY6NllMHFtcVJZW+wnS3RgKlgliQ6cobbDv1YmQVVKdUCC6jkminI9cH"
    "ZRWRH4oaGaHI6JniODa6WKkm+2iS0sR7IfyLci8yFNNgqMsMyhuf3bQ8qXySWKpvIUw+HZ"
    "7NE06+GIVnifHNuLk3QTJP3n6CbCizPPMF3DYsfw2H0EF1vL3B1MPP+KOIa2PJKG8oN7k/"
    "IoPo5HbQvfF4ug5QNsCy0LKZooMSoCC2K3wPjgTYriUHjhKd8lCXIxySj0ciZ2c3lZJXZz"
    "eVkcu4F7GSvDlpznV8zhYPgIuXtaKTJ2WhIZO81HxoK6hjobXYJEFaMc0pb2x/8DEXAvsw"
    "=="
)
