"""Every charge model, schedules of subscriptions, invoices.

The tables are by aerich from the models; the checks, the partial indexes and the triggers are by hand.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "billing_schedules" (
    "root_id" UUID NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL,
    "period_start" TIMESTAMPTZ NOT NULL,
    "whole_start" TIMESTAMPTZ NOT NULL,
    "whole_end" TIMESTAMPTZ NOT NULL,
    "next_at" TIMESTAMPTZ,
    "seal_no" INT NOT NULL,
    "parked" VARCHAR(500),
    "parked_at" TIMESTAMPTZ
);
CREATE INDEX IF NOT EXISTS "idx_billing_sch_next_at_c05d6e" ON "billing_schedules" ("next_at");
CREATE INDEX IF NOT EXISTS "idx_billing_sch_user_id_ac3b9f" ON "billing_schedules" ("user_id");
COMMENT ON TABLE "billing_schedules" IS 'When a subscription (its root) is invoiced next, from where, and up to which seal it is billed already.';
        CREATE TABLE IF NOT EXISTS "subscription_pauses" (
    "id" UUID NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL,
    "root_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ NOT NULL,
    "ends_at" TIMESTAMPTZ
);
CREATE INDEX IF NOT EXISTS "idx_subscriptio_user_id_c895e0" ON "subscription_pauses" ("user_id", "root_id");
COMMENT ON TABLE "subscription_pauses" IS 'A stretch in which a subscription bills no fee and no usage; open while `ends_at` is None.';
        CREATE TABLE IF NOT EXISTS "document_numbers" (
    "series" VARCHAR(16) NOT NULL PRIMARY KEY,
    "number" BIGINT NOT NULL
);
COMMENT ON TABLE "document_numbers" IS 'The last number taken of a series.';
        CREATE TABLE IF NOT EXISTS "invoices" (
    "id" UUID NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "kind" VARCHAR(8) NOT NULL,
    "cause_id" VARCHAR(64) NOT NULL,
    "series" VARCHAR(16) NOT NULL,
    "number" BIGINT,
    "status" VARCHAR(12) NOT NULL,
    "payment_status" VARCHAR(16) NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "period_start" TIMESTAMPTZ NOT NULL,
    "period_end" TIMESTAMPTZ NOT NULL,
    "whole_start" TIMESTAMPTZ NOT NULL,
    "whole_end" TIMESTAMPTZ NOT NULL,
    "seal_from" INT NOT NULL,
    "seal_to" INT,
    "total" DECIMAL(40,3) NOT NULL,
    "carried" DECIMAL(40,3) NOT NULL,
    "customer" JSONB NOT NULL,
    "content_hash" BYTEA,
    "issued_at" TIMESTAMPTZ,
    "due_at" TIMESTAMPTZ,
    "voided_at" TIMESTAMPTZ,
    "void_reason" VARCHAR(500),
    "replaces_id" UUID,
    "created_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_invoices_user_id_c91a87" ON "invoices" ("user_id", "subscription_id", "period_end");
CREATE INDEX IF NOT EXISTS "idx_invoices_status_e554dd" ON "invoices" ("status", "period_end");
COMMENT ON TABLE "invoices" IS 'What is owed for a boundary of a subscription: the arrears of the period before, the fees in advance after.';
        CREATE TABLE IF NOT EXISTS "invoice_lines" (
    "id" UUID NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "position" INT NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "version_id" UUID,
    "charge_id" UUID,
    "meter_id" UUID,
    "starts_at" TIMESTAMPTZ NOT NULL,
    "ends_at" TIMESTAMPTZ NOT NULL,
    "quantity" DECIMAL(60,6),
    "unit" VARCHAR(32) NOT NULL,
    "events" BIGINT NOT NULL,
    "digest" DECIMAL(60,0) NOT NULL,
    "seal_from" INT,
    "seal_to" INT,
    "precise" DECIMAL(60,24) NOT NULL,
    "amount" DECIMAL(40,3) NOT NULL,
    "explanation" TEXT NOT NULL,
    "working" JSONB NOT NULL,
    CONSTRAINT "uid_invoice_lin_invoice_c1090e" UNIQUE ("invoice_id", "position")
);
CREATE INDEX IF NOT EXISTS "idx_invoice_lin_user_id_f85bbf" ON "invoice_lines" ("user_id", "starts_at");
COMMENT ON TABLE "invoice_lines" IS 'One amount of an invoice, and everything it was made of.';
        ALTER TABLE "charges" ADD "timing" VARCHAR(8) NOT NULL DEFAULT 'arrears';
        ALTER TABLE "charges" ADD "terms" JSONB NOT NULL DEFAULT '{}';
        ALTER TABLE "plans" ADD "archived_at" TIMESTAMPTZ;
        ALTER TABLE "plan_versions" ADD "spend_cap" DECIMAL(24,12);
        ALTER TABLE "plan_versions" ADD "due_days" SMALLINT NOT NULL DEFAULT 30;
        ALTER TABLE "plan_versions" ADD "minimum" DECIMAL(24,12);
        ALTER TABLE "plan_versions" ADD "interval_unit" VARCHAR(8) NOT NULL DEFAULT 'month';
        ALTER TABLE "plan_versions" ADD "trial_days" SMALLINT NOT NULL DEFAULT 0;
        ALTER TABLE "plan_versions" ADD "alignment" VARCHAR(12) NOT NULL DEFAULT 'calendar';
        ALTER TABLE "plan_versions" ADD "interval_count" SMALLINT NOT NULL DEFAULT 1;
        ALTER TABLE "subscriptions" ADD "seats" INT NOT NULL DEFAULT 1;
        ALTER TABLE "subscriptions" ADD "root_id" UUID;
        UPDATE "subscriptions" SET "root_id" = "id";
        ALTER TABLE "subscriptions" ALTER "root_id" SET NOT NULL;
        ALTER TABLE "subscriptions" ADD "trial_ends_at" TIMESTAMPTZ;
        ALTER TABLE "subscriptions" ADD "overrides" JSONB NOT NULL DEFAULT '{}';
CREATE UNIQUE INDEX invoices_one_live ON invoices (user_id, subscription_id, kind, cause_id) WHERE status <> 'void';
CREATE UNIQUE INDEX invoices_number ON invoices (series, number);
CREATE INDEX subscriptions_root ON subscriptions (root_id);
CREATE UNIQUE INDEX subscription_pauses_one_open ON subscription_pauses (root_id) WHERE ends_at IS NULL;
ALTER TABLE subscription_pauses ADD CONSTRAINT subscription_pauses_range CHECK (ends_at > starts_at);
ALTER TABLE subscriptions
    ADD CONSTRAINT subscriptions_seats CHECK (seats BETWEEN 0 AND 1000000);
ALTER TABLE plan_versions
    ADD CONSTRAINT plan_versions_interval
        CHECK (interval_unit IN ('day', 'week', 'month', 'year') AND interval_count BETWEEN 1 AND 1000),
    ADD CONSTRAINT plan_versions_alignment CHECK (alignment IN ('calendar', 'anniversary')),
    ADD CONSTRAINT plan_versions_amounts CHECK (minimum >= 0 AND spend_cap >= 0),
    ADD CONSTRAINT plan_versions_days CHECK (trial_days BETWEEN 0 AND 366 AND due_days BETWEEN 0 AND 366);
ALTER TABLE charges
    DROP CONSTRAINT charges_model, DROP CONSTRAINT charges_meter,
    ADD CONSTRAINT charges_model
        CHECK (model IN ('flat', 'per_unit', 'graduated', 'volume', 'package', 'percentage', 'seats')),
    ADD CONSTRAINT charges_meter CHECK ((model IN ('flat', 'seats')) = (meter_id IS NULL)),
    ADD CONSTRAINT charges_timing CHECK (timing = 'arrears' OR (timing = 'advance' AND model IN ('flat', 'seats')));
ALTER TABLE invoices
    ADD CONSTRAINT invoices_status CHECK (status IN ('draft', 'finalized', 'skipped', 'void')),
    ADD CONSTRAINT invoices_payment CHECK (payment_status IN ('open', 'partial', 'paid', 'uncollectible')),
    ADD CONSTRAINT invoices_total CHECK (total >= 0 AND carried >= 0),
    ADD CONSTRAINT invoices_numbered CHECK ((number IS NOT NULL) = (status IN ('finalized', 'void'))),
    ADD CONSTRAINT invoices_sealed CHECK (seal_to IS NOT NULL OR status = 'draft');

-- A finalized invoice is what was sent to somebody. Only its payment and its voiding are still to come.
CREATE FUNCTION invoices_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
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
END $$;
CREATE TRIGGER invoices_frozen BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION invoices_frozen();
CREATE FUNCTION invoice_lines_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    target uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM invoices WHERE id = target AND status IN ('finalized', 'void')) THEN
        RAISE EXCEPTION 'the lines of invoice % are frozen', target USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER invoice_lines_frozen BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines
    FOR EACH ROW EXECUTE FUNCTION invoice_lines_frozen();
INSERT INTO document_numbers (series, number) VALUES ('INV', 0);
-- Subscriptions that run already are invoiced from the month that is open now; earlier ones were never invoiced here.
INSERT INTO billing_schedules (root_id, user_id, period_start, whole_start, whole_end, next_at, seal_no)
SELECT s.root_id, s.user_id, greatest(s.starts_at, m.start), m.start, m.next, m.next, -1
FROM subscriptions s JOIN users u ON u.id = s.user_id
CROSS JOIN LATERAL (
    SELECT date_trunc('month', greatest(now(), s.starts_at) AT TIME ZONE u.time_zone) AT TIME ZONE u.time_zone AS start,
           (date_trunc('month', greatest(now(), s.starts_at) AT TIME ZONE u.time_zone) + interval '1 month')
               AT TIME ZONE u.time_zone AS next
) m
WHERE s.ends_at IS NULL;"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP TRIGGER IF EXISTS invoice_lines_frozen ON invoice_lines;
        DROP TRIGGER IF EXISTS invoices_frozen ON invoices;
        DROP FUNCTION IF EXISTS invoice_lines_frozen();
        DROP FUNCTION IF EXISTS invoices_frozen();
        DROP INDEX IF EXISTS subscriptions_root;
        ALTER TABLE subscriptions DROP CONSTRAINT subscriptions_seats;
        ALTER TABLE plan_versions DROP CONSTRAINT plan_versions_interval, DROP CONSTRAINT plan_versions_alignment,
            DROP CONSTRAINT plan_versions_amounts, DROP CONSTRAINT plan_versions_days;
        DELETE FROM charges WHERE model NOT IN ('flat', 'per_unit');
        ALTER TABLE charges DROP CONSTRAINT charges_model, DROP CONSTRAINT charges_meter, DROP CONSTRAINT charges_timing,
            ADD CONSTRAINT charges_model CHECK (model IN ('flat', 'per_unit')),
            ADD CONSTRAINT charges_meter CHECK ((model = 'flat') = (meter_id IS NULL));
        ALTER TABLE "charges" DROP COLUMN "timing";
        ALTER TABLE "charges" DROP COLUMN "terms";
        ALTER TABLE "plans" DROP COLUMN "archived_at";
        ALTER TABLE "plan_versions" DROP COLUMN "spend_cap";
        ALTER TABLE "plan_versions" DROP COLUMN "due_days";
        ALTER TABLE "plan_versions" DROP COLUMN "minimum";
        ALTER TABLE "plan_versions" DROP COLUMN "interval_unit";
        ALTER TABLE "plan_versions" DROP COLUMN "trial_days";
        ALTER TABLE "plan_versions" DROP COLUMN "alignment";
        ALTER TABLE "plan_versions" DROP COLUMN "interval_count";
        ALTER TABLE "subscriptions" DROP COLUMN "seats";
        ALTER TABLE "subscriptions" DROP COLUMN "root_id";
        ALTER TABLE "subscriptions" DROP COLUMN "trial_ends_at";
        ALTER TABLE "subscriptions" DROP COLUMN "overrides";
        DROP TABLE IF EXISTS "document_numbers";
        DROP TABLE IF EXISTS "invoices";
        DROP TABLE IF EXISTS "billing_schedules";
        DROP TABLE IF EXISTS "subscription_pauses";
        DROP TABLE IF EXISTS "invoice_lines";"""


MODELS_STATE = (
    "eJztXW1zo0a2/itd/nIndRWX32d2cutW2R4n8WbGkxp7ks0mKaUFLYk16iY0WOPdm/9++z"
    "Qg8dIgQIAQ7i+JBziAzmlOn9fn/OfgkTwviEfcw0vDIJzfOMyYH7xF/zmgeEHEH+oLRugA"
    "O078NBzy8MSWNFheOiarayfcc7HhiXNTbHMiDpmEG67leBajQPGREuSy5SG6eSLuMxJXUy"
    "4IxFnkzbGHjDmmM8LREv6BkeESk1DPwjZa4GdkMoRNkyMm7uIxZHkjhKmJOEPMNYnLxRFO"
    "7OkhvIvJDPEyFp11+1ifWn/6ZOyxGfHmgl1v0a+/i8MWNckXwqN/Oo/jqUVsMyEBy4QbyO"
    "Nj79mRx+4X2LZvqfetvBp+1mRsMNtf0DWF8+zNGV2RWNSDozNCiYs9YsaEQX3bDmUXHQre"
    "VxzwXJ+sXtRcHzDJFPs2iBSogzdYHzsYj+8+Pozvbx7G44OMuCOKmCjCQwajsFTEu3LJgx"
    "m8wtenJ68v3oiz8g3hH6//Ch64ZkpwuWTNh8v372/vHg7+khdhDweXSSavubpanEnGXlmz"
    "XLauSJrhbHRgzdr1x9Edb/92cnJ6+vrk6PTizfnZ69fnb45WnM6eKuL71e13wHVxARPfeq"
    "AIAjHAyp4+xqQABybYeFxi1xxnzrATlndt9tTiZJE+gimeSXbC74YXXqswc2HRHO0mT23S"
    "a3ARL6fR7tmCTJj5jNhU6BKCngg1mSs0CUPcmlGhHCgoDThlYj6fMPH7sgqq9l0a1jefP9"
    "++q6BrfN8yD4GmHY1z8D9TnwZq2mAuObRMfkjJcmyZ/3vQ0tdSsPCvv7/89Or04ivJB8a9"
    "mStPSp5tUkILbNlZbl/PsZujgiKCFMPFq+6fcl/gL2Ob0Jk3l2r9qIDHP11+Cth8cvRVUs"
    "XchadOgnPA7zV/5f8rsDe6vhnu7lrBJ/h7clSGv+KqXP7Kc0n+OpjzpTB2xnOhfKowOkM4"
    "RI6fn5fh+Pl5PsfhXJLjLrMrrejo+u74G+ySbenhJIuPL0pw+Pgil8FwKslf0+Lw480x9r"
    "JsfidY5VkLomZ1ijTFcTOkPYz+KMH/UBv3ZXkX8Prh9sPN/cPlhx/h9gvO/7Qlvy4fbuDM"
    "iTz6nDr6Ki2X1U3Qz7cP3yP4J/rnx7ub9Ma6uu7hnwfwTtj32Jiy5Vh4YzGeRIejQwk5e8"
    "xzxElqKL6mK4ti91kt5CRdSsaTZ4/w3sj14GfwWsE0dIjjEFf4rI/Cl4UDnAjRmuIphsfc"
    "/+Lwb5d4wsj8JjoN/wzcV2SJ8+IyYiLBTGFLkkN09/n9e/FK4PguMZB7yHey1usuXqD8mr"
    "16//EqsVyFWri6vbv89MurD5f/+CqxZt9/vPsuuj6+FK9+ebi5TKkQuUSCXzx+Ii4HaWTW"
    "WLEDn3OLWn5nz5TI1i59itHi9lPLXdTS2Mob7I3ePoCPAPnUs2yEkfgN3BPukCm+Npc9iY"
    "/Fi74+4dIiYWfFvqy38DeVLqSQFTiRmD9yNBWuJdyBZz/llp819J2Ge8SpFmxKkHUXcDqq"
    "uAYfhJyF603EeoCXhcgEJ8HSAMXsc2IKbc2CI1ZwAHlLyyDZNbblvXYW34pLW6x4kEgNZZ"
    "SkbEAL1bPeU6EVw2bG46FY27uIrOzdt+47Zk3pJym19PdF+hVi2+tlwgkHk44rdoSQ8tsf"
    "PhEbe2q7Lxm0vg9utofhkr+ijyA6GppOqe3zkTTEqQe41VD55AqPCpKYY2lUbcuvT+Hdrs"
    "XNhsSxDvJLt/TJ8nD4xnmZpthFoxI5p7G1ur5k+ukS2RZ9RJNnYUVZxhzxKJE0EZJdCC8c"
    "Czscbj1CEMz4RvzXfg7ySNYMLDA2Bfd75YlHLnjWamv1STqNpdNYvdc2HSSy+h/274y/bc"
    "T8QQ9ViwOvaWrGgPvG5B0ESuWmJnyeyXMlTZ2g2kJj9ywwuo1q1vGHVvi+Fx5oXPrki2OJ"
    "29WQfpJyV9LXyctyYhYsrPOJx+n2Js3xYiTcrzLJKKyU78PGAk+bHdh4yKuM9zpx2ZITF9"
    "JFgVsZeZHSQbRmlJjiXK4zKaNGxV5rC0/Y7K3+Gvnz5sHv2nPtyjzK91y16b8b01+oQnFW"
    "EabMd2ljJAP0ai/OSni1F2e5Xi2cSrI41G9VWBwjGSCLW6mA1f7WSzPT4tK3MfeEaUNoDf"
    "mnafUK2McVoD3uFyHmldVewTCP0zRpnvdXrBsM8YyDm+JvlrnfCoUkPLEfSGCK34oXwerS"
    "62wj336yNZOyFoddvFx5iYlVJX6/SWzxsyXzL++vL9/dHPy107BBUGORHzRY1WBsDhmsKz"
    "9KBQwIdoU3H2aRobp0gY25RQkfib9MAgnqyMMPnXpw40OnvjhS0OCtdUK7L9poVBAW0H2D"
    "63RrKa/puMBrOs56TTrsspuwy3ZdKQ01pPRNDg12pIBPd1ZFcawIBqg5ykS08gNamXgWN5"
    "ijKmz8+/3HOzVz1xRp78oyPPR/yLZ4a+s1thVOfMv2LMoP4Xm72AiBQwltEnF5pUxiArhW"
    "qBK4wVVKHD1yfHUesjW/1yVPwgqvE95MUmop91nKOoj9kqWvY1s6ttUJW+vHtj6JRf7p9v"
    "phd8GtREOMMryVbpkpCnBlm3VKAIqJ5WFKwC+IQOEkhELQgA1dsrZYm4lOi3JRrsbvrmth"
    "9i3opYMyu6qF0fuv3n97vf/uPLd0LyR1Sy89jywcT73/Ji/ZsAFDfefYgtILeXnpLBPQfW"
    "3R9Ya4dBmdIbFFit1vQgDgxJgT4xGQKn4gTpAtwhTNme+OAKlzwnyxrc58KIelM1W2qY1H"
    "lNuMV/V1wpsTp3+V/9c78+53ZtkuOa6zP6cp9S5df5fWFastV6xWDz/psNPBXoWdetPi8p"
    "nLXVBhRnwOC6CLrAdfXFPSZABMK8MXfvGCiF3aMMTe7AVbO1tSjsTtuRwaAHu7ZdvEfAtz"
    "BtjCwfQZSU/cEc9iVI2W1didyxgIAfy9Ngj6YBB8EUuSYlvpNRbALiTJam1K6TRMjyDEWy"
    "nw16VA7fK3Y+yQnmURO4AOMXzXJdRQYCzk8zhO0yFy+Of7d23p4RSjy7A5n8lpFoOROf43"
    "o5UURYKoSyY/XHfD5OYdBO5hz6/kgq0pugTAFybGE+mGyc2j4QhzF4PhkWVzfqVVnKYftV"
    "bw2OHUWu3FrKo60MHBpDgk3zaacQQ1keHkNQhnLgNo6QDvF7DipWcTzF9Te0VN3FSDCTf7"
    "YeoAiQYT1tJvA0wYNJdib6gGj+tYP5DnPXRQ8zKbSbPRn6xuvjWr7mM3GxLDWu4N9E3Lu6"
    "Ge+3yg7g1cnx9t6A2EK8dEXGqVrZyCKa/B1n+ILsWvtWYz4oodnzgwohVh+V+LB6NnYKRM"
    "oD+DYCpcYNtsyWV9E8G24G5QAaUeJ9vWg0pFaKlneZKDwV9hnA8KrGQ6F2q5UsfA/MleFq"
    "5tXZnVj3AvM2RApo4pkCLVtsC+2AKJxKj8cB8Fg6vEPpJUA4xHNx/7iGvI0qV4MRqNRpvq"
    "82WsEgBVdL1erCUWq0vEz+RexRxgkqrDqGhH8dCTN2X4fPImn9FwLqMWlO3ShbpX7UcMYS"
    "k3H9hfG66ls4ArigEy+PSkVBqwIAuoZnDVcoE40QDZ3Eo+O+ZQlbUgYiS9NyBkgN2XuLkw"
    "AVJ4py7lI2RN4/8G31Ydmi9N2Yo5MiFT4XxUSWytKbZKa+2PcddK/gpPPRUQaT7bVwSa6/"
    "W5Tv3FRMX2orThmqaRWcNtFIcd3HocOTY2CJJdEjLkBtOlpi5boGOhQdDSEu/uewijGXYO"
    "0c3C8Z7D4bVw/b/YRAbYIByXVVPN374XuUR4I9VayO8diCh6PeS8zy0DvUBb6pkYtgRb6k"
    "0BuUxYfE9wMiauOD0qk86YR1eWymW4bPkWzdlSXOOuNRSaMQAklCXfQoXJggf4hA/Rz3NG"
    "niSAISgliLyCahohzoDalbOUGQ1vo85qtP/IhoERi78tpbFdszRmtwXQ22KXFWAgdm8+9M"
    "5dfBk7dd/Y3tFW3Zu95NYkC4d5UHANVRjKDSV1zYZdxVpfPY7qQ8q0N4fBYQC0BYUuUxsj"
    "xBxYPZC7A00v7jeSJnBwCeVL8XroZ9fyPBiIE9jM4kmUB0HQaGAOmU6JobC3O3tqmQx6rG"
    "4uP/Od14ibH+HJbcDtLgMunwT/Oduz5HeUsKjT/pyl1SqyrjeTV3xfbGnlFuDvtUXQBFYs"
    "zMiutpojCr2G667hBTEtHDAuw/n8PEiSaoCJkFYwvnXx+ksrWeqNQf13NlFb0XBig+n8Lz"
    "YpbS5DpFfWbro+5WC+ysgIrBNhvkL4Q+yMiALEH4qszm+kVeoIThMq6aR1C5GVVZcKxEXk"
    "pFaVrdzFI7cIxey2W7pHvehN1UgUYABIAMkAp1FhluV3hqXphmSYnRyfvT57c3pxtrLOVk"
    "eKTLSsdWaKD6D6zrWm2p95XjIvz20WgoeATqDkS6AoLA7oYkGEdzkXjrbHxDcFbvpboTiE"
    "6gSawPeWd5B5W4TFe1m27+bUALT4rIFtqIlsruDTWPCpxqpMke7P0nwxllOirFMIirJqcf"
    "c1TX/bfS/tIPmDpoQaBMCI4KsXVgcfARwRpJKEHTIKYIWXc8sWuoGFXz7YJwCFOCEzX5Gh"
    "avbWvUgCzJltVhveu6bQRb1linq5h916/mmSUo+26LM2tQnmZCyLc6qKOUWq5dxnOTsum1"
    "XF54zTDE5ntlLcLGdWy0BB3YHXcWL9RfX5iwrmk/uGQYgQmcIeZUxoSFog6wRxOmkhqAcl"
    "36uPH98nRHt1mzLy7j5/uLoRZoqUqbjI8nJsP8k8IUl49QrqLEU2OI12XkqjnRdotPOsRg"
    "ujB1UCaHGS/rpbtxTcILYcId+BUIr4zBW1zjkXtRBc601yIMQ6UZdtrnBQCms2HatSVU04"
    "OJpNpbMJAMOHSAbCguMA9zBnSxqO1ZHQVDwYxxOVSkIAXzyRmOGsHeXcgHaeUqZqRgEioc"
    "GCe1NAoxFs9TDrIRZz9KK9om9yaLBAyXHJ1PpSzaGOKIaoOxoHcNDTwtubFm6HCLxVfNaQ"
    "pJ6nWou7kdGxt66qHsreq5ZfCSBHzDEl3pK5j5UEo6LVImpcRBpeu3ciIV8cS5yuEdJOUu"
    "p4dp/j2abFgcl1MhcpUi3nPsvZJU/ssZaYk5Rayn2W8iBHIvS8MVl3dLzkL06PI3jJ0neJ"
    "xEQyxxM1imB+7iZL2XuQu04SNj2ADOxbRLA+OzPZ5SR3s6z9VqgAa0Z/IEGC5pZCLtRQxf"
    "8yk2H3k6mZiQ/isIuXq9RsfEmJX28SmwRBv09Cd3y6vX44yNMHjTC39ASSfmqAjdzNasEc"
    "JueXRWSY393Ylz1hestDTH6UKcNrDGndA2X9SOKKUXEVSZiANODi0qNMLtEjhSIOD7qmgi"
    "QyMaENlGBjjoJbojCnCX0QS5fRWXRcdlj51ERB6YfrjRBlciwJRoBoyKH16uzomKvKSzp7"
    "7hbdpzVTwY3ngIcKCaYrHXZT6aAd75fmevWmWvJa6AKbzaSoFRve+vSG3c5IXFge5hK6+k"
    "L9DKWNgG4gb76GN4BRWy4R68oMWoQ9BJ1wgBGGZEecLIcMLuCw78zFuikAuWzxgRrismf7"
    "Wa690J2psOsanCFVdn+QWkeppz5ECqlIRwXfeUlDnCLyBHgqwBEALUB4JpT+bI1YiNETtn"
    "2CHBeQDL3nQwTI4guCqRAIohIeNxgWqLK3G799w8pH12rnfxZb1Gpz259lmV0w3z68XuPn"
    "BCUfBTOGdBl8y2XwsTerwOYUme5aK9O1JveGgEkVWJ2kGuK6bmX423rjrcLsFNkQud14Qb"
    "y0aMaRRVOF21nKwSmSdqaVUatSj3F0/eC42/zIvUTEo6R7maDps4N5cAN7CY/iICbyKUQ+"
    "ViGQ1Q9ZxVJMJoP+BvOFVwMdp1mnp6F7towMqIOxOhg72pyjFb63O9s+RXstb6NTtCVDQB"
    "99b8K+fCCc41lOyDp5yag4JMTkxeNFcHXJ2NA9EzeCqC9AKkyIUFOUyLZ72WEfH1Ixx1x8"
    "hIsFTLEwgwiOZcrwjoOfbYbF3y4JIC/Fz4D8qURvFX94ZOEoYAC6fXQZbAAYACDZDMgAOs"
    "TUkN7cIsTkMccyqth8K4IB+jDNh5nCryfL4Pz2rhhJ991du8mUt9LHtVI1paOnEUGH7oxD"
    "qAlM62R5N++ih+q/Cl5SnKS3rRcZDNnlnElc2JklvJJo10MUceJ5NgGwnBSc7PqS/0bHkn"
    "SOAewOCRtiM2Rt849r2Q2KpDoWC67GYojI+uzkdppFHQL4fGOu5cHPMQB4gC//Jlz4eP1t"
    "WDwMECwxjIYDAjmEFFBbJfZz9qNr7K4Dc3CzEJ+uyyqBTyepBhcdbCWJowNJLy2QlJzyCh"
    "t7LfjxBKVuU+6blHtTD3Vl2bZg9L0xJ6Zv54TD0heNigNik+DyMQ+vLxkSkzsvRtyfrA6j"
    "V7Cxuox5X0nwSfrELEPYr7Axj9DUZQvYfl0STIQJ8EnFdm3M5VBxMIgFFbyOoMG20Ijmc8"
    "6O381zywTD5CQWmC0LEJlRw1V+VAxesmq35ZpEj5qtGhrTjZiN9rU6xLWYOZYtP1U3uTSt"
    "HlrUu30uLurlnNmknqRTpFrQeyBo4QjXE3NIqIXcayFHZkpFEcfItFfSZ/mCIaucMZc/xn"
    "1N0V3E9uvjlmTZdLzWwe6jakRKAVLyiqJWrKxn30YHwbKAYTWUUoJQq6W+qaXeBEvCQit1"
    "l+uqCKuwxXVd8VUGyMFxLYNE4zpkf5ocVonR1MYemhKCXnkQvVhagJHgiRPykV+pwBm2up"
    "cicPFr1OgYubaMW/LNf9c9Y72LWqyEk2H4hgkIMbohpWGbmH2gm8XabRZbMJMoBnLmM3hF"
    "MEQON16lI2yZsMaodJHfiqLD5C12XYKDjuv2uVymNSy/MSzbFraArgOFNUoMS6jdnOqXFV"
    "HaEg2oDkPqPVzSBdx9d3N9K9Tsq9Oj0fFJaqTEarRHRkVY1LB95eTJQhbHyXbD5LZAf8tx"
    "+KI0g4UBuKg0IWJFoGcQJFyqhsZCVM49xWk0pmqqlTThv5TlaMrr0Qm9QmTVXPicGvifP9"
    "qY/rS+336ydyMKaHJ9JRBAry/vry/f3RxktUIj/F0B4OylMtjI2LgqrAys2m5g6Ufs85y4"
    "UnBqVBxWiteujB2gKD941nOJZ8yRRcMKllQlDFSxAESZjBBBtYv404dGt28QcwgNq2P/gL"
    "LXMfb+gMKXO0YVnbvtPqriCNqoBEZ3m/UgOKVLaho1a/pTETYIdsqqkzqDvxKEupqhd2ml"
    "BFhSsKdUFXGMTKcN+ybf3qQNwW/JMe7gzAbbzhHXlLbm4AlRc5I0sUJvgstOfc5sU2WYla"
    "TS8JD92Z80PKSGhxxcxk/DQ3ZXLIVdY2491SqXSpFqy6dvlo/uIH3J0q9g92bi9FtjkQ0z"
    "Rt/20KgY03L9hBhXN7kL47g0N7sNP0JlYIRpgMXrLSYwweIjQII5/sS2+JyY0NSYQIz/Jh"
    "G85cixKFIGfpu/vbIaUf7wwHMIHqELEXvonYSiybA7twJxTTCk+sPG2goAnspXaO1iQCtf"
    "VaLRpqFsunjqdWMtN18pZ/iuS6hRCWw6TjNA9++0BI9P84GQs3VcYht7wva4KtZ0hrDDNb"
    "1g1Jt3s6Ybrktccc1Q1ydumBqVoe5OM7fc7dVEWTi2rRldEBVfCyYBxIk6XMMGFmvMxG5H"
    "qrkMgPpxPoD6cQZAfWFRa+EvFK5tUf1njGrr8s/9CV1EBaAnZ1VKbDmAUY4N7FTkcYJOc3"
    "kDl8XjhEI18bPClCvWxknK3mJn7kITA9hhHZbG6bpj6OkecHTlrtdpsk3R6rBx3wKHOmys"
    "pb9YBxGrRcViJLqErLgm3gmrPhopiN9fpm4s2I4tqcr12rsbsrIv3E5a+fFY+7asuo/dbE"
    "gMazcJlOCaMguU5mvZjoDS1WOfuZxMjjCKJZwCuEtMkSU1kjeSCBHimhDmU5wy5sxV1ZVt"
    "db/f6G/0MswGAWzFauC6CyCbHpdI28EcdbaU7QITMrOgZg3mqcODp+vRNH+EFc5/AIo+Bn"
    "ALw+ceW8iRYdB1YHn8N5roRrC4HOwubs7lkHcJBxoAfsbAPXlRUqqoA2FdHax7EHqQl9JV"
    "3i/ArNVV3sOWb7BzVBXvmkp/vr0Wr25saraxCayoLDOL8B27HtC0L+COQRC+5vaSIdabTJ"
    "+1EBOOiGuZqohCPixKgkhDoyRk3QQ0ig5Xv+RPUjeQa1ycPjK1IAcA66+RHMBnXgqzpadM"
    "3ZgDiH2nOTkAxcptLLkyvE6GNH8L0IZ2D4vzjhk+FMXdBTXgyqB46ppRcVjcDK8eB2XlJS"
    "PjD3OCYHph2LuAPPxIaBAUFsvTIooxkuVItuioDu6SXekFhd8risG1+jZV8129b+HKmvWq"
    "daHlIqK/nZycnr4+OTq9eHN+9vr1+ZujleucPVXkQ1/dfgdudEIegV/dG9iG22Dqm1rtRC"
    "c36JtwclzpCXhYTo5jS2KiqQRnnzAf6nOfQ9URS1C9ldmtEB43SnYFI7HQhAhq8YBgeDSM"
    "hqYIm0+w5SE8hffPKKyOn101WxYHOAstzGD6F0wL+h1G5cX6WmJndG6tG1O3SHdq96zZuG"
    "32WyjLVtVnpNmbZO+jpRpclm9WRdcPsMur4bYjA4AplSu2oI8uRjNADjePUbN7v6BUvPP2"
    "7qe2NrG220F34Ar0LJ3TnTOwf63O3fm8jTfTOfhZxkaqMzpL2aEqAWzgfdUlurW87dZyPW"
    "D6xaQBY35/PUHrycP7IGY9R/xFCVrPER+0kOXUaGgJyQq5eNJ0RKNhoVS+EnDIqzy926s/"
    "vbufLmpzFZ7Mw4phlIUQGCualzjI7+xodFoa/sLArmuRqmP8YlQvbopfNfaGvW5Z/uZXrM"
    "Zpui9Y3c3abac0lVEPYiNzzOeqoCHF7nOOCFKUKTFMnr0gbLtfmrkoDhiydMV/wf6r27vL"
    "T7+sBLAyXt5/vPvuSiGCq18ebi7TeGec+7WKgxOEuiy/z3YkgPZUF/CaSku3z9J9YpZZ6w"
    "tOEGoZ913GY5dgXm36Q4qsVkS8Z1LtYPyDSxwbG4RX7adMkumJwroN6WUrsL5Vq763KDko"
    "qliVF4xKVa2ObXFtydLVj5QgvABAYFktCugu8h4BYAoA+4slDeguloeWmKMFNgHVJVuHus"
    "2NlHMBoh8TaizGLfnO6eEAGpxl12pUF5B2tEslv4jSKzj5HWmmpuoMIsWSYWluyD1OorMY"
    "iqC7LsVtsdpLDzNcMfeklId1UuBhnWQ9rB13UQ/Tv5IgnBVZmiDSHE0NUADjvyJD4zSan3"
    "pa/Lbs3QtHv3c4glrA7Qn4Tx9Tz/IUZdmFBQlxshc48uTiaHRRuiah6qSvHQz4aitIkqp3"
    "L2PZn+Zb9qcZy548EapC9itqUFrTaKyCeu1JpjUjXLUnFGmMNdGLq2AS2uKo/BSqnVSJ9k"
    "wF6yLRnjPUccXXyhVRlUIdEKN6iYWiQg+cnJVWBEFqqCKH10QvkcGVSkXJF5i6gtWR7Afy"
    "Jc98SJINIkZY5NDc/OMh4ctkCkUTdYrR5enq0STrl8x9hPfJsD2/SDdGokFliwVSsnK3N/"
    "n8S+JaxvxAmcoPz42Ks/h4fdWm9H2+CLZAqFMFFfOHCquiiQqjIrQgtkuM996kyE+F5yJc"
    "FhTIrUkGoZdTuZvz8zK5m/Pz/NwNnEtZGY5i3G3B9GZHNeV2CNw9LpUZOy7IjB1nM2NhX0"
    "OVjS5GoptR9mlL++v/AekE3z8="
)
