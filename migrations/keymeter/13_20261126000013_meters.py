"""All aggregations, filters and dimensions of meters: by aerich what is in `meters`; checks and the rollups by hand."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "dimension_values" (
    "id" UUID NOT NULL PRIMARY KEY,
    "dimension" VARCHAR(32) NOT NULL,
    "value" VARCHAR(64) NOT NULL,
    "meter_id" UUID NOT NULL REFERENCES "meters" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_dimension_v_meter_i_2eef63" UNIQUE ("meter_id", "dimension", "value")
);
COMMENT ON TABLE "dimension_values" IS 'A value that a dimension of a meter has a rollup of its own for. Never removed, so what an event was counted';
        ALTER TABLE "meters" ADD "display_scale" SMALLINT NOT NULL DEFAULT 0;
        ALTER TABLE "meters" ADD "filters" JSONB NOT NULL DEFAULT '[]';
        ALTER TABLE "meters" ADD "dimensions" JSONB NOT NULL DEFAULT '[]';
        ALTER TABLE "meters" ADD "values_max" INT NOT NULL DEFAULT 1000;

ALTER TABLE meters DROP CONSTRAINT meters_aggregation;
ALTER TABLE meters
    ADD CONSTRAINT meters_aggregation CHECK (
        aggregation IN ('count', 'sum', 'min', 'max', 'avg', 'unique', 'latest', 'time_weighted')),
    ADD CONSTRAINT meters_display_scale CHECK (display_scale BETWEEN 0 AND 18),
    ADD CONSTRAINT meters_values_max CHECK (values_max >= 1);

-- What was counted by a meter was counted by its meaning, so that cannot change. A new meaning is a new meter.
CREATE FUNCTION meters_keep_meaning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (old.id, old.slug, old.event_type, old.aggregation, old.value_property, old.filters, old.dimensions,
        old.values_max)
        IS DISTINCT FROM (new.id, new.slug, new.event_type, new.aggregation, new.value_property, new.filters,
        new.dimensions, new.values_max)
    THEN
        RAISE EXCEPTION 'the meaning of a meter never changes';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER meters_keep_meaning BEFORE UPDATE ON meters FOR EACH ROW EXECUTE FUNCTION meters_keep_meaning();

ALTER TABLE usage_hours
    ALTER COLUMN dimensions TYPE varchar(2000) COLLATE "C",
    ADD COLUMN unsettled smallint NOT NULL DEFAULT 0,
    ADD COLUMN first_at timestamptz,
    ADD COLUMN first_value numeric(60, 6),
    ADD COLUMN last_at timestamptz,
    ADD COLUMN last_id uuid,
    ADD COLUMN last_value numeric(60, 6),
    ADD COLUMN area numeric(76, 6),
    ADD CONSTRAINT usage_hours_unsettled CHECK (unsettled BETWEEN 0 AND 2);
CREATE INDEX usage_hours_unsettled ON usage_hours (meter_id, hour) WHERE unsettled > 0;

-- When it happened: whoever retracts an event says which, not when. NULL: it is looked for in all partitions.
ALTER TABLE event_ids ADD COLUMN occurred_at timestamptz;

CREATE TABLE usage_values (
    user_id uuid NOT NULL,
    meter_id uuid NOT NULL,
    key_id uuid NOT NULL,
    dimensions varchar(2000) COLLATE "C" NOT NULL,
    live bool NOT NULL,
    hour timestamptz NOT NULL,
    seal_no int NOT NULL,
    value uuid NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (user_id, meter_id, live, hour, key_id, dimensions, seal_no, value)
);
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP TABLE usage_values;
ALTER TABLE event_ids DROP COLUMN occurred_at;
DROP INDEX usage_hours_unsettled;
ALTER TABLE usage_hours DROP COLUMN unsettled, DROP COLUMN first_at, DROP COLUMN first_value, DROP COLUMN last_at,
    DROP COLUMN last_id, DROP COLUMN last_value, DROP COLUMN area;
ALTER TABLE usage_hours ALTER COLUMN dimensions TYPE varchar(1000) COLLATE "C";
DROP TRIGGER meters_keep_meaning ON meters;
DROP FUNCTION meters_keep_meaning();
ALTER TABLE meters DROP CONSTRAINT meters_display_scale, DROP CONSTRAINT meters_values_max,
    DROP CONSTRAINT meters_aggregation;
ALTER TABLE meters ADD CONSTRAINT meters_aggregation CHECK (aggregation IN ('count', 'sum')) NOT VALID;
        ALTER TABLE "meters" DROP COLUMN "display_scale";
        ALTER TABLE "meters" DROP COLUMN "filters";
        ALTER TABLE "meters" DROP COLUMN "dimensions";
        ALTER TABLE "meters" DROP COLUMN "values_max";
        DROP TABLE IF EXISTS "dimension_values";"""


MODELS_STATE = (
    "eJztXW1z20aS/itT+rJJHVelV9trX12VZCtZbWw5ZUvJZuMteggMSZxADBYDiObu5b9f9+"
    "CFeCdAAiAIzZdEBqYHYPegp/vpnu7/HD2y1YK5zDm+0jQmxI3NtfnRa/KfI4suGPyRP2BE"
    "jqhtx2/jJZdOTElD5dAxi8ZOhOtQzYV7U2oKBpd0JjTHsF2DW0jx0WLE4ctjcvPEnBWB0Z"
    "YAArhL3Dl1iTan1owJssR/UKI5TGeWa1CTLOiK6JxQXReEwywuJ4Y7ItTSieCEOzpzBFwR"
    "zJwe47voXIOXMaxZt4/1LONfHhu7fMbcObDrNfn9n3DZsHT2jYnwn/bjeGowU09IwNBxAn"
    "l97K5see3zgprmreX+IEfjz5qMNW56C2tNYa/cObciEsNy8eqMWcyhLtNjwrA80wxkF17y"
    "3xcuuI7HohfV1xd0NqWeiSJFav8N1teOxuO7j/fjzzf34/FRRtwhRUwUwSWNW7hU4F2F5M"
    "EMX+HP52cvX7yCu/IN8R8v//AfuGaKP1yy5sPV+/e3d/dHf8hB1KX+MMnkNVejxZlk7LUx"
    "K2RrRNIMZ8MLa9auP47uePuXs7Pz85dnJ+cvXl1evHx5+eok4nT2Vhnfr29/RK7DAA7fuq"
    "8IfDHgyp4+xqSAFyZUe1xSRx9n7vAzXjQ2e2txtkhfoRadSXbi78YXXqswfWFYBdpN3tqk"
    "13CQqKbRPvMFm3B9RfgUdAkjT8zSuQOahBNhzCxQDhYqDbylUzGfcPh9WQW19SwN65uHh9"
    "t3NXSN5xn6MdK0o3GO/nvqWb6a1rjDjg1dHFtsOTb0/zlq6WspWfhv/3r16bvzF99LPnDh"
    "zhx5U/JskxJaUMPMcvvtnDoFKigkSDEcXvXwlPuCfhubzJq5c6nWT0p4/MvVJ5/NZyffJ1"
    "XMXXDrzL+H/F7zV/6/BnvD8c1wd98KPsHfs5Mq/IVRhfyV95L8takQSzB2xnNQPnUYnSEc"
    "IscvL6tw/PKymON4L8lxh5u1VnQ4vjv++rtkW3o4yeLTFxU4fPqikMF4K8lf3RD44/Uxdb"
    "Nsfgesco0Fy2d1ijTFcT2gPQ7/qMD/QBv3ZXmX8Pr+9sPN5/urDz/j9Ash/mVKfl3d3+Cd"
    "M3l1lbr6XVou0STk19v7vxL8J/nHx7ub9MYajbv/xxG+E/VcPrb4cgzeWIwn4eXwUkLOLn"
    "dtuGlpOV/TtWFRZ5Uv5CRdSsaTlctEb+R69Ct6rWga2sy2mQM+6yP4snhBMBCtDk/RXO78"
    "SeC/HeaCkfkmvI3/9N1XYsB9GMZ0AswEW5Idk7uH9+/hldDxXVIkd4lnZ63XfbxA9TV7/f"
    "7jdWK5glq4vr27+vTbdx+u/v59Ys2+/3j3Yzg+vhSvf7u/uUqpELlE/F88fmKOQGlk1li5"
    "A18wxVZ+Z8+UyM4ufYrRMP3UcBZbaezcCQ5Gbx/hR0A8yzVMQgn8BuGCO6TD1+bwJ/hY3P"
    "DrA5eWgJ0V+7Je49+WdCFBVuhEUvEoyBRcS5xBZD/llp819J1GuMyuBzYlyLoDnE5qrsF7"
    "kDO43gzWA74sIhOC+UsDFbMnmA7amvtXDP8CcZeGxrJrbMe59oZvxaUNKx4lsoUySlI2oI"
    "W2s95T0Ipmcu3xGNb2PpCVg/vWPVvfUvpJSiX9Q5F+DWx7vUwEE2jSiZwdIaD84adPzKRu"
    "vt2XBK0/+5MdIFzyR/gRhFcD0ym1fT6yhjh1j1MNlU8OeFQYxBxLo2pXfn0KZnsLkw2JYx"
    "3El26tJ8OlwRsXRZpig0YVYk5jIxpfMfx0RUzDeiSTFVhRhjYnIgwkTUCyC/DCKdjhOPWI"
    "IJjxBv5rrvw4kjFDC4xP0f2OPPHQBc9aba0+SYWxVBir99qmg0BW/2H/zvjbBuaPeqgeDr"
    "ym2RID7huT9wCUyk0NfJ7JqpamTlDtoLF7BozuopoV/tAK3w/CA41Ln32zDZhuC+knKfcl"
    "fRW8rCZmYOE2n3ic7mDCHM9Gwv1KkwxhpWIfNgY8bXZg45BXFe914vClYA6Gi3y3MvQipY"
    "NozCymw71CZ1KiRuVeawtP2Oyt/h768/rRP5Xn2pV5VOy5KtN/P6Y/qEK4mwNTFru0MZIB"
    "erUvLip4tS8uCr1avJVkcaDf6rA4RjJAFreSAav8redmpsWlb1LhgmnDrC3kn6ZVK+AQV4"
    "DyuJ+FmCOrvYZhHqdp0jzvr1g3GOIZBzfF3yxzfwCFBJ7YT8w3xW/hRWh+6nX2IN9hsjUT"
    "sobLDl1GXmJiVcHv15kJP1sy/+rz26t3N0d/7BU28HMsikGDKAdjM2SwzvyoBBgw6oA3H0"
    "SRMbt0QbW5YTExgr90hgHq0MMPnHp04wOnvhwpaHBqFdDuizYalcAC6tzgOtxayWs6LfGa"
    "TrNek4Jd9gO77HYqpaEDKX2TQ4MnUtCnu6ijOCKCAWqOKohWMaCVwbOExu28xMa/ff54l8"
    "/cNUXauzI0l/wfMQ3R2nqNbYUTzzBdwxLH+Lx9bITIoYQ2CbkcKZOYAN7mqBKc4Doljh45"
    "vioO2Zrf67AnsMK3gTeTlErKfZayArGfs/QVtqWwrU7Yuj229QkW+afbt/f7A7cSB2Jy4a"
    "30kZkygCt7WKdCQTFYHros+IUIFE2WUPAPYOMpWRPWZuKkRTWUq/HZVS7MoYFeCpTZVy6M"
    "2n/V/tvr/XfvsaXPIKlb68p12cJ28/ff5JANGzDmd44NTL2QwytHmZDuz4a13hCXDrdmBL"
    "ZI2P0mDAucaHOmPWKlip+Y7UeLqEXm3HNGWKlzwj3YVmcepsNas7xoUxuPqLYZR/l14M3B"
    "7d/l/9XOvP+dWR6XHG+zP6cp1S69/S6tMlZbzlitDz8p2OnooGCn3hxxeRByF8wxIx6CBO"
    "gy68GDMRVNBqxppXngFy8Y7NKaBnuz62/tfGkJAtML2TQA93bDNJn+GvsM8IVNrRWRnrgN"
    "z+JWfrWsxmauYiD45e+VQdAHg+AbLEmLmrleY0nZhSTZVptSOgzToxLirST4q1Sgdvnbce"
    "2QnkUROygdonmOwywtp8ZCMY/jNB1WDn/4/K4tPZxidBU2FzM5zWI0Msf/5lYtRZEg6pLJ"
    "92+7YXLzDoJwqevVcsHWFF0WwAcT44l1w+Tmq+GAuUvR8MiyuTjTKk7Tj1wrfOxwcq0Ool"
    "fVNqWD/U5xRL5t2OMIcyKDzmsIZy790tJ+vV+sFS89G7//Wr5X1MSkqphwsx+mAkhUMWEl"
    "/TaKCVOTOe7uBXJxlsPzn4oim4kPCXX7zvyxjZ/Y6gBd+EocEt4kmnxnVn2OTTZUhpnGwt"
    "j9o3uPswyVRfh7xs3w6RNMNWheudwee/bOfLrn9oM9JB61fGBZ7nn5Z5XD7bD0mHK081ZJ"
    "HXHnYB3MuSnjMDZzNGa58GbooFAiv5MRhmVAJq7wL8onjmTHHKLTIGiz4JYbeTWB84IoUl"
    "4qSRePVAeaDyFg9Ag/sg5uFo4fYBSjecQs+sxy/DSmGQtqFiDAcbq0l+YTHgcTHCDXS7j8"
    "7ubt7Yer99+dXYx8PoPjZfiZhtHB0GyvWeYYvNYiXlMML1T0qsIiflW4hl+pMmbPHWtIQf"
    "7MqZmBHqdRRdiTXxPaSDXZGSNR3CxN5/dyi1pukc0fZnodJE835vLHFlR+Kn9GATTC1A/h"
    "TMPkalzr9e2EIjUE00t82viA0YbziXLouJ6DiyuO2FRgV0669j3RmcQ+zb419loeHhyRpQ"
    "Eupe9Pokc6YVNYazJfkU7hbeQt9sTClEbdgHncPB+3g6d+sb5YspW14RJBV3jMEf+L64Ms"
    "sbctus+SV+gvS78asy79aKOO11yKxcLpkq6KfObffTQhWFqxjzexz64NWvnXGF7ECc5oJF"
    "I1Y/TqdGU/PPC4eCuf8ovRqFN+fTGyhsnOPfoAw2SogtwU5NafhXsYkFvfGNoq5paw4bLL"
    "uBR1S9Oq8uG9BthkhK2mqopoDkVNydzLhAMmf8JI+lcyB1N6Rm7gSeHR9lRUMj+dc/cp66"
    "vJFyc11KRG7ZqyDSh2lmw/UZTG9h/YZnJ2n2vOTUatfM6GJOmD7kDT1pcSXen4oPvHj+8T"
    "+u/6NpVQfPfw4foGDKsUv7N5xh6CPT4YUldJJSkPRVU1uaJrqQrJL4k1bcPoiFDxeQOfQw"
    "CzftnSOKGKZh6KsdWbwgJXnm64N5brrI7yE8vW90cbsstw5BgMGceoWiLwo8UC1PmYXIFx"
    "YMxmzCGPjNkCzSMq/2uIN9J0QnTcPygQ2U/UNPlSyEJ+jJqwXvxSf1mzrM0HVSpFYLmGKz"
    "no/xXDumXdIixamLqWgsSDYUFCpQLJ+wGSc02ePN5GcadIleo+FNWdqAAkP9y6yGmSaoDA"
    "U/P4aVxDVo5GxWhUjkqqoQ3ntTqthuPVYq2wWB0GP1PkB0+LWZyk6vD4f1uKPsXmsypwNI"
    "wqZvRZBpJeW0Q1dG/+oZQhLOXmK1isDdeqDF5TDJDB52eV6t2UlLvJZ3DdulhxogGyuZXC"
    "TQNPcpWhB5lcBv6qht6pY4kRMabxf5Pcg1e1KFsxR4qw3OIKLsUYbq36LYdj3LVSqKUA2S"
    "1meyGiq7heneuWt5jksb2sPs6aZqsCOV1UQTy6dQWxTaoxIsuBS8jNsEZk6vAFOQUNIvNZ"
    "uecSSmbUPiY3C9tdEQ92M1OO/18+kQCbyM2dbX76XhTNwTfKWwvFRbJDii2LYx/O1zfotq"
    "I9E8OOXUX7FdD4K6NJTDzn9qhKOGMejqwUy3D48jWZ8yWMcdYaisw4C1JAMPFeVvbCT/iY"
    "/Drn7El26kalhMgrqqYRERypHYYBB24F0+RHNdp/ZMMH5su/rVxje8sacPut9Ltrk96SZt"
    "/dmw+9cxefx07dN7Z3tFX3Zi+5+UYXIN2ATTm7SXzAhv2ErYfWiI47noWFTEA02NZusvJV"
    "vIzRka9TWAYgLvEVbxjWE3UMaoEuxzFTwwGdP2VLJGdUm78hX2XJfRg9x7RD0wwqpCwKNp"
    "aunqwKsvQnQFS86cjM7a0C3UlKlfjd64A2AxZuI+Q4nUplOETJhyq9DhoYp1FltBvHCf1d"
    "s45A1hRKHI2Iozem6K3OFjZ3sckF1nXNtUZTYzYYpMZ69DisOFulbEKQpyAtP6wjgPbhiH"
    "AbFxQKH0EHmC8oXiCHWGIJr0d+dQzXxfIDPnwLT7KEH49HgxBHsumUabllEzp6apVkzlgF"
    "qeIkzKLmh8XmaWHTw+5MVPkk/M/FgVmnYe7MNi0ns7TKWx9tCawXNTwpB/0Km54cNDi1Pf"
    "QXi4tzPSf5pmw1hxRqDW+7hhdMN6jPuAzni1NyklQDzMk5rZSTc1qSk3OazclRZRyfm8vZ"
    "G4P6b3ySb0XjjQ2m8//ySWVzGZMO5DEix7NEAkcF8xUjcYiHWhzoSGh1vpFWqQ2cxspeCM"
    "SidYtBvqgzEIboJOaSZyt38cgdUNv9dqjsUf/PptJ1S/qugrRXY8HgNfQcs6y4G1eabkiG"
    "2dnpxcuLV+cvLiLrLLpSZqJlrTMdPoD6O9ea6nCwcJkiKkwelK5AnWCxb76iMASZoi+OCk"
    "NWF3Q5fFPopr8GxeFXKaS+7y1n8CsXUngvw/ScgnTUFp81sA01kVgIfBoDn7ZYlSnSw1ma"
    "z8ZySpwwAkFZPM8zLE4BWdP0t8XilennIZEpszSGXUDwqwerQ8jGH5jVBHYIHr42V6AADB"
    "N0Aw++fLRPsKDOhM28nGSpZqfuRT4K1hjKSwQqNqXWFOp8WZXzZT2KevcsXXRI2tRkVLCx"
    "zBOvK+YUqZJzn+VsOxynq9WQO04zOJ3Zyjk7BAvG2+aRZIjVF9XnL0qKS3iaxhiILMceLS"
    "t9lyXergje4ci3wRJ4knkgSXz1GuosRTY4jXZZSaNdlmi0y6xGC9CDOgBanKS/7tYttk10"
    "+HJEPBuhFPjMc47dFQxqAVzrTXAg6J6cf4Io6qxcenzINmpl1QimOczFjBR0NrHVzzGRQJ"
    "h/HSuPzfnSkmXH3oB/Sl3s6gHeKwlP7SCAD09kOvEzGfIiAy09pUrWTE49M2Zzba4KmfUh"
    "gWa/MZl9xwXaD3Rvk5ikEpIGctK3b3JoMEHJdtjU+FbPoQ4phqg7Gq8lhgb7RV0L/2Kg7K"
    "0SLy8Ol2eKW5nGU86mV+6zBiQdlmsPjY6DdVWFxu0856n4GMOaoh/HGPB5B32MIVHzB2sZ"
    "M31sMXfJncdagsmjVSJqXETgTlI01euIJk7TD5Ec/OGfxMHIb7YBt7c5GpmgVHh2n/Fs3R"
    "DI5G0iFylSJec+y9lhT/xxu34bCUol5T5L2ccXswZ+SZJURNJb0L6ul99xTpI60fGcvzi/"
    "bco20k9SKukfovQdJstz6uNJfkHr4thNlrL39ZY7Cdj0oHp13xDB7dmZiS4nuZtl7Q+gAo"
    "yZ9RPzAzS3FsZCtTz8LwoOPwQTHSZT11fXn5FDl1FoNr6k4NfrzGQ+6PcJdMen27f3R0X6"
    "oBHmriPvB6kBNnI3qwULmFycFpFhfg68dx1Q/vDTJ2ZGteueC9OTKxR+zlj25N2ZT59gqv"
    "c404BY1W6Szc8yuvqWYgT8KDfVJjFiVJ5wE8RqNRxcuQHhFXm0MN/FxQNmfryd6XhiFusW"
    "En9KEoR/8cjI0uHWLLwuD6N5lk78LBnHHRGLy2aClGAdcoGn1C5OTkVeJk5nz93hoO6WUf"
    "PGw+VDLeSrkkL2kxSiMIrn5qX2JrH0LegCk8+kqHM2vPXtDbudlhhYvTg9HoAM9DNmgWIh"
    "CDn5uhIENsh1GKwr3T9N7RI8NIjl1Ig8PCgzR/0BAvedOaybktL0LT5QFabv2X5WaC90Zy"
    "rsO11pSEnw72ALs1A8v1CzSGGlxmzQWno4evyEwysb6XK0rxsoiSaR+sTXJn5hcdA4punZ"
    "YVlHNLCnHPTLnex44bAFf2K6bHUhM9tBwcANy5VHu2XlVP8UUspS7+7hXyyw6mEw+DCgKJ"
    "d0hSfOQU+aut/jCHWpJCpSf78fyRcKwIPoXfEf8lf4ufaqsnqvUu8TYqqa5ZkgGmCmZ/ON"
    "Np9CBVWVxRHBANnbfKPYuOKpqjbiNCpCUR6hiDbTnVH0D+FMh8nWjSh6fFUl8PO3V5/fXr"
    "27KYPP2zWofM7n2lGRUMrMJ99xqmg0hfYFyh8LZhE6g9U2W1fLpoFlYztYRdtdHRNssLhg"
    "1AIpEEuaLdqcWjMmEIIE4cxmsnGYLBuY26Gxq4eqljF90Vhlho0wvVmdDTccr+o8btxt1X"
    "HNlo9rxt6sjlWeJFPVFapUV5A7hs+kGqxOUg1xXbdRzyy2HddhdopsiNxu/OCmtHPGoZ1T"
    "2/FMUA5OkbRSeGpqmKF9XPXQVIykH2emBnWMLQKpaskkSaXE0rhYfOx9DB9knUhNgqi7YA"
    "0YZy0fkGisHDj8rlq1uMLxg9PuzYO3uiFsk67GQqNmjplYHrrNEA/mbE8TFTwSmQQVlUGC"
    "ps+B26MbdBNEmF+gEz/AFqUWRD8kylHQuUymkxE5WfQqi3I1NGfL2kglOakkp9HmNHFQic"
    "7uyc9XOEuFlXAoic+JDwk28NnuefRv5TQD5RHsr1ZDefQ/w1RV8+j7hilU4lUzbBo0i1xu"
    "jz17Zx7dc/vBHhKP2g1PfvTcCf/2gQlBpS2SE6ZMDhmVhyu5HDxe+KMrxi0/c5gIUzwx3D"
    "dhYDtZTJYjlVlV8ea9c5k4tVhgd1/djyMaugwy2nRlcgp/O8xvBQQ/Aw9LyK5W8IfLFnZO"
    "9LLbR1epmYqNUSWbsWKqCmk2ZMztENIExWRodXz8iGCAmHnzYc3g66mDFsZIuocK95NE1A"
    "ooGKmaytH6kKBD+Mpmlo5M62R5Nx8SCtR/nTrycZLewlaZ3lrLOZd5zTPjiVnhrkcsIpjr"
    "mgyLiKfabK2H/Bc5laRzik1ACNgQm1t5Nf+4lrGZUKo1Mfg0WZ+Rt72h8IfalLMxvOvo11"
    "hjTGzr+CZY+HT9bRgiQC2XdDXyO2mijSu7WcmeeNmPrrFZB4a6ZVsfOQ6v1ZQvSTW4aFAr"
    "SUMK3X5u6HbCWJUb+1ZtGROUqnxj36Tcm8OP14ZpAqM/a3Ome2YBHJYeNCoHxCb+8LEIxl"
    "eExOTOS4nwJtFl8h1urA7n7veyKY/1xA0N7FfcmEf+YcElBhr9Ttl+3ybYrrU52MTURIMY"
    "qPB1gIaaoBH1VcGO381zq4BhskM1fLf/xNZBYSGqYlQMX7JuFbo1yd7wMfkk/M/FgUFjqk"
    "Bdo/X+bOYYXB/L+j51N7k0rWrm3rt9Li7q5ZybbDtJp0iVoA9A0OAIbyfmgFAJuddCDs2U"
    "miKOkSmvpM/yRUMWbtaAbWMU3SG2fz5tSZZN47U2dR5ZjkYs6SAXUWyFlfXs2+gALPMZto"
    "VSShAqtdQ3tdQbsCTIbcwvaRflPZbWs1snWVYpCGU7hsbCNsaydsKIcIdQMjWpS6aMke9c"
    "RC+WBhZEdcNKTd/nVWLdaa7cIkxB3nfo2nJhyDdXxZf6h1pEwskwfENn2BjdkMKwTZwoUc"
    "UJ2i1OsOA6M+swOCIYIocbz9IBWybIMaqc5BdRdBi8pY7DqH90uX0uVylFUFyIIFuGYIFH"
    "oXKsUaYZoHYLsl8iorQl6lMdB9QHuKRLuPvu5u0tqNnvzk9Gp2epVrtRy+OMijAszfT0PL"
    "eqlMVxsv0wua0Dk9U4/KIyg8EAXNQ61R4R9ONA+6B6s+6x9uDheLQ1Yk9J/6UqR1Nejwro"
    "ldZzLKyVvUVFRzwy98t6vsNk78a6jsn1lV/ZMaMVGuFv1YqZ/VQG2xfMrNJwql1g6WfqiQ"
    "Jcyb81KoeV4rkrYxspKkNMMIK52pwYVpDBksqEwSwW7EcgESLMdoE/PTzo9oZwm1lBduxX"
    "THsdU/crJr7ccSunnEC7j6qSWRPLwwhTYNRpsx6AUyqlplGzpj8ZYYNgp8w6Edvk4MYJVT"
    "ZD78JKieKc/p5SV8QxMhU27Jt8exM2RL+lwLjDOxtsO6w5UtmawyeEh5OkiRV4E0Ke1Bfc"
    "1PMMs4pUqhx5f/YnVY58D+f2VcRPlSNP6IxuolKtJEtRR5sbT1ulS6VIleXTN8tHnSB9zt"
    "KvYfdmcPpGytoND6Nvu0N8VAuw0EuI6uBtchVi5QmrOAwatQm3/F6Nsil7gMhOsCEttn4M"
    "i7su6Ip4gsX7QRrY64jMueeMsGUkDJD5hAtuufOwP+S/C7Dgzp5bIXMxESOVZ8pUDmMPHZ"
    "tANDUMwzXFAC3whnOV4IPMMRDKsmgCiueYpXR2USOHBpZnzqq95txk1MpnbUiS4u0EaNpi"
    "aKg3umXo9ceP7xO21PXtfWrJPny4vgFPMsXubDqu6syp0mP6yVSVHvOs0mMOlbN9zo+JLe"
    "1CFym29jc6SXF3d7Ob9DMenQqLvlF4vQW4KcfkI9ZMtr2JaYg507HqS6Kx65tEdosgNvgt"
    "ud5Q89PnOj3yh/vi9R+hvJweejmBaDLsLjyitSYY0gGtxs5dY/1eLwfWKq/46+XlsLcZSd"
    "AdOnW7CSc0f5RI8xyHWVqt7o9xmgF65+cVeHxe3Bkse9AFtrEnao7rNl/LEHa4piUg182a"
    "bhgMibim5R/gKj80m6XusI9gu2q5iXOz1ATDe8Hy+FrSmjdO1OEaxl56lk6djlRzlY6Cp8"
    "UdBU8zHQUXhmUsvEVNaC9GtTO8dzix3Ri6V+MMosBq/eP68GmCTnF5A5fhcaBQdbrKMeXK"
    "tXGSsrfNBfahibEa/DYsjdN1x9DzA+Bo5K5vU4UoRavyavqWWaHyapT0Y40g66FiMRIVFS"
    "mPithBWnwjIZHDZepGxD62pGoD9vtr/Hoo3E588KrpayU2JUISu3Lrc2yyITGs3VhZgmu5"
    "wbI0X6ueLK+cVPggMIsPmyrE4nJ+2wRqEUMqbnckKw3CmKBdBNzS5tzJSxbcab4v1hfrKg"
    "iaYXZgmFjIHWzW4ArZsUkWRXT4Uh47n7CZgWefLI7BM6SJWpx+DU7Kfn3tpy5SonnC5QsM"
    "y1E8vQ5K4ouVONVuwEymiZMLP4kRp/AbR8SaRIiy2F3ZSfb1KVN1lr0H4Tt1WvgZWP/qtP"
    "Cw5evvHHXFu6ZSn2+vxasKZDRbIAOtqCwzy/oEdN3o91CaBPixii23lwyx2mT6rIU4OCKO"
    "oecBL8XlNRNEqsRmQtZNlNhUqP5z/iRVITJ1gKSPTC0JleD6ayRU8iAGfbgh9p0WhEpyVm"
    "5jMahnfSxn/8dHfgR+/8qdR4mm5gDisfujcjh8BiPHSzm0RhMfrjEhiCsBYx3jSAFYzKdE"
    "xpWYjkfcHYFnPpg/TucMS6G6RNAVmUqsGmSgB7MYLhA+wQhDkCmDBagHeLQfWcp0/unyBb"
    "5YSyrIzKEWTosw95z6Mzkwg6MziXvPgBqMSBBwAIW78EpWMARHz30If0UWaMdUA8aHAYAf"
    "bGvkCVjAW1jOMTIFnPXaPva/9JywbtlZ9jVRh6fZoysHdZy9RuWedjfMkmI0lQrR1KlB81"
    "e+JAtPm8crvGA0FjekqPpL5ZIv5MonnPsRVbwny8s8wmrJhpY7fnbuscyYZaoK0RzEPqcK"
    "0ahCNP05RKEK0fRg51YYsrKRA0DO1reUfpJSSf8Qpa+KUDUcQ1AhGRU92D+6XRQ9UBWndm"
    "JrjytOfQJul6Ag69ujciQEpVarJC9CElMqMLUcV90IwYYATECgAR4iRhKaWNBH5kMWTPfh"
    "/NdEcLhsrRCyCP8MYPsRTuA39/g68RzhfsVJcgGRzp7+xdL4ghHqwiO0+snvKt+9B1iIFH"
    "2W24XJf9F4Vawqr1iV/7nU4GeMQnE0h6NS29TgZzRecVNBG8q5VdCGkv7a9q3piK8pVOd5"
    "hWooVKNjpjaLagBTGuHplW385E91kB/+RqaulV4+T/cFaNxz+8E+ygUz/FujciDD5fbYsy"
    "uCGA8WogWwzwKVn1uBa+1Pws82HMl8QjxTj9CCHxuP0gpl8qBMDjSsbMJGkxPXPGifTc4Y"
    "yzPbCofoAw6hcjLazMlIrPeatn+aVuV49trMxzrROQBUaQJORKNScDak4CgA5Tl/Wyo7QP"
    "nRfWOn8qM3MVVlB6jsgJQz/Y5rHjYjuPN77+R61akxo3L3Wg9Gj/12PhX97HtwdU0M1/tU"
    "xKWP4N9KvxjWpMFE1oOuRrLDWTt/ljqe2JqiGU9ss9vbmR/WVK+d+v2iro1Zr1pGtVy8/S"
    "9nZ+fnL89Ozl+8urx4+fLy1UkU68zeKgt6Xt/+iHHPhDx6djrr1nrihsby1U54c4O+Mfxh"
    "FfXMrxJDE4QvmS4xNkom3MO+KKtAdcQqXr6WCBx1wGFxRFg9MwDjJgyo4QF4acrw/LBFqP"
    "6EWx2hU3z/jMLq+Nl1y2/GHp4EB5mlHwHl7/F+YrE7CjTsxr4t053KfWi2EFz2W6jK1rzP"
    "SLE3yV48RlrHrArHK3h7E7ytUfisc1dsSf/CGM0AOfziogKLX1wU8hhvpXMb9+0XVAI4b+"
    "9+aWsTa7sN5x5cgZ4F6btzBg6vxWx3Pm/jTQxtupLYSH1GZyk7VCXcZtah6hLV0jfD5IZb"
    "+qqY+rOJ+8X8/u0EzXIteSXmfol5Oecm2+6DTpEqQR+AoLf4nBOESsi9FrJg1Bxjj6mskM"
    "taG6xp1Amy3BOOwCGX1+WpTzEgF7W5lhHc9TPrauTrRTTPMV/v4mR0Xj1fjzqOkVfyckNB"
    "sohqPxxuK9jaOHuD5nlZ/ha3wIjTdN8BYz9rt51eF9xyERuZUzHPAw0t6qwKRJCiTFeHW7"
    "k+bHtYmrkMBwxYGvEf2H99e3f16bdIAJHx8v7j3Y/XOSK4/u3+5iolAkMIb6ts4ASh6vPT"
    "ZztS99gWAl5TKen2WbpP3NC3+oIThErGfZfx2GFU5HUEKYbDU2RbIeI9k2oSEL88OakAic"
    "OoQlBc3ktuiQ6zTaoxUbdBY5JMFRxQ546etwLrW7bqe8NiR2UZq3LAqFLW6tiEsRVTV7Gh"
    "DV1wz3Jltiie/pZz+G1n2BNzVn6vmeCI+ILqWO4um4e6y0S5hf/DHxNoLC4M+c7piv+q2/"
    "u+1ahKIO1ol0p+EZVXcPI7UkxN5RmEiiXD0kLIPU6iohg5oLtKxW0x20v+vwZzw/EDZO5Z"
    "JQ/rrMTDOst6WHtuyzpM/wpW56zuxpUgUhxNcnSPtRIGyc+155BhaDkAkCBUOSu9c/TjQm"
    "aWvo2IY2RKwL0W8L88armGm5OWXZqQECfbOSPhcNRjmJPw4qRGiSYsZlXH/AzHd3iwoC2Q"
    "JJXvXsWyPy+27M8zlj17YlZecbGyA0prGlWrYLvjSboxY3k18Es1xpro2WUwgbY4qawt9p"
    "Ml2jMVrJJEe85Q24GvVeSgKqU6IEb1HBNFQQ+cXVRWBH5oqCaH10TPkcG1UkXZN9ukFs1H"
    "su/ZtyLzIUk2CIywzKG5+ft9wpfJJIom8hTD4ens0STrl9x5xPfJsL04STdG0n2Obiy8OP"
    "EM0zUscYyP3UdwsbHM3d7E86+YY2jzo9xQfnBvVB7Fp+tRm8L3xSLYoUJdHqhYaFnkook5"
    "RkVgQewWGO+9SVEcCg/iA3U85xjJIPRyKnZzeVkldnN5WRy7wXspK8O263A4GD5A7p5Wio"
    "ydlkTGTrORseBcQ52NLkaiDqMc0pb2x/8Dd7LnBg=="
)
