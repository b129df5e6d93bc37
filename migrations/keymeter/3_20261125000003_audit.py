"""The audit log with the head of its chain, the outbox, and the jobs.

The tables are by aerich from the models; the checks, the partial indexes and the triggers are by hand.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "audit_entries" (
    "id" UUID NOT NULL PRIMARY KEY,
    "occurred_at" TIMESTAMPTZ NOT NULL,
    "actor_kind" VARCHAR(16) NOT NULL,
    "actor_id" UUID,
    "door" VARCHAR(16) NOT NULL,
    "request_id" VARCHAR(128) NOT NULL,
    "action" VARCHAR(64) NOT NULL,
    "entity" VARCHAR(32) NOT NULL,
    "entity_id" VARCHAR(200) NOT NULL,
    "user_id" UUID,
    "before" JSONB,
    "after" JSONB,
    "number" BIGINT UNIQUE,
    "seal" BYTEA,
    "pepper_version" SMALLINT
);
CREATE INDEX IF NOT EXISTS "idx_audit_entri_entity_894e01" ON "audit_entries" ("entity", "entity_id", "id");
CREATE INDEX IF NOT EXISTS "idx_audit_entri_actor_i_2220a7" ON "audit_entries" ("actor_id", "id");
CREATE INDEX IF NOT EXISTS "idx_audit_entri_user_id_ddda03" ON "audit_entries" ("user_id", "id");
CREATE INDEX IF NOT EXISTS "idx_audit_entri_action_2eddd1" ON "audit_entries" ("action", "id");
COMMENT ON COLUMN "audit_entries"."user_id" IS 'The user it concerns, if it concerns one.';
COMMENT ON COLUMN "audit_entries"."number" IS 'Its place in the chain, from 1 on without a gap. Empty until the job seals it.';
COMMENT ON TABLE "audit_entries" IS 'One change. A trigger keeps it as it is; the one update that it allows is sealing, once.';
        CREATE TABLE IF NOT EXISTS "audit_head" (
    "id" SMALLINT NOT NULL PRIMARY KEY,
    "number" BIGINT NOT NULL,
    "seal" BYTEA NOT NULL
);
COMMENT ON TABLE "audit_head" IS 'One row: how far the chain goes, and its last seal. Whoever seals locks it, so there is one chain.';
        CREATE TABLE IF NOT EXISTS "jobs" (
    "name" VARCHAR(64) NOT NULL PRIMARY KEY,
    "every_seconds" INT NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "next_run_at" TIMESTAMPTZ NOT NULL,
    "run_no" BIGINT NOT NULL,
    "holder" VARCHAR(128) NOT NULL,
    "started_at" TIMESTAMPTZ,
    "lease_until" TIMESTAMPTZ,
    "progress" VARCHAR(200) NOT NULL,
    "last_ended_at" TIMESTAMPTZ,
    "last_succeeded" BOOL,
    "last_result" VARCHAR(500) NOT NULL,
    "failures" INT NOT NULL
);
COMMENT ON COLUMN "jobs"."due_at" IS 'The slot that the next run is for, and when to try it: later than the slot after a failure.';
COMMENT ON COLUMN "jobs"."run_no" IS 'Also the fence: a run ends, or goes on, only while no later one was begun.';
COMMENT ON COLUMN "jobs"."failures" IS 'In a row, up to now.';
COMMENT ON TABLE "jobs" IS 'A job that runs by the clock, over all nodes together; its present run and how the last one ended.';
        CREATE TABLE IF NOT EXISTS "outbox_messages" (
    "id" UUID NOT NULL PRIMARY KEY,
    "topic" VARCHAR(64) NOT NULL,
    "payload" JSONB NOT NULL,
    "state" VARCHAR(16) NOT NULL,
    "attempts" INT NOT NULL,
    "attempts_max" INT NOT NULL,
    "due_at" TIMESTAMPTZ NOT NULL,
    "last_error" VARCHAR(500) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "settled_at" TIMESTAMPTZ
);
CREATE INDEX IF NOT EXISTS "idx_outbox_mess_state_57f722" ON "outbox_messages" ("state", "id");
COMMENT ON COLUMN "outbox_messages"."attempts" IS 'Also the fence: who was given attempt n settles it only while no attempt n + 1 was handed out.';
COMMENT ON COLUMN "outbox_messages"."due_at" IS 'When to try next; while an attempt is under way, when its lease ends.';
COMMENT ON TABLE "outbox_messages" IS 'Something to be done once its transaction has committed. Its id and payload are the same at every attempt.';
ALTER TABLE audit_head
    ADD CONSTRAINT audit_head_is_one CHECK (id = 1 AND number >= 0 AND octet_length(seal) = 32);
INSERT INTO audit_head (id, number, seal) VALUES (1, 0, decode(repeat('00', 32), 'hex'));
ALTER TABLE audit_entries
    ADD CONSTRAINT audit_entries_actor CHECK (actor_kind IN ('system', 'admin', 'token', 'user')),
    ADD CONSTRAINT audit_entries_door CHECK (door IN ('api', 'graphql', 'web', 'command', 'job', 'core')),
    ADD CONSTRAINT audit_entries_sealed CHECK ((number IS NULL) = (seal IS NULL) AND (seal IS NULL) = (pepper_version IS NULL)),
    ADD CONSTRAINT audit_entries_seal_length CHECK (octet_length(seal) = 32 AND number > 0);
CREATE INDEX audit_entries_unsealed ON audit_entries (id) WHERE number IS NULL;
CREATE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.number IS NULL AND NEW.number IS NOT NULL
           AND to_jsonb(NEW) - '{number,seal,pepper_version}'::text[] = to_jsonb(OLD) - '{number,seal,pepper_version}'::text[]
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only();
CREATE TRIGGER audit_entries_not_truncated BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_append_only();
ALTER TABLE outbox_messages
    ADD CONSTRAINT outbox_messages_state CHECK (state IN ('pending', 'done', 'dead')),
    ADD CONSTRAINT outbox_messages_settled CHECK ((state = 'pending') = (settled_at IS NULL)),
    ADD CONSTRAINT outbox_messages_attempts CHECK (attempts BETWEEN 0 AND attempts_max AND attempts_max > 0);
CREATE INDEX outbox_messages_due ON outbox_messages (due_at) WHERE state = 'pending';
ALTER TABLE jobs ADD CONSTRAINT jobs_interval CHECK (every_seconds > 0 AND failures >= 0);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP TABLE IF EXISTS "outbox_messages";
        DROP TABLE IF EXISTS "audit_entries";
        DROP TABLE IF EXISTS "audit_head";
        DROP TABLE IF EXISTS "jobs";
        DROP FUNCTION IF EXISTS audit_entries_append_only();"""


MODELS_STATE = (
    "eJztXW1z27i1/isYfWl2ruqJ7djJTTp3Rna8XXeTeCd2um13djQQCUmsKYAlwChqm/9+cc"
    "D3V5EyKVE0vuw6JA5IPQc8OO/4z+iRbFZEEPdkYhiE8xuHGcvRW/SfEcUrIv8oHjBGI+w4"
    "ydtwSeCZrWiwGjol0dgZFy42hLw3xzYn8pJJuOFajrAYBYo7SpDL1ifo5itxN0iOplwSyL"
    "tILLFAxhLTBeFoDf/AyHCJSaiwsI1WeINMhrBpcsTkLIIhS4wRpibiDDHXJC6XVzix5yfw"
    "LiYz5MtYdLHfx3rU+pdHpoItiFhKuN6i336Xly1qkm+Eh/90Hqdzi9hmigOWCROo61Oxcd"
    "S1+xW27VsqflSj4WfNpgazvRWNKZyNWDIakVhUwNUFocTFgpgJZlDPtgPehZf895UXhOuR"
    "6EXN+IJJ5tizgaVA7b9BfG00nX66e5je3zxMp6Mcu0OKBCuCSwajsFTku3KFwQJe4Y/nZ6"
    "8v38i76g3hH6+/+w+MQfGHK2g+Tj58uP30MPquBmGB/WEK5BjVaHGmgb2yFqWwRiTtIBte"
    "iKGNP479Yfu/Z2fn56/PXp5fvrl49fr1xZuXEdL5W1W4X93+GVCXA5j81n1B4LMBVvb8Mc"
    "EFuDDDxuMau+Y0d4edsbKx+Vurs1X2CqZ4oeCE3w0vHIswc2XREummbm2TazCI15No92xF"
    "ZszcIDaXsoSgr4SazJWShCFuLagUDhSEBtwyMV/OmPx9eQG18ywty5svX27fN5A1nmeZJ0"
    "DTjcQZ/WnuUV9MG8wlJ5bJTyhZTy3z/0YdfS0VC//6p8nnF+eXPygcGBcLV91UmG0TQits"
    "2Xm0r5fYLRFBIUEGcPmqxyfcV/jb1CZ0IZZKrL+swPivk88+zGcvf0iLmE/BrTP/HuAd46"
    "v+3wDecHw76B5awKfwPXtZB185qhRfdS+Nr4M5X0tlZ7qUwqcJ0DnCISJ+cVEH8YuLcsTh"
    "Xhpxl9mNVnQ4fn/4+rtkV3I4DfHpZQ2ETy9LAYZbaXxNi8OPN6dY5GF+L6ES1ooUQ50hzS"
    "BuBrQn4R818A+kcV+WdwXWD7cfb+4fJh9/gelXnP/LVnhNHm7gzpm6uslcfZHlSzQJ+vX2"
    "4ScE/0T/uPt0k91Yo3EP/xjBO2FPsCll66m0xhKYhJfDSyk+S1MOcN+BzWnKFri821eWUY"
    "EMmxmPJ/LXHkIDOjrue465I/fTlJr7x8L9BjZovEw44VzixAvcBAHljz9/JjZWYOaXQ9q4"
    "vPcnO0K15nv4EYRXg60p9UkJ9khaQuoBphoSTnvwaoSrq9y5kVh/W30c0+TK3+7rmKCZy9"
    "acuOCOWC8tY4kwRWomZHHlqSCmvPcOMWpvfG+FtSBcgFvDEhypxaOGCinOCvwgnTxhu4/k"
    "twAOyxz9rv0lLe0XT/CX+Dwt8tpS7G7K1PKQJgP6bCMIP14xU+iD/XB3ldqFpaVzdftp8v"
    "nvLz5O/vZDaiv+cPfpz+H4JBuu/v5wM8lYRXJzlXcLpHu54ZkgGaBtf/mqhuF5+arU8IRb"
    "aYgD+dYE4gTJACHuxGGlzb7npvgnuW9jLqRqQ+gO/M/S6hVwjCuAfHMsOd0O/E9THor72r"
    "tXi82R1t5AMU/StKme95etWxTxnMskg28e3B+lQJKW2M/EV8Vv5YtgahTFH/Jx9+OENWfr"
    "y8suXkdWYmpVyd9vElv+bAX+5P568v5m9P2gyRC+q6XcaRC5Yra7DGIHUC2HAcGutOY5kX"
    "qVQHPmohU2lhYlfCz/MgmabSILPzDqwYwPjPpqT0GLU+s0ir5Io3GFW0CH+eOIaC2r6bTC"
    "ajrNW03a7XIYt4tDHIe406/EDT23TbJA89RDylvcPSc0bQ++aiI4IoIBSo46Hq1yh1bOn8"
    "UN5pACj+Ff7u8+FYMbU2StK8sQ6L/Itnhn6zWxFc48yxYW5SfwvENshIBQSpqEKEfCJMGA"
    "6wJRAhNcZdjRI8NXZ7V0Zve65KvUwndxb6YpNZf7zGXtxH7O3Ne+Le3b2gusu/u2PstF/v"
    "n2+uFwzq17yapbOhGCrBwxKvRvpYeMq11ckGAytSD2o4bXdnMB3R+toJpwjTlau4wuEHPB"
    "zzQjkgvIWBJD7rwn6Gfi+O4qTNGSee4YKntmzKMmWniQj0MXRe6uLh5RLzMmCvDL7UTe/k"
    "39X/vD9iPBxhX+MFUlNN3Fa5Ol1L6bsU6Z6WvKTHP9V+u9x6X39qZy+AtXu2CBGvElyMCq"
    "0h48OaamyvCwJMjwuGArIndpw5B7s/C3dramHMnpuWoyAHu7ZdvEfAt9CdjKwXQDez5Gjn"
    "wWo3lNodWZ6ygIfrm8Vgj6oBB8k0uSYrvQbKyoNk6T7bQpZf1APSo57iTDUMciu8V3zyXz"
    "PXNj7qFm3vBcl1Bj0wTjJM0eK42/3L/vSg5ngK4DcznIWYhByZz+m9FGgiJFtE+QH673A3"
    "L7BgIXWHiNTLCYYp8F81LF+Er2A3L7FfNS3cWgeORhLg/1Jmn6EeyFxw4n2HsUva1eNkNb"
    "GTB+Zzmk3jbsiQRJGUGnNnBnql5tYinNGDC7/hBYNn6/tmKrqI1JD9ZcSwcGn7ODRDc1eM"
    "7c36mpAUiugr2hWZm+Y/1MNkdooNZqZcC9WTT5k6G6T0w2JMA6Lk7wTEvcUOFuRsXFCfH9"
    "8ZbiBBg5JXKoRWr6YKErrL/1n6CJ/LXWYkFcueMTB1q6Iqz+a/F3SlGA5q++/PSdqTDAtt"
    "maq0oCgm2J7liOMkhx+9muHlTLQ0uFJRSC/l+Bnw+6HahwriGYm7kG6k9+WLC2dZuEfrh7"
    "maEcMruoAhlSrQsciy6QCoyqD/dRAtzE95GmGqA/un3fR1JC1s7FS9A8Qb71zDH9FEGWKD"
    "RirFEHjHC8Xqw1FqtL5M/komEMME21R6/onvyhZ2/q4Hz2phxouJcTC4X1WpWyt9iOGMJS"
    "bt+xHyuutaOAEcUAAT4/qxUGrIgCFgPcNF0gSTRAmDuJZycMqroaRIKk9wqEcrB7qnGfkK"
    "q8tE5dysfImif/DbZtsWu+NmUn6siMzKXx0SSwFVM8Kax1PMpdJ/ErPBdFndDKYY8INOq7"
    "o0691awI9qqwYUyzU9xwH8lho1vBkWNjg6jDUpbK5WbRMZq7bIVOpQRBa0u+uwcnPC2wc4"
    "JuVo7YIE/uZrYa/082Uw42cMflxVT70/cilghvVLQWymsHQoodawaO5+sbdLuHnrHhid0e"
    "epNArgIWPxGc9okX3B7XCWcsw5F1D9Z7i5ZsLce4sYRCCwYdkVTKtxRhKuEBPuET9OuSka"
    "+qgxIIJfC8cnW4HVcHTbkEAg6MBtOUHqrX8SP1gXo9O1DvAOpD78zF57FT9w32PW3VvdlL"
    "/sJmxbsI3Niyf0hls3bxMiimKtTsetLSnvlt9VUkbowYSGspMhFlkg6FYvidEuyORI5QRa"
    "eEPWwEUVIdiHEiF0ph7759PPIJO8dhizt6VDrTlku3omQJTuSdciJfwyxIwilPZM3SDWln"
    "OTt99frVm/PLV9GGEl2p2kfye4YpP4AdTjiLqI6n/7FyI3KbBbWOIBMo+eYLCqlUzpnrK6"
    "TrJfGPUnWhHehbKTik6AQa36hXMyg3kzTj59iyPbfEZdnhswacsgA4TSVOO6zKDOnxLM1n"
    "mZsCjKKsmZkQ0/S3OmFi+7YqmhNqEKidhq9eah3S4GWusnylHjL2+w2vl5YtZQMLvnzQT6"
    "Bzy4wsvAKDut2pe2GzLJltNjvsJKbQOQh1chC4wO5u1QBpSt0KsM/S1CaYk6mKJTRlc4ZU"
    "87nPfHZctmjaTihJMziZ2UkuhjrjRzkKdj0gKEmsv6g+f1H+eU6eYRAiWVagjzImJSSt4H"
    "WKOOtKldSD4u/V3d2HFGuvbjNK3qcvH69upJqieCoHWaJE91PgSU7CqzcQZxmywUm0i1oS"
    "7aJCol3kJVrgPWjiQEuS9NfcuqVgBrH1GHkOuFLkZ16QmlEyqAPnWm+CA0FpZnGUOSrbrA"
    "wxO9Y0LBKt1ePUP2iHzZWxCf3QTpByhPnXoTptydZUlaa98yvpoXeuyVEY2QUHvnwiMYND"
    "eArbnHbzlDplcgU1b7q3WW+K3XTDLX34z1BCzL3LBusbH1o8/Mdxydz61sygDimGKDtarz"
    "fTpyt1d7qSHTQMa2KzBiS7Wao7oRsqHUdrqupDrHpVoaD6XRBzSolYM/exEWOKaDWLWmeR"
    "7gbYO5boo9+egz/btDiAvEvkIkOq+dxnPusj/p4DlwfZwbXndRS6e+pz/uJ099TnzH2XqB"
    "JuczorbnpSHrvJU/a+J8deAjY96HDSN4/g7nDmostpdPPQ7nBaaXiQ1XGCuvWw0sSSKjmr"
    "tEQetAJu7YbJ/ZQAW9HNS8HGB8LmwN9fl+ojAb3jnsu/qJDhNYaw7qgwfyQ1YlydRRIEIA"
    "0YXLvz8gQ9UkjiEFA15QeRiQlloAQbS+RPiYKYJtRB+EfdBtdVhRUcZeunfrhijChTXZQx"
    "ggYsHEqvXr085UXpJXt77hOqT3cMBbceAx5qBwOd6XCYTAdteD8306s32ZLXUhbYbKFYXb"
    "Dhxbe37HZGamD9rjxQ1RfIZ0hthO4GavK4vQGcDOASua5Mv0RYIKiEg6NakaqIU+mQ/gAO"
    "+86y8Jj4fTxQd+Tp2X5Wqi/sT1U4dA7OkDK7PyqpUyinPoYCqUpG+d95TUWcIvIV+qkAIt"
    "C0AOGFFPoLZXOpHgYYfcW2R5DjMqkEi80JgkaIK4KpZAiiqpuXf7ZJkb7d+vQtCx+dq13+"
    "WTwhV5vb3iIPdsVxnMF43T/HT/moaImu0+A7ToNPvFkDmDNkumqtTtWa2ht8kBpAnaYa4r"
    "ru5KyKeONtAnaGbIhot54QrzSaaajRNEE7Tzk4QdLN4QrUalRjHI4fHLrtnxCS8njUNC9T"
    "NH02MEc3sJfw0A9iIo+C5yNygUQ/JPKlmEw5/Q3mSasGKk7zRk9Lc3bcGVA7Y7Uzdrw9Ri"
    "ttb3fx9BDttZpGh2hruoDuPDFj3z4SzvGixGWdHjKudgkxNXi68kfX9A3dMzkReH2hpcKM"
    "SDFFiSq7VxX2kphy/zgztMRcfoSrlSUkX30PjmUq946DNzbD8m+X+C0v5c+A+Knq3ir/EG"
    "TlFLQB2O+j6/QG4EKuWRisz77th4tJMMcymuh8EcEAbZj23UzB15MHuLy8K0Gy/+quw0TK"
    "O6njikRNbe9pSLBHc8Yh1ATQ9rK8OzjQ1xf/TfolJUl6W3qR6yG7XjLVF3ZhSask3PUQRZ"
    "wIYRN18Hy6nWw85H/QqSJdYmh2h6QOsb1lbfuP69gMCrk6lQtuh8UQkvXZyN1rFHUIzedb"
    "My1HvyYawEP78nfBwsfxt2HxwEGwxpux3zFenZkEXVtV7+f8R9farAMzcPMtPl232Tnjaa"
    "rBeQc7CeJoR9JzcySlD6WCjX2n9uMpSl2m3Dcu9yYfKvAdFiduRn7FyqzN2IlZpzbBcS2D"
    "hB0oVcqVOn8Bo7mNhdR0CXohYEeNz3tVj/yhqN7gSXMVOKZ+C3P3wrI5xi315r/rNKje+a"
    "gi5uQA39LUL0E3JMuijXZ+Ov+p2/ynFTNJwRkT5QBHBENEuH3H0wqivAW6EjEsKRNKvA0R"
    "UVZN8qlOAuojxLsC3/c317dSBrw4fzk+Pcu08ItaKebWr0UN2yvs9F8JcZLsMCB31WSlHs"
    "KXtQFW+knDOv8kjW6bkMkWS+lzdRHNaIG6eUJl84TSCpkdSvx/sTH9azzfccK7tdA/vb5S"
    "Rf7Xk/vryfubUV4qtIJvVONylMJgK7BJUdi4d0LHjQHkyh4VNwSAO+MtjQDkmNomNjwh9F"
    "AvLWMZ5sJxla7BmV14anRNKl0j1BeRPK4wjnWNkK4ROlIbWdcI6fCSDi/1IPCQ0/CfnKg8"
    "TO2+645SCdBK9ccEqtvUyGmSm9vVyV8gxhImPGD5eqsZtLe4g3xhx5vZFl8SE1KPUuXk7x"
    "D3ZtE8HDkWHCpWUM/R/vSFcR31w32N0n+EDun0UGsNWJODuzSWExMMKZLTWo4Y5K56jY47"
    "jin2qECZLp6L/WhR7cccDM91CTUaVaImaQZoFpzXKZMsr5LMZcuH28AOamqWVmfC9E0h1e"
    "aI5v4qVk6baVsJEh2lqY7SOIGXuZUQzfGCujWEkFhST+i+vO/K3mNBO62eJm24p0J1n5hs"
    "SIB161xIoVboXcjiWuVeyDG0TrQKWuYjaFiHEo4MNHfZCmouLCWRxFjlcMoxM8u2oXRZSq"
    "klc4viWE+er+Fp5qpbtTreTZcu98CHELOjoQqZIjyUBqkNhVqqIhRZ7XIUY0ymDcE+89eX"
    "xk3ZG1Ppz7fX7NV2/nPmvj7KSqe49hHUCueJPh+snvOk2flgOnG4xcThw2e4TohrGctRoR"
    "chuDeu9h/geNQ2x0E5tC0nqD758IyAj/3Nl2wl6LzDARoVnXpLT9AYQnj07OKiRoBUjipv"
    "0gv3MqVv8rNqgHAwfIDodpKTKp8oSFFlYXnDtgSJbtjWsGHbQbsjfP9/yt0vBA=="
)
