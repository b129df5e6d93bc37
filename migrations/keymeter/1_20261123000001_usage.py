"""What Tortoise cannot declare: the busy tables with their composite keys and partitions, checks, partial uniques.

Every busy table's primary key begins with `user_id`, and none has a foreign key (core/metering/usage_models.py).
Sorted text columns compare bytes (`COLLATE "C"`), so an order by key is the same order on every machine.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
CREATE TABLE user_seals (
    user_id uuid PRIMARY KEY,
    seal_no int NOT NULL DEFAULT 0,
    sealed_until timestamptz
) WITH (fillfactor = 50);

CREATE TABLE event_ids (
    user_id uuid NOT NULL,
    id_hash uuid NOT NULL,
    digest uuid NOT NULL,
    PRIMARY KEY (user_id, id_hash)
);

-- `occurred_at` is part of the key because it decides the partition. A recorder that repeats a group whose COMMIT
-- was in doubt sends the same instants and ids, and so meets itself here.
CREATE TABLE usage_events (
    user_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    id_hash uuid NOT NULL,
    source varchar(200) COLLATE "C" NOT NULL,
    event_id varchar(200) COLLATE "C",
    type varchar(128) COLLATE "C" NOT NULL,
    key_id uuid NOT NULL,
    live bool NOT NULL,
    billable bool NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seal_no int NOT NULL,
    catalogue int NOT NULL,
    digest uuid NOT NULL,
    retracts uuid,
    properties jsonb NOT NULL,
    PRIMARY KEY (user_id, occurred_at, id_hash)
) PARTITION BY RANGE (occurred_at);

-- The usage log of all users, newest first. Events come nearly in order of time, so ranges of blocks are enough, and
-- cost a recording almost nothing.
CREATE INDEX usage_events_occurred_at ON usage_events USING brin (occurred_at) WITH (pages_per_range = 32, autosummarize = on);
-- For the live tail: what was recorded since, whenever it happened. The table only grows at its end, so it is in order.
CREATE INDEX usage_events_recorded_at ON usage_events USING brin (recorded_at) WITH (pages_per_range = 32, autosummarize = on);

CREATE TABLE usage_hours (
    user_id uuid NOT NULL,
    meter_id uuid NOT NULL,
    key_id uuid NOT NULL,
    dimensions varchar(1000) COLLATE "C" NOT NULL,
    live bool NOT NULL,
    hour timestamptz NOT NULL,
    seal_no int NOT NULL,
    n bigint NOT NULL,
    sum numeric(60, 6) NOT NULL,
    min numeric(60, 6),
    max numeric(60, 6),
    digest numeric(60, 0) NOT NULL,
    PRIMARY KEY (user_id, meter_id, live, hour, key_id, dimensions, seal_no)
) WITH (fillfactor = 80);
-- Usage over all users. The columns never change, so updates stay on their page (HOT).
CREATE INDEX usage_hours_hour ON usage_hours (meter_id, live, hour);

CREATE TABLE user_counters (
    user_id uuid NOT NULL,
    meter_id uuid NOT NULL,
    live bool NOT NULL,
    period varchar(8) COLLATE "C" NOT NULL,
    period_start timestamptz NOT NULL,
    n bigint NOT NULL,
    used numeric(60, 6) NOT NULL,
    next_threshold numeric(60, 6),
    PRIMARY KEY (user_id, meter_id, live, period, period_start),
    CONSTRAINT user_counters_period CHECK (period IN ('day', 'month'))
) WITH (fillfactor = 50);

CREATE TABLE key_activity (
    user_id uuid NOT NULL,
    key_id uuid NOT NULL,
    last_used_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, key_id)
) WITH (fillfactor = 50);

CREATE UNIQUE INDEX api_keys_digest ON api_keys (digest);
CREATE UNIQUE INDEX admin_tokens_digest ON admin_tokens (digest);
CREATE UNIQUE INDEX plan_versions_one_draft ON plan_versions (plan_id) WHERE status = 'draft';

ALTER TABLE users
    ADD CONSTRAINT users_status CHECK (status IN ('active', 'suspended')),
    ADD CONSTRAINT users_name CHECK (name <> ''),
    ADD CONSTRAINT users_currency CHECK (currency ~ '^[A-Z]{3}$');
ALTER TABLE admins
    ADD CONSTRAINT admins_role CHECK (role IN ('owner', 'admin', 'reader')),
    ADD CONSTRAINT admins_email CHECK (email = lower(email));
ALTER TABLE meters
    ADD CONSTRAINT meters_slug CHECK (slug ~ '^[a-z][a-z0-9_]*$'),
    ADD CONSTRAINT meters_aggregation CHECK (aggregation IN ('count', 'sum')),
    ADD CONSTRAINT meters_value CHECK ((aggregation = 'count') = (value_property = ''));
ALTER TABLE plans ADD CONSTRAINT plans_slug CHECK (slug ~ '^[a-z][a-z0-9_-]*$');
ALTER TABLE plan_versions
    ADD CONSTRAINT plan_versions_status CHECK (status IN ('draft', 'published', 'archived')),
    ADD CONSTRAINT plan_versions_published CHECK ((status = 'draft') = (published_at IS NULL));
ALTER TABLE charges
    ADD CONSTRAINT charges_model CHECK (model IN ('flat', 'per_unit')),
    ADD CONSTRAINT charges_meter CHECK ((model = 'flat') = (meter_id IS NULL)),
    ADD CONSTRAINT charges_amount CHECK (amount >= 0),
    ADD CONSTRAINT charges_included CHECK (included >= 0);
ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_range CHECK (ends_at > starts_at);
CREATE UNIQUE INDEX subscriptions_one_open ON subscriptions (user_id) WHERE ends_at IS NULL;
ALTER TABLE access_epoch ADD CONSTRAINT access_epoch_one_row CHECK (id = 1);
ALTER TABLE catalogue ADD CONSTRAINT catalogue_one_row CHECK (id = 1);
INSERT INTO access_epoch VALUES (1, 1);
INSERT INTO catalogue VALUES (1, 1);
"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DELETE FROM catalogue;
DELETE FROM access_epoch;
ALTER TABLE catalogue DROP CONSTRAINT catalogue_one_row;
ALTER TABLE access_epoch DROP CONSTRAINT access_epoch_one_row;
DROP INDEX subscriptions_one_open;
ALTER TABLE subscriptions DROP CONSTRAINT subscriptions_range;
ALTER TABLE charges DROP CONSTRAINT charges_model, DROP CONSTRAINT charges_meter, DROP CONSTRAINT charges_amount,
    DROP CONSTRAINT charges_included;
ALTER TABLE plan_versions DROP CONSTRAINT plan_versions_status, DROP CONSTRAINT plan_versions_published;
ALTER TABLE plans DROP CONSTRAINT plans_slug;
ALTER TABLE meters DROP CONSTRAINT meters_slug, DROP CONSTRAINT meters_aggregation, DROP CONSTRAINT meters_value;
ALTER TABLE admins DROP CONSTRAINT admins_role, DROP CONSTRAINT admins_email;
ALTER TABLE users DROP CONSTRAINT users_status, DROP CONSTRAINT users_name, DROP CONSTRAINT users_currency;
DROP INDEX plan_versions_one_draft;
DROP INDEX admin_tokens_digest;
DROP INDEX api_keys_digest;
DROP TABLE key_activity;
DROP TABLE user_counters;
DROP TABLE usage_hours;
DROP TABLE usage_events;
DROP TABLE event_ids;
DROP TABLE user_seals;
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
