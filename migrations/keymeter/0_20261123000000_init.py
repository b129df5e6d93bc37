"""The tables aerich manages. Written by aerich from the models; what Tortoise cannot say is in 1_usage.py."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "access_epoch" (
    "id" SMALLINT NOT NULL PRIMARY KEY,
    "epoch" BIGINT NOT NULL
);
COMMENT ON TABLE "access_epoch" IS 'One row. Every transaction that changes what a credential may do adds one to it, and so orders itself.';
CREATE TABLE IF NOT EXISTS "admins" (
    "id" UUID NOT NULL PRIMARY KEY,
    "email" VARCHAR(320) NOT NULL UNIQUE,
    "name" VARCHAR(200) NOT NULL,
    "password_hash" VARCHAR(255) NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "disabled_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "admins" IS 'Somebody of the vendor who signs in to the dashboard.';
CREATE TABLE IF NOT EXISTS "admin_tokens" (
    "id" UUID NOT NULL PRIMARY KEY,
    "name" VARCHAR(100) NOT NULL,
    "digest" BYTEA NOT NULL,
    "pepper_version" SMALLINT NOT NULL,
    "last4" VARCHAR(4) NOT NULL,
    "scopes" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "admin_id" UUID NOT NULL REFERENCES "admins" ("id") ON DELETE RESTRICT
);
COMMENT ON TABLE "admin_tokens" IS 'A bearer secret for machines, made by an admin; only its digest is stored.';
CREATE TABLE IF NOT EXISTS "users" (
    "id" UUID NOT NULL PRIMARY KEY,
    "external_id" VARCHAR(200) UNIQUE,
    "name" VARCHAR(200) NOT NULL,
    "email" VARCHAR(320),
    "currency" VARCHAR(3) NOT NULL,
    "time_zone" VARCHAR(64) NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "metadata" JSONB NOT NULL,
    "epoch" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_users_epoch_aa2ebd" ON "users" ("epoch");
COMMENT ON COLUMN "users"."epoch" IS 'The access epoch of the last change to what this user''s keys may do.';
COMMENT ON TABLE "users" IS 'The customer account that owns keys and is billed: a company or a person.';
CREATE TABLE IF NOT EXISTS "api_keys" (
    "id" UUID NOT NULL PRIMARY KEY,
    "name" VARCHAR(100) NOT NULL,
    "digest" BYTEA NOT NULL,
    "pepper_version" SMALLINT NOT NULL,
    "prefix" VARCHAR(16) NOT NULL,
    "last4" VARCHAR(4) NOT NULL,
    "live" BOOL NOT NULL,
    "scopes" JSONB NOT NULL,
    "allowed_networks" JSONB NOT NULL,
    "metadata" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ,
    "disabled_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    "epoch" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "updated_at" TIMESTAMPTZ NOT NULL,
    "replaced_by_id" UUID REFERENCES "api_keys" ("id") ON DELETE RESTRICT,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE RESTRICT
);
CREATE INDEX IF NOT EXISTS "idx_api_keys_user_id_55c4c3" ON "api_keys" ("user_id", "id");
CREATE INDEX IF NOT EXISTS "idx_api_keys_epoch_085a79" ON "api_keys" ("epoch");
COMMENT ON TABLE "api_keys" IS 'A secret of one User. The secret is shown once; what stands here is its keyed digest.';
CREATE TABLE IF NOT EXISTS "pepper_canaries" (
    "version" SMALLINT NOT NULL PRIMARY KEY,
    "digest" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "pepper_canaries" IS 'A known text digested by each pepper version: a wrong pepper is found at start, not as a thousand 401s.';
CREATE TABLE IF NOT EXISTS "catalogue" (
    "id" SMALLINT NOT NULL PRIMARY KEY,
    "version" INT NOT NULL
);
COMMENT ON TABLE "catalogue" IS 'One row: the version of all meters together. A recorder that holds an older one records nothing.';
CREATE TABLE IF NOT EXISTS "meters" (
    "id" UUID NOT NULL PRIMARY KEY,
    "slug" VARCHAR(64) NOT NULL UNIQUE,
    "name" VARCHAR(100) NOT NULL,
    "description" VARCHAR(500) NOT NULL,
    "event_type" VARCHAR(128) NOT NULL,
    "aggregation" VARCHAR(16) NOT NULL,
    "value_property" VARCHAR(200) NOT NULL,
    "unit" VARCHAR(32) NOT NULL,
    "catalogue" INT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON COLUMN "meters"."catalogue" IS 'Events recorded under an older catalogue version do not count here.';
COMMENT ON TABLE "meters" IS 'An event type, an aggregation and a value property. Its meaning never changes.';
CREATE TABLE IF NOT EXISTS "plans" (
    "id" UUID NOT NULL PRIMARY KEY,
    "slug" VARCHAR(64) NOT NULL UNIQUE,
    "name" VARCHAR(100) NOT NULL,
    "description" VARCHAR(500) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "plans" IS 'A name under which versions are sold.';
CREATE TABLE IF NOT EXISTS "plan_versions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "number" INT NOT NULL,
    "status" VARCHAR(16) NOT NULL,
    "currency" VARCHAR(3) NOT NULL,
    "published_at" TIMESTAMPTZ,
    "created_at" TIMESTAMPTZ NOT NULL,
    "plan_id" UUID NOT NULL REFERENCES "plans" ("id") ON DELETE RESTRICT,
    CONSTRAINT "uid_plan_versio_plan_id_382422" UNIQUE ("plan_id", "number")
);
COMMENT ON TABLE "plan_versions" IS 'Prices under a number. Once published it never changes; subscriptions pin one.';
CREATE TABLE IF NOT EXISTS "charges" (
    "id" UUID NOT NULL PRIMARY KEY,
    "position" SMALLINT NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "model" VARCHAR(16) NOT NULL,
    "amount" DECIMAL(30,12) NOT NULL,
    "included" DECIMAL(30,6) NOT NULL,
    "meter_id" UUID REFERENCES "meters" ("id") ON DELETE RESTRICT,
    "version_id" UUID NOT NULL REFERENCES "plan_versions" ("id") ON DELETE CASCADE,
    CONSTRAINT "uid_charges_version_2c1b22" UNIQUE ("version_id", "position")
);
COMMENT ON TABLE "charges" IS 'A price of one Meter, or a flat fee (then without a meter).';
CREATE TABLE IF NOT EXISTS "subscriptions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "starts_at" TIMESTAMPTZ NOT NULL,
    "ends_at" TIMESTAMPTZ,
    "anchor" TIMESTAMPTZ NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "user_id" UUID NOT NULL REFERENCES "users" ("id") ON DELETE RESTRICT,
    "version_id" UUID NOT NULL REFERENCES "plan_versions" ("id") ON DELETE RESTRICT
);
CREATE INDEX IF NOT EXISTS "idx_subscriptio_user_id_477c93" ON "subscriptions" ("user_id", "starts_at");
COMMENT ON TABLE "subscriptions" IS 'A User on a PlanVersion from an instant, with a billing anchor.';
CREATE TABLE IF NOT EXISTS "aerich" (
    "id" SERIAL NOT NULL PRIMARY KEY,
    "version" VARCHAR(255) NOT NULL,
    "app" VARCHAR(100) NOT NULL,
    "content" JSONB NOT NULL
);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP TABLE IF EXISTS "subscriptions" CASCADE;
        DROP TABLE IF EXISTS "charges" CASCADE;
        DROP TABLE IF EXISTS "plan_versions" CASCADE;
        DROP TABLE IF EXISTS "plans" CASCADE;
        DROP TABLE IF EXISTS "meters" CASCADE;
        DROP TABLE IF EXISTS "catalogue" CASCADE;
        DROP TABLE IF EXISTS "pepper_canaries" CASCADE;
        DROP TABLE IF EXISTS "api_keys" CASCADE;
        DROP TABLE IF EXISTS "users" CASCADE;
        DROP TABLE IF EXISTS "admin_tokens" CASCADE;
        DROP TABLE IF EXISTS "admins" CASCADE;
        DROP TABLE IF EXISTS "access_epoch" CASCADE;
    """


MODELS_STATE = (
    "eJztXW1v2zgS/iuEv1wL+IzEiZNcezjASbO72TZJkbh7t1sUBi3RNhGZ9IpUHN9e//uR1P"
    "urJUe2ZZdf2pjkUNIz1HBm+JD6q/WEljPEkd3pGwZi7HpOjWnrHfirReAMiT+yG7RBC87n"
    "0WpZxOHIUjJQNR2ioO2IcRsaXNSNocWQKDIRM2w855gSKXFPELDpogOun5G9BKI1YUJA1A"
    "I+hRwYU0gmiIGF/AGBYSMTEY6hBWZwCUwKoGkyQEUvnALM2wASEzAKqG0im4kShqxxR96L"
    "SQ1xM5hMtntZh+A/HTTkdIL4VMD1Dnz9JooxMdELYv7P+dNwjJFlxjSATdmBKh/y5VyVPc"
    "6gZd0Q/pNqLR9rNDSo5cxIKDFf8iklgQgmXJZOEEE25MiMKIM4luXpzi9y71cUcNtBwY2a"
    "YYGJxtCxpEqltHsHYVlrOLy7HwwfrwfDYSulbl8iogqvyKBEDhVxr0xhMJG38PeT7vnZha"
    "hVdyh/nH93LxiC4jZX0Nz2P326uRu0vqtGkEO3mQI5RDUYnHFgL/EkF9ZApB5k/YIQ2vDl"
    "2B62/+h2T07Ou0cnZxe90/Pz3sVRgHS6qgj3y5ufJeqiARXvumsIXDXIkT1+imhBFoyg8b"
    "SAtjlM1dAuzWubrpp1Z8kSSOBEwSmfW95waMLMGSY51k1VrbJrshErZ9Ee6QyNqLkEdCxs"
    "CQLPiJjUFpaEAoYnRBgHIo2GrDIhm46oeL60gVq7l5rtzZcvNx8q2BrHwWZHymzG4rT+OX"
    "aIa6YNaqMONlmHoMUQm/9qbehtKRj4V7/0H96cnL1VOFDGJ7aqVJitMkIziK002ldTaOeY"
    "IF8gAbi41f0z7jP4MrQQmfCpMutHBRj/1n9wYe4evY2bmDuvquvWSbxDfNX/FeD129eD7q"
    "4NfAzf7lEZfEWrXHxVXRzfOWRsIZyd4VQYnypApwQPEfFerwzivV4+4rIujrhNrUoj2m+/"
    "PXzdWXJTdjgO8fFZCYSPz3IBllVxfE3M5MObQ8jTMH8QUHE8Q9lQJ0QTiJuebMf/owT+nj"
    "VuyvAuwHpwc3v9OOjffpbdzxj701J49QfXsqarSpeJ0jdJvQSdgH/fDH4B8if44/7uOjmx"
    "Bu0Gf7TkPUGH0yGhi6GIxiKY+MV+UUzPIpSTuK+h5rhkDVpe7y1LuECGRY2njnjaXXhAe6"
    "d9Z26uqf24pNb+vmi/QgwaDhNOn5Ab7yWSBJ7cTx8fkAUVlOnBEA8tB7KrPXRpvvsvgF/q"
    "TUvftxCpu5jlh+sBpitj9mGoydWRex+MELSRDRgStp6DsQi4Z9CYYoJYW/xlIjBaAkiA6v"
    "o9oMRaylQfMPEEMQ4wA4yLtzIjnK+3ax3j70OMr2PQ0F0vFYMeF8Sgx+kY1H01sjK5BNrL"
    "PFfdl0mgPFpyxPYQ56K87Kf7y9jMLMC8vLnrP/z+5rb/n7ex6fnT/d3PfvvoML/8fXDdT8"
    "b+aD5H9vAZ2cybAKssUaSlDympvv6CRYivBRk/rWI4AoEDtBynJezGaa7VOE3aDGbQOcpw"
    "7H59vL/LBjeUSPr82ODgf8DCbGPjNTIVjhxscUxYR15vFxOhRChmTXyUA2MSUcBVhimRHV"
    "wm1IFe5lhUrxGOxSV1yqVpYVcsdYmehRe+TtAdl9RabrKWdWLtR9a+G21Xiy6jMnXGmM19"
    "qVdEk6lcVQLfNLg/iZGKJ+QjcuOdG3EjkBhZYWSa8LCfsKYSUqLYhosg1REbVeL5TWSJx5"
    "YVD2KQP9xcCXd7VzSUL0wlazLSWqqmXZzQckSbkpmswRQBw2GczpANoGFQh3CX2EYXhAHR"
    "PVOMNczACFsWMt9JkhudzSFZAipEgIjRGCXpRFatPa/OY331uFffdEJrOyaoXZDQQi9iSB"
    "JoZZr5AupKXGytIDXptzWIv7IRfoXOHW4W3y3zrxoWdmyBgGU4to2IsayCcVRmi7SVL48f"
    "NmWHE0CXgTkf5CTEMhga/peSSoYiJrRNkAdX2wH5rEzG8Cw/ZXiWzhlyyJ2MnGE+yKHENt"
    "lXwsV4RtsBuX76lXB3oXQ8qqRmozLNSM7Kyx5OcnYvNkocVUNbBTDuNiWg7tYn2MtFFG/b"
    "jyTWq40/fCrCGBl2/c2LbNzNP9lRUR2d7mynhk7k6USeZsj9mNpfiyEnLVfG3FCNHzfHH9"
    "FyDwPUXG5czG10RkHnr4bqMdLZIQG2YTKhO8CyiYTB4CskEc7x0B/qZQiEHr1PTP9yb7DM"
    "6naAdA68cknjm9IFEbUGeu/6AzJjbzIwRTaS9ZL0J66ITI/6l8Ul3NBVyqRjpePiJfLEv6"
    "JaZ2gblKHVaUNNOdSUw6QGNOUwUFAO5XBuozF+qWI5QolDtB21p7c0p3NznE7LS3smTDKl"
    "FoIkB11PJGmRhcym0PWdji0b5Pv7TzGDfHmTyP/cfbm9vBajWeEtGmGekxbS1NlGZWfFhE"
    "cXyBwSxBfUfqqkmCxZraLaVaTXNBqnEk04P9Qspj7L4cfTs95Y8CNo+SDXoatG+XoNWK8C"
    "6jVgrf2tzKpzCxpCiaNlxQ09aclXrOPsz4y6csEm8maFy2dlQY2I6E1SxZukHG8Xzav3SP"
    "nbcfYT1JVbpCJDKmeHVI49qAXc0rSPZlqAleimrWDlbWgp8LfHtdkT0DfMHPmslgyvoFzW"
    "bWXyR2It2sUsEm8B0pCNMSpNJnkiksTB0Qv3WBrIlKdEIWhMgdsl8NY05Sa7hU3JxC/HDI"
    "ypQ0zgUj9s3gaEcgCZaCgGiMPkHr3To2OWRS/Z2nVfcY7VmkvBta8BH+op+ZrpsBumgw68"
    "f7TQqwL9drNz3pWwBRadKFVnTHhh9YrZzog1LPsFmHfeZw6UfZbURmHGgeqcAX+C6IA+sJ"
    "GhPrLibjqfUvFs8txE8b8ok3RItwGT885UjJvcb79s9IL6qy8Nm89y/YXtuQq75uC44HaP"
    "T89PL07OTgOEg5IimBv2QZdbZXUy7dStb5CKbJT7npd0xAlAz0gecyEQaatDWifC6E9UzK"
    "UOu4DgGVoOAnObCieYLzvghjNhSyARCgFESNv+F6Uy/O3au9fHwzYlV1VkkZjlTNJgF2wq"
    "9tof3Adg6t+xrWnwG6bBR+6sAswJsS3ujd+UZYhj3SuFda8A617GSSVybnBBqgB1XOoQx3"
    "X3osy47l7kj2tZl+BUhhNvFbATYoeIdu2EeOXRDH2PpgraacmDMyQbOfJIPGhGTikfZ7/9"
    "waF70i113FHBaUepw46iGY+S4WVMpskBZutaziXMz4OYwCEy8xGkQIIHCXIpJlVJf/dsQL"
    "njNB301NTnBkJcnYzVydiKZyGI2NuevH6J9kp1o5doy6arXbiyc9UBlIWJ6lBvZZZj5zY2"
    "kL/pXmWZ2u6JpmOhWzBGCLzhU0TAAsuVTvnZcHXJt1lLrK/qKyO/89VPV/pMIcqwuvNvOv"
    "PTuMxPoJwU4Cv2MUfkmuwx7GIHs075bDblM6MmqnRgaiBwiAjXHg7DmXRsM7xMZGBhE3Ly"
    "DoFQ0sF0pTqe9B7iXYDvh+urG2ED3pwctY+7iV3Lwe7x1PjFxLAcEWlUhDgqthuQN7WvpB"
    "zCZ6UBVv5JRWpzVEYzxRMJspg/VxbRhBeo+eKFfPFcUsAarObPFiS/hf3tJ7wruc3x8RXj"
    "NV/1H6/6H65baatQC77Bsv5eGoOVwEZNYcO+WiJHdiubAy1r2iu4z6JN6RBbXsHLBS6m2J"
    "j66T8GoI0Ao1bmp3VLSmlaRFNMcrsgONa0CE2L2NMYWdMitkeL0Eszemkm1x9KefivXps5"
    "TO9+05voIqDl+o8RVFe5kcOoNle7k5/lGgvzl5bF7c1GktF/LwINMHdGFmZTZALM4wza9y"
    "B2cDeYY3mOcsYSdv3dZ67rqAd3PUr3EnpJp4Feq6eaFNy5azmhwCGt5NTGvNiTby6ZNhzz"
    "7XhR9a857M8n2rYWFtT8hbZgGljDTU3K6jPKmuaQ6nBEa38WOqfVvK2IiF6lKV6lmXtZ5l"
    "qWaPYX1JVLCJEh9YoDZ7ZNZtwXtOPuqf62066TCzHUMrMLSVyL0gsphZZZrZKnhAG5RxdE"
    "EhlgbNOZZLJjZZF4W3E4RZsRtiy5X1dYqSm1s9axXt1fxQ84qQN61InW+uNNDcghhOqo6E"
    "LGBHflQepAoZSriIi51unzoZgOBJusX9caV1VvKKVf30arV8f5P7L29em9muLaRFALkif6"
    "SORyyZNqRyJr4nCNxOHdM1z7yMbGtJWZRfDq2iu+Ex22WpU4yIe2ZoLqq88L9PTYXL5kLY"
    "vOa5wZWHA4Se6hgYewPNrt9cqcS9Lr5Z9LIusSW9/Ea1UBYa/5AaK7EU6quCJHWTsL8z9B"
    "GBHZ/hcId+Nf1fatwQokxfqntO//BwyxHhE="
)
