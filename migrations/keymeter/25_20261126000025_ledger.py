"""The ledger, payments and refunds; what is owed on an invoice stands on it.

The tables are by aerich from the models; the checks, the triggers and what was posted before there was a ledger are by
hand.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "ledger_entries" (
    "id" UUID NOT NULL PRIMARY KEY,
    "transaction_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "account" VARCHAR(16) NOT NULL,
    "amount" DECIMAL(40,3) NOT NULL,
    CONSTRAINT "uid_ledger_entr_transac_663ba7" UNIQUE ("transaction_id", "account")
);
CREATE INDEX IF NOT EXISTS "idx_ledger_entr_user_id_a30026" ON "ledger_entries" ("user_id", "currency", "account");
COMMENT ON TABLE "ledger_entries" IS 'What a transaction did to one account: debits are above zero, credits below.';
        CREATE TABLE IF NOT EXISTS "ledger_transactions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "kind" VARCHAR(16) NOT NULL,
    "source_id" UUID NOT NULL,
    "posted_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "uid_ledger_tran_kind_ae55d7" UNIQUE ("kind", "source_id")
);
CREATE INDEX IF NOT EXISTS "idx_ledger_tran_user_id_18a91f" ON "ledger_transactions" ("user_id", "id");
COMMENT ON TABLE "ledger_transactions" IS 'One thing that happened to a user''s money in one currency: a document, a payment, or the taking back of one.';
        CREATE TABLE IF NOT EXISTS "payments" (
    "id" UUID NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "method" VARCHAR(16) NOT NULL,
    "amount" DECIMAL(40,3) NOT NULL,
    "applied" DECIMAL(40,3) NOT NULL,
    "refunded" DECIMAL(40,3) NOT NULL,
    "reference" VARCHAR(200) NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_payments_invoice_0e0bbd" ON "payments" ("invoice_id");
CREATE INDEX IF NOT EXISTS "idx_payments_user_id_9df04b" ON "payments" ("user_id", "id");
COMMENT ON TABLE "payments" IS 'Money that came in for an invoice, or customer balance that was put on it.';
        CREATE TABLE IF NOT EXISTS "refunds" (
    "id" UUID NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "amount" DECIMAL(40,3) NOT NULL,
    "reopened" DECIMAL(40,3) NOT NULL,
    "reason" VARCHAR(500) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_refunds_payment_7629c5" ON "refunds" ("payment_id");
COMMENT ON TABLE "refunds" IS 'Money of a payment that was given back.';
        ALTER TABLE "credit_notes" ADD "settled" DECIMAL(40,3);
        ALTER TABLE "invoices" ADD "paid" DECIMAL(40,3) NOT NULL DEFAULT 0;
        ALTER TABLE "invoices" ADD "owed" DECIMAL(40,3) NOT NULL DEFAULT 0;
CREATE OR REPLACE FUNCTION invoices_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status IN ('finalized', 'void') THEN
            RAISE EXCEPTION 'invoice % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.status IN ('finalized', 'void') THEN
        IF to_jsonb(NEW) - '{status,payment_status,voided_at,void_reason,credited,paid,owed}'::text[]
               <> to_jsonb(OLD) - '{status,payment_status,voided_at,void_reason,credited,paid,owed}'::text[]
           OR OLD.status = 'void' OR NEW.status NOT IN ('finalized', 'void') THEN
            RAISE EXCEPTION 'invoice % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
UPDATE invoices SET owed = total - credited WHERE status = 'finalized';
ALTER TABLE credit_notes DISABLE TRIGGER credit_notes_frozen;
UPDATE credit_notes SET settled = total;
ALTER TABLE credit_notes ENABLE TRIGGER credit_notes_frozen;
ALTER TABLE credit_notes ALTER settled SET NOT NULL,
    ADD CONSTRAINT credit_notes_settled CHECK (settled BETWEEN 0 AND total);
ALTER TABLE invoices ADD CONSTRAINT invoices_owed CHECK (owed BETWEEN 0 AND total AND paid BETWEEN 0 AND total);
ALTER TABLE payments ADD CONSTRAINT payments_amounts
    CHECK (amount > 0 AND applied BETWEEN 0 AND amount AND refunded BETWEEN 0 AND amount);
ALTER TABLE refunds ADD CONSTRAINT refunds_amounts CHECK (amount > 0 AND reopened BETWEEN 0 AND amount);
CREATE FUNCTION payments_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - '{applied,refunded}'::text[] <> to_jsonb(OLD) - '{applied,refunded}'::text[] THEN
        RAISE EXCEPTION 'payment % is frozen', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_frozen BEFORE UPDATE OR DELETE ON payments
    FOR EACH ROW EXECUTE FUNCTION payments_frozen();
-- What is posted stays posted. A mistake is taken back by another transaction.
CREATE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is frozen' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_transactions_frozen BEFORE UPDATE OR DELETE ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_entries_frozen BEFORE UPDATE OR DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER refunds_frozen BEFORE UPDATE OR DELETE ON refunds
    FOR EACH ROW EXECUTE FUNCTION ledger_frozen();
-- The entries of a transaction arrive in one statement, so at its end they add up: nothing need be deferred nor read.
CREATE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong uuid;
BEGIN
    SELECT transaction_id INTO wrong FROM fresh GROUP BY transaction_id
    HAVING sum(amount) <> 0 OR count(DISTINCT (user_id, currency)) > 1 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the entries of transaction % do not add up to zero', wrong
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_balanced AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_balanced();
-- Documents from before there was a ledger.
CREATE TEMP TABLE documents ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, * FROM (
    SELECT user_id, currency, 'invoice' AS kind, id AS source_id, total AS amount, issued_at AS posted_at
    FROM invoices WHERE status IN ('finalized', 'void')
    UNION ALL SELECT user_id, currency, 'void', id, -total, voided_at FROM invoices WHERE status = 'void'
    UNION ALL SELECT user_id, currency, 'credit_note', id, -total, issued_at FROM credit_notes
) each_one;
INSERT INTO ledger_transactions (id, user_id, currency, kind, source_id, posted_at)
SELECT id, user_id, currency, kind, source_id, posted_at FROM documents;
INSERT INTO ledger_entries (id, transaction_id, user_id, currency, account, amount)
SELECT gen_random_uuid(), id, user_id, currency, account, sign * amount
FROM documents CROSS JOIN (VALUES ('receivable', 1), ('revenue', -1)) AS a (account, sign);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
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
        ALTER TABLE "credit_notes" DROP COLUMN "settled";
        ALTER TABLE "invoices" DROP COLUMN "paid";
        ALTER TABLE "invoices" DROP COLUMN "owed";
        DROP TABLE IF EXISTS "ledger_transactions";
        DROP TABLE IF EXISTS "refunds";
        DROP TABLE IF EXISTS "payments";
        DROP TABLE IF EXISTS "ledger_entries";
        DROP FUNCTION payments_frozen();
        DROP FUNCTION ledger_frozen();
        DROP FUNCTION ledger_balanced();"""


MODELS_STATE = (
    "eJztXetz20aS/1dQ+rJJHVdl62H77KurkmQl0cWPnC1vdjfZoofAkMQJnMECoGjuXf736x"
    "68gQEIgAAIQvMlkYlpgOwe9PTj193/e/JAtyvqUef0Step697aXF+evNb+94SRFYU/5Asm"
    "2gmx7eRl/MgjM0vQELF0SqO1M9dziO7BtTmxXAofGdTVHdP2TM6Q4iOjmsM3p9rtI3W2Gq"
    "xmLhDAVc1bEk/Tl4QtqKtt8B9E0x1qUOaZxNJWZKsZXCOG4Woc7uJxzfQmGmGG5nKNOwZ1"
    "XPjEpdb8FL+LwXX4MiZb9PvYNTP/uaZTjy+otwR2vdZ++wd8bDKDfqNu+E/7YTo3qWWkJG"
    "AaeAPx+dTb2uKzzytiWXfM+0Gsxp81m+rcWq9YTGFvvSVnEYnJPPx0QRl1iEeNhDDY2rIC"
    "2YUf+d8XPvCcNY2+qBF/YNA5WVsoUqT2v0H82cl0+uHj/fTz7f10epITd0iREEXwkc4Zbh"
    "X4rq7gwQK/wp/Pz16+eAVXxTfEf7z8w39gzBR/uWDN+6t37+4+3J/8IRYRj/jLBJNjrkab"
    "M83Ya3NRyNaIpB3Ohh/ErI1fjv54++9nZ+fnL8+enb94dXnx8uXlq2cRp/OXyvh+ffcjch"
    "0WcHjXfUXgiwF39vwhIQX8YEb0hw1xjGnuCj/jRWvzl1Znq+wnhJGFYCf+bvzCsQozViYr"
    "0G7i0i69hovcahrtM1/RGTe2Gp+DLqHaI2UGd0CTcM01FwyUA0OlgZcM4i5nHH5fXkE1vk"
    "vL+ubLl7u3NXTNem0ap0jTjcY5+Y/5mvlqWucOPTUN95TRzdQ0/vOko7elZOPf/HT16bvz"
    "F98LPnDXWzjiouDZLiW0IqaV5/bNkjgFKigkyDAcvurxKfcV+Ta1KFt4S6HWn5Xw+C9Xn3"
    "w2nz37Pq1iPgSXzvxryO+Yv+L/Ndgbrm+Hu4dW8Cn+nj2rwl9YVchfcS3NX5u47gaMnekS"
    "lE8dRucIx8jxy8sqHL+8LOY4Xktz3OFWrR0dru+Pv/4p2ZUeTrP4+YsKHH7+opDBeCnNX8"
    "N08ccbU+Ll2fwWWOWZKypndYY0w3EjoD0N/6jA/0AbD2V7l/D6/u797ef7q/e/4O1XrvtP"
    "S/Dr6v4Wr5yJT7eZT7/LyiW6ifbr3f1PGv5T+/vHD7fZgzVad//3E/xOZO3xKeObKXhjCZ"
    "6EH4cfpeTscc+Gi0yXvE3XJiPOVi7kNF1GxrOtR93ByPXkV/Ra0TS0qW1TB3zWB/Bl8QOX"
    "gmgNeIrucedPLv7boR4YmW/Cy/hP333VTLgOy6ihATPBlqSn2ocv797BV0LHd0OQ3NPWdt"
    "56PcQXqL5nr999vE5tV1AL13cfrj797bv3V3/9PrVn33388GO4PrkVr/92f3uVUSFii/i/"
    "ePpIHRelkdtj5Q58wS0a+Z0DUyJ7u/QZRsPt56azaqSxpTc4Gr19gi+BtmaeaWlEg9/geu"
    "AOGfC2OfwRXhYvfPvApdXAzkq8Wa/xbyZcSJAVOpHEfXC1ObiWeAc3/yp3/KyxnzSuR+16"
    "waYUWX8Bp2c19+A9yBlcbwr7Ab8sRiZc6m8NVMxrlxqgrbn/iel/oHkbU6f5PbbnvQ4W30"
    "pKG3Y8SqSBMkpTtqCFmlnvmdCKbnH94RT29iEiK0f3rq9to6H005RK+sci/Rqx7XibuNRF"
    "k86VnAgB5Q8/f6IW8eR2Xzpo/dm/2RGGS/4IX4Lw08B0yhyfD7QlTt3jrcbKJwc8KkxiTo"
    "VRtS+/PgV3u4GbjYljPeSX7tij6ZHgGxdlmhKLJhVyTlMzWl8x/XSlWSZ70GZbsKJMfam5"
    "YSJpBpJdgRdOwA7HW080DGa8gf9aWz+PZC7QAuNzdL8jTzx0wfNWW6dPUmkslcYavLbpIZ"
    "E1/LB/b/ztIuaPeqheHDimaRgDHhqTDxAoFYca+DyzbS1NnaLaQ2MPLDC6j2pW8YdO+H4U"
    "HmhS+vSbbcLtGkg/TXko6avkZTUxAwubvOJJuqNJczwZCQ8LJhmGlYp92ETgabcDmwx5Vf"
    "FeZw7fuNTBdJHvVoZepHAQzQWjBlwrdCZF1Kjca+3gCbu91d9Cf944+YfyXPsyj4o9V2X6"
    "H8b0B1UIVyVhymKXNkEyQq/2xUUFr/bFRaFXi5fSLA70Wx0WJ0hGyOJOELDK33pqZlpS+h"
    "ZxPTBtKGsg/yyt2gHHuAOUx/0kxBxZ7TUM8yRNm+b5cMW6wxDPObgZ/uaZ+wMoJPDEfqa+"
    "KX4HX4TIodf5Qr7jZGsuZQ0fO2QTeYmpXQW/36AW/GzB/KvPN1dvb0/+OGjYwMdYFAcNIg"
    "zG7pBBjPyoFDCgxAFvPsgiI7p0RfSlyag7gb8Mignq0MMPnHp04wOnvjxS0OKtVUJ7KNpo"
    "UhIWUHWDcbq1ktf0vMRrep73mlTY5TBhl/2qUloqSBmaHFqsSEGf7qKO4ogIRqg5qkS0ig"
    "NauXiWq3NbBmz8r88fP8iZG1NkvStT97T/0yzT7Wy/Jo7C2dq0PJO5p/i8QxyEyKGUNgm5"
    "HCmThABuJKoEb3CdEceAHF+Vh+zM73XoI1jhTcKbaUol5SFLWQWxn7L0VWxLxbZ6YWvz2N"
    "Yn2OSf7m7uDxfcShXESMNb2ZKZsgBXvlinQkMx2B6GaPiFESiSbqHgF2BjlawFezNVaVEt"
    "ytX63RUW5tiCXioocygsjDp/1fk76PP34LmlzyCpO3bleXRle/LzN71kxwGM+M6pidALsb"
    "xylgnp/myy+EDcOJwtNDgi4fSbUWxwoi+p/oCdKn6mtp8tIkxb8rUzwU6dM76GY3WxRjgs"
    "W8iyTV08otphHOHrwJuDy7+J/6uT+fAnsyiXnDY5n7OU6pRufkorxGrHiNX64ScVdjo5qr"
    "DTYEpcvrjiFJSYEV8CAHSZ9bCGNRVNBuxppa/BL15ROKV1Hc5mzz/a+Ya5GtzeFUMD8Gw3"
    "LYsar3HOAF/ZhG014Ynb8CzO5N2yWrtzFQPBb3+vDIIhGATfYEsyYkm9xpK2C2myRodSNg"
    "0zoBbinQD8FRSoW/723DtkYFnEHlqH6GvHoUyX9Fgo5nGSpsfO4V8+v+1KD2cYXYXNxUzO"
    "shiNzOm/OKulKFJEfTL5/qYfJrfvILge8da1XLCYos8G+GBiPNJ+mNx+NxwwdwkaHnk2Fy"
    "OtkjTDwFrhY8eDtTqKWVVNWgf7k+I08W3DGUeIiQwmr2E4c+O3lvb7/WKveOHZ+PPX5F5R"
    "GzdVzYTbfTFVgEQ1E1bS76KZMLGo4+3fIBfvcnz+U1FmM/UioW7fmz+2+TPdHqELX4lD7n"
    "oW3XxvVn1O3GysDLPMlbn/S/cO7zJWFuHvmbbDp09wq1HzyuP2dG3vzad7bn+xx8SjjguW"
    "xZknr1UOj8PSMuXo5K0CHfGWYB0suSXyMDZ1dMo8+GbooBBNvCcTTMuATDzX/1A8cSIm5i"
    "CByY3QmwmcFoweySAkXT5KFTAfQ4LoAX5knThZuH6EWYv2I2TR6yXxy6hurohVEPFN0mW9"
    "Mp/wNLjBEXK9hMtvb2/u3l+9++7sYuLzGRwt00cWRoWg+dmyQg3V2cQxxfhSQ68qbOJXhX"
    "v4lWpb9tRjC5kQP3VqIs6TNKrpevptQhupJjsTJIqbpfD9tbSJZQP0fojsOkqe7sTuJzaU"
    "HLqfUwCtMPV9eKdxcjWp9YZWkUhMlxolPmxywWRHPaJYOq3n0OKO02zi4hROEvuc6ETiXG"
    "bfGnstigUn2sb0loE/iZ7ojM5hrwl8IpnDtxGX6CMNIYyGCffxZL5tD0/9nf3OxOhq09Nc"
    "ssWyRvwv7g9tg7Ns0W0WvEIvWvjTiLL0s4sGfuYRbA5ONmRb5DP/5kcPgq2VeHlT52xs0I"
    "q/pvBFnKAmIwXNTNCraspheOBJ8Vau6kvQqKq+oRhZ42TnAX2AcTJUhdxUyG04G/c4Qm5D"
    "Y2inMbeUDZffxqVRtyytahc+6ACbyKzVVFURzbGoKYG1TDlg4idMhH8lMJfCM/ICTwpL2T"
    "PZSDl8c/9b1leTL57VUJM6sWvKNqDYW7LDjKK0dv7AMSM5fa45tyhhcs6GJNnCdqDp6k2J"
    "Pum5sP3jx3cp/Xd9lwEQf/jy/voWDKsMv/O44jUGe/xgSF0llaY8FlXV5o6upSoEv0SsqQ"
    "mjI0LF5x18DgOY9duUJglVNvNYjK3BNBK4Whumd8s8Z3siB5LF1yc70GS4cgqGjGNWbQn4"
    "kdEg6nyqXYFxYC4W1NEeKLVdNI+I+K/pvhGmE0bH/cKAyH4ilsU3rmjcR4kF+8Vv7Zc3y7"
    "p8UKXWA8wzPcFB/69ErFv0KcImhZnPMiHxYFkAoFRB8mEEybkuKo2bKO4MqVLdx6K6Ux1/"
    "xItbN3Kaphph4Kn9+GlSQ1bORiVoFEYlM8CG81qTVcP1arNW2KwOhZ/pypOnxSxOU/VY7t"
    "+Vos+w+axKOBpWFTP6LBeSji2iGrpXXoQyhq3cfseK2HCtyuCYYoQMPj+r1N+mpL2NnMF1"
    "+2AliUbI5k4aNY0c5CpSDwJcBv6qjt6pw9yJZs6T/9akBVe1KDsxR4piucUdW4pjuLX6tR"
    "yPcddJY5aCyG4x2wsjuorr1bnO1quZjO1l/XBimkYNcfroenhy57mabRGdaqL9twi5mWyi"
    "zR2+0p6DBhF4Vr72NKItiH2q3a5sb6ut4TSzxPr/4TMRYHOl2Nn2bz+IJjn4jWR7obgpdk"
    "jRsBn28bx9ox4jOjAx7DlFdFgJjZ8oScfEJZcnVdIZy3BlpVyGwzevtSXfwBon1lDagtMA"
    "AoLAe9HJC1/hU+3XJaePYjI3KiWMvKJqmmguR2qHYsKBs+A28qxG949suWC+/N2SGtsNe7"
    "4dtrPvvkN5S4Z7928+DM5dfBon9dDY3tNRPZiz5PYbWYF0AzZJTpPkgh3nCY2X1siOO2uG"
    "jUxANDjGbrb1VbzI0Wlf57ANQFzuV7xgskfimISBLsc1c9MBnT+nGySnRF++0b6KFvuweo"
    "mwQ8sKOqSsCg6Wvp6sGrIMJ0FUfOgI5HajRHeaUgG/B53QpsDCJkJO0ikowzFKPlTpdaKB"
    "SRrVNrv1OKF/atYRSEyhxNGKOAZjit4ZdGVzD4daYB9XqTWaWbPDIDXj1dOww2yVtgkBTk"
    "FYfthHAO3DicZt3FAofAw6wP2C5gViCXM38PW0Xx3T87D9gB++hScx18/Ho0GIK+l8TnVp"
    "24SenloFzJnoIFUMwiwadlhsnhYOOezPRBVPwv9cHJl1GmJnmoyYzNMqb33SMLBeNOCkPO"
    "hXOOTkqINTzUN/ibw4NyTgm7LdHFKoPdx0D6+oYRKfcTnOF0Ny0lQjxOQ8r4TJeV6CyXme"
    "x+SoNo5PzeUcjEH9X3wmt6Lxwg7T+X/4rLK5jKADUUbkrJmbiqOC+YqZOIyHMg50Wmh1vh"
    "FWqQ2cxs5eGIhF6xaTfNEkIEzRiZiLzFbu45F7RG0PO5FyQPM+24LrlsxZBWlvpy6Fr2FI"
    "zLLi6VtZujEZZmfPL15evDp/cRFZZ9EnZSZa3joz4AWof3LFVMcTCxcQUdfiQesK1AmMfv"
    "MVhelqc/TFUWGI7oIeh3cK3fTXoDj8LoXE973FHfzOhQS+l2mtnQI4aofPGtmBmgIWAp+m"
    "wKcGuzJDejxb88lYTqkKIxAU4zLPsBgCEtMMd6TileXjkLQ5ZTrF6R/41oPV4YqBH4hqAj"
    "sEi6+tLSgA0wLdwIM3H+0TbKgzo4u1BCzV7q0HgUfBHkMyIFCxKRVTqPqyKvVlA8p6Dwwu"
    "OiZtalHi0qnAidcVc4ZUyXnIcrYdjrerNYA7STM6ndlJnR0GC6ZNcSQ5YvVGDfmNEuJy17"
    "pOKYhMYo+Wtb7LEzdrgnc88m2xBZ5gHkgSv3oNdZYhG51Gu6yk0S5LNNplXqMF0YM6AbQk"
    "yXDdrTscl+jwzURb2xhKgddcUnZXsKiD4NpgkgPBtGR5BVE0Sbm0fMg2a6FqXKo71ENECj"
    "qbOOrnVBOBMP9z7Dy25Bsm2o69Af+UeDjVA7xXLazawQA+PJEamo9kkGUGOnpKFdSMpJ8Z"
    "tbm+VI3MhgCgOWxO5tB5ge4T3U2ASQqQNJJK36HJoUWAku3QufmtnkMdUoxRd7TeSwwN9o"
    "u6Fv7FSNlbJV9enC7PNbeyzEfJoVfuswYkPbZrD42Oo3VVXZ3bMuepuIwhphhGGQM+76jL"
    "GFI9f7CXMTWmjHob7jzUEoyMVomodRGBO0nQVK8jmiTNMERy9MU/2RjQFLQSm+rwEtQNBW"
    "UoBxsROhiUin6zTeB+k8rTFKVKFww5XWCYLjK5SWIoQ6rkPGQ5O/SRPzQbZ5KiVFIespT9"
    "8G1OwGUYtIhkNCdgz5AvVTDzlN84fypNE+mnKZX0j1H6DhXdT43pTN4vvDg1lqccfDvrXv"
    "JhA2gOPrSAa3N25pL3ae7mWfsDqABzwX6mfv7rjmGqWZeFV6Pc+5fgRsfJ1PjT+DVyyCbK"
    "fCe3FPx6g1rUj6l+At3x6e7m/qRIH7TC3BjYcJQaYCd381qwgMnFqJMc8yWBoOuA8oefP1"
    "Erag34VJie3qHwc6Zi5PHefPoEt3qHdxoRq7rFMP0iktc3BAEGJ1IkU2rFpBzPFKTCdVxc"
    "eb7jlfbAEE7kYf2eD2egBhYkY1tIzb+lFmTXsSJn43C2CD8XtX5rZmg+CMnxJhrjYlYj0b"
    "DNu4tFgBfPnrsyoFNvz92jDrohKKF1NMJY+yQrzM1hMDcqRvHUvNTB4HbfUWNBnZJxxskF"
    "O048SyytN9D4V0TMklSPOcM0EDWNeFuii/6MrzWDzkSHOgc+m/FHqv2LOnyiwfY38PMZtW"
    "RA7LZvLjm6fjtJ3D0wkoMb+zjdIkivmGXL9G2OQAF7DwvszcuzKtvzlCrMoaJGXbIzqUSq"
    "wh2TNCNEPJ5XQDyeF4+bzM9L9VVzDQYnSEbI3w4mVa/kHH5LdRP8ugImrwp4bPhUpwH1Ef"
    "K7hL9vb2/uwJX77uLZ5DyDIo3QvKKSYmD25X18MpZZmcll1WzNxJFbY0aItwT++82SlvAQ"
    "2B7CKCRipuefXG0F5iFO6fDnOgX6EsMeILz1iuLcDqLZZOv/yf0xUh55wLsi44JyMfmYkD"
    "4fLjVYYaV4n1y+dnSKR2upoRpeV3bpYe1SZTop0+moTKdQz1Tlbrh+hJxt32iKlXcNfZAi"
    "UhohW5nH3WZB2BSh6gOogq1FxjAmcOemZclt4OjqDtN3FqyraPD+lBh1Sh/BaHR943OD/Q"
    "kcCkaRgak+MR0eLEvxPNG7b0UMKoKiwp3104HYNhT+h4aFPytVoCQknRN6e+oe6UTx0Joq"
    "NEnTryE7UP1ZbLDqcMHii7WkYrQwVZuiGVPpeGt1Px735DNVizHkEcmIpm73jCI3wKOux/"
    "SQQuH2G+L2147LnakcCFmsnzNkCrUr5WoDoEGSUFUZDc3EHWgLXoUm6V36c5OZ7rKR+DOk"
    "6i0fmpz3cmQzfk9+c3xk9J7DfyrD39+H9zlGZ2cn+D3p6aVg7zdXn2+u3t5mUO97hgZuIs"
    "dHGhu4SfpFZcGBlANVLRvm8M1r4acHOFlMIOG8I3HzeODRqXYVOu5OkL7i8NvAIddEj3yR"
    "r/IXuIj/xTSXPAPW9QP3CAnIggHl4GJpKEDhilMKpxC33R9kexhe6zh6vb6Fw5+heP5CrC"
    "KFlVmzQ2sZ4erpIy6vXCwhVvu6gWjRTYQ+CUKKS1GF4HDLWtvh9GIsdJhz0C8fcGoXqJAV"
    "f6TGRHO538AVFIwIWYp4ZBCGzCmyPh/+O1szVHg6XCTWhmwRlAp60jK0ucNXcZC1OOmfPM"
    "2i74r/EL8ihwBQCf+W7Mo94qcpMVVNoqaIRphJPT+rkqQ+K85Sn2UzqY+hgqrK4ohghOxt"
    "a8DiMJMsw3U/m1eKFzhzDaqZG7tzw2Br2w5djwaVz3mpHRUJpcx88h2nikZTaF+g/HEupE"
    "YWsNsWop5YZFdJYNnYDrep421PtTuwW1aUMIQYMmG26EvCFtR9LaprzMUCPnKpmI4LRo6k"
    "vLSnh7bs+SnDphPDxrXWizoHbrhejTPeedqqqQQdTyVIfLM6VnmaTA0RqjJESJwYPpNqsD"
    "pNNcZ93cXYzsRxXIfZGbIxcrt15K6wc6ahnVPb8UxRjk6RdDJfcW5aoX2cZnVxb/AEyTBa"
    "g4+qW3sUpKolkzSVEkvrYvFj71N4IetkalJE/SVrwDg7llbt8LtqFRCH60en3dsP3hqma1"
    "tkO3V1YknMxPLUbY54NFjNNgZVjRq+fXLr1yRElQh+gi2CFkQ/JMIoGFw0NRMZOTHbMR/l"
    "aumeHWsj1WxKwcYmu9t1gkp09m9CeYV3qbAThgkULO/VqcMBvti/n+mNuM1IeQTnK2upn+"
    "kvcKuq/UyHFlOoxKt22DRqFnncnq7tvXl0z+0v9ph41G168r/XxCEM/F1qCBPnRJqpzK2a"
    "lCct/xmvn/oVojUTmAJoJWpCBQaL8Rk3tqKPrattKbZJweHbAkflIjZKuxPzuiPzbLOkTE"
    "Cn/LpS26bEcUVHlTl3FtzzKCvJZPb1dCmaSzT2cOicYjsKcXb4pf34lx8Al3Z1SUz+Ui1d"
    "BpAIzYuxcoggRznC2HsnweD4Ramcfo4oFI+r8ThSQTW4nKRRfK7G57q5UZUVrZcV5bro+N"
    "QkVpIhVbV0QwuKpLxUP6Vqypz5e/qtINiZphrFO1Um1Nu/3pdnnFKt78Pl2TRU+gVzqDD2"
    "JWwvVmJJmtFlSDo5JorGOhRb9YVDHZ4m/Dq9ZXVqPjYc1ZoiVQH0YzwrBjR3+4hesKMTMx"
    "zuwORVnYMpQdLoXBqYgdcRwnMwVawf196Mf3tPXZeIDKskpJleMimPZ3KxeLryV1cMZn7m"
    "cCO/ITTHmk7sGqVxplNRK5ocXLIU5aCrlenBBvKrI0xDlE7YZGtxYoimeRhQdOFn4CgurJ"
    "nYwh8eXdmSmox+H727MuM3bD/jCTarltPDiE963Db1WgGGkGAU3lDXxRrB25NncDEGMkHS"
    "PwDyMKZDJ1DHSNVUDgKHBD26nDZlBjKtl+3dwVwPX/1LnPtC/FiSZLBgvJMry+XiuJtj8u"
    "W1tllykedbgHPHwlNPY5pLPc+iIg3ImbWFdaZFNcYTS/5Ney5Il3CaUkMDG0KScuz8cR0j"
    "zkKp1kQWZ8mGjCc8GLbYAKOqvisaUx19EOLkV5FIhzcELE5Gv3lvgo1P4nfDdAMs5oZsJ3"
    "7mHW1cixKXaqBkJQNxW7vriH1ki7jelDoOl/QfKD5J01Sji+B2UgqpMLtPORblH+yNGrqm"
    "KFUScmhSHkww7Nq0LGD0Z31JjbVVEA7LLprsmFPhL5+6wfrKE4HRqtXc9Sz6WPsOD1aHc+"
    "97PHVN9shNHexXPJgnfgu0DZZPTERQam3jwQ3Htb4Em5hYaBADFX4doCEWaERjW3Di9/Pc"
    "KsEwfIYA6k20eBxbcVQMv2TNLksJkoPFx8ST8D8XRxYaU9PY2p29RB2TG1PRgLzuIZelVZ"
    "m1wZ1zSVFvltyizSSdIVWCPgJBU9kQwCpiptJpgErIwxJyaKbUFHGCTHklQ5YvGrJwsUbY"
    "NkHRX8T2z887kmXb8VqbOA+0FjA+plCokkrBMp9hTeZ4JgmVWhqaWhpMsCSo2JYP6oiquU"
    "undMSl41Xa3NuOqdNgrrsmOsKKQkGizS3iaXNKte88jF5sTNizay/sP/+9JJe4372kxYhB"
    "N4vQteWuKb65aik/vKhFJJwcw8s75STpxpSGbaNPjmq52m3L1RU3qGTgaTGDI4Ixcrh1lA"
    "7YMgHGqDLIL6LoMXlLHAcL5LtSt2kuVyklLC4kzDdXXWGDJ4k1SnUT1G4B+iUiylqiPtVp"
    "QH2EW7qEu29vb+5AzX53/mzy3O8DB1an6bfpDzl/kVMRJtOttSFzq0pZnCQ7DJO7agNXjc"
    "MvKjMYDMBVrV6dEcEw2nTiY0fTpvOAE1WOx6OtkXtK+y9VOZrxelRCr3RKTeEEwAZzarAR"
    "2F/i+x0ne3dOq0nvL/m8mpxWaIW/VecADVMZNB8D9On28/2nu5v7w80B+oWs3YK4kn9pUh"
    "5WSmJXpjZSVA4xwQrq6UvNZAGCJYOEQRQLTlkVESJEu8Cfayx0e6Nxm7IAHfsVYa9T4n1F"
    "4MsHziRNUrt9VBVkTQKHEUJgVLXZAIJTClLTbqOCwSDCRsFOgTppUvafIlRohsGllVLNHf"
    "wzpa6IE2QqbTg0+Q4mbYh+S4Fxh1d22HbYSbmyNYdPCIuThIkVeBOuqNR3uWXIDLOKVGrI"
    "4nDOJzVk8QB1+yrjp4YspnRGP1mpTsBSxNGXDduZZUiV5TM0y0dVkD5l6dewe3Nx+laGdY"
    "wvRt/xnIV4wkmhlxBN99jlKiSGrlRxGHRiaxxDq9i8i2ABox+RnYEvICYdhCOrVmSLEwv8"
    "D8WjMY5LmLbka2cCnxmwQOAJV5x5S1yHNZT/KogF9/bcCsjFVI5U1JQpDOMAHZtANDUMw5"
    "hihBZ4y1gleCElBkIZiiageIoopbOLGhga2J6SXXvNuUUJk7M2JMnwdgY0XTE01Bv9MvT6"
    "48d3KVvq+i7bPfzL++tb8CQz7M7DcQ+IjjmiHazgMQoeM2T2jgAec6ycHTI+JrG1C12kxN"
    "7f6SQl3d3dbtIvWDoVNn0j8PVW4Kacah+xZ7K9nlmmu6QGdn1h2P9Y05eELaj7JoVucTUb"
    "/BapN9T+7aVOj/jhvnj9RygvZ4BeTiCaHLsLS7RigjEVaLVWd439e9e15szEFD1mEgyHzL"
    "1+0gntlxKJiVdM39bhcpJmhN75eQUenxey+Dxf6ALH2COxpvBrJYH8YjbnCHvc0yIg18+e"
    "bjkYEnFNlxdwlRfN5qn708wdt8Noo26WWGB4r6iMr8X7OEXU4x7WCewxgzg9qeazKqr5rG"
    "SUYa6I1mTmai0ZZ1Ma2ktQ7R3eO57cbiK6V6MG0cVu/dP64dMUneLyDi7D40ChGmQrMeXK"
    "tXGacrDDBQ6hibEbfBOWJun6Y+j5EXA0ctebdCHK0CpczdCQFQpXo6S/ioOI9aJiCRKVFS"
    "nPitgBLL6VlMjxMnVnxD6xpWoH7BOaLO5Jtg/yK26ANhJup174GFW1LzouQnKNkU2plMS+"
    "3PqcuNmYGNZtrizFNWmyLMvXqpXllUGFX1xE8eFQhURezh+bQJhmCsXtTUSnQVgTjIuAS/"
    "qSOzKw4F73+539zq6CpBmiA0NgIXdwWIPniolNoimiwzei7HxGFybWPjGOyTOkiUacfg0q"
    "Zb++9qGLRNPXrsdXmJYjWL0OSuJ3lqpqN+FOloU3d30QI97CHxyRGBLhluXuyirZ4ypTVc"
    "s+gPSdqhZ+Ata/qhYet3z9k6OueGMq9foOWryqQUa7DTLQisozs2xOQN+Dfo9lSICfq2h4"
    "vOSI1SEzZC3EwRFxTEMWeClur5kiUi02U7Juo8Wmiuo/5VdSNSJTBSRDZGpJqgT3Xyupki"
    "/uqIsbEu9pQapEsnNby0E96bKcw5eP/Aj8/pU7DyKaKgmIJ65PysPhC1g53YilNYb4cJ26"
    "ruaJgLGBeaQgWMznmsgrUQNL3B0Xaz6ov87gFFuheppLttpcxKpBBkZwF9MDwkdYYbranM"
    "IGNIJ4tJ9Zyk3+6fML/M42xNUWDmF4WwxzL4l/Jwfu4BhUxL0XQA1GJAg4CIV78JVYsARX"
    "L/0Q/lZboR1TLTA+jgD40Y5GnoEF3MByTpCpwNmg7WP/TZekdctq2WOiHqvZo0+Oqpy9Ru"
    "eebg/MkmY0lRrR1OlB8xPfaKu1vkx2eMFsLB5IUfeXyi1ftCufcOlnVPGaaC/zALsln1ru"
    "+dnSssyEZaoa0RzFOaca0ahGNMMpolCNaAZwcqsYsrKRg4CcbTSUfppSSf8Ypa+aULWcQ1"
    "ApGZU9OHx0uyh7oDpO7cXWAXec+gTcLomCxJcn5ZEQlFqtlrwYkpgTF6HluOsmGGwIggkY"
    "aICHuBMRmliRB+qHLKjhh/Nfay6Hj9kWQxbhn0HYfoI38Id7fJ2tHdf7ijeRBkR6e/rvTO"
    "crqhEPHqHXB78rvPsAYiFC9HluF4L/ovWqWZWsWZX/utTgZ4JCcVTCUaFtavAzWq+4qUIb"
    "yrlVoQ0l/dj2remIxxRq8ryKaqioRs9MbTeqAUxphadXtvmzf6ujfPF3MjVWenKeHiqgcc"
    "/tL/aJNJjhX5qUBzI8bk/XdsUgxheG0QI4Z4HKx1bgXvuT66MNJwJPiDX1GFrwc+MRrFCA"
    "BwU40GR5wEabN65ZaJ8HZ0xFzbaKQwwhDqEwGV1iMlL7vabtn6VVGM9Bm/nYJ1oSgCoF4E"
    "Q0CoKzA4KjAihP+d1S6ADlRw+NncqP3sVUhQ5Q6ICMM33jUMP0PnDxfSQedeL6pNyt1sVK"
    "ODE8WrWgkGlkhYMlgno+9GcfualTLKuzgjo/Fni8b7BL3r/A57XMB1gQ9J0LGuX5k4PC3D"
    "7fMA02skldSQu+fp4prY/wr59MCqdWpbx0xAVMtN9Ogu83Df+tE1hkTGdbhRwYiMeuzu5W"
    "TaHEhq+zg1NUiqm5WpSE1qjB1iydyn9lcS6hTq8arYspehz+c/OhK5Xa9US2oimC1+biiQ"
    "0S/Pezs/Pzl2fPzl+8urx4+fLy1bMIBJO/VIaGub77EQExKRFIEDJqFF7Ho/A87vmhxBoB"
    "yojmKQYoL55NzqtPs6KeZ8lq/MtnWcVUisM7OOyZwKo66iEiGKFuOHv2rIJ2gFWF+kFcS3"
    "OYfsPBGNF4gTSf7+m3gvMvQzYKbpdFz2//ep8KnOf6J0bB83cfP/wYLs82VVSJwieazAjE"
    "RZnssKgi6IBSiXnQYg7nW+SFXNylNknTf5Pawwi2m3a0nHmUedMlcZcyZ44RZ1sgggxlto"
    "HDNog3j0cA1wFPIwEA/6/vPlx9+pv8QLuWyOD6b/e3V9nAmuuuG2XsU4RKyw1Oy+Uyn4fK"
    "Jr3l+hpHW3/wAzDSjFJmzaQ8q2QEq6d+TKdiZul+STULiz+DJI1HHijzUZZFiaFqJHt0bj"
    "x8pHB3SqY3b6mtOGFxUuZY4oYdjwLuIWg4GO1z56eA5GonvLhD3wRppIp65leByMbsLzUE"
    "YptoM75mBhgzgepIzE97LfDcxHEocdxwFlsA7Z5RoIYH4Edzit1omUaMRwROaGSO3z+nsH"
    "p+dt1hbomHp6Hm6CyJRDa4x97azV5RCe2WLBeV0B5MjjD/LlRlq+w1UuxNsxebktYxq8L1"
    "owiLdtzAEl5r6Y4tSQEmaEbI4RcXFVj84qKQx3jpKBEEdx/+0tUhNkIIwcCwLodBEMQGXu"
    "WdHZuE41Mdz8+qbOyz4o19litmI1sRG6nP6Dxlj6qE25Qdqy5RqJiuUTEq8TrqWLVKvD45"
    "MW+W3KLNXugMqRL0EQi6weucIlRCHrSQXUqs6dzhq7yQywZlxzRjwmS32C8TOOTxujz1KU"
    "bkorY3gFyBqzuE/vrFnrXR1Umyw/C4q3Rr2wy2iSzsWsrckEQxtoyxmC6tydiQRDG2VCUo"
    "eOUThlcOzJp4yujK4xHF0fk+xpo2EHBMpaQ7ZOk+ctNo9AanCJWMhy7jqUOJK6uoK07hZM"
    "gaZXEGJtV0EueyUvniZUn54mW+fNGhtkV06tYEPWXIVMsJ1XnxaSuwoSGs35mMnpShrMWC"
    "SSWk9dSCtRXh1h8ZDbt3IcI56t3l9+Wij9SBLQ0bIWySvSIGDvzKY6f3uZG0tVem+xB3Tf"
    "GdSxt8iayWiy+jAj0r0PPYTinVxasDpkaKJcfSwjRRkkRl3iSJIgUf7xChKP5fg7nh+hEy"
    "t5MGMWCpuPWrStJUyr/K+FewOxd1D64UkeJomqMH7BY/Sn7GnkOOoeUBgBShwlkNztFP9f"
    "5iRhMRJ8iUgAct4H+uCfNMT1JKUIpGSJLtjUg4HvUYYhJePKsxpAbH+dQxP8P1PRbDdBUk"
    "ydRoVLHsz4st+/OcZU8fKZONVyorqotpVH+NZiV1hrmgsingpRojJnpyCCbQFs9qdIw9BL"
    "J5YCpYAZsHzlDbgbfVlURVysGhMdVTBDeDHji7qKwI/NRQTQ7HRE+RwbWgoqqt8cHaGm+4"
    "84DfJ8f2YpBugqR/jG4ivThbm5ZnMvcUH3uI5GJryN3B5PN/8dsAnEhz+eHFSXkeP2glUD"
    "GF/54zuvVnb+nwQOw1JnqXJVLw8M8QF67NiCX6kAkCzMTbaw+HZptePqnf7q2r9DvLjubK"
    "TO9SWf2WXjyV1R9K5Fll9btIOKmeIh33FIFTa8lrZfljihFyt/22OMpj6tZjAgPMMmsXLi"
    "aoFId3cNihYPEYtVmcJHty0dW6DKZ4ZNXCA6WIRpeV6QQS5FCdmo+N6gMypCp/POj8saoD"
    "eWrSH0zc6JM49U6kYaPg2qQ8auSfm7WCRqKpfRBtiqM2C1BYTMMfVhQRqkRXJdwTNs1UsR"
    "0V2zmWU61OcUG8vWtwNE2lmKpiO7us3pZjOyr00LXfhv2aGzjGMZni8U4e121IsGcvgqEx"
    "tIdmBMpdUu7S5DDu0hV1TH15InWXgmuTcneJxKt2eUvF4t1jeKHMJiwE8ElNQQl2L/BM9v"
    "NmBo/cK/ZfgjK8Omo/QTJCvX92eVklHnp5WRwPxWu51EkdDgfLR8jd55VO1eclp+pzyanq"
    "tw/Mc7ik6WNMono+HhNy7I//ByW3cGY="
)
