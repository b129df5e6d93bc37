"""Limits by packs: what a plan includes and unit packs hold is all that may be used. By hand.

`gate_decide` is that of migration 21 with three places more, so it is made of its text, as the way back is.
"""

import re
from pathlib import Path

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

_PERIODS = """
ALTER TABLE limits DROP CONSTRAINT limits_period_check,
    ADD CONSTRAINT limits_period_check CHECK (period IN ({periods}));
ALTER TABLE plan_limits DROP CONSTRAINT plan_limits_period_check,
    ADD CONSTRAINT plan_limits_period_check CHECK (period IN ({periods}));
"""
_STANDING = """
-- What the plans of a user include of a meter in some time: as billing has it, the most of all its versions then.
CREATE FUNCTION units_included(who uuid, what uuid, since timestamptz, until timestamptz) RETURNS numeric
STABLE LANGUAGE sql AS $units_included$
    SELECT coalesce(max(c.included), 0) FROM charges c WHERE c.meter_id = what AND c.version_id IN (
        SELECT s.version_id FROM subscriptions s WHERE s.user_id = who AND s.starts_at < until
            AND coalesce(s.ends_at > greatest(since, s.starts_at), true)
        UNION ALL
        SELECT a.version_id FROM subscription_addons a WHERE a.user_id = who AND a.starts_at < until
            AND coalesce(a.ends_at > greatest(since, a.starts_at), true)
    )
$units_included$;

-- What was recorded of a meter since an instant: by days, and of the day in which it lies by hours.
CREATE FUNCTION units_used(who uuid, what uuid, is_live bool, since timestamptz, until timestamptz) RETURNS numeric
STABLE LANGUAGE sql AS $units_used$
    WITH midnight AS (
        SELECT date_trunc('day', since, u.time_zone) AS before,
               (date_trunc('day', since AT TIME ZONE u.time_zone) + interval '1 day') AT TIME ZONE u.time_zone AS after
        FROM users u WHERE u.id = who
    )
    SELECT coalesce((
        SELECT sum(c.used) FROM user_counters c WHERE c.user_id = who AND c.meter_id = what AND c.live = is_live
        AND c.period = 'day' AND c.period_start < until
        AND c.period_start >= CASE WHEN m.before = since THEN since ELSE m.after END
    ), 0) + coalesce((
        SELECT sum(h.sum) FROM usage_hours h WHERE m.before < since AND h.user_id = who AND h.meter_id = what
        AND h.live = is_live AND h.hour >= date_trunc('hour', since) AND h.hour < least(m.after, until)
    ), 0) FROM midnight m
$units_used$;

-- Where a user stands in the period from `start` to `ends`: what it may use, and what of that is used. Usage takes what
-- is included first and then packs, as an invoice will have it. Periods that are over and not invoiced yet have taken
-- nothing of the packs, so what they will take is taken off here. Without a subscription nothing is ever invoiced, and
-- everything counts since the oldest of the packs that are good.
CREATE FUNCTION packs_standing(who uuid, what uuid, is_live bool, beyond numeric, start timestamptz, ends timestamptz)
RETURNS numeric[] STABLE LANGUAGE sql AS $packs_standing$
    WITH billed AS (
        SELECT min(s.period_start) AS since FROM billing_schedules s WHERE s.user_id = who AND s.next_at IS NOT NULL
    ),
    pack AS (
        SELECT p.remaining, p.effective_at, b.since IS NULL OR coalesce(p.expires_at > ends, true) AS lasts
        FROM billed b JOIN unit_packs p ON p.user_id = who AND p.meter_id = what AND p.remaining > 0
            AND p.effective_at <= clock_timestamp()
            AND coalesce(p.expires_at > CASE WHEN b.since IS NULL THEN clock_timestamp() ELSE start END, true)
    ),
    held AS (
        SELECT coalesce(b.since, p.oldest, start) AS since, coalesce(lasting, 0) AS lasting, coalesce(ending, 0) AS ending
        FROM billed b CROSS JOIN (
            SELECT min(effective_at) AS oldest, sum(remaining) FILTER (WHERE lasts) AS lasting,
                   sum(remaining) FILTER (WHERE NOT lasts) AS ending FROM pack
        ) p
    ),
    over AS (
        SELECT h.*, greatest(h.since, start) AS runs_since, CASE WHEN h.since < start THEN
            greatest(0, units_used(who, what, is_live, h.since, start) - units_included(who, what, h.since, start))
            ELSE 0 END AS owed
        FROM held h
    )
    SELECT ARRAY[
        greatest(0, lasting - greatest(0, owed - ending)) + beyond + units_included(who, what, runs_since, ends),
        units_used(who, what, is_live, runs_since, ends)
    ] FROM over
$packs_standing$;
"""
#: What is another in `gate_decide`.
_PLACES = (
    (
        "d.cap + coalesce((SELECT sum(t.units)",
        "CASE d.period WHEN 'packs' THEN d.packs[1] ELSE d.cap + coalesce((SELECT sum(t.units)",
    ),
    ("AND t.period_start = d.start), 0) AS cap,", "AND t.period_start = d.start), 0) END AS cap,"),
    ("coalesce(CASE d.period\n", "coalesce(CASE d.period WHEN 'packs' THEN d.packs[2]\n"),
    (
        "WHEN 'month' THEN h.month = d.start ELSE h.day >=",
        "WHEN 'month' THEN h.month = d.start\n                           -- Whatever period they began in.\n"
        "                           WHEN 'packs' THEN true ELSE h.day >=",
    ),
    (
        "CASE l.period WHEN 'billing' THEN e.billing_end END AS ends\n",
        "CASE l.period WHEN 'billing' THEN e.billing_end END AS ends,\n                       CASE l.period WHEN 'packs' THEN"
        " packs_standing(e.user_id, e.meter_id, e.live, l.cap, e.billing_start, e.billing_end) END AS packs\n",
    ),
    ("AND l.hard\n            ) d\n", "AND l.hard\n                OFFSET 0\n            ) d\n"),
)


def _deciding() -> str:
    """`gate_decide` as it was."""
    (path,) = Path(__file__).parent.glob("21_*.py")
    found = re.search(r"CREATE FUNCTION gate_decide\(.*?END \$gate_decide\$;", path.read_text(), re.DOTALL)
    assert found
    return found[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


async def upgrade(db: BaseDBAsyncClient) -> str:
    deciding = _deciding()
    for was, becomes in _PLACES:
        assert deciding.count(was) == 1, was
        deciding = deciding.replace(was, becomes)
    return _PERIODS.format(periods="'hour', 'day', 'month', 'billing', 'packs'") + _STANDING + deciding


async def downgrade(db: BaseDBAsyncClient) -> str:
    return f"""
DELETE FROM limits WHERE period = 'packs';
DELETE FROM plan_limits WHERE period = 'packs';
{_PERIODS.format(periods="'hour', 'day', 'month', 'billing'")}
{_deciding()}
DROP FUNCTION packs_standing(uuid, uuid, bool, numeric, timestamptz, timestamptz);
DROP FUNCTION units_used(uuid, uuid, bool, timestamptz, timestamptz);
DROP FUNCTION units_included(uuid, uuid, timestamptz, timestamptz);
"""


MODELS_STATE = (
    "eJztfW1327i17l/h8pdm1lW9HL8kaXLXXcv2uDPuJPGcxOm0Z3KWApGQxJoiWJKyop72v1"
    "9sgO8EKYImJZDGl8QisUHpAbix3/f/Hj3g7QqH2D++NE0cBDceMZdHb43/PXLRCtM/xAMm"
    "xhHyvOxtuBSimcNoEBs6xcnYWRD6yAzpvTlyAkwvWTgwfdsLbeICxZ2LDZ9sjo2bR+xvDT"
    "raDSgBvWuESxQa5hK5CxwYG/iADNPHFnZDGznGCm0NixjIsgKD0FlCYtjhxECuZQTEIL6F"
    "/YBeCbAzP4bvYhGTfhnbXez3sWvX/ucaT0OywOGSwvXW+P1/6GXbtfB3HMQfvYfp3MaOlV"
    "sB24IJ2PVpuPXYtc8r5Di3bvhnNhp+1mxqEme9clMKbxsuiZuQ2G4IVxfYxT4KsZVZDHft"
    "ONHaxZf496UXQn+Nky9qpRcsPEdrB5YUqPk3SK8dTacf7+6nn2/up9Oj0nLHFJmliC6ZxI"
    "WtQr9rwDBYwFf449np61dv6F32DeHD6//wB6ag8OEMmg+X79/ffrw/+g8bhELEhzGQU1ST"
    "zZkH9speVMKakHSDbHwhhTZ9OfaH7Z9OT8/OXp+enL16c3H++vXFm5ME6fKtOtyvbn8C1O"
    "kAQt91zgj4MsDOnj9kVgEuzJD5sEG+NS3dIaekamz51up0VbyCXLRgcMLvhi+csjBrZbsV"
    "3I3d2sXXYFDQjKN9Jis8I9bWIHPKS7DxiF2L+JSTECOwFy5lDi4wDbhloWA5I/T3lRlU61"
    "k65jdfvtz+KMFr1mvbOgaafjjO0f+dr13Opk3i42PbCo5dvJna1v876ultqdn41z9ffnpx"
    "9uoHhgMJwoXPbjLMdjGhFbKdMtrXS+RXsKCYoAA4/arDY+4r9H3qYHcRLhlbP6nB+K+Xnz"
    "jMpyc/5FnMx+jWKb8HeKf4sv8l4I3Hd4PuoRl8Dt/Tkyb40lGV+LJ7eXw9FAQbKuxMl5T5"
    "yABdIhwj4hcXTRC/uKhGHO7lEfeJI7Wj4/H7w5efkn3x4TzEL181QPjlq0qA4VYeX8sO4M"
    "dbUxSWYf6RQhXaKyyGukBaQNyKaI/jPxrgH3FjVbZ3Ddb3tx9uPt9ffvgVpl8FwT8dhtfl"
    "/Q3cOWVXt4WrL4rrkkxi/HZ7/7MBH43/vvt4UzxYk3H3/30E3wmtQzJ1yWZKtbEMJvHl+F"
    "JunUMSevSmawrepivbRf5WvMh5usIaz7YhDpRZ16PfQGsF0dDDnod9qrM+UF0WLgSYLq1F"
    "n2KGxP9DAJ99HFIh8118Gz5y9dWw6X06DFsGBZPKkvjY+Pjl/Xv6lUDx3SAgD421V5ZeD/"
    "EFmu/Zq/d3V7ntStnC1e3Hy09/f/Hh8m8/5Pbs+7uPP8Xjs1vx6u/3N5cFFsK2CP/F00fs"
    "B7AapT1Wr8BXTNFK71SMiTxZpS8ATaef2/6qFccWTjAYvn0EL4GxdkPbMZBBf0MQUnXIom"
    "+bTx7pyxLGbx9VaQ0qZ2XerLfwt8tUSLpWoESi4CEw5lS1hBmC8qvc87PGftIEIfbkjE05"
    "sv0ZnE4k9+A9XWeqemO6H+DLgmUiwHxrAGNeB9ii3JrwKza/YIQb28TlPfbEuQ5m38quNt"
    "3xsCItmFGesgMu1E56L5hWTIeYD8d0bx/CsjK4d33tWS1XP0+pV38oqy9h2063SYADEOkC"
    "wYkQUf75l0/YQaFY7ssbrT/zyQZoLvlP/BLEVyPRqXB8PuCOkLqHqcaKk081KnBiTplQ9V"
    "S8PkWzXdPJxoTYHvxLt+6jHaLoG1d5mjKDJg18TlM7Gd/Q/XRpOLb7YMy2VIqyzaURxI6k"
    "GV3ZFdXCEZXDYeqJAcaMd/RfZ8v9SPYCJDAyB/U70cRjFbwstfX6JO3G0m4s5bnNHhxZ6p"
    "v994ZvHzZ/4ENyduCUpqUNWDWQD2AoZYca1XlmWylOnaN6AsdWzDD6FNas7Q+94D4IDTS7"
    "+vi7Z9PpWqx+nvJQq6+dl82WmULY5hXP0g3GzfFsVlitMMnYrFStw2YMT7sV2KzJq4n2Ov"
    "PJJsA+uIu4WhlrkUxBtBcutui9SmWSWY3qtdYenrBbW/091ueto//Rmuu+xKNqzVWL/ocR"
    "/SkrpHcFZspqlTZDMkKt9tV5A6321XmlVgu38hBH/E0G4gzJCCHuJQJW61vPTUzLrr6Dgp"
    "CKNthtsf5FWr0DhrgDtMb9LJY5kdolBPMsTZfiubrLukMQLym4BXzL4P6ZMiSqif2CuSh+"
    "S78IEodelxP5hglryWVNL/tok2iJuV1Ff7+FHfqzGfiXn68vf7w5+s9BzQY8xqLaaJDEYO"
    "w2GaSRH40MBhj5VJuPvMgQXbpC5tJ2cTChf1kYHNSxhh8p9aDGR0p9vaWgw6m1Q1sVbjSp"
    "MQvovMHU3dpIa3pZozW9LGtN2uxyGLPL07JSOkpIUW0dOsxIAZ3uXIZxJAQj5BxNLFrVBq"
    "2SPSswiScKbPzL57uPYnBTiqJ2ZZuh8W/DsYPe9mvmKJytbSe03eAYnneIgxAQynGTGOWE"
    "mWQW4FrASmCCq8JyKKT4aj9kb3qvjx+pFN7GvJmn1Kus8iprI/ZzXn1t29K2rb3A2t629Y"
    "lu8k+31/eHM27lEmKE5q1iykydgaucrNOgoBjdHhYr+AUWKJQvocATsCFL1qF7M5dp0czK"
    "1fnsOhZmaEYvbZQ5VCyMPn/1+av0+Xtw39JnulK37mUY4pUXis/f/JAdBzDEd05tCL1gwx"
    "t7mYDuj7abHogbn7gLgx6R9PSbYShwYi6x+QCVKn7BHvcWIddYkrU/gUqdM7Kmx+piDeGw"
    "7kLkberjEc0O4yS+jmpz9Pbv7H99Mh/+ZGbpktM253ORUp/S7U9pHbHac8SqvPlJm52OBm"
    "V2UibF5Z7yw2tYLrEskd7eIUdQ9hlO2bo3FiFgR8ZJJGTD9W1IL1kH0DKA7iXoIxCVUuBK"
    "OS+7ZjMNewXl1nifARc/Yt9YEEzFAgqLSJbo9Vk6lGUIsoMOZek3lIVxPemDK6XSgb/KnV"
    "J5se8RuSb9tZTPSUsnBVrtBFV5pbUT9LmtvjLS6JeAiU8CQfRLlI5XJ4MyYa6Z9AkVVs11"
    "EJIVleaQaRIq7nFDE5UOA4NOHzBxDyxNtuNg6y10vSIrD7lbg/mFPPos4oprt3Y2cxNzFW"
    "/GxMxUqRCufUmKSJ34O92lLnKEbo2aumB5slYyaPGIVKjHTS8ZqFrA7xffPRe3U0zC20Nt"
    "O3Pt+9g1BUXAqjHO0uyxtc2Xzz/2xYcLQDeBuRrkIsQgd07/RVwpRpEj2ifI99f7Abl7C3"
    "YQonAt5SNIKfbZoYmKGI94PyB3X66RSsAIBI8yzNWpAFkaNZIB4LHjSQYYRDPVNr0teCtj"
    "g33buAknJO1ErYHB377hvU94QwpoZsSUHd4gWKwodTGpEt0u8ppXaf2rlasSoa7jqevKPG"
    "9rlO4j8pxXX8IWmXFOONgPn94bA2YZLJ+t74oBp+aT8fHsX/B2gMaRRggF61ky+ZOh+pyZ"
    "bKyAOfbKfvpL9x5mGStE8Hum3eD0iU41aqxC4k3X3pNxuifeF29MGPXrceNnnrhMUXwc1l"
    "YoSk7eRiFfSyodLInDnF4e9k3shvSbgeqHDPaeTMAHRtcE4rTgInvihDXLBAKbWLGeGKmD"
    "YJcTRnz1+Cgd8KWOpljtenugP1LGAhmPH6E/qHvbY/J6CfQybNor5FTYO7J0Ra2MEx5HEw"
    "wQ9RqUf7y5vv1w+f7F6fmE40wVLZsnFSU1YEoeIc6GZDZxSjE+p9ubBpv4TeUefqMrFj93"
    "20LBeYJ9SWNtlkbbafNvE8hIknBmSDSatZm7a2H9+haJu3EY3SAx3Zm2m9lQ4qzdEgPoBN"
    "QP8UzjRDXL9VQrRoLsAFs1Omx2wGRHKRI2dCqn0MKOMzwUUEqqNSbCLSiRVFmM1Mi3rE7I"
    "xNjY4TLSJ0ETneE53WssGBTN6bdht/AjjuNFLZvOE4p02z089av71f0NPtuhEaAtVDSBf2"
    "F/GJslNPyhajPDCrRopk9DSCv321pwLUTQFwht0LZKZ/6dWw+irZV5eXPnbCrQsr+m9Iv4"
    "UTp2Lg42Q6+DX9XQwLPL2xTwLI0u6KGKkDVOOA+oA4wTUG1y0yY3dTbuMExuqgHaq80tJ8"
    "OVt3Gt1a1IqxOGlTawMc+aJKtKaIbCplgUa04BYz+B14pg0axMMwojTQqqWBW8keLA2KdP"
    "Kc8mX51IsEkTeZJrG1E8eWXVtKJ0dv7QY0Zw+lwR4mDkipGNSYo1rShNX29KcmXPNa3u7t"
    "7n+N/VbSE0++OXD1c3VLAq4F2O2F6DsYcbQ2SZVJ5yKKyqyx0txSoYXszW1AbohFDjvAPn"
    "2IAp36EgS6i9mUMRtpSp2nC5tuzwxg397ZE4kCy9P9kRTQYjp1SQ8e2m1cDvXBxZnY+NSy"
    "oc2IsF9o0HjL0AxCMU8Bpe75joBNZxnhiQyE/IccgmYDW7MXLofuFVvctiWZ8PalTnwQ3t"
    "kCHI/8rYulmJUqhPXrhWMIlHw6IASm0kV8NITkyWw92GcRdINeseCuvOFdZiL66s5TRPNU"
    "LDU/f20yyHbOyNytDoGJVC70pCBBJ99ZaNx+vN2mCz+pj+zEDsPK2GOE+1x0IKfTH6Asyn"
    "TczRdFQ10Kclk3QqEUnwXnESyhi2cve1QFLBtSnAKcUIAT47bVQ5qKZwkBhg2QpjWaIRwt"
    "xLCayRB7ky1wMLLqP6qgnaqe8GE8OeZz8bwoQrKcpexJEqW251LZxqG65UJZzhCHe9lLyp"
    "sOxWw15p0dWoN0fdXa9mItjrKg2lNK1KDe2jnuTRbRgYnoNMbLDOP8zkZrsTY+6TlfESKv"
    "VDPCtZhwYyFsg7Nm5WXriNqvXD+H+QGTOwBcLY2e6nV6L8EHwj0V6o7ocTU7TsgzOct6+v"
    "Njge9jx6sj9iPxCqD59XyHEqX8UydSev5KElML75z05fv0q2O3yo2+CfP1y+f893tFoOjZ"
    "8xytvEBbcnTdwZy3hkI1+GTzZvjSXZ0DF+yqFYxxEeAgKB96xGGrzCx8ZvS8JaknCmxBqw"
    "sGYmAQFqH4PDgbjRNGKvRv+P7Dhhvv7dEgrbLavpHbZm8tNep0mN0+EA4oNy6uLzOKlVg3"
    "1PR7UyZ8nNd7SiqxvBJDhNsgN2nCc4HSrhHffXLhQyoUsDHaxnW87imY/O+Dan24AuV/AN"
    "btjuI/Jt5FJeDmPmtk95/hxvgBwjc/nO+Mb6GdDRSwg7dJyoQsqq4mDZ15N1QRZ1HETVhw"
    "6L3G7l6M5T6sBvpR3amELYZpGzdDqUYYgrH7N0GWtglkYXJO/cTshPTZkFSSn0cnSyHMqI"
    "orcWXnkkhHYhUMdVKI0WxuwQSO109DSuMNukbEIUp8AkP6gjAPLhxCAebChYfDA60Pmi4g"
    "VsiBts6NczfvPtMITyA9x8S5/kBtwfH7d3xfM5NoVlE/b01CbBnJkKUtVBmFV9zqvF08r+"
    "5vsTUdmT4J/zgUmncexMm+7yZVqtrU9aGtarWsfUG/0q28cM2jjV3vSX8YsTSxB8U7ebYw"
    "q9h9vu4RW2bMSBKyFfHZKTpxphTE4vfad1GcfnpnIqI1D/hczEUjTc2CE6/4PMGovLEHTA"
    "0oj8tRvk7KhUfAVPHNhDXULpjFjqfMekUo8iDZW9wBAL0i04+ZIeS+CiYzYXkay8j0c+wW"
    "p72F6fCnVS7Spct6aDLV3t7TTA9GtYArGsuq9ZkW5Mgtnpy/PX52/OXp0n0llypU5EK0tn"
    "Fn0B5E+ulGo4tnAWIho4JCpdATzBxd85o7ADYw66ODAMVl0wJPSdAjX9LWUcvEoh4ro3m4"
    "FXLkT0e9nO2q8IR+3xWSM7UHOBhRSnKcWpxa4skA5naz4bySmXYUQXyiUizbA6BCSlUbdZ"
    "5aXD45CMOXZNDN0/4K2nUkfAGn5AVBOVQyD52tlSBmA7lDeQ6M0H+QQK6szwYi0Ilup2ai"
    "XiUaDGkCgQqFqUSil0flmT/DKFvN6KhYuOiZs6GAV4yuLEZZe5QKrXWeV19nwC00m1Ns/S"
    "jI5n9pJnB8aCads4khKxfqNUfqPYcgVr08SYLplAHq0rfVcmblcEbzjr22EJPAYeXUn46h"
    "LsrEA2Oo520YijXdRwtIsyR4usBzIGtCyJuurWLbRL9MlmYqw9MKXQ11yQdlcxqAfjmjLO"
    "gahbsjiDKOmkXJs+5NlSUTUBNn0cQkQKKJvQ6ufYYIYwfh0qjy3JxmVlx95R/RSF0NWDaq"
    "9GnLUDBnz6RGwZPJJB5Bno6SlNomYE9cywR8ylLmSmQgDNYX0yh/YL9O/obhOYpAOSRpLp"
    "q9o6dBig5Pl4bn+XU6hjijHyjs5riYHAfi4r4Z+PFN4m/vJqd3mpuJVjPwoOvXqdNSLZY7"
    "n2WOgYrKoamMQTKU/VaQwphRppDPC8Qacx5Gr+QC1jbE1dHG6I/yC1MCJavUSdLxFVJxGI"
    "6jJLk6VRY0kGn/xTtAFNKVdypyZ9CWRNQQVKZS1CBwulwt89m6LfJvM0R6ndBSq7Cyw7AJ"
    "DbOIYKpHqdVV5nHz+Sh3btTHKUepVVXmVuvi0tcF0MWkIymhNwzyFfOmHmOb9xvCtNm9XP"
    "U+rVH+Lq+5hVP7WmM3G98GrXWJlS+XLWe/GHKVAcXDWDa3s4S877PLplaP9MWYC9cH/B3P"
    "9164Kr2RSZVxPf+5doomGCml5NXyMfbRLPd3ZL0V9vYQdzm+onyjs+3V7fH1Xxg07ATQMb"
    "BskBdqJb5oIVIFdHnZTAFxiCriLKP//yCTtJacDnAnp+h9KfM2Utj5+M0yc61XuYaURQ9R"
    "vD9CtzXl8jCDA4EkYy5UZM6uOZIle4CYMb93e8NB5cCCcKIX+PhzNgCxKSoSykwac0Iu86"
    "ZORsfOIu4uss12/tWgYPQvLDieES1qsRGVDmPYAkwPOTl4Eo0Glvz31CHnTLoITOoxHGWi"
    "dZx9wcJuZG2yiem5aqTNzue2wtsF/Tzjg7YMeJ57Chcg2Nf4OIWZSrMWfZFkRNQ7wtMll9"
    "xreGhWesQp1Pr83IIzb+hX0yMej2t+D6DDuiQOyuJxccXb8fZWaPhORoYh6nWxXSy3rZuu"
    "a2RKADew8b2Ftez6awlym1mUNbjfqEM8tEmoY7ZmlGGPF41iDi8ay63WS5XypnzRIAZ0hG"
    "iG8PnapXYoR/xKZN9boKkFcVGFuc6jiiHiDeNfj+eHN9S1W5F+cnk7NCFGkSzcsyKRSTL+"
    "/Tk7FOyswOayZrZo5ciR4h4ZLiz4slLelD6PZgQiFiPT3/EBgrKh5Clw7e1ynil2D2oIu3"
    "XmHo24EMD235n4S3kQrRA8wKwEXpYuI2Ift8uFBgpSPZ+xSQtW9iOFprBdX4vpZLDyuXat"
    "FJi06DEp1iPtMU3Xj8CJHtXmhKmbcEP8gRaY5QzMwjQTsjbI5Q1wHUxtYqYRgcuHPbccQy"
    "cHJ3h+g7i8Y1FHh/zrQ6xY9UaAy48LmB+gQ+pkKRBa4+1h2eSpbseax23wpZmBlFmTrL3Y"
    "FQNpT+B4IF75XKoiQElRP29tQnuBPZQyVZaJZmv4KsovyzWmA16Q2HLNaCjNFKV22OZkyp"
    "453l/YQkFPdUrY4hT0hG1HV7z1HkFtWo5UCPKXTcfsu4/bUfEH8qDoSs5s8FMh21K0S1Ra"
    "BBllBnGakm4ipagldHk+x99ee2awfLVstfINVvuWrr/CRFtqD3lDfHnYvvCf2ncfj7h3ie"
    "ISo7O4Pfs5peLuz9+vLz9eWPN4Wo9yeaBq4TxUdoG7jO6kV1xoGcAtXMG+aTzVump0dxsu"
    "BAgn5HbPK04dGxcRkr7n7kviL0t1GF3GA18pm/ig8IIP4X3FxiD1jfD3yCSUBkDKgPLhaa"
    "AnRccY7hVMZt7y9kWw2tdRy1Xn+kh78Ly/NX5FQxrMKYHVzLikdPH2F442QJNprzBmQkkz"
    "B+EpkUlywLwSeOs/bi7sWQ6DAnlL98hK5dlIWsyCO2JkZAeAFXymCYyZLZIyMzZImR7fPh"
    "X921CwzPpDeRs0FbCEqlfNKxjLlPVqmRtdrpnz3Nku8KH9ivKEUAaId/R3LlE+ynuWVq6k"
    "TNEY3Qk3p22sRJfVrtpT4telIfYwbVFOKEYITwdtVgUU0ni7rqZ/tM8QplrkU2c2t1Tg1Y"
    "u1bo9ihQ3cDZfbvyiB+KpansgB2iFJMDpjYbK+khRsYcmrhRQSXy2EL1ejZRJKBEso6PPU"
    "z/iBrAQVtJqHQfSSxrKJY/r3YId/mQr+5X9xamsGAWFCWuwtysbR08B9zF9DP05QXpy7Fd"
    "zDN9fIye3Jd3UMIQexL8cz4wOUhX2u+3/RQryyDn3ExItHeznXcT+JAc5DGFRrwd4sg0sR"
    "cp8s1Rz1Jp5FvGTqw9xzZRKCz9UhdBkaPT6LdD/59r5CM3pNxDcusXCDX+7fD38T+wKc13"
    "slQa+XbI6ziI5+Yf13EQz2OdlfGEcZOZ0GSTWNPqjDXc493Q2xU7hmDBJuAnQgsK5IIVgm"
    "N2DhS5pDyfeNgPt8cGGEdWGLmQG+oyf5O5RO4CB29ZWRR7saCXAozB6W7YogaIe3goWHEu"
    "wX9PL8d0YM6JLmWCBMCCM0cr29lOEh9bxq22scMlvR4460XmcrVPjE/FnGCRu1m7wdQz/8"
    "Byyph/4vHdmH8OG5LRs28mfQGagptSjNC61j3AAwl8edmv3N9Z7guTy9u0vMkRanlONXku"
    "u8ba2t9zX93MN5OAuUC2P7SP+pJW8lhfNML6ogbrizLW3BfLQJKAOk81xn19+qbJvj59U7"
    "2v4V7Bvp/qJTJgF8jGiHbntSeYwjeNFT4ZtMuUo2Mkvbho57YTGwryUFd3t8yQqNHcclT9"
    "RpMwS6k1yVPpZel8WXj0+JS+kDIqV45oj1rXyclQmo3S3yVVAjMePzru3n34sWUHnoO208"
    "BEjkBMrE8+KhGPxlfYPg3pmRQgObrh4ZNJLR2eIpIkxyU/JDGgW4S15WA5JQaEU5bN/R3N"
    "2TM30u0SnpuBSMLhl9EIHew/vY3SJcwyWJNgfbcpkx7gi6d35Lpm04wUI3q+uh115PqVTt"
    "W0I5dqNoVGWHUD06ghCok3XXtPxuieeF+8MWHUb5zGf6WxjEzEORKGbJRGTeqjNzIRklOe"
    "zMIomkdysFRhVtWQJb24ZEasLevEFhhbDIW+gzjlJYDsXuM2hMiIRDzbLLHLUl14ZUTPw8"
    "gPWE3wOfEXJAyxWxPSsa+nC2MvWGlqH88xFFRmZwcvTgt/RSlMorrk+LtnU1kCBDhdlFyB"
    "4IzyMjY2EZQoR2h778UYnL4ojUNiEgqNcTOMExYkgXKWRuPcDGdZ36j2isp5RYnJeha0sZ"
    "UUSHXUjGpGkZyWyl2qtkiZv8ffq9I4c1SjeKfqFvXmb/f1Hqdc89Z4eNENVUzvYcK+APZq"
    "JpalGZ2HpJdjoqoxcbVUX9mW+HkWEMlvWRPbj63OhAKpNqAP8azI6NCSy5+n1J1OlF5mer"
    "hTkFcyB1OGpNW5pJiA11OEpzLZZ3frcEa+f8BBgJiHVWDSzA+Z1NszCRs8XfHRDY2Znwmd"
    "iLc0JFCVEPoeGMQ1Mcu/yrbeXrKChquVHdINxNPEbIvlkHlo6xBksbo8YFAM6M8wUAh2Sn"
    "9L/wjxyhMkp+330bvrBP0OeQYhg1k3TVTDPhkSzzalDAwxwSi0ob7zm6K3pwxwdQxkhmT/"
    "AZCHER16CXVMWE1jI3BMsEeV08OuBaDtZXv30Jmas3+Bcl9dMChDomww3tGlwwrtYWMOzp"
    "e3xmZJmJ9vQZU7Nz71DNcIcBg6mLkBiets6TioqeeSzJD/Y7xkpEt6mmLLoDKEwOXY++N6"
    "jjiLV1UysrhIpnI84cFiiy0qVMmroinV4I0QR78xRzp9Q6jE6eLv4bto46P03bCDKBZzg7"
    "YT7nln5SwxCrBBmWxQfuk6m3XEOrKDgnCKfZ8IKuhWn6R5qtFZcHtJhdQxu8/ZFsUP9lal"
    "uHKU2gmp2iorYwy7sh2HAv3ZXGJr7VSYw4qDJjs6LfPh0yAa39Akxk5eZATrWXLZeAEHq0"
    "9I+AMreO0+Etuk8isczBPexINVuJ4wo9Tag4ObHtfmksrEyAGBmFLB16E0yIHa1duKE38/"
    "z21iDINnsEC9iRHF+4FVDD6EmB6gjING4TLJ0EqbGfwEyS4CGRJddLtVYJ8c3hkS7XMtGs"
    "qwbxNryurQyB6BRVrtd1PuFMwu9WZJHNxupQukeqEHsNBUTW63zBGhXmSlFzmWTCSXOEOm"
    "dRaV1xfEXHpTwqibodifPfePQynRVxLtm0qPJcInyJDDeV9kREjkP4jKyNeE8yQUOpqnkZ"
    "GSA9aC3ecINcNXjeErY6SKMuWFtqk0i762v3east+kQa7n2yZrtgahUawkOUvQRMbcQaEx"
    "x9h4EYLVCEpnk3UYV9X+QeDDfdpcwiTQqIpIzPBJYIe6Crea9qBkcUqA11coytKNyf3dRX"
    "0iXeq231K3K2JhRwbghGCMCHceHUVlmSi2q3FwZUKxR6c58n0oTNAXu82j3CSFszqBs1zU"
    "dgWFtQTSKDZtynYroo4SoqIkyqmOI+oBbukadH+8ub6lbPbF2cnkJa+/R6VOmzf4jZE/L7"
    "EI2zWdtSVSq2ohzpIdBuS+yu81Q/hVY4CpALiSqpGaEKhRHhUeO5ryqAfsxT4cjVbCJJPX"
    "X5oiWtB6tKu0tr99ZQuVFh3uoQDbX9P5hgnvzj73+f0l7nRf4gqd4Jv0PBskM9gJbJYV5m"
    "D9dPP5/tPtNdXvDmVY+hWtgwq7Er81qTcrZWOGph5QNDYx0RE4NJeG7UaRQ4UIJIgeCiCI"
    "HyxEEGVE/1xDguE7g3jYjaKSv0G48RSF3yDg6CNxBcVp+31Uk4imTIRLHFyks/wUME7pYK"
    "VuC0QoE2s3CjiV6Vo2IHgH4VbKFdXgZ4rsEmfItNtQtfVVxm0IekuFcAd3dsh2UMG6sTQH"
    "T4iTwpiIFWkTAauQEBDHEglmDal2y1hamjq8NKUb7vZWL0F7/HRzyxzP2I9XqpdgKXp4il"
    "C+IsTByK1wTcU0BYhnlKgvjJMr+2XAV3d373PCzdVtsZzklw9XN3SLF3wpguoDvrlsWbCv"
    "QKplTNVkTJ0j/ZxXX0LDKHlEOmlHMz5vSPmMejJQnzM25sv4BBsLXP1rrryfT6X6mrT72a"
    "XDZrowNdFkTeQZBGz+UM0PQUYzX8YZVVJZ65O4h90KbaGFCb/IHg0OBuQaS7L2J/SaRQew"
    "QNcVccMljIOk6n9VOCn29twGIbU55z1LI9XBtQpq3NHSSGgsKcUIVcOOg+joCymQp+rCuy"
    "KK5xg+d3ouEdxFt6dg19ZqgDHJHhXAmG8MVv87YNjWgHawjtvScVsqwzuCuK2hIqty4FZm"
    "a1eqSJm9v1NJyloHdqtJv0JOX1wFEtGvt6JqyrFxB0XUvfXMsYMltqAMlAsF0Q1zidwFDt"
    "7lwq4Cw6N6i1Ab6n56odLDfnhUSYo9Qms5Cmo50dKU4K7MHUwJxpQ52FmpBSjovZZqPJVS"
    "7NHFZfloHu7Hz9V9jhtrgeeaWxmUszQj1M7PGmB8VgnxWTkDix5jj8iZ0l8r8HtUw1wi3O"
    "OeZga5/ezpjo0hCWqmOLOwPpu7TL0/ztxzBZwuErqRQwXvFRbhWr2Pc0R73MMmonvMQv6e"
    "WPNpE9Z8WtPbtJTdbbv2ai3ob1Vr2stQPdm8NxxXeMa6J5EcG0D7jqm8+TRHp1HegTJ9HG"
    "WoFtoKRLl6bpynVLbbyCE4MbSHaANplm5/gJ4NANFEXW9THqtAq8OQVAtE0WFIevVXqRFR"
    "ziqWIdFekXqviBfla3TiEhkuqDst9pktJW2wz3CytFjeU+K/0sp8I0E798KnUVVPDSZMIr"
    "nGCFPOJfFUtLIRhWMFTMdeHjj2MrfJhL7F4jZsWiGicQzmlwCCHqEpTcaNydvOINew2TkX"
    "TljFUDomardDb5lL4otiK58031f3q3sZ+RghmDKOwyQ+NLsJA9bxjhU39cmGlY+Y4YUNOY"
    "wuAV8j0CQtor9FGe/f3vJIT2SY6yAkK/BiIqhCQXnqVzdXncKmMzkOTB7wmE+YgjfeyTTZ"
    "CepcnXUVKdJscV2TQgFvp876fwbKks76H/f68pNDdnlTKv36Kr28utBNt4VuQIoqg1nXSW"
    "XfjdIH00aFuXZaHi8lYn3IqMyFCFVEfNsS2amqy+TmiHSp3Nxad1EqVztBnvMrqQsK6nwb"
    "FUGt8SzB/uvEs/QlGHUuSOY9rfAsCXZuZy67Z53FdPhsm7I3YaddPHE6NC6fnDo+ZMong3"
    "GZygOVtY2XCAzRBp38j8SdQE6Miy1o154UFIjs3gExKAJbbtOuq6Lc0xOZmT2ymPMMDniS"
    "vIUdXMCN7eAZtTxjB882np8we7Y2jStgGtfSlS7XrC6c2orVZYaa9oGNXVfWPrBxr6+2hD"
    "3n1dfhwNoSpiKoOsZ6F6gdxFhrS9hoLWE/Ubx/I/4Ds6cITGCZ+5N629eCjpxu2FCJtvTE"
    "xEFghCx00oIA9ChskswNFpCOLaiN6QdQLAbzcRbB0NwrNAK0NeYsapOugRXNYoeU8JGOsA"
    "NjjukGtKLITB6SXuplv88v8NXdoMBY+MiFacHuBbY1mMmnM/gWZhGgC0rtGrDAUVBoSL+S"
    "Gw2B0UsezLo1ViDHNDONjcPexZ4E/5wPzNQ1oxJwC8k5Q6a1X6XlY/6ml9e3tghmSqT7IO"
    "yog1mS8w51YNZUsW5UwVqmePXPZGOs1txFE5eGBq8JHEhJ2ejGtaKNS0645LkFcI/VpX6g"
    "u6XsH9rzs4X13DLWfl3BehDnnK5grStYq1N9RVewVuDk1jZkLSNH/n7Parn6eUq9+kNcfV"
    "29vmMfgg6f0XG0h7duV8XR6lL1T4JV4VL1nyjaNVaQ9Pak3hICqybVywtMEnMUQJEF2HUT"
    "MDZExgQwNNCHBBNmmlihB8xNFtji5vy3SXCq7WbiVJnZfgIT8MjXb7O1H4TfYBKhQWRvT/"
    "/qmmSFDRTSR5jyZSB0eKsCthC29GW0KwMIk/G6yr0ohpC/LhJ4Zig0ogJEGbeRwDMZr9HU"
    "pg2t3GrThl79VPaVVMRTiicIV8MJdtZWDW3VUAnUbq0aFJROML307F/4VIN88XeCmjI9Ma"
    "aHMmjcE++LdyQ0ZvBbk3pDRki86dpraMT44oK1gJ6zlIrHVsBe+0PAow0nLJ4Qcl/BtMB9"
    "40lYIQseZMGBtlsO2OhyYsmSk+XgjCnL3NJ2CBXsEDomo8+YjNx+l5T9i7Q6xlNpMR8azA"
    "kMULUBOAmNDsHZEYKjDSjP+d3S0QFaj1YNTq1H7wJVRwfo6ICCMn1N1l5VPa3o3qRenTbZ"
    "qIbq9G9MhXUfCWswz+pGkQAbmyUxlugRg3aLfGw4OAjeQmErqvNg5rqHilYr6F5b1qQ7mv"
    "O5JOUNWzs2iYVldON4fDea8W6g96YXvzpvoBi/Oq/UjOFWXgRh/0tAG48fodHh5clJA3Tp"
    "qOrGxycljcnDvilsMl2rkWaonmFP3j9JaKScl0vCmxI9Q3TPTyZnzRX+te9j1xT4Tmq4b4"
    "amFZtQDNM8lzhrwCPOKjnEWRHgWIQpA1wZ45MlaRXmoxq+OsqnVmzTRqpdRiplEs+58nQZ"
    "hshcrrBbEX1dGjVpomzRXRkTNK7dwimjyilJdvc77mP0LV7Fl6oFUNKEOxrj+sJ0xBbIRb"
    "pXh/NKOjF12LQaCpk2XHZqB45ecDlAc0Qa0gq5igpuc5kA6hKdlrDKEhY/iVqJWAVS7U1X"
    "TpjKLrSFWy90gVTXDVZtndURmn1s2eFPUHGvQl7ODNglKrOhU1a+r6GUzGcvyrJvjW8+Xt"
    "HFplvgG88fBGHWxTZrfkGHQZk/33CQR/8sy8idzSopIXu+TXw73PKGGvi7Z9NtohtNa7l5"
    "MIekhJAHlclkLJPx+DE6L06b+C5Oq10Xp0qYftUGuWPb76F9F6qB3bXzIjlqJSHO0WmUd6"
    "DMZRVJiFOiw+B7MhBwffxIHqTRzVBpeOvgjaw9kiJZnkonh+YxpVh4aLsSBj3UFmvME+pq"
    "yxI1G5cRnhJoxyQaZwmcE+26hPVnyk2dSqtylm5MlTnOTl+/SozJ8KHOjvyZsuf3ZUzxfI"
    "6pbv+I2zQmK9Bqc7JyZsbcUqfmKNmFzlFqY7LKq+xjFIiaD1WbDVKKERoNLhqFlV7UhJVe"
    "lMNKdYzTc3vDFHPXfCRMRqr01rD7k0bOGpcObRrRFCdvRI4VN04BAS+KEzWJcqNyCe+MuU"
    "/+hV3DsR8gIYR3amJd0JGRdjtnFRk2rhFg38aiJuz7eaawuQa/f8ReOKAt9dMoRUeB1yej"
    "n7LPJgLH0nS21WUntR9IraOy02CfQ5lxxglqjmtIwFqk0/axYpHUmKc3FY9Tiv2Jx0fXH/"
    "tiqQXH5asmjsuitJVxXL4qpbTxo7IE8JW9qDTQpDRjMs/86fT07Oz16cnZqzcX569fX7w5"
    "SYw15Vt1ppur25/AcJNbAkHihfYY9+wxDknInTYSzqCERnsyd3iDTPII9eAl8c1QaYR3IB"
    "yi77K7l1NoN2YdrAEOQ0d642ao9MbdtXFtCpXMuZYQjPBQO21k0TytsWieli2a+Dv0uEeh"
    "sG/9Pf5eIbgVyEaBdp2p8uZv9zkrZYzpiw+Xf/shZ6l8f/fxp3h4Zg2u399d6fKIXS3HEC"
    "zHgqXGorjZRguNhRG0epnVWmZzHYRkJVKC//L57mOVJpbSFJfXNkPj34ZjB0NUhmsWFtCo"
    "Z6dFzllYLJigyE7p40PshtMlCpYiK4SL/G2VKpGnLMbmbCNHyXgW4CrCNFkAiv/V7cfLT3"
    "8XH2hXgjW4+vv9zWXRIhwE61bu0Ryh5nLKcTll3KA/EnMNsYofueVQ6AotjJnUu0OtaPSU"
    "GyMbukTvl9hwoOVd5F0M0QN2eW35Ko9mM5InlMY7vIlboZptXRm4q72JQzF492VO2Z+1Wx"
    "nuc8t9l2K2E9/cwW+ydaSaFvGEsAVssT4VyJiRtWtRYSZiHetZQvCWVYJBvo+RH1XnTBpa"
    "zDClpg+AS3OMA6gNg6xHKBdroDl8/xLD2uOzv7pf3TufPWQdUPT5/NleHEFoO47hr92A9+"
    "vgUSystiijYi0+0BIjK3q4zRJ72yTzZn9WvnUHqGEstoMq3uE6KN7RMR4dyUQ6xkMZt3n5"
    "XWgKq+g10kEJOpN6b5nUEBEj3LM1fvEMzQhB7r6Q8eF1jkZhNbcf/9rXMTbCuBrFeO1hwm"
    "pSEa/xzk6FwvGxju75c5R1OpUHuky5R1ZCPOwOlZfoULG+Q8W0U3fUdnDt1H12y7xZEge3"
    "e6ELpHqhB7DQLV7nHKFeZKUXOcDImc59siovcqU2laMZU6JCZ5WJGUIhkcWUU4xIRe0O0P"
    "WsTdJBlkwHF7PfXR1cbNmB2aISYJZMx8frtIOD7VuByaQ6zDBHtP84w4x7cba2ndB2g2N4"
    "3iGci71EH9KdKzKDVy9IQqAXo/vF0Pl6febrscgL+YS9DJlm8HUAe0jktKzvXImEPksNbA"
    "5YCGSSBDYm0cDW96vUiQ/PN/FBMV38Oec9DGcpBmc5tNZtSqWmVHp1VV7dR2Jbrd7gHKFe"
    "Y9XXeCpfJrVANr7e2r2USvWx5yDo6CgXNFwg0wHDugDt82ZgquU+vbddfFSX/8QGTBrlQE"
    "0dOrZhItSdi+OCsJAblJSD5aVe8SP26ZamGyGqCGuskAVZROWspqdMJKwWWyhoSQKbfefa"
    "mrEsJkQ3CNRJQ8OxXejCsIcFNWEsJUir+59kSHTciiDMQudf9Rjfz/6XADceP0JweyndRi"
    "WVQD4rM0+l9auCfkV350L24MoRaUTziDLhXxLQLI3Gs5SWFmkOJUDrDQA5Qh2lrJyin6vK"
    "6Vqt2nWlZHqBlV7gf66RGwo7GtZGI2TJnhyRMBz2GMckvDqZvGockwAVYWTEz3j8HlNJ+z"
    "KSFDIcm0j2Z9WS/VlJssePWBh+WpeSntLoylftEtIte4ED+Wj1mOjZRTBRbnEiUcv9EHlB"
    "irFgnRakOKCeT9/WQGBVqQ8OTameY3Az5QOn540ZAXcNSSKcEj1HgHXWlUoA66yrXmDVjT"
    "IO1ihjQ/wH+D4l2KuDyzMkauRXwWMHnV+lTBzKr7z405EwBiW+OamPP4kKSDUMPflAXLzl"
    "VWhN+kCoXsuq4WZCR5KCtOyvKLPBmCGH1bhlpBBL4q3pAGhaXA5L6eshTWrfFjsXC5obL3"
    "zkhrqRsY5XGcxRpONVDuxK1bXmeq41R8+1JZGKX0kpRohu9+USk0NPgitkabTvWttW9qmj"
    "UpHXsaVTnDNUGuEdCPuYSpCWNMRZMm1m2QEwBhFAKnIwRzQ6/20vwYM+NrH92CqTqECqI0"
    "2UjjTRGWPPbfXVsdT52Ks11qX3JzvsdcnIhia7n8nGQND/yTcoYdQY6m1sPgujxlYzsl4s"
    "QwMFkOsFraUMh2x4HljcpSvTkioahpG5pNeRG2WRlU15+374E1oGqmNIkrLesSfBP+cDM9"
    "xpo0jfRpGQeNO1N51h+jbJ+kELpM8wwlLO08zxaqXVl2g12I3AZuYlkf5ZzT/KlHtUkXiB"
    "o/0oSm8acJI3lZzkTQXiFj3Cy3BXRrAVqHQUWzmKLVzSA3NJHFkrSo5O84syv1BI8iePto"
    "X967jGX4X8Xxi1Uwvg46ex77txD10mF/OOtFyNMOK5qFLpONgMA2MDcnkktpMNDrgozq5G"
    "lSBCuvXizrYwTNQxt8cnaTF/OGI+X2rROX1FiIORWyHqZ+mK1RgpYV/HdLwIe67GeHf3Pm"
    "dIubotRoN9+XB18+nFywLXEwVG85dMRi7K0oyvqFf33lD8nTJkFzmSLVULZJ0gvZuL7A3n"
    "04uLJtb5i4tq6zzcO2DpBKW3cS/OD7xCtqA+fM0ejgnGB/DZaROA6aia/MAywB4xBbWIq5"
    "MD4/H7yw182Re6XZeowdvp2g1F+7XefZMj1IVJVfPSaB/dc1595TT1m8caN112yKShjp7m"
    "e+9W0C+NDZ4tCXngzrElsqgiHBh4PqfK0DuuTcda9AptjQCDk4zq0Au6Icpa+NOnaxI0n/"
    "zSbPS8VHB8tbzxBFG5hcY9RFm5Wvc+iCqotoute12QoSMBcDx+hOC+Om8A7qvzSnDhVqFy"
    "iTLWOnVlPJnCmQJGLQFtBbmGuQDzkooF9He3kWILpDqiUDl5dVyho1pfGby+EhWbP6rVWO"
    "JBTXWWOO6uqVuRufGq/Xy58vJvuYMPvHvQU45n6IIu4h4bUJI+Dgt0SWiQRzoNm5y9DgI3"
    "4x6fLJlAPElzhmOhRKcMK+CS1EKlThlWHVStuu9BdQ9CFK4FEW3VEKcUewwcXKG4gMvgAg"
    "d1kHffQd46kVh3oM5hO5T0Vh1Ds7cYmiWVNbA1XftSkR55qvGFe5yenDc57WBYTUTNeenM"
    "myPbWftYJlI+SzKamtCdxX0AOq1sbDlCHfehmiVNh0npMCn9uugwKe12GJLb4RMr4HMk9D"
    "ZE9yb1TgZeAkiq4ihY8RMjf1Lec2E/YteAH1ZVRLQRXaMQJz6HtuFrG/5g7B0y5uZ0e0sg"
    "mqfSoGrjp0C61cZPJfZtyxJ0hEUjSSKcJdMY78QYBaJGCnU1/mKKEXKIi0ZZbhc1WW4X5S"
    "w3rS5pdWlyGHXpHn3/1Sdzm/1sgcqUuT+pV5tC+pp4fKhcWBarrmAHBp0AW8Zs+y5bT8H4"
    "ePt+wsOi8CP2tzNibY2NTff5GmhhJ8NwyBohGzc7TWUwVp/P05UfFBN3q1U02K9yvr2UYn"
    "zepu5bj84xDqYAh+SmLtLp0uzFnBPKy9sAWyLUyCpUiIketJ9QWH0Ks5sNjmBYtMbJnJQA"
    "2hd52DfBAkkPNs+HsOoJhB6HxItOxhW0MYJD0HaPjdvQcOFoNMwlchc4EGV1djbvE85Tbe"
    "3c21EaOGtBz7eaMMVo/OjSZrvPMNxrfRm1Ve+XjVTvlzWq98uy6h2xKEkLUobqORqQ/jR5"
    "1dh+ZLumsw7sR8Euri2wlqPbY4G15MpgK6xpa5K2Jh1IiP3i2uGvdC6xFJvc3SHG0t0STj"
    "06sKEcC/PyTDqDTcY96ZGhZ4misv6RzGlDnX781vjmQ6kwl26Lb4k0inxMZVCbFQalgyzD"
    "pfKpgzz6Z1nK3dtTm/j/M5Yg9mWSBqH4u2fT3QWvtA4MUEBUVsfKp66YIWEMSTa7BJ5ZGg"
    "1o0boEXE1SGk5onqMsfH4iIQwn3F8S4RydRnkHyvzslIQ4JXqOeVEyW/iRPLQIuUioNLz1"
    "6vJBs9VHY9fPJW+wcoL2I26hEhdpdcUj5bTffNZmou7ILnSOUqeXqLzKOiZNx6RpK+LorY"
    "hfggp3eHbApKEtcboOmvrFoSso/XpbY52a+GCKKEgMmnzSXZWW7TJCQgQpPu2nEVj8ipW7"
    "2E+Ks30KqUDRHV3YS9v+1Dy+ukoK4htdAs4MiYZTLc1znKBq+7S2TytuOVVG7LvEvm0uxR"
    "JfdG+HsIfSUbuEvGqIOw45rCwRInzBBfVBInlI3Qi4TuqDVEtNj9gPbDltP0MyQnW/lxpc"
    "8FpJIBwNHyG6vUQZ0ieGwijDv3y++1hhRUlJiseWbYbGvw3HDnqrJXSYIwvAyBlIYkxffL"
    "j8WxHu6/d3V0V5ASa4OvSR9p//D0Kcj6g="
)
