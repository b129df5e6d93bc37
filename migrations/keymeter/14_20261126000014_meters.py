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
    "eJztXetz20aS/1em9GWTOq5KT9trX12VJCtZbWw5ZcvJZuMteggMSZxADBYDiObu5X+/7s"
    "GDeBMgARCE5ksiE9MA2T3o6f716z9Hj2y1YC5zjq80jQlxa3NtfvSa/OfIogsGf+QvGJEj"
    "atvxy/iRSyempKFy6ZhFayfCdajmwrUpNQWDj3QmNMewXYNbSPHBYsThy2Ny+8ScFYHVlg"
    "ACuErcOXWJNqfWjAmyxH9QojlMZ5ZrUJMs6IronFBdF4TDXVxODHdEqKUTwQl3dOYI+EQw"
    "c3qM30XnGnwZw5p1+1jPMv7lsbHLZ8ydA7tek9//CR8bls6+MRH+034cTw1m6gkJGDreQH"
    "4+dle2/OzTgprmneX+IFfjz5qMNW56C2tNYa/cObciEsNy8dMZs5hDXabHhGF5phnILvzI"
    "/77wget4LPqi+voDnU2pZ6JIkdr/BuvPjsbj+w8P40+3D+PxUUbcIUVMFMFHGrdwq8B3FZ"
    "IHM/wKfz4/e/niFVyV3xD/8fIP/4FrpvjLJWveX717d3f/cPSHXERd6i+TTF5zNdqcScZe"
    "G7NCtkYkzXA2/GDN2vXL0R1v/3J2dn7+8uzk/MWry4uXLy9fnUSczl4q4/v13Y/IdVjA4V"
    "33FYEvBtzZ08eYFPCDCdUel9TRx5kr/IwXrc1eWpwt0p9Qi84kO/F34xdeqzB9YVgF2k1e"
    "2qTXcJGoptE+8QWbcH1F+BR0CSNPzNK5A5qEE2HMLFAOFioNvKRTMZ9w+H1ZBbX1XRrWN5"
    "8/372toWs8z9CPkaYdjXP031PP8tW0xh12bOji2GLLsaH/z1FLb0vJxr/569XH785ffC/5"
    "wIU7c+RFybNNSmhBDTPL7Zs5dQpUUEiQYjh81cNT7gv6bWwya+bOpVo/KeHxL1cffTafnX"
    "yfVDH3waUz/xrye81f+f8a7A3XN8PdfSv4BH/PTqrwF1YV8ldeS/LXpkIswdgZz0H51GF0"
    "hnCIHL+8rMLxy8tijuO1JMcdbtba0eH67vjrn5Jt6eEki09fVODw6YtCBuOlJH91Q+CP18"
    "fUzbL5LbDKNRYsn9Up0hTH9YD2OPyjAv8DbdyX7V3C64e797efHq7e/4y3XwjxL1Py6+rh"
    "Fq+cyU9XqU+/S8slugn59e7hrwT/Sf7x4f42fbBG6x7+cYTfiXouH1t8OQZvLMaT8OPwo4"
    "ScXe7acNHSct6ma8OizipfyEm6lIwnK5eJ3sj16Ff0WtE0tJltMwd81kfwZfEDwUC0OjxF"
    "c7nzJ4H/dpgLRuab8DL+03dfiQHXYRnTCTATbEl2TO4/v3sHXwkd3yVFcpd4dtZ63ccXqL"
    "5nr999uE5sV1AL13f3Vx9/++791d+/T+zZdx/ufwzXx7fi9W8Pt1cpFSK3iP+Lx0/MESiN"
    "zB4rd+ALbrGV39kzJbKzS59iNNx+ajiLrTR27g0ORm8f4UtAPMs1TEIJ/Abhgjukw9vm8C"
    "d4Wdzw7QOXloCdFXuzXuPflnQhQVboRFLxKMgUXEu8g8i+yi0/a+gnjXCZXQ9sSpB1Bzid"
    "1NyDDyBncL0Z7Af8sohMCOZvDVTMnmA6aGvuf2L4HxB3aWgsu8d2vNfe8K24tGHHo0S2UE"
    "ZJyga00HbWewpa0UyuPR7D3t4HsnJw77pn61tKP0mppH8o0q+Bba+3iWACTTqRcyIElD/8"
    "9JGZ1M23+5Kg9Sf/ZgcIl/wRvgThp4HplDo+H1lDnHrAWw2VTw54VBjEHEujald+fQzudg"
    "M3GxLHOogv3VlPhkuDb1wUaYotGlWIOY2NaH3F8NMVMQ3rkUxWYEUZ2pyIMJA0AckuwAun"
    "YIfjrUcEwYw38F9z5ceRjBlaYHyK7nfkiYcueNZqa/VJKoylwli91zYdBLL6D/t3xt82MH"
    "/UQ/Vw4DXNlhhw35i8B6BUHmrg80xWtTR1gmoHjd0zYHQX1azwh1b4fhAeaFz67JttwO22"
    "kH6Scl/SV8HLamIGFm7zisfpDibM8Wwk3K80yRBWKvZhY8DTZgc2DnlV8V4nDl8K5mC4yH"
    "crQy9SOojGzGI6XCt0JiVqVO61tvCEzd7q76E/rx/9U3muXZlHxZ6rMv33Y/qDKoSrOTBl"
    "sUsbIxmgV/viooJX++Ki0KvFS0kWB/qtDotjJANkcSsZsMrfem5mWlz6JhUumDbM2kL+aV"
    "q1Aw5xByiP+1mIObLaaxjmcZomzfP+inWDIZ5xcFP8zTL3B1BI4In9xHxT/A6+CM1Pvc4W"
    "8h0mWzMha/jYocvIS0zsKvj9OjPhZ0vmX326uXp7e/THXmEDP8eiGDSIcjA2QwbrzI9KgA"
    "GjDnjzQRQZs0sXVJsbFhMj+EtnGKAOPfzAqUc3PnDqy5GCBm+tAtp90UajElhA1Q2uw62V"
    "vKbTEq/pNOs1KdhlP7DLblUpDRWk9E0ODVakoE93UUdxRAQD1BxVEK1iQCuDZwmN23mJjX"
    "/79OE+n7lrirR3ZWgu+T9iGqK1/Ro7CieeYbqGJY7xefs4CJFDCW0ScjlSJjEB3OSoErzB"
    "dUocPXJ8VRyyNb/XYU9ghW8DbyYplZT7LGUFYj9n6StsS2FbnbB1e2zrI2zyj3c3D/sDtx"
    "IFMbnwVrpkpgzgyhbrVGgoBttDlw2/EIGiyRYKfgE2VsmasDcTlRbVUK7G765yYQ4N9FKg"
    "zL5yYdT5q87fXp+/e48tfQJJ3VlXrssWtpt//iaXbDiAMb9zbGDqhVxeOcqEdH82rPWBuH"
    "S4NSNwRMLpN2HY4ESbM+0RO1X8xGw/WkQtMueeM8JOnRPuwbE68zAd1prlRZvaeES1wzjK"
    "rwNvDi7/Lv+vTub9n8yyXHK8zfmcplSn9PantMpYbTljtT78pGCno4OCnXpT4vJZyFMwx4"
    "z4HCRAl1kPHqypaDJgTyvNA794weCU1jQ4m13/aOdLSxC4vZBDA/BsN0yT6a9xzgBf2NRa"
    "EemJ2/AsbuV3y2rszlUMBL/9vTII+mAQfIMtaVEz12ssabuQJNvqUEqHYXrUQryVBH+VCt"
    "QufzvuHdKzKGIHrUM0z3GYpeX0WCjmcZymw87hnz+9bUsPpxhdhc3FTE6zGI3M8b+5VUtR"
    "JIi6ZPLDTTdMbt5BEC51vVou2Jqiywb4YGI8sW6Y3Hw3HDB3KRoeWTYXZ1rFafqRa4WPHU"
    "6u1UHMqtqmdbA/KY7IbxvOOMKcyGDyGsKZS7+1tN/vF3vFS8/Gn7+W7xU1cVPVTLjZF1MB"
    "JKqZsJJ+G82Eqckcd/cGuXiXw/OfiiKbiRcJdfvO/LGNn9jqAF34ShwS3iS6+c6s+hS72V"
    "AZZhoLY/eX7h3eZagswt8zboZPH+FWg+aVy+2xZ+/Mpwduf7aHxKOWC5blmZdfqxweh6Vl"
    "ytHJWyV1xJ2DdTDnpozD2MzRmOXCN0MHhRL5nowwLAMycYX/oXziSE7MIToNgjYLbrmRVx"
    "M4L4gi5aWSdPFIVdB8CAGjR/iRdXCzcP0AoxjNI2bRa5bjpzHNWFCzAAGO06W9NJ/wOLjB"
    "AXK9hMtvb2/u3l+9++7sYuTzGRwvw880jApDs7NmmWPwWpt4TTG8UNGrCpv4VeEefqXamD"
    "13rCEF+TOnZgZ6nEY1YU++TWgj1WRnjERxszSd38ttarlFNn+Y6XWQPN2Yyx/bUPmp/BkF"
    "0AhT34d3GiZX41qvbxWK1BBML/Fp4wtGG+oT5dJxPQcXdxyxqcCpnHTte6IziXOafWvstS"
    "weHJGlAS6l70+iRzphU9hrMl+RTuHbyEvsiYUpjboB93HzfNwOnvrF+mLJUdaGSwRdYZkj"
    "/hf3B1nibFt0nyWv0F+WfjVmXfrRRh0/cyk2C6dLuirymX/30YRga8Ve3sQ5uzZo5V9j+C"
    "JOUKORSNWM0avqyn544HHxVq7yi9GoKr++GFnDZOcefYBhMlRBbgpy68/GPQzIrW8MbRVz"
    "S9hw2W1cirqlaVX78F4DbDLCVlNVRTSHoqZk7mXCAZM/YST9K5mDKT0jN/CksLQ9FZXMT+"
    "fc/Zb11eSLkxpqUqN2TdkGFDtLtp8oSmPnDxwzOafPNecmo1Y+Z0OSdKE70LT1pkSfdFzo"
    "/uHDu4T+u75LJRTff35/fQuGVYrf2TxjD8EeHwypq6SSlIeiqprc0bVUheSXxJq2YXREqP"
    "i8gc8hgFm/bWmcUEUzD8XY6k1jgStPN9xby3VWR/mJZevrow3ZZbhyDIaMY1RtEfjBYgHq"
    "fEyuwDgwZjPmkEfGbIHmEZX/NcQbaTohOu4XCkT2EzVNvhSykR+jJuwXv9Vf1ixr80GVWh"
    "FYruFKDvp/xbBu2bcImxamPktB4sGyIKFSgeT9AMm5JiuPt1HcKVKlug9FdSc6AMkXty5y"
    "mqQaIPDUPH4a15CVo1ExGpWjkhpow3mtSavherVZK2xWh8HPFPnB02IWJ6k6LP9vS9Gn2H"
    "xWBY6GVcWMPstA0muLqIbuzS9KGcJWbr6DxdpwrcrgNcUAGXx+VqnfTUm7m3wG1+2LFSca"
    "IJtbadw08CRXGXqQyWXgr2ronTqWGBFjGv83yS28qkXZijlShOUWd3ApxnBr9W85HOOulU"
    "YtBchuMdsLEV3F9epct7zFJI/tZf1x1jRbNcjpogvi0Z0riG1SjRHZDlxCboY1IlOHL8gp"
    "aBCZz8o9l1Ayo/YxuV3Y7op4cJqZcv3/8okE2ERu7mzzt+9F0xz8Rnl7obhJdkixZXPsw3"
    "n7Bj1WtGdi2HGqaL8CGn9lNImJ51weVQlnzMOVlWIZDl++JnO+hDXOWkORGWdBCggm3svO"
    "XvgKH5Nf55w9yUndqJQQeUXVNCKCI7XDMODAreA2+VGN9h/ZcMF8+buVa2xv2QNuv51+dx"
    "3SWzLsu3vzoXfu4vM4qfvG9o6O6t6cJbff6AKkG7Ap5zSJL9hwnrD10hrRccezsJEJiAbH"
    "2k1WvoqXMTrydQrbAMQlvuIFw3qijkEt0OW4Zmo4oPOnbInkjGrzN+SrbLkPq+eYdmiaQY"
    "eURcHB0tWTVUOW/gSIig8dmbm9VaA7SakSv3sd0GbAwm2EHKdTqQyHKPlQpddBA+M0qo12"
    "4zihf2rWEciaQomjEXH0xhS909nC5i4OucC+rrnWaGrNBoPUWK8ehx1nq7RNCPIUpOWHfQ"
    "TQPhwRbuOGQuEj6AD3C5oXyCWWWMLXI786huti+wEfvoUnWcKPx6NBiCvZdMq03LYJHT21"
    "SjJnrINUcRJm0fDDYvO0cOhhdyaqfBL+5+LArNMwd2abkZNZWuWtj7YE1osGnpSDfoVDTw"
    "4anNoe+ovFxbmek3xTtptDCrWHt93DC6Yb1GdchvPFKTlJqgHm5JxWysk5LcnJOc3m5Kg2"
    "js/N5eyNQf03Psm3ovHCBtP5f/mksrmMSQeyjMjxLJHAUcF8xUgc4qEWBzoSWp1vpFVqA6"
    "exsxcCsWjdYpAvmgyEITqJueTZyl08cgfUdr8TKns0/7OpdN2Suasg7dVYMPgaeo5ZVjyN"
    "K003JMPs7PTi5cWr8xcXkXUWfVJmomWtMx1egPon15rqcLBwmSIqTB60rkCdYLFvvqIwBJ"
    "miL44KQ3YXdDm8U+imvwbF4XcppL7vLe/gdy6k8L0M03MK0lFbfNbADtREYiHwaQx82mJX"
    "pkgPZ2s+G8spUWEEgrJ4nmdYnAKypunviMUr089DIlNmaQyngOBbD1aHkIM/MKsJ7BAsvj"
    "ZXoAAME3QDD958tE+woc6EzbycZKlmb92LfBTsMZSXCFRsSq0pVH1ZlfqyHkW9e5YuOiRt"
    "ajIq2FjmidcVc4pUybnPcrYdjrerNZA7TjM4ndlKnR2CBeNt80gyxOqN6vMbJcUlPE1jDE"
    "SWY4+Wtb7LEm/XBO9w5NtgCzzJPJAkfvUa6ixFNjiNdllJo12WaLTLrEYL0IM6AFqcpL/u"
    "1h2OTXT4ckQ8G6EUeM1zyu4KFrUArvUmOBBMT86vIIomK5eWD9lGrawawTSHuZiRgs4mjv"
    "o5JhII8z/HzmNzvrRk27E34J9SF6d6gPdKwqodBPDhiUwnfiZDXmSgpadUyZrJ6WfGbK7N"
    "VSOzPiTQ7Dcms++4QPuB7m0Sk1RC0kAqffsmhwYTlGyHTY1v9RzqkGKIuqPxXmJosF/Utf"
    "AvBsreKvHy4nB5prmVaTzlHHrlPmtA0mG79tDoOFhXVWjcznOeissY1hT9KGPA5x10GUOi"
    "5w/2Mmb62GLukjuPtQSTR6tE1LiIwJ2kaKrXEU2cph8iOfjin0Rh5DfbgMvblEYmKBWe3W"
    "c8WzcEMnmbyEWKVMm5z3J22BN/3G7eRoJSSbnPUvbxxayBX5IkFZH0FrSv6+V3nJOkKjqe"
    "8xvnj03ZRvpJSiX9Q5S+w2R7Tn08yW9oXRy7yVL2vt9yJwGbHnSv7hsiuD07M9HlJHezrP"
    "0BVIAxs35ifoDmzsJYqJaH/0XB4c/BjQ6TqetP16+RQ5dRaDa+peDX68xkPuj3EXTHx7ub"
    "h6MifdAIc9eR94PUABu5m9WCBUwuTovIMD8H3rsOKH/46SMzo951z4XpyR0KP2csZ/LuzK"
    "ePcKt3eKcBsardJJufZXT1hmIE/Cg31SaxYlSecBPEajVcXHkA4RV5tDDfxcUCMz/eznSs"
    "mMW+hcS/JQnCv1gysnS4NQs/l8VonqUTP0vGcUfE4nKYICXYh1xgldrFyanIy8Tp7Lk7FO"
    "puGTVvPFw+1Ea+KilkP0khCqN4bl5qbxJLb0AXmHwmRZ1z4K0vbzjttMTC6s3psQAy0M+Y"
    "BYqNIOTN150gcECuw2Bf6X41tUuwaBDbqRFZPCgzR/0FAs+dOeybktb0LT5QNabv2XlWaC"
    "90ZyrsO11pSEnwb+EIs1A8v1CzSGGl1mzQWnq4evyEyysb6XK1rxsoiW4i9YmvTfzG4qBx"
    "TNOzw7aOaGBPOeiXeznxwmEL/sR0OepCZraDgoELlitLu2XnVL8KKWWpd/fwLxZY9bAYfB"
    "hQlEu6wopz0JOm7s84Ql0qiYrU3+9H8gsF4EH0XfEf8lf4ufaqs3qvUu8TYqqa5ZkgGmCm"
    "Z/ODNp9CBVWVxRHBANnb/KDYuOKpqjbiNCpCUR6hiA7TnVH09+GdDpOtG1H0+K5K4Oc3V5"
    "9urt7elsHn7RpUPudz7ahIKGXmk+84VTSaQvsC5Y8NswidwW6brbtl08CysR3sou2ujgkO"
    "WFwwaoEUiCXNFm1OrRkTCEGCcGYzOThMtg3MndDY1UPVyJi+aKwyw0aY3qzOgRuuV30eN5"
    "62qlyz5XLN2DerY5UnyVR3hSrdFeSJ4TOpBquTVEPc1230M4sdx3WYnSIbIrcbL9yUds44"
    "tHNqO54JysEpklYaT00NM7SPqxZNxUj6UTM1qDK2CKSqJZMklRJL42LxsfcxvJB1IjUJou"
    "6CNWCctVwg0Vg7cPhdtXpxhesHp92bB291Q9gmXY2FRs0cM7E8dJshHkxtTxMdPBKZBBWV"
    "QYKmz4Hbo1t0E0SYX6ATP8AWpRZEPyTKUdC5TKaTETnZ9CqLcjV0z5a1kUpyUklOo81p4q"
    "ASnd2Tn6/wLhV2wqEkPideJDjAZ7vn0d/I2wyUR3C+Wg3l0f8Mt6qaR983TKESr5ph06BZ"
    "5HJ77Nk78+iB25/tIfGo3fDkB8+d8G/vmRBU2iI5YcrkklF5uJLLxeOFv7pi3PIThxthii"
    "eG+yYMbCeLyXakMqsqPrx3LhOnFguc7qv7cURDl0FGm65MTuFvh/mjgOBnYLGEnGoFf7hs"
    "YedEL7t9dJWeqTgYVbIZO6aqkGZDxtwOIU1QTIZWx8ePCAaImTcf1gzenjpoYYyke6hwP0"
    "lErYCCkaqpHK0PCTqEr2xm6ci0TrZ38yGhQP3X6SMfJ+ktbJWZrbWcc5nXPDOemBWeesQi"
    "grmuybCJeGrM1nrJf5FTSTqnOASEgA2xeZRX849rGZsJpVoTg0+T9Rl52xsKf6hDORvDu4"
    "5+jQ3GxLGOb4KNT9fvhiEC1HJJVyN/kibauHKalZyJl33pGrvrwFC37Ogjx+G1hvIlqQYX"
    "DWolaUih288N3U4Yq/Jg32osY4JStW/sm5R7U/x4bZgmMPqTNme6ZxbAYelFo3JAbOIvH4"
    "tgfUVITJ68lAhvEn1MvsOD1eHc/V4O5bGeuKGB/YoH88gvFlxioNGflO3PbYLjWpuDTUxN"
    "NIiBCr8O0FATNKK+Kjjxu3luFTBMTqiG9/afODoobERVjIrhl6zbhW5Nsjd8TD4J/3NxYN"
    "CYalDXaL8/mzkG18eyv0/dQy5Nq4a59+6ci4t6Oecm207SKVIl6AMQNDjC24k5IFRC7rWQ"
    "QzOlpohjZMor6bN80ZCFizVg2xhFd4jtn09bkmXTeK1NnUeWoxFLJshFFFthZT17NzoAy3"
    "yGbaGUEoRKLfVNLfUGLAlyG/Nb2kV5j6X97NZJllUaQtmOobFwjLHsnTAi3CGUTE3qkilj"
    "5DsX0YulgQ1R3bBT0/d5nVh3ulduE6Yg7zt0bbkw5DdXzZf6h1pEwskwfMNk2BjdkMKwTV"
    "SUqOYE7TYnWHCdmXUYHBEMkcONZ+mALRPkGFVO8osoOgzeUsdh1C9dbp/LVVoRFDciyLYh"
    "WGApVI41yjQD1G5B9ktElLZEfarjgPoAt3QJd9/e3tyBmv3u/GR0epYatRuNPM6oCMPSTE"
    "/Pc6tKWRwn2w+T2yqYrMbhF5UZDAbgolZVe0TQj4L2Qc1m3WPvwcPxaGvEnpL+S1WOprwe"
    "FdAr7edY2Ct7i46OWDL3y/p+h8nejX0dk/srv7NjRis0wt+qHTP7qQy2b5hZZeBUu8DSz9"
    "QTBbiSf2lUDivFc1fGNlJUhphgBXO1OTGsIIMllQmDWSw4j0AiRJjtAn96WOj2hnCbWUF2"
    "7FdMex1T9ysmvtxzK6edQLuPqpJZE8vDCFNgVLVZD8AplVLTqFnTn4ywQbBTZp2IbXJw44"
    "Qqm6F3YaVEc07/TKkr4hiZChv2Tb69CRui31Jg3OGVDbYd9hypbM3hE8LiJGliBd6EkJX6"
    "gpt6nmFWkUq1I+/P+aTake+hbl9F/FQ78oTO6CYq1UqyFHW0ufG0VbpUilRZPn2zfFQF6X"
    "OWfg27N4PTN9LWbngYfdsT4qNegIVeQtQHb5OrEGtPWMVh0KhNuOXPapRD2QNEdoIDaXH0"
    "Y9jcdUFXxBMsPg/SwFlHZM49Z4QjI2GBzCdccMudh/Mh/12ABXf23AqZi4kYqawpUzmMPX"
    "RsAtHUMAzXFAO0wBvOVYIXMsdAKMuiCSieY5bS2UWNHBrYnjm79ppzk1Ern7UhSYq3E6Bp"
    "i6Gh3uiWodcfPrxL2FLXdw+pLfv5/fUteJIpdmfTcdVkTpUe00+mqvSYZ5Uec6ic7XN+TG"
    "xrF7pIsb2/0UmKu7ub3aSfsXQqbPpG4estwE05Jh+wZ7LtTUxDzJmOXV8Sg13fJLJbBLHB"
    "b8n1hpq/fa7TI3+4L17/EcrL6aGXE4gmw+7CEq01wZAKtBqru8b+vV4OrFXe8dfLy2FvM5"
    "KgO3TqdhNOaL6USPMch1laremPcZoBeufnFXh8XjwZLFvoAsfYEzXHdYevZQg73NMSkOtm"
    "TzcMhkRc0/ILuMqLZrPUHc4RbFctN1E3S00wvBcsj68lo3njRB3uYZylZ+nU6Ug1V5koeF"
    "o8UfA0M1FwYVjGwlvUhPZiVDvDe4cT242hezVqEAV26x/Xh08TdIrLG7gMjwOFqtNVjilX"
    "ro2TlL0dLrAPTYzd4LdhaZyuO4aeHwBHI3d9my5EKVqVV9O3zAqVV6OkHxsEWQ8Vi5GoqE"
    "h5VMQO0uIbCYkcLlM3IvaxLVUbsN/f4NdD4XbihVdDXyuxKRGS2JVbn2I3GxLD2o2VJbiW"
    "GyxL87VqZXnlpMLPArP4cKhCLC7nj02gFjGk4nZHstMgrAnGRcAlbc6dvGTBne73xfpiXQ"
    "VBM8wODBMLuYPDGlwhJzbJpogOX8qy8wmbGVj7ZHEMniFNNOL0a1Ap+/W1n7pIieYJly8w"
    "LEexeh2UxBcrUdVuwJ1ME28u/CRGvIU/OCI2JEKUxe7KKtnXVaaqlr0H4TtVLfwMrH9VLT"
    "xs+fonR13xrqnU69tr8aoGGc02yEArKsvMsjkBXQ/6PZQhAX6sYsvjJUOsDpk+ayEOjohj"
    "6HnAS3F7zQSRarGZkHUTLTYVqv+cX0nViEwVkPSRqSWhEtx/jYRKPotBFzfE3tOCUEnOzm"
    "0sBvWsy3L2Xz7yI/D7V+48SjQ1BxCPXR+Vw+EzWDleyqU1hvhwjQlBXAkY6xhHCsBiPiUy"
    "rsR0LHF3BNZ8MH+dzhm2QnWJoCsylVg1yEAP7mK4QPgEKwxBpgw2oB7g0X5kKTP5p8sv8M"
    "VaUkFmDrXwtghzz6l/Jwfu4OhM4t4zoAYjEgQcQOEufCUrWIKr5z6EvyILtGOqAePDAMAP"
    "djTyBCzgLSznGJkCznptH/tvek5Yt6yWfU3UYTV79MlBlbPX6NzT7oFZ0oymUiOaOj1o/s"
    "qXZOFp83iHF4zG4oEUdX+p3PKFXPmEcz+iitdke5lH2C3Z0HLHz84ty4xZpqoRzUGcc6oR"
    "jWpE058iCtWIpgcnt8KQlY0cAHK2vqX0k5RK+ocofdWEquEYggrJqOjB/tHtouiB6ji1E1"
    "t73HHqI3C7BAVZXx6VIyEotVoteRGSmFKBqeW460YINgRgAgIN8BAxktDEgj4yH7Jgug/n"
    "vyaCw8fWCiGL8M8Ath/hDfzhHl8nniPcr3iTXECks6d/sTS+YIS68AitfvK7ynfvARYiRZ"
    "/ldmHyX7ReNavKa1blvy41+BmjUBzN4ajUNjX4Ga1X3FTQhnJuFbShpL+2fWs64msKNXle"
    "oRoK1eiYqc2iGsCURnh6ZRs/+bc6yBd/I1PXSi+fp/sCNB64/dk+ygUz/EujciDD5fbYsy"
    "uCGJ8tRAvgnAUqP7cC99qfhJ9tOJL5hFhTj9CCHxuP0gpl8qBMDjSsbMJGkzeuWWifTc4Y"
    "y5pthUP0AYdQORlt5mQk9ntN2z9Nq3I8e23mY5/oHACqNAEnolEpOBtScBSA8pzfLZUdoP"
    "zovrFT+dGbmKqyA1R2QMqZvnGYbrj3XH6fHI86dn1U7lZrciWcGC6rWlBoEbrAwRJBPR/6"
    "s0/c0BiW1ZlBnZ8VeLxvsEvev8HnNY1HWBD0nQsa5fmTg8LYPl9aBDaywUROC75unplbH+"
    "FfPxoVTq1KeOmYFzAivx8F328c/lujsEgfT1Yqc6AnHrs6uxs1hWIbvs4OTlAppmZqUWJa"
    "owZb03Qq/pXOcwl1elW0bk3R4fCfm/u2VGrbE9mKpgheG7NnNkjwL2dn5+cvz07OX7y6vH"
    "j58vLVSZQEk71Ulg1zffcjJsQkRJCTIaNG4bU8Cs/lrg8l1gAoI5rnCFBenIzOq89ZMlyT"
    "1dm8EcEAd+7ZyUmFvQurCnevvJbkMPuGYxui5vdJPj+wbwXaOUU2CG6XYbu3f39IwLqZ7n"
    "4RtPvuw/2P4fJ0yz8VxnqmUHsgLmbl2O2VBB1QKjH3Wszh9IWskIt7qMZpum+huh/BttMs"
    "lVsus9zxnIp5nqthUWdVIIIUZbq9wCpAQ4cjgOuAp5EAgP/Xd/dXH3/LP9Cuc2Rw/dvD7V"
    "Ua9hHC2yqenCBUWq53Wq43vaDecs3Dwcv3PjyQG+9IrRmVxzz0YPXYRxwqxj0e5oyYWJoY"
    "hBBc+sgsPwewKGxRjWSHvoL7x7E2Bww685aaQrGKQwaHgmq1PKi2A0irN9rnzg9Q5Kud8O"
    "IGfRMEOSrqmV9lvjDGJpku84kpmXAPZ8CvAtURm+71WmYbU8dh1BHhpLAg8XjCgBoegB9N"
    "GfZKtQjVnzCsT+gUv39GYXX87LqjxmIPTyZCo7Mkw6zgHrueSF9R4daGLBcVbu1NBCv7Ll"
    "Rla95rpNibZC+2zKxjVoXrBwGLttxeEV7r3B1bEqCK0QyQwy8uKrD4xUUhj/HSQca37+5/"
    "aesQG2CAu2eZGPuJb68NvMo7e20SDk91nJ5V2dhnxRv7LFNqRVcSG6nP6Cxlh6qE28w6VF"
    "2icjbaztlQgddBY9Uq8PrsxLycc5Nt90KnSJWgD0DQW7zOCUIl5F4LWTBqjqcOX2SFXDbG"
    "eU0zpIzhBrs5AodcXpenPsWAXNTmxmOr1N8WU3/9UkSWp+hLp6/EyPbD47bCrY0zWCWrPe"
    "NktZ7p5uecq3Y4ojg4S1L32BYCXlMp6fZZuk/c0Ld6gxOESsZ9l/HYYVTk1ScVA+Ipsq0w"
    "8Z5JNQmJX1YqBrssKQa7zBaDOcw2qcZEzRSSFJkqL1dd1p63Autbvuo7w2JHZTmrcsGoUt"
    "7q2IS1FZNXP1gs7NSD+aJRnx6/Bw97Yg5sadgIYUPcBdVxuE82E3WXG+W28Ul1GuHCkN+5"
    "tJmPjBEIfBlVCqlKIR3aKaU69rTA1EixZFhaCLrHSVQcIwd2V8m4LeZ7yf/XYG64foDMba"
    "XdBlgqon6OfpJK+Vcp/wp256zuwZUgUhxNcnSPnaEHyc+155BhaDkAkCBUWSu9c/QTnZQs"
    "fRsRx8iUgHst4H951HINNycxuzQjIU62c0bC4ajHMCfhxUmNgRQ4uqOO+Rmu77C0oC2QJJ"
    "XxXsWyPy+27M8zlj17YlbeKJWyEqU1jepWsF2Bkm7MWN7E31KNsSZ6dhlMoC1OKmuL/eSJ"
    "9kwFqzTRnjPUduBtFTmoSqkOiFE9x1RR0ANnF5UVgR8aqsnhNdFzZHCtVFHVJHZvTWKX3H"
    "nE75Nhe3GSboyk+xzdWHhx4hmma1jiGB+7j+BiY5m7vYnnXzHH0OZHuaH84NqoPIpP16s2"
    "he+LRbBDj7o8ULHQsshFE3OMisCC2C0w3nuTojgUHsQH6njOMZJB6OVU7Obyskrs5vKyOH"
    "aD11JWhm3X4XCwfIDcPa0UGTstiYydZiNjQV1DnYMuRqKKUQ7pSPvj/wEaaOCl"
)
