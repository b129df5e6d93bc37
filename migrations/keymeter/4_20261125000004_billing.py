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
    "eJztXetz20aS/1em9OWcOkYlUQ977a2romQl0caWXJacbDZJMUNgSOIEziAYQDRvL//7Tg"
    "8exJsABYAgOF8SGZgGwF8DPf3ufx89kdWCOMQ+Hmka4fzGYtr86C369xHFCyL+yF4wQEfY"
    "sqKn4ZCDJ6akwXLpmIRrJ9yxseaIc1NsciIO6YRrtmE5BqNAcU8JstnyGN08E3uFxGrKBY"
    "E4i5w5dpA2x3RGOFrCPzDSbKIT6hjYRAu8QjpDWNc5YuIqDkOGM0CY6ogzxGyd2Fwc4cSc"
    "HsOz6EwTD2PQWbu3danxp0vGDpsRZy7geot+/V0cNqhOvhIe/NN6Gk8NYuoxDhg6XEAeHz"
    "srSx57WGDTvKXOd3I1/KzJWGOmu6BrCmvlzBkNSQzqwNEZocTGDtEjzKCuafq8Cw55zysO"
    "OLZLwgfV1wd0MsWuCSwFau8J1seOxuO7+8fxw83jeHyUYndAEWGFf0hjFF4V8axcYjCDR/"
    "j2bPj68o04K58Q/vH6L++Ga1C85RKaj6MPH27vHo/+kouwg71lEuQ1quHLGQf2ypjlwhqS"
    "1INscGAN7frjaA/bvw2HZ2evhydnl28uzl+/vnhzEiKdPlWE+9Xt94C6WMDEt+4JAo8N8G"
    "ZPnyJcgAMTrD0tsa2PU2fYkOWtTZ9aDBfJI5jimYQTfjc88FqE6QuD5kg3eWqTXINFvJxE"
    "e2ALMmH6CrGpkCUEPROqM1tIEoa4MaNCOFAQGnBKx3w+YeL3pQXU1lepWd58+XL7voKscV"
    "1DPwaaZiTO0d+nLvXEtMZscmzo/JiS5djQ/+eooa+l4MW//mH0+dXZ5TcSB8admS1PSsw2"
    "CaEFNsw02tdzbOeIoIAgAbh41P0T7gv8dWwSOnPmUqyfFGD80+izB/Pw5Ju4iLnzTw29c4"
    "D3Gl/5/wrwBuvrQXfXAj6G7/CkDL5iVS6+8lwcXwtzvhTKznguhE8VoFOEfUT84qIM4hcX"
    "+YjDuTjiNjMrvdHB+vbw9XbJpuRwHOLTyxIIn17mAgyn4vjqBocfr4+xk4b5vYDKMRYkG+"
    "oEaQJx3ac9Dv4ogb8vjbvyehdg/Xj78ebhcfTxE1x+wfmfpsRr9HgDZ4by6Cpx9FWSL+FF"
    "0M+3jz8g+Cf61/3dTXJjDdc9/usIngm7DhtTthwLayyCSXA4OBTjszDlAPct2BynrIHL23"
    "1lCRVIM5n2dCx+7S40oL3jvmvpW3I/Tqm4vy/cr2CDrl8TTjgXOPEMN4FP+d2Pn4mJJZjp"
    "1yFuXD54F9tDteav4CMIjvpbU+yTctgTqQmpR7hUn3BqwasRvF35zo3I+7fRxzGOvvmbfR"
    "0jNLHZkhMb3BHLuaHNEaZIXgkZXHoqiC7OvUOMmivPW2HMCHfArWE4HMmXRy51hDjL8IM0"
    "cofNPpJffTgM/eh35S+pab94gb/E42mW15Zie5Wnlgc0CdAnK4fw/RUzmT7YD/dXsV1YWD"
    "pXt3ejz7+8+jj65zexrfjD/d33wfooG65+ebwZJawisbmKsxnSPd/wjJD00La/PC9heF6e"
    "5xqecCoOsS/fqkAcIekhxI04rJTZd2iKf5T7JuaOUG0I3YL/SVr1BuzjG0C+Woa43Bb8j1"
    "PuivvKu1eKzaHWXkExj9LUqZ53l60bFPGUyySBbxrc74RAEpbYj8RTxW/Fg2CqZcUf0nH3"
    "/YQ1ZeuLwzZehlZi7K0Sv18npvjZEvzRw/Xo/c3RXztNhvBcLflOg9AVs9llsHYAlXIYEG"
    "wLa54ToVc5aMpstMDa3KCED8RfOkGTVWjh+0Y9mPG+UV/sKajx0iqNoivSaFDgFlBh/nVE"
    "tJTVdFpgNZ2mrSbldtmN28UilkXs8TOxA89tlSzQNHWf8ha3zwmN24PnVQRHSNBDyVHGo5"
    "Xv0Er5s7jGLJLhMfzHw/1dNrhriqR1ZWgO+n9kGryx9zWyFU5cw3QMyo/hfrvYCAGhmDQJ"
    "UA6FSYQB1xmiBC5wlWBHhwxfldXSmN1rk2ehhW/j3oxTKi53mcvKiX3I3Fe+LeXbagXW7X"
    "1bn8VL/vn2+nF3zq0HwapbOnIcsrCco0z/VnzJoNjFBQkmYwNiP3J5aTcX0H1r+NWES8zR"
    "0mZ0hpgNfqYJEVxA2pxoYuc9Rj8Sy3NXYYrmzLUHUNkzYS7V0cyFfBw6y3J3NXGLcpkxYY"
    "BfbCfi9K/y/8of1o4EGxT4w2SV0Hgbr02SUvluBiplpqspM9X1X6X37pfe25nK4S9c7oIZ"
    "asQXPwOrSHtwxZqSKsPjnCDN5Q5bELFLa5rYmx1va2dLypG4PJdNBmBvN0yT6G+hLwFbWJ"
    "iuYM/HyBL3YjStKdR65TIKglcurxSCLigEX8UrSbGZaTYWVBvHybbalJJ+oA6VHDeSYahi"
    "kc3i23LJfMfcmC3UzGuubROqrapgHKVpsdL4y8P7puRwAugyMOeDnIQYlMzx/zFaSVDEiN"
    "oE+fG6HZDrNxC4gx23kgm2pmizYF6oGM+kHZDrr5gX6i4GxSMNc36oN0rTjWAv3LY/wd69"
    "6G11Ug1tacB4neWQfNqgJxIkZfid2sCdKXu1OXNhxoDZ9V++ZeP1a8u2iuq46M6aa6nA4C"
    "E7SFRTg0Pm/lZNDUByZewN1cr0LeNHstpDA7VUKwPuTsKLvxiqh8jF+gRYw8UJrm44N9Sx"
    "V0fZxQnr84MNxQmwckzEUoOU9MFCV1hv6z9GI/FrjdmM2GLHJxa0dEVY/tfg76SiAM1fPf"
    "npOVNhgWmyJZeVBASbAt2BWKWR7PazTd2olIeWOoYjEfT+8v180O1AhnM1h9mJY6D+pJf5"
    "77Zqk9ANdy/TpENmG1UgQap0gX3RBWKBUfnhPgmAq/g+4lQ99EfX7/uISsjSuXgRmhfIt4"
    "45pl8iyCKFRoxV6oARrFcva4mX1SbiZ3KnYgwwTtWiV7Qlf+jwTRmch2/ygYZzKbGQWa9V"
    "KHuz7Yg+vMr1O/bXimvpKGBI0UOAz4alwoAFUcBsgKumC0SJeghzI/HsiEFVVoOIkHRegZ"
    "AOdlc27nOEKi+sU5vyATKm0X+DbZvtmi9N2Yg6MiFTYXxUCWytKV4U1tof5a6R+BWeOlmd"
    "0PJhDwkU6tujTt3FJAv2orDhmmaruGEbyWFHtw5Hlok1IoelzKXLzaADNLXZAp0KCYKWhn"
    "h2FyY8zbB1jG4WlrNCrtjNTLn+f9lEOtjAHZcWU/VfvhOxRHiirHchv3YgoNiyZmB/vr5e"
    "t3voGBte2O2hMwnkMmDxA8Fxn3jG6UGZcMY8WFl2sN5bNGdLscZeSyg0Y9ARSaZ8CxEmEx"
    "7gEz5GP88ZeZYdlEAogeeVy+F2XA6asgkEHBj1L5M7VK/hW6qBeh0bqLcD9aFz5uJh7NRd"
    "g72lrboze8k/2CR7F4ETG/YPoWyWLl4GxVSGmm1XWNoTr62+jMQNEANpLUQmokzQoUAMv5"
    "OC3RLIESrppLCHjSBMqgMxTsSLktm7r41bvmDn2G1xR4dKZ+py6RaULMFE3jEn4jH0jCSc"
    "/ETWJF2fdpbh6fnr8zdnl+fhhhIeKdpH0nuGLj6ALSachVT70/9YuhG5yfxaR5AJlHz1BI"
    "VQKqfM9hTS5Zx4o1RtaAf6VggOITqBxjPq5RWkm0mY8VNsmK6d47Js8F49TlkAnMYCpy3e"
    "ygTp/ryaB5mbAoyirJqZsKbpbnXCyPRsVTQlVCNQOw1fvdA6hMHLbGn5Cj1k4PUbXs4NU8"
    "gG5n/5oJ9A55YJmbkZBnW9l+6EzTJnpl5t2MmaQuUglMlB4A62t6sGiFOqVoBdlqYmwZyM"
    "ZSyhKpsTpIrPXeazZbNZ1XZCUZreycxGcjHkjB/pKNh2QFCUWH1RXf6ivHlOrqYRIliWoY"
    "8yJiQkLeB1jDjpShXUveLv1f39hxhrr24TSt7dl49XN0JNkTwViwwnR/eT4AlOwqNXEGcJ"
    "st5JtItSEu2iQKJdpCWa7z2o4kCLknTX3LqlYAax5QC5FrhSxGeekZqRs6gB51pnggN+aW"
    "Z2lDks2ywMMVvGOCgSLdXj1Bu0w6bS2IR+aMdIOsK841CdNmdLKkvT3nmV9NA7V+coiOyC"
    "A1/ckej+EJ7MNqfN3KVMmVxGzZvqbdaZYjfVcEsN/+lLiLlz2WBd40ONw38sm0yNr9UM6o"
    "Cij7Kj9nozNV2puelKpt8wrIrN6pNsZ6luhW6gdOytqaqGWHWqQkH2uyD6mBJnyeynSozJ"
    "olUsqp1Fqhtg51iiRr8dgj9bNziAvE3kIkGq+NxlPqsRf4fA5V52cO14HYXqnnrIX5zqnn"
    "rI3LeJLOHWx5Pspif5sZs0Zed7crQSsOlAh5OueQS3hzMVXY6jm4Z2i2mlwSCr/QR147DS"
    "yCuVM6s0Rx7UAm7phsndlAAb0U1LwcoDYVPgt9elek9Ab7jn8icZMrzGENY9yswfia0YFG"
    "eR+AFIDRaX7rw8Qk8UkjgcqJrygshEhzJQgrU58i6J/Jgm1EF4o27947LCCkbZeqkftjNA"
    "lMkuyhhBAxYOpVfnJ6c8K72ktfu+oPp0y1Bw7THgvnYwUJkOu8l0UIb3oZlencmWvBaywG"
    "QzyeqMDW99esNup8UWlu/KA1V9vnyG1EbobiAvvm5vAJMBbCLeK90rEXYQVMLBqFYkK+Jk"
    "OqS3gMO+M88cE9/GDVVHno7tZ7n6Qnuqwq5zcPqU2f1RSp1MOfUxEEhFMsr7zksq4hSRZ+"
    "inAohA0wKEZ0Loz6TNJXsYYPSMTZcgy2ZCCXZWxwgaIS4IpoIhiMpuXt5skyx9u/bL1yx8"
    "VK52/mfxglxtbrqzNNgF4zj99ap/jpfyUdASXaXBN5wGH3myCjAnyFTVWpmqNbk3eCBVgD"
    "pO1cf3upFZFeuNtwrYCbI+ol17QrzUaMaBRlMF7TRl7wRJM8MVqFGpxjhY3zt0658QEvN4"
    "lDQvYzRdNjCPbmAv4YEfREcuBc9H6AIJf0joS9GZdPprzBVWDVScpo2emq7ZcGdA5YxVzt"
    "jB5hitsL3t2ctDtNfyMipEW9IFdO86E/b1I+Ecz3Jc1vElg2KXEJOLxwtvdUnf0AMTFwKv"
    "L7RUmBAhpiiRZfeywl4QU+6NM0NzzMVHuFgYjuCr58ExdOnesfDKZFj8bROv5aX4GRA/ld"
    "1bxR8OWVgZbQDavXWZ3gDcEe8sLFazb7vhYnKYZWhVdL6QoIc2TP1uJv/rSQOcX94VIWm/"
    "ums3kfJG6rhCUVPaexoQtGjOWITqAForr3cDA3098V+lX1KUpLOlF6kesss5k31hZ4awSo"
    "JdD1HEieOYRA6ej7eTXS/5b3QqSecYmt0hoUNsbllb/+0aNoMCro7FC7fFyxCQddnIbTWK"
    "2ofm87WZlkc/RxrAQ/vyd/6Lj9ffhsF9B8ESrwZex3g5Mwm6tsrez+mPrrar9szATbf4tO"
    "1qc8bjVL3zDjYSxFGOpENzJMWHUsHGvlX78RilKlPuGpc7kw91ZZimAPpBmxPdNXPcYclF"
    "g2KH2MRbPub++pIuMbnzYsTdSXgYvYKN1WbM+UY2n6TPzNCE/gobsz8cdgk+fW8ijNefVG"
    "zX2lzOQASFWFDB4wgabAqJqK9ydvx27lvGGSYnsYjv9ndokRkUXOV7xeAhq1Zbrkl25h+T"
    "d4L/nO+Za0wVYtZa12oR22D6WJb8VN3kkrRqaFHn9rkoq5dzZpLtOJ0gVYzeA0YLQ3g7Nv"
    "uEismdZnKgplRkcYRMWSVd5i8ospkz5nLdthGK9jy23542xMu6/bUWtp+yRqQUdEoOKbby"
    "lXXs22jBWeYBtoVQihEqsdQ1sdQZZ4mfaJVd5RomYRWWuK4zvso0crBsQyPBuA5ZnyaHVW"
    "I0NbGDpoSgVw54L5YG9EhwxAl5y2+ymjO86FoZjotfg0LHwLRl3JBP/ruqGeuc1yJkTgrw"
    "DRMQInR9CsPWMftAFYs1Wyy2YDrJGMiZD3BI0EeEa8/SEbqMn2NUOskvpGgxeIttm2Cv4r"
    "p5lMuUhuUXhqXLwhZQdZChjRLNEGI3J/slJEpqoh7VsU+9h690Abrvb65vhZh9dXYyOB0m"
    "RkqEoz1SIsKgmulmTp4shDhKthuQm2r6Ww7hy9IACwVwUWlCREigZhDETKqaxkJUjj1FaV"
    "RP1UQpacx+KYtowupRAb3Czqq57XO26P/5ycT0p/X19hPejV1A4+9XrAPo9ejhevT+5igt"
    "FWrBN2yAs5fCYCOwUVFYubFqs46lT9jlOX4l79Sg2K0UzV0ZW0BRfvCsYxNHmyOD+hksiU"
    "wYyGKBFmXSQwTZLuJPFwrd3iFmEepnx/4Baa9j7PwBiS93jGZU7jZ7q4ojaIMUGFVt1gHn"
    "lEqpqVWt6U5GWC/glFkn2wz+ihGqbIbOhZVizZK8PaUqiyNkKmzYNf52JmwIdkuOcgdnNu"
    "h2llhTWpuDOwTFSVLF8q0JLiv1OTP1LMWsJJVqD9md/Um1h1TtIXsX8VPtIdtLlsK2Njee"
    "t0qXSpAqzadrmo+qID1k7lfQe1N++hf3Iuunj77poVER0HLthAiqm8yFcZSbm82GT5AZGP"
    "Q0wOLxFhOYYHEPLcEsd2IafE50KGqMdYx/F3PecmQZFGU6fuu/fGY2ovzhnuXg3UIlInbQ"
    "OvFZk4I7NwNxTdCn/MPaygqgPZWbIbWLG1q5WSkaTSrKuo2nTjvacv2Zcppr24RqlZpNR2"
    "l6aP6dlcD4LL8RcjqPS2xjz9gcV+01nSJs8Z1eMOrM23mna85LDFHTsvMTN0yNSlG3J5kb"
    "rvaqIy0cm8aMLkgWrgWTAKJELb7DGhbvmI7tlkRzmQbqp/kN1E9TDdQXBjUW7iLDtC3K/4"
    "xQvTj9c39cF0EC6PC8Sooth2aUYw1bFTGO0SmUN6AsbicEqo5XGapcsTSOU3a2d+YuJDE0"
    "O9wG0ihde4Ce7QGiobm+TZFtgla5jbvmOFRuY8X9xdqJWM0rFiFRKWTFOfGWn/VRS0L8/o"
    "K6MWE78kpVztfe3ZCVfUE7ruVHfe0vheohcrE+AdZsECiGWmYUKIlr2YqA0tljX7icTI4w"
    "igScvHaXmCJDSiRnIDtEiDV+m09xSpszOyuv7EXX+43+Rkd+NAjaVoQD121osulw2Wnbm6"
    "POlrJcYEJmBuSswTx1uPF0PZrmDz/D+Q/ooo+huYXmcoct5MgwqDowHP4bjVUjGFwOdhcX"
    "53LIu2wH6jX8jDT35EVBqaIKhHV2sKpB6EBcSmV5H4Baq7K8+81fb+eoyt41lfp8O81eVd"
    "hUb2ETaFFpMIv6O7Y9oGlfmjt6Tvgtt5cUsdpkuiyFmDBEbEPP8ijkt0WJEanWKDFe19Ea"
    "RbmrD/mTVAXkqi9OF0EtiAHA+1dLDOALL9WzpaOgbowBRL7TnBhAxptbW3Clf5UMSXwLug"
    "3tvi3Oe6a5kBR35+WAZzrFE2sGxW5x3V899tLKS3rGH+cEwfRCv3YBOfiJUM8pLF5Pg2SM"
    "kSxH8oKKau8q6Te9IPE7pOhdqW9dOd/V6xaujFmnShcaTiL623B4dvZ6eHJ2+ebi/PXriz"
    "cnoemcPlVkQ1/dfg9mdIwfnl3dmbYNt97Ut2yxE5zcIG/8yXGlJ+BhOTmOLYmOprI5+4S5"
    "kJ+78kVHJED1Vka3/Pa4QbDLG4mFJkRQixt4w6NhNDRFWH+GLQ/hKTx/SmC1fO+q0bJogz"
    "Nfw/Smf8G0oN9hVF6kriVyRsXW2lF1i2SnMs/q9dumv4WysGZ9RgreOLxPRtbgsny1Kljf"
    "wyqvmsuONGhMmfnGFtTRRWh6iHD9PWp2bxeU8nfe3v3U1CbWdDnoDkyBjoVz2jMG9q/UuT"
    "2bt/ZiOguvpG+kOtBpyhZFCfQG3ldZokrLmy4tVwOmDyYMGLH7t2O0mjy8D2xWc8QPitFq"
    "jnivmSynRkNJSJrJxZOmAxrVFirLVgKEnMrTu53tp3d300StL8OTOThjGGVhC4yQ5hAH+Z"
    "2fDM5Kt7/QsG0bpOoYvwjVwU3xqwavX+uWxjc/YzVK037C6m7e3WZSUxl1wDcyx3ye5TSk"
    "2F7lsCBBmWDDZOV4btv9ksxFfkAf0hB/Af/V7d3o8y8hA0Ll5cP93fdXGSy4+uXxZpTsd8"
    "a5u1VycIxQpeV3WY+Epj3VGbymUtztMnefmaFv9QXHCBWPu87jsU0wrzb9IUG2lUe8Y1xt"
    "YfyDTSwTa4RXraeMk6mJwqoM6bAFWNeyVT8YlBwVZazKBYNSWatjU6wtmbp6TwnCC2gILL"
    "NFobuLvIbXMAUa+4tXGrq7GA5aYo4WWIeuLuk81JdcKHMuQPBjfInFuCGfOTkcQDVn2bUY"
    "VQmkLe1S8S+i9Bsc/44UqIk8g0CwpCDNdblHSVQUI8PprlJxG8z2UsMMQ3CHpSysYYGFNU"
    "xbWDuuou6nfSWbcFaENEakEE0MUADlvyKgURqFp5oW/1J498LQ71wfQcXg5hj8p4upYzgZ"
    "admFCQlRsgMceXJ5MrgsnZNQddLXDgZ8NeUkSeS7l9Hsz/I1+7OUZk+eCc3q7FdUoLSmUb"
    "0KtitP0o0Z4Vl7QpHEWBMdXAaTkBYn5adQ7SRLtGMiWCWJdhxQyxZfK8/wqhTKgAjVISaK"
    "CjkwPC8tCLzQUEWE10SHCHClVFHyFaau4GxP9iP5mqc+xMl64SMsMmhu/vkYs2VSiaKxPM"
    "VgeTJ7NA79ktlP8Dwp2POTdCMkqqlsMUNKZu52Jp4/IrahzY8yQ/n+uUFxFB+vV20K3+ez"
    "4AUd6rKcivlDhbO8iRlKha9BvCww3nmVIj8UntvhsiBBbk3SC7mciN1cXJSJ3Vxc5Mdu4F"
    "xCy7Ayxt0WTG+2sqbc9gHd01KRsdOCyNhpOjLm1zVU2egiJKoYZZ+2tL/+A1u25qI="
)
