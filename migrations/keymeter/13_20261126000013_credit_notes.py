"""Credit notes, in the place of amounts carried to the next invoice.

The tables are by aerich from the models; the checks and the triggers are by hand.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "credit_notes" (
    "id" UUID NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "caused_by_id" UUID,
    "series" VARCHAR(16) NOT NULL,
    "number" BIGINT NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "total" DECIMAL(40,3) NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "explanation" TEXT NOT NULL,
    "period_start" TIMESTAMPTZ NOT NULL,
    "period_end" TIMESTAMPTZ NOT NULL,
    "customer" JSONB NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "issued_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_credit_note_series_f23f96" UNIQUE ("series", "number")
);
CREATE INDEX IF NOT EXISTS "idx_credit_note_user_id_dacb44" ON "credit_notes" ("user_id", "id");
CREATE INDEX IF NOT EXISTS "idx_credit_note_invoice_33dee3" ON "credit_notes" ("invoice_id");
CREATE INDEX IF NOT EXISTS "idx_credit_note_caused__090fa1" ON "credit_notes" ("caused_by_id");
COMMENT ON TABLE "credit_notes" IS 'An amount that an invoice is less than it was; frozen like it, and with a number of its own series.';
        ALTER TABLE "invoices" ADD "credited" DECIMAL(40,3) NOT NULL DEFAULT 0;
        ALTER TABLE "invoices" DROP COLUMN "carried";
ALTER TABLE invoices ADD CONSTRAINT invoices_total CHECK (total >= 0 AND credited BETWEEN 0 AND total);
ALTER TABLE credit_notes ADD CONSTRAINT credit_notes_total CHECK (total > 0);
CREATE FUNCTION credit_notes_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'credit note % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER credit_notes_frozen BEFORE UPDATE OR DELETE ON credit_notes
    FOR EACH ROW EXECUTE FUNCTION credit_notes_frozen();
CREATE OR REPLACE FUNCTION invoices_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status IN ('finalized', 'void') THEN
            RAISE EXCEPTION 'invoice % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.status IN ('finalized', 'void') THEN
        IF to_jsonb(NEW) - '{status,payment_status,voided_at,void_reason,credited}'::text[]
               <> to_jsonb(OLD) - '{status,payment_status,voided_at,void_reason,credited}'::text[]
           OR OLD.status = 'void' OR NEW.status NOT IN ('finalized', 'void') THEN
            RAISE EXCEPTION 'invoice % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
INSERT INTO document_numbers (series, number) VALUES ('CN', 0);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DELETE FROM document_numbers WHERE series = 'CN';
        ALTER TABLE "invoices" ADD "carried" DECIMAL(40,3) NOT NULL DEFAULT 0;
        ALTER TABLE "invoices" DROP COLUMN "credited";
        DROP TABLE IF EXISTS "credit_notes";
        DROP FUNCTION credit_notes_frozen();
        ALTER TABLE invoices ADD CONSTRAINT invoices_total CHECK (total >= 0 AND carried >= 0);
CREATE OR REPLACE FUNCTION invoices_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status IN ('finalized', 'void') THEN
            RAISE EXCEPTION 'invoice % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.status IN ('finalized', 'void') THEN
        IF to_jsonb(NEW) - '{status,payment_status,voided_at,void_reason}'::text[]
               <> to_jsonb(OLD) - '{status,payment_status,voided_at,void_reason}'::text[]
           OR OLD.status = 'void' OR NEW.status NOT IN ('finalized', 'void') THEN
            RAISE EXCEPTION 'invoice % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;"""


MODELS_STATE = (
    "eJztXetz2ziS/1dQ/rIzdVqXn0k2uboq2/HMeJM4U4mzs7MzWwpEQhLPFMAlSCvavfnfDw"
    "0+xAdIkRJJUTS+zDgkGqQaYKP716//HD2S1YJ4xD2+MgzC+a3DjPnRa/SfI4oXRPyhHjBC"
    "R9hxkrfhkocntqTBcuiYxGMn3HOx4Yl7U2xzIi6ZhBuu5XgWo0DxkRLksuUxun0i7gqJ0Z"
    "QLAnEXeXPsIWOO6YxwtIR/YGS4xCTUs7CNFniFTIawaXLExCweQ5Y3QpiaiDPEXJO4XFzh"
    "xJ4ew7uYzBAvY9FZt4/1qfUvn4w9NiPeXLDrNfrtn+KyRU3yjfDon87jeGoR20ytgGXCBP"
    "L62Fs58trnBbbtO+r9IEfDz5qMDWb7C7qmcFbenNGYxKIeXJ0RSlzsETOxGNS37XDtokvB"
    "+4oLnuuT+EXN9QWTTLFvw5ICdfAG62tH4/H9x4fx59uH8fgot9wRRWIpwksGo7BVxLtyyY"
    "MZvMKfz89evngl7so3hH+8/CN44JopwXDJmg9X79/f3T8c/SEHYQ8HwyST11yNN2easdfW"
    "rJCtMUkznI0urFm7/ji64+1fzs7Oz1+enZy/eHV58fLl5auTmNP5W2V8v777EbguBjDxrQ"
    "eCIFgG2NnTx8QqwIUJNh6X2DXHuTvsjBWNzd9anC2yVzDFM8lO+N3wwmsRZi4sWiDd5K1N"
    "cg0G8WoS7TNbkAkzV4hNhSwh6IlQk7lCkjDErRkVwoGC0IBbJubzCRO/Ly+gtp6lYXnz5c"
    "vd2xqyxvct8xho2pE4R/899Wkgpg3mkmPL5MeULMeW+T9HLX0tJRv/5qerT9+dv/he8oFx"
    "b+bKm5Jnm4TQAlt2nts3c+wWiKCIIMNw8aqHJ9wX+NvYJnTmzaVYPynh8d+uPgVsPjv5Pi"
    "1i7sNbZ8E94Peav/L/NdgbjW+Gu/sW8Cn+np1U4a8YVchfeS/NXwdzvhTKznguhE8dRucI"
    "h8jxy8sqHL+8LOY43Etz3GV2rR0dje+Ov8Ep2ZYcTrP49EUFDp++KGQw3Erz17Q4/HhzjL"
    "08m98KVnnWgqhZnSHNcNwMaY+jPyrwP5TGfdneJbx+uPtw+/nh6sPPMP2C83/Zkl9XD7dw"
    "50xeXWWufpddl3gS9Mvdw08I/on+8fH+NnuwxuMe/nEE74R9j40pW46FNZbgSXQ5upRaZ4"
    "95jrhJDcXXdG1R7K7Ui5ymy6zxZOUR3pt1PfoFrFZQDR3iOMQVNuujsGXhAidiaU3xFMNj"
    "7p84/NslnlAy30S34Z+B+YoscV8MIyYSzBS6JDlG91/evxevBIbvEgO5h3wnr73u4wWq79"
    "nr9x+vU9tViIXru/urT79+9+Hq79+n9uz7j/c/RuOTW/H614fbq4wIkVsk+MXjJ+JyWI3c"
    "His34Aum2Mru7JkQ2dmkzzBaTD+13MVWEls5wcHI7SP4CJBPPctGGInfwD1hDpnia3PZk/"
    "hYvOjrEyYtEnpW4st6DX9TaUKKtQIjEvNHjqbCtIQZeP5TbvlZQz9puEecemBTiqw7wOmk"
    "5h58EOssTG8i9gO8LCATnARbAwSzz4kppDULrljBBeQtLYPk99iOc+0N30quttjxsCJbCK"
    "M0ZQNSaDvtPQOtGDYzHo/F3t4HsnJw37rvmFuufppSr/6hrH4NbHu9TTjhoNJxxYkQUv7w"
    "7hOxsafW+9Kg9edgsgOES/6IPoLoaqg6ZY7PR9IQpx5gqqHyyRUWFTgxx1Kp2pVfn8LZbs"
    "RkQ+JYB/6lO/pkeTh84yJPU2LQqILPaWzF4yu6n66QbdFHNFkJLcoy5ohHjqSJWNmFsMKx"
    "0MNh6hECMOON+K+9CvxI1gw0MDYF8zu2xCMTPK+1tfok7cbSbqzeS5sOHFn9h/07428bmD"
    "/IoXo48JpmSwy4b0zeA1AqDzVh80xWtSR1imoHid0zYHQX0azxh1b4fhAWaHL1yTfHEtNt"
    "sfppyn2tvnZeVltmwcJtPvEk3cG4OZ7NCvcrTDKClYpt2ATwtNmATUJeVazXicuWnLjgLg"
    "rMysiKlAaiNaPEFPcKjUmJGpVbrS08YbO1+ltkz5tH/9SWa1fqUbHlqlX//aj+QhSKuwqY"
    "stikTZAM0Kp9cVHBqn1xUWjVwq00i0P5VofFCZIBsriVCFhtbz03NS25+jbmnlBtCN1i/b"
    "O0egcc4g7QFvezWOZYa6+hmCdpmlTP+7usGxTxnIGb4W+euT8IgSQssXckUMXvxItgdeh1"
    "PpHvMNmac1mLyy5exlZialeJ328SW/xsyfyrzzdXb2+P/tgrbBDEWBSDBnEMxmbIYB35UQ"
    "kwINgV1nzoRYbo0gU25hYlfCT+Mgk4qCMLPzTqwYwPjfpypKDBqbVDuy/SaFQCC+i8wbW7"
    "tZLVdFpiNZ3mrSYNu+wHdtktK6WhhJS+rUODGSlg013UERwxwQAlRxVEqxjQyuFZ3GCOKr"
    "Dxr58/3quZu6bIWleW4aH/Q7bFW9uviaNw4lu2Z1F+DM/bx0EIHEpJk4jLsTBJLMCNQpTA"
    "BNeZ5eiR4av9kK3ZvS55Elr4NvBmmlKvcp9XWYPYz3n1Nbalsa1O2Lo9tvVJbPJPdzcP+w"
    "O3UgkxSngrmzJTBnDlk3UqFBQT28OUBb8AgcLpEgpBAjZkydpib6YyLaqhXI3PrmNhDg30"
    "0qDMvmJh9Pmrz99en7979y19Fit1R688jywcT33+podsOIAhvnNsQeiFHF7ZywR0f7bo+k"
    "BcuozOkDgixek3IVDgxJgT4xEqVbwjTuAtwhTNme+OoFLnhPniWJ35EA5LZypvUxuPqHYY"
    "x/F1wpoTt3+T/9cn8/5PZpkuOd7mfM5S6lN6+1NaR6y2HLFaH37SsNPRQcFOvUlx+cLlKa"
    "hQI76EAdBl2oMvxlRUGaCmleELu3hBxCltGOJs9oKjnS0pR2J6LpsGwNlu2TYxX0OfAbZw"
    "MF0haYk74lmMqqtlNTZzFQUhKH+vFYI+KATfxJak2FZajSVlF9JkWx1KWTdMj0qItxLgr0"
    "OB2uVvx7VDeuZF7KB0iOG7LqGGosZCMY+TNB1WDv/y+W1bcjjD6CpsLmZylsWgZI7/zWgt"
    "QZEi6pLJDzfdMLl5A4F72PNrmWBrii4L4AsV44l0w+Tmq+EIdReD4pFnc3GkVZKmH7FW8N"
    "jhxFodRK+qbUoHB53ikHzbqMcRxESGndcAzlwGpaWDer9QK15aNkH/NbVV1MSkuphwsx+m"
    "Bkh0MWG9+m0UE8Y2cb3dC+TCLIdnPxV5NlMfEsj2nfnjWO/I6gBN+Eoc4v4knnxnVn1OTD"
    "ZUhtnWwtr9o3sPswyVRfB7xs3w6ZOYatC88pgz9p2d+fTAnC/OkHjUcsKyPPPUucrRcVia"
    "phyfvFVCR7y50A7mzJZ+GIe4BqGeeDMwUDCS38kI3DJiTTweXJRPHMmOOcjEodNmwagXWz"
    "Wh8QIokiqUpItH6oTmQ3AYPYofWQc3i8YP0IvRPGIWf2YKO40Y1gLbBQhwki5rpQWEx+EE"
    "B8j1Ei6/vb25+3D1/ruzi1HAZ2F4WUGkYZwYmu81S1yL1drEa4rhuYpeVdjErwr38Ctdxu"
    "y5Yw0ZyJ+4NSPQkzS6CHv6awIdqSY7EySam6Xh/L6yqOUW0fxRpNdB8nRjLH9iQ6lD+XMC"
    "oBGmfohmGiZXk1KvbxmK2OLELLFpkwNGG/IT5dBxPQMXdhxyMIeunHhte4IxCX2aA23stU"
    "weHKGlJUzKwJ4Ei3RCpmKvyXhFPBVvI2+RJxKFNJqWmMdT2bgdPPV3+juVrawtD3G8gjRH"
    "+C/sD7SE3rZgPktegb0s7WqIugy8jSZc8zAUC8dLvCqymX8L0IRwayU+3tQ5u1Zo5V9j8S"
    "JumKORCtVM0Ovsyn5Y4MnlrZzll6DRWX59UbKGyc492gDDZKiG3DTk1p+NexiQW98Y2irm"
    "ltLh8tu4FHXL0ury4b0G2KSHraaoimkORUzJ2MuUASZ/wkjaVzIGU1pGXmhJQWp7xiupDu"
    "fcfcr6YvLFSQ0xaWCn5tqGFDuvbD9RlMbOH3HMKE6fa8ZsgqmasxFJNtFd0LT1pcRXOk50"
    "//jxfUr+Xd9lAorvv3y4vhWKVYbf+ThjH8CeAAypK6TSlIciqprc0bVEheSXxJq2YXRMqP"
    "m8gc8RgFm/bGmSUHszD0XZ6k1hgSvftLxb6rmrI3Vg2fr+aEN0GYwcC0XGtaqWCPxISYg6"
    "H6MroRxYsxlx0SMhDgf1CMv/WvyNVJ0AHQ8SBWL9Cds2W3JZyI9gW+yXoNRfXi1r80GVSh"
    "FQz/IkB4O/Eli3rFsERQsz1zKQeDgsDKjUIHk/QHJmyMzjbQR3hlSL7kMR3akKQPLDrYuc"
    "pqkGCDw1j58mJWRlb1SCRseoZBraMFar02o0Xm/WCpvVJeJncrXztJjFaaoO0//bEvQZNp"
    "9VgaPFqGJGn+Ug6bVGVEP2qpNShrCVm69gsVZcqzJ4TTFABp+fVap3U1LuRs3gunWxkkQD"
    "ZHMrhZsGHuQqXQ8yuEzYqwZYpy7lI2RNk/9GysSrWpStqCNFWG5xBZdiDLdW/ZbDUe5aKd"
    "RSgOwWs70Q0dVcr8516i8mKraX1cdZ02xVIKeLKohHdx5Hjo0NgmQ5cAm5WXSEpi5boFMh"
    "QWQ8K/M9hNEMO8foduF4K+SL08yW4/+XTSTAxpWxs81P34uiOfBGqr1QXCQ7otiyOPbhfH"
    "2Dbivas2XYsatovxwaPxGcxsQVt0dV3BnzaGQlX4bLlq/RnC3FGHctodCMkTAEBALvZWUv"
    "+ISP0S9zRp5kp24QSoC8gmgaIc6A2iXgcGA0nEbt1Wj/kQ0nzJd/W0ple8sacPut9Ltrk9"
    "6SZt/dqw+9Mxefx0ndN7Z3dFT35iy5/YYXYnVDNilOk+SADecJWQ+t4R13fQqFTMTSQFu7"
    "ySoQ8dJHh75OxTYQy8W/wg2LPmHXwlTIchgztVwh86dkCeQEG/M36KssuS9GzyHs0LbDCi"
    "mLgoOlqyfrgiz9cRAVHzoycnsrR3eaUgd+99qhTQQLt1nkJJ0OZTjElY9Eeh00MEmjy2g3"
    "jhMGp2adBVlT6OVoZDl6o4remWThMA+aXEBdV6U2mhmzQSG11qPHUcXZKmUTwjgFqflBHQ"
    "HQD0eIObChYPEBdBDzhcUL5BDKl+L10C+u5XlQfiCAb8WTKA/88aAQwkgynRJDWTaho6dW"
    "CeZMVJAqDsIsan5YrJ4WNj3sTkWVT4L/XByYdhrFzmzTcjJPq6310ZbAelHDk3LQr7DpyU"
    "GDU9tDfwm/ODMVwTdluzmi0Ht42z28IKaFA8blOF8ckpOmGmBMzmmlmJzTkpic03xMji7j"
    "+NxMzt4o1H9lE7UWDTc2qM7/yyaV1WUIOpBpRK5PeQpHFeoreOIAD6VM0KFI63wjtVJHcB"
    "oqewEQC9otOPnizkDgopOYi0pX7uKRO6C2++1Q2aP+n02F65b0XRWrvRpzIl7DVKhlxd24"
    "snRDUszOTi9eXrw6f3ERa2fxlTIVLa+dmeIDqH9yrakOBwuXIaLcZmHpCpAJlHwLBIXF0R"
    "RscRAYsrqgx8Q3BWb6ayE4giqFOLC95QxB5UIs3suyfbcgHLXFZw3sQE0FFgo+jQWfttiV"
    "GdLD2ZrPRnNKZRiJhaJMZRkWh4CsafrbYvHKDuKQ0JRQg0AXEPjqhdbBZeMPiGoSeggkX9"
    "srIQAsW8gGFn75oJ9AQZ0JmfmKYKlmp+5FPArUGFIFAhWrUmsKnV9WJb+sR17vnoWLDkma"
    "2gRzMpZx4nWXOUOq17nP6+y4DKar1ZA7STM4mdlKnh2ABeNt40hyxPqL6vMXJZeL+4ZBiF"
    "gyhT5aVvouT7xdEbzDWd8GS+BJ5omVhFevIc4yZIOTaJeVJNpliUS7zEu0ED2oA6AlSfpr"
    "bt1B20SXLUfIdwBKEZ+5Iu2uYFAL4FpvnANh92R1BlHcWbk0fcixakXVcGK4xIOIFDA2od"
    "XPMZJAWHAdKo/N2ZLKsmNvhH2KPejqIaxXFGXtAIAvnkhMFEQyqDwDLT2lStSMop4ZcZgx"
    "14XM+hBAs1+fzL79Au07urcJTNIBSQPJ9O3bOjQYoOS4ZGp9q2dQRxRDlB2N1xIDhf2iro"
    "Z/MVD2VvGXF7vLc8WtbOtJceiV26whSYfl2iOl42BNVW4wR2U8FacxrCn6kcYAzzvoNIZU"
    "zR+oZUzMMSXekrmPtRZGRauXqPElEuYkBlW9ztIkafqxJAef/JNKjPzmWOL2NqmRKUqNZ/"
    "cZzzYtDkzexnORIdXr3Od1dskTe9yu30aKUq9yn1c5wBfzCn5JkFRM0lvQvq6V33FMks7o"
    "eM5fXNA2ZZvVT1Pq1T/E1XeJLM9pjifqgtbFvps8Ze/rLXfisOlB9eq+IYLbszPnXU5zN8"
    "/aH4QIsGb0HQkcNHcUfKGGCv+LncNfwokOk6nrq+vPyMXL2DWb3FLi15vEJgHo90nIjk93"
    "Nw9HRfKgEeauPe8HKQE2cjcvBQuYXBwWkWO+At67Dil/ePeJ2HHtuufC9PQOFT9nLHvy7s"
    "ynT2Kq9zDTgFjVbpDNz9K7eoPBA36kDLVJjRiVB9yEvloDBlduQHiFHinEu3iQYBb424kJ"
    "GbNQtxAFU6LQ/QspI0uX0Vl0XSaj+dREQZSM640QZbKZIEZQh5xDltrFySlXReJ09twdEn"
    "W39Jo37i4faiFfHRSyn6AQjVE8Nyu1N4GlN0IW2Gwml1px4K1vbzjtjNTA6sXpIQEylM8Q"
    "BQqFIOTk60oQ0CDXJWJfmUE2tYcgaRDKqSGZPCgjR4MBHM6dudg3JaXpW3ygLkzfs/OsUF"
    "/oTlXYd7jSkILgP0ipo5RTHyKBVCajgu+8oiJOEXmC0jPAEajvgPBMCP3ZurgjRk/Y9gly"
    "XCj66K2OEfQDWhBMxYIgKptaBC2+Vfp249PrquV9gfXKJBK3/Vme2cXBk9F4XWooiI4p6Q"
    "yqMwZazhhIvFkNNmfIdIJflQQ/eTYETKrB6jTVEPd1Ky2b1wdvHWZnyIbI7cZzB6RGM440"
    "mjrczlMOTpC002OYWrXSsaPxg+Nu842yU4hHRfMyRdNnA/PoFs4SHuEgJvIpIB8xBBL/kB"
    "hLMZkE/WXDB5mcmzd6Gpqz5SKKGozVYOxoszsb2+Ik2t2ZDbMMyEGb+pDEKTPb3d9/I6cZ"
    "KI8cG9OG/P0/i6mq+vv7pnhW4lUzbBo0izzmjH1nZx49MOeLMyQetYtLf/S9Cfv2gXCOZw"
    "V+tPSQUTlOzeTg8SIYXRGw/szEROCKgpI4EyJ0J0pk2RRZISXZZAh6XhpssYAuRGYAK1um"
    "xJwdvLIZFn+7JChZLH4GBHXI6tviD48sHEUZl24fXaW2CzRwkWyGyi4a925ImdsB9xaCyT"
    "LqGKIxwQCBleax7/DryTO4OD03QdJ9du5+wndaycONRU1ll05E0CHG4hDZF7MbqKV53DAU"
    "/3Xq3SVJeps6l6sBvpwzWdd7Zj0RGp16iCJOPM8mUOwsUw58PeS/0KkknWMoVoqEDrG55H"
    "jzj2sZm4lWdSw23BabISLrM/LWaWjHEJqHNIZ3Hf2SaOAB7SfehBsfr78Ni4eo5RJDa08g"
    "AB1XVt2WtfvzH11jsw4MdcuXaHZdVqt5QJpqcC6LVjzLGt1+buh2SlmVB/tW7SNSlLrMRN"
    "9WuTdBmteWbQtGfzbmxPTtAjgsO2hUDohNguFjHo6vCInJkxcj7k/iy+g7OFhdxrzvZfFg"
    "+sQsQ+ivcDCP0NRlCzh+XRJ09ArqS4vj2pgLnRjboBALKngdQYNtIRHNVcGJ381zq4Bhsp"
    "MW9AaHEsdRwmwxKgYvWTdbfk2iW4XXhcZ0In2jdQkc4lrMHMs8xLqHXJZWN53r3TmXXOrl"
    "nNlku5XOkOqFPoCFFobwdsscEupF7vUiR2pKzSVOkGmrpM/rC4qsskdoIWyboOgOsf3zaU"
    "tr2TRe62D3kSgkYkml+5hiK6ysZ99GB2BZwLAthFKKUIulvoml3oAlYWyjOvU+jnsszbtf"
    "B1lWqS7juJZBonZLMmlWNhvGaGpjD00JQd95gF4sLSjc4okb8pHfqyrG7DSXArj4Lcq+jk"
    "xbxi355v/Uiay9Qy3ixckxfEMHmwTdkNywTfSu0Rms7WawLphJFA2VixkcEwyRw41H6Qhd"
    "JowxqhzkF1N06LzFrktwUAaifS5XyVctzlbN56ouIBVKoY0SwxJityD6JSbKaqIB1XFIfY"
    "BbuoS7b29v7oSY/e78ZHR6lmkJFLdmyokIixq2r+wcXMriJNl+mNxW0fZqHH5RmcFCAVzU"
    "6vATE+geMimTqqG2PrV9T0kaXRM7k9+esl+qcjRj9WiHXmll7MKaXlvUb4aUub+t5ztM9m"
    "6s4pzeX6kKzjdXn2+u3t4e5aVCI/yNq3IdpDDYyNikKKxdGLtdYOln7PMCXCm4NSqHlZKx"
    "K2MHKKo3Dvdc4hlzZNEwgiUTCQNRLFA3USJEEO0i/vQh0e0NYg6hYXTsVwh7HWPvKwS+3D"
    "OqKCfQ7qNqthCPQmB0tlkPwCkdUtOoWtOfiLBBsFNGnWzTuDFFqKMZeudWSlVwC86Uukuc"
    "INNuw76tb2/chmC3FCh3cGeDbgc1Ryprc/CEKDlJqlihNcFlpj5ntqlSzCpS6Zq1/TmfdM"
    "3aPeTta4+frlmbkhndeKVaCZbCrjG3nrYKl8qQas2nb5qPziB9zqtfQ+/N4fSNlLUbHkbf"
    "die7uBZgoZUQ18HbZCokyhNWMRgM7CAG0CoU74LmcSEiO4HGOVNoaxEWd13gFfI5CS7KRw"
    "OOiymaM98diWumGCDjCReMenMYBzmU/y7Agjt7boXIxZSPVOaU6RjGHho24dLUUAzXFAPU"
    "wBuOVRIfpEJBKIuiCSmeY5TS2UWNGBqxPRW79poxm2CqZm1Eku3RKGjaYmgkNzpu0fjx4/"
    "uULnV995DZsl8+XN8KSzLD7nw47h6jYw5oB+vwGB0e02f2DiA85lA52+f4mMTWLjSREnt/"
    "o5GUNHc3m0k/Q+pUVPQNi9dbTKDv6Eeomez4E9vic2JC1ZdUn783qegWjhxhtyitoeanVx"
    "o98ocHyxs8Qls5PbRywqXJsbswRWtNMKQErcbyrqF+r6+Atcor/vqqGPY2PQmmi6deN+6E"
    "5lOJDN91CTVqtQhL0gzQOj+vwOPz4vZV+UQXcYw9YXtct0NYjrDDPS0BuW72dMNgSMw1Q5"
    "3AtaHXd466O8nccjmMJvJmsS0U7wVR8bWkf2OSqMM9bGCxx0zsdiSaq7S9Oy1ue3eaa3u3"
    "sKi18Bc1ob0E1c7w3uH4dhPoXo0cRA7V+sf14dMUnebyBi6LxwmBauKVQpUrl8Zpyt42F9"
    "iHJIZq8NuwNEnXHUPPD4Cjsbm+TRWiDK2Oq+lbZIWOq9Grn2gEWQ8VS5Bor0i5V8QJw+Ib"
    "cYkcLlM3IvaJLVUbsN9f49dD4Xbqg9dNXyuxKeWS2JVbnxOTDYlh7frKUlxTOsuyfK2aWV"
    "45qPALhyg+aKqQ8MsFbRMwRZYU3N5IVhoUY8J2EeKWMWeuKlhwp/l+p7/Tq9BpBtGBUWAh"
    "c6FZg8dlxyZZFNFlS5l2PiEzC3KfKAPnGdDELU6/hpmyX18HoYsYGT732ALcchiy14WQ+J"
    "2mstotMZNtw+Q8CGKEKYLGEYkmEbzMd1eWyb7OMtW57D1w3+ls4Weg/ets4WGvb3By1F3e"
    "NZX+fHu9vLpARrMFMkCLyjOzrE9A141+D6VJQOCr2PJ4yRHrQ6bPUogJQ8S1TBXwUlxeM0"
    "WkS2ym1rqJEpsa1X/On6QuRKYTSPrI1BJXCey/RlwlX/igkxsS32mBq0SxcxvzQT3rtJz9"
    "p4/8KPj9C3MfJZqqAMQT90flcPhMjBwv5dAaTXyYQThHngSMTfAjhWAxmyLpVyImpLi7HH"
    "I+SDDOZARKoXqI4xWaSqxarIEZzmJ5gvBJjLA4mhKxAc0Qjw48S7nOP12+wO90iTmauZjC"
    "tABzz3EwkytmcE0ice+ZoBZKpFjgEAr3xCvRcAiMngcQ/gotQI+pBowPAwA/2NbIE6EBb6"
    "E5J8g0cNZr/Tj40hVu3bJc9jVRh9ns8ZWDSmevUbmn3QOzpBhNpUI0dWrQ/MSWaOEb82SF"
    "F/DGwoEUV3+pXPIFXQWE88CjCvdkeZlHsVvyruWOn61My0xoproQzUGcc7oQjS5E058kCl"
    "2Ipgcnt8aQtY4cAnKOueXqpyn16h/i6usiVA37ELRLRnsP9o9uF3kPdMWpndja44pTnwS3"
    "S1CQ9e1RORICq1arJC9AElPMIbQcdt0IwIYQTACgQTyEjyQ0scCPJIAsiBnA+a8RZ+IyXQ"
    "FkEf0ZwvYjmCBo7vF14rvc+wqTKAGRzp7+OzXYgiDsiUcY9YPfdbx7D7AQufR5bhcG/8Xj"
    "dbEqVbGq4HOpwc8EheaogqNS2tTgZzxec1NDG9q41dCGXv217lvTEF9T6M7zGtXQqEbHTG"
    "0W1RBMaYSnV471LpjqID/8jUxdCz01T/cFaDww54tzpAQzglujciDDY87YdyqCGF8ooAXi"
    "nBVUQWwF7LU/8SDacCTjCSGnHqCFwDcehxXK4EEZHGjRfMBGkxPXTLTPB2eMZc62xiH6gE"
    "PomIw2YzJS+72m7p+l1TGevVbzoU60AoAqDcCJaXQIzoYQHA2gPOdvS0cHaDu6b+zUdvQm"
    "puroAB0dkDGmb1xiWt49k++jsKgT90flZrUhR4oTwyNVEwopwgtoLBHm84E9+8Qsg0BanR"
    "3m+dHQ4n0DVfL+LWxe23oUA8K6c2GhvKBzUOTbZ0uKxEa2CFeU4Ovmmcr8iOD+0aiwa1XK"
    "Soe4gBH67Sh8v3H0bwOLQeZ4stKRAz2x2PXZ3agqlNjwdXZwikozNZeLkpAaNdiapdP+r2"
    "ycSyTTq6J1a4oOm//c3LclUtvuyFbURfDamj2zRoJ/OTs7P395dnL+4tXlxcuXl69O4iCY"
    "/K2yaJjrux8hICa1BIoIGd0Kr+VWeB7zAiixBkAZ0zxHgPLiZHRevc+S5dmkzuaNCQa4c8"
    "9OTirsXTGqcPfKe2kOk2/QtiEufp/m8wP5ViCdM2SD4HYZtnv794cUrJur7hdDu+8/3v8Y"
    "Dc+W/NNurGcKtYfLRahCb6+00CGlXuZeL3PUfSG/yMU1VJM03ZdQ3c/CtlMslVGPUG88x3"
    "yuMjUodlcFS5ChzJYXWIVo6HAW4DrkabwAgv/Xd/dXn35VH2jXijW4/vXh9ioL+3Dub+VP"
    "ThFqKdc7KdebWlBvmeFD4+X7AB5Q+jsyY0blPg8zHD0OEIeKfo+HOUE2pCaGLgQPPxIaxA"
    "AWuS2qkexQV3D/ONZmh0Fn1lJTKFaxy+BQUK2WG9V2AGn1RvrcBQ4KtdiJbm6QN6GTo6Kc"
    "+UXGC4NvkpgynhijCfOhB/wqFB2J7l6vZbQxdl2CXR51CgsDjydEUIsHwKUpgVqpFGHzCd"
    "z6CE/h/XMCq+Nn1201lnh4OhAajCXpZhXmsefz7B3tbm1Ic9Hu1t54sPLfQlW2qj4jzd40"
    "e6FkZh21Kho/CFi05fKK4rNW7tgSB1WCZoAcfnFRgcUvLgp5DLcO0r99d/+3tg6xATq4ex"
    "aJsR//9lrBq7yz1yrh8ETH6VmVjX1WvLHPcqlWeCWxkfqMzlN2KEqYQ+ihyhIds9F2zIZ2"
    "vA4aq9aO12e3zMs5s8l2H3SGVC/0ASz0Fp9zilAvcq8XmRNsj6cuW+QXuayN85pmSBHDDV"
    "ZzFBzyWF2eBhQDMlGba4+tQ39bDP0NUhGJStCXdl9JkO2Hx225WxtnsA5We8bBaj2Tzc85"
    "Vu1wluLgNEnTJ1ss8JpKr26fV/eJWeZWX3CKUK9x39d47BLMVflJxYB4hmwrTLxnq5qGxC"
    "8rJYNdliSDXeaTwVzi2NggvGYISYZMp5frKmvPW4D1LV71vUXJUVnMqhwwqhS3OrbF2IrB"
    "qx8piSr1QLxoXKcnqMFDnogrtrTYCFFB3AU2oblPPhJ1l4mUZXwylUYYt+Q7lxbzkT4CDh"
    "+jDiHVIaRDO6V0xZ4WmBoLlhxLC0H3JIn2Yyhgdx2M22K8l/x/DeZG4wfI3FbKbQhNhdeP"
    "0U9TafsqY1+J3Tmre3CliDRH0xzdY2XoQfJzbTnkGFoOAKQIddRK7wz9VCUlam6zxAkyvc"
    "C9XuB/+Zh6lqcIzC6NSEiS7RyRcDjiMYpJeHFSoyEFtO6oo35G4ztMLWgLJMlEvFfR7M+L"
    "NfvznGZPnghVtVIpS1Fa0+hqBdslKJnWjKg6/pZKjDXRs4tgEtLipLK02E+caM9EsA4T7T"
    "lDHVd8rVyBqpTKgATVcwwVFXLg7KKyIAhcQzU5vCZ6jgyuFSqqi8TurUjskrmP8D45thcH"
    "6SZIuo/RTbgXJ75lexblx/DYfTgXG4vc7Y0//4q4ljE/Urryw3ujci8+Xo/a5L4vXoIdat"
    "SpQMVCzUKJJiqUilCD2M0x3nuVotgVHvoH6ljOCZJByOWM7+bysorv5vKy2HcD9zJahuPU"
    "4XA4fIDcPa3kGTst8Yyd5j1jYV5DnYMuQaKTUQ7pSPvj/wE3QOlC"
)
