"""Invitations and the second factor of admins.

The tables are by aerich from the models; the checks and the indexes of bytes are by hand.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "admin_invitations" (
    "id" UUID NOT NULL PRIMARY KEY,
    "email" VARCHAR(320) NOT NULL,
    "role" VARCHAR(16) NOT NULL,
    "digest" BYTEA NOT NULL,
    "invited_by" UUID,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "ended_at" TIMESTAMPTZ
);
COMMENT ON TABLE "admin_invitations" IS 'A link by which somebody becomes an admin, once; only the digest of its secret is stored.';
        CREATE TABLE IF NOT EXISTS "recovery_codes" (
    "id" UUID NOT NULL PRIMARY KEY,
    "digest" BYTEA NOT NULL,
    "admin_id" UUID NOT NULL REFERENCES "admins" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_recovery_co_admin_i_905368" ON "recovery_codes" ("admin_id");
COMMENT ON TABLE "recovery_codes" IS 'Stands in for a second factor that was lost, once; only its digest is stored.';
        ALTER TABLE "admins" ADD "totp_nonce" BYTEA;
        ALTER TABLE "admins" ADD "totp_pepper_version" SMALLINT;
        ALTER TABLE "admins" ADD "totp_step" BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE "admins" ADD "totp_confirmed_at" TIMESTAMPTZ;
        COMMENT ON COLUMN admins."totp_nonce" IS 'What the pepper makes the second factor''s secret of; the secret itself is stored nowhere. NULL: none was set up.';
COMMENT ON COLUMN admins."totp_step" IS 'The newest step whose code was used. No code is used twice.';
COMMENT ON COLUMN admins."totp_confirmed_at" IS 'NULL until a first code proved that the app has the secret: then signing in asks for codes.';
CREATE UNIQUE INDEX admin_invitations_digest ON admin_invitations (digest);
CREATE UNIQUE INDEX admin_invitations_open ON admin_invitations (email) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX recovery_codes_digest ON recovery_codes (digest);
ALTER TABLE admin_invitations
    ADD CONSTRAINT admin_invitations_role CHECK (role IN ('owner', 'admin', 'reader')),
    ADD CONSTRAINT admin_invitations_digest_length CHECK (octet_length(digest) = 32);
ALTER TABLE recovery_codes
    ADD CONSTRAINT recovery_codes_digest_length CHECK (octet_length(digest) = 32);
ALTER TABLE admins
    ADD CONSTRAINT admins_second_factor CHECK (
        (totp_nonce IS NULL) = (totp_pepper_version IS NULL) AND (totp_confirmed_at IS NULL OR totp_nonce IS NOT NULL)
    );"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        ALTER TABLE "admins" DROP CONSTRAINT "admins_second_factor";
        ALTER TABLE "admins" DROP COLUMN "totp_nonce";
        ALTER TABLE "admins" DROP COLUMN "totp_pepper_version";
        ALTER TABLE "admins" DROP COLUMN "totp_step";
        ALTER TABLE "admins" DROP COLUMN "totp_confirmed_at";
        DROP TABLE IF EXISTS "recovery_codes";
        DROP TABLE IF EXISTS "admin_invitations";"""


MODELS_STATE = (
    "eJztXW1z27i1/isYfWl2rupJnDjJTTp3Rna8XXeTeCd2um13djQQCUmsKYAlSCtqm/9+zw"
    "FJ8V0iJVKiaHzZjUkckHoOeHDe8Z/BA1stmMfcs5FhMCmvHWHMB+/IfwacLhj8o3jAkAyo"
    "4yRv4yWPTmxFQ9XQMVuPnUjPpYYH96bUlgwumUwaruV4luBIccsZccXyjFw/MndFYDSXQA"
    "B3iTenHjHmlM+YJEv8gxLDZSbjnkVtsqArYgpCTVMSAbN4gljekFBuEimIcE3mSrgimT09"
    "w3cxhQEvY/HZYR/rc+tfPht7Ysa8OcD1jvz2O1y2uMm+MRn96TyMpxazzRQHLBMnUNfH3s"
    "pR1+4W1LZvuPejGo0/azI2hO0veEzhrLy54GsSi3t4dcY4c6nHzAQzuG/bIe+iS8H7wgXP"
    "9dn6Rc34gsmm1LeRpUgdvEF8bTAef769H99d34/Hgxy7I4oEK8JLhuC4VOBdpcJghq/wx5"
    "fnb16/hbvqDfGPN9+DB8agBMMVNJ9GHz/efL4ffFeDqEeDYQrkGNX14kwDe2nNSmFdkzSD"
    "bHQhhjb+OA6H7f+en798+eb8+cvXby9evXlz8fb5Gun8rU24X978GVGHAQK+9UAQBGzAlT"
    "19SHABL0yo8bCkrjnO3RHnomxs/tbifJG9QjmdKTjxd+MLxyLMXFi8RLqpW9vkGg6S1STa"
    "nViwiTBXRExBljDyyLgpXJAkgkhrxkE4cBQaeMukcj4R8PvyAmrnWRqWN1+/3nyoIWt83z"
    "LPkKYdiTP409TngZg2hMvOLFOecbYcW+b/DVr6WjYs/KufRl+evXz9g8JBSG/mqpsKs21C"
    "aEEtO4/21Zy6JSIoIsgADq96esJ9Qb+NbcZn3lyJ9ecbMP7r6EsA8/nzH9Ii5nN46zy4h3"
    "jH+Kr/14A3Gt8MuscW8Cl8z59XwRdGleKr7qXxdaiUS1B2xnMQPnWAzhH2EfGLiyqIX1yU"
    "I4730oi7wq61oqPxh8M32CXbksNpiF+8roDwi9elAOOtNL6mJfHHm2Pq5WH+AFB51oIVQ5"
    "0hzSBuhrRn0T8q4B9K464s7w1Y3998ur67H336BadfSPkvW+E1ur/GO+fq6ipz9VmWL+tJ"
    "yK839z8R/JP84/bzdXZjXY+7/8cA34n6nhhzsRyDNZbAJLocXUrx2ROeAze5UfA1XVqcuq"
    "tiJqfpMjyerDwmO8PXwa9otaJq6DDHYS7YrA9gy+IFyYC1JjzF8IT7B4l/u8wDJfN9dBv/"
    "DMxXYsF9GMZMAmCCLsnOyOevHz/CK6Hhu6RI7hHfyWuvx3iB6mv28uPtZWq5gli4vPk8+v"
    "L3Z59Gf/shtWY/3n7+czQ+uRQv/35/PcqIELVEgl88fmSuRG7k1thmA75kip3szo4Jkb1N"
    "+gzQMP3Uchc7SezCCU5Gbg/wIyA+9yybUAK/QXpgDpnwtbniET4WL/r6wKQloGclvqx3+G"
    "+uTEjgFRqRVD5IMgXTEmeQ+U+55Wf1faeRHnPqOZtSZIdzOD2vuQbvgc9gejNYD/iy6JmQ"
    "LFgaKJh9yUyQ1iK4YgUXiLe0DJZfY3vOdTT/VpLbsOKRIzsIozRlA1JoN+0941oxbGE8nM"
    "HaPoZn5eS+dd8xd+R+mlJz/1S4X8O3HS8TySSqdLJgRwgpf/z5C7OpV6z3pZ3Wd8FkJ+gu"
    "+R59BNHVUHXKbJ8PrCGk7nGqvuLkgkWFQcyxUqr2xetLONsVTNYnxA4QX7rhj5ZHwzcuiz"
    "QlBg0rxJzG1np8xfDTiNgWfyCTFWhRljEnMgokTYCzC7DCKejhOPWQoDPjPfzXXgVxJGuG"
    "GpiYovm9tsQjEzyvtbX6JB3G0mGszkubAwSyuu/2Pxi+bfj8UQ7V8wPHNDv6gLsG8hEcpW"
    "pTA5tnsqolqVNUe0jsjjlG9xHN2v/QCu4nYYEmuc++ORZMtwP305TH4r4OXlZjM0C4yyee"
    "pDuZMMeT4XC30iQjt1K5DZtwPG03YJMuryrW68QVS8lcDBcFZmVkRSoD0ZpxZsK9UmNSeY"
    "02W60tPGG7tfpbZM+bg9+15Xoo9ajcctWq/3FUfxCFcLfATVlu0iZIemjVvn5Vwap9/arU"
    "qsVbaYhD+VYH4gRJDyFuJQNW21tPTU1Lct+m0gPVhvEd+J+l1SvgFFeAtrifBJvXWnsNxT"
    "xJ06R63l22blHEcwZuBt88uD+CQAJL7GcWqOI38CK0OPU6X8h3mrDmQtZw2aXLtZWYWlXw"
    "+01mw89W4I/urkYfrgffj+o2CHIsyp0G6xyM7S6DOPOjksOAURes+TCKjNmlC2rMLc7kEP"
    "5lMgxQRxZ+aNSjGR8a9Zs9BQ1OrQPaXZFGww1uAV03GIdbK1lNLzZYTS/yVpN2uxzH7bJf"
    "VUpDBSld40ODFSlo072qIzjWBD2UHFU8WuUOrZw/SxrCKUps/Mvd7edicGOKrHVlGR75L7"
    "Et2dp6TWyFE9+yPYvLM3zeMTZCRCglTSKU18IkwYCrAlGCE1xm2NEhw1fHIVuze132CFr4"
    "Lu7NNKXmcpe5rJ3YT5n72relfVsHgXV339YXWORfbq7uj+fcShXEFLq3siUzmxxc+WKdCg"
    "3FYHmYquEXeqBouoVCUICNVbI2rM1UpUU1L1fjs+tcmFNzemmnzLFyYfT+q/ffTu+/R48t"
    "3QGnbvjI89jC8Yr33/SQLRsw5neOLUy9UMMrR5mQ7o8WjzfEpSv4jMAWCbvfhGGDE2POjA"
    "fsVPEzc4JoEeVkLnx3iJ06J8KHbXXmYzosnxVFm9p4RLXNeJ1fB9Yc3P5N/V/vzMffmVW5"
    "5HiX/TlLqXfp3XdpnbHacsZqffeTdjsNTsrt1JkSl69S7YIFasTXMAF6k/bgw5iKKgP2tD"
    "J8sIsXDHZpw4C92Qu2drHkksD0Uh0agHu7ZdvMfIfnDIiFQ/mKKEvcgWcJXtwtq7GZqygI"
    "Qft7rRB0QSH4BkuSU7vQatzQdiFNttOmlA3DdKiFeCsJ/joVqF18D9w7pGNRxAO0DjF812"
    "XcKOixUI5xkuaAncO/3n1oSw5ngK4CcznIWYhRyRz/W/BagiJFdEiQ768OA3LzBoL0qOfX"
    "MsFiikM2wAcV45EdBuTmu+GAuktR8cjDXJ5plaTpRq4VPrY/uVYncVbVLq2Dg5PiiHrb6I"
    "wjzIkMT15Dd+YyaC0d9PvFXvHKsgnOXyu2ipqYVDcTbvbD1A4S3UxYc7+NZsIouQr2hnrt"
    "cR3rZ7Y6QQO1LLKZVhv9yXryvaG6S0zWJ8Barg30Tcu75p67GhTXBsb3h1tqA3HkmMFQq2"
    "rmFJ7yGmz9Z2QEv9aazZgLOz5z8IhWQtV/LRkcPYNHygTyM3Cm4gDbFkup8psYtQHdIAOq"
    "+DjZth5UyUPLPctTCAb/Cv18mGClwrmYy5W5hupPfli4tnVmVjfcvcJQDpldVIEMqdYFTk"
    "UXSAVG1Yf7AADX8X2kqXroj27e95GUkJVT8RI0uhttps5XiFoNqKLxerFWWKwug58pvZox"
    "wDTVAb2iB/KHnr+tgvP523Kg8V5OLBSWS2+UvcV2RB+WcvOO/VhxrRwFXFP0EOCX55XCgB"
    "uigMUA100XSBL1EOZW4tkJg6qqBpEg6bwCoRzsvuqbiydAgnXqcjkk1jT5N9q2xa75ypSt"
    "qCMTNgXjo05gK6bYK6x1OspdK/ErOvWKGpGWw74m0Kjvjjr3F5Mi2DeFDWOaRs4abiM5bH"
    "DjSeLY1GBEVUkolxueLjV1xYK8AAlClha8u+8RSmbUOSPXC8dbhYfX4vh/iolysKE7Li+m"
    "mp++E7FEfKOitVBeOxBRdPqQ8y6XDHSi21LH2LBns6XOJJCrgMVPjKZ94gW3h1XCGfNoZK"
    "VYhiuW78hcLGGMG0soMhPYkFClfIMIUwkP+AmfkV/ngj2qBoYolNDziqJpSKRAaledpSx4"
    "OE1xVKP9RzbcGHHzt1WobO+YGnPcBOh9e5dt6IF4ePWhc+bi09ipuwb7gbbqzuwlfxGT4l"
    "0Eb2zZP0DZrFy8jIqpCjW7Pljak+BUGxWJGxJsR4LxZ8KxIwmJxPB7JdgdQI5xRaeEPW4E"
    "66Q6FOPqYKmiYuZDPHKPneO4xR0dKp1pyqW7oWRJ9bsJ2soUJOGUJ7Jm6fq0s5y/ePXm1d"
    "uXr1+tN5T1lU37SH7PMOEDqJ8cEFOdzvEDyo0obRHWOqJM4OxbIChAqZwKN1BIl3PGMdPX"
    "c7FJ0TsQHCA6kSYw6tUMys0EZvyUWrbvlrgsW3xWj1MWEKcx4LTDqsyQns7SfJK5KcgoLu"
    "qZCTFNd6sTRnZgq5Ip4wbD2mn86kHrAINXuMryBT1kGHRBW84tG2SDCL981E+wc8uEzfwC"
    "g7rZqTths8yFbdY7ayym0DkIVXIQpEfd3aoB0pS6E2+XpanNqGRjFUuoy+YMqeZzl/nsuG"
    "JWt51QkqZ3MrOVXAx1xN6uh2XniPUX1eUvKjhO0TcMxoBlBfqoECAh+QZep4izrlSg7hV/"
    "L29vP6ZYe3mTUfI+f/10eQ1qiuIpDLK8Et1PgQecxFevIc4yZL2TaBeVJNrFBol2kZdoof"
    "egjgMtSdJdc+uGoxkklkPiO+hKgc+8IDWjZFALzrXOBAfC0sziKPO6bHNjiNmxxlGRaKUe"
    "p8E5d2KqjE3sh3ZGlCMsuI7VaXOx5GEXcFVJL4Pu4VFkFx348ERmhq3BC9uctvOUKmVyBT"
    "VvurdZZ4rddMMtffZeX0LMncsG6xofGjx7z3HZ1PpWz6COKPooOxqvN9OHG7Z3uKEdNgyr"
    "Y7OGJLtZqjuhGykdJ2uq6jMkO1WhoPpdMHPMmbcU7kMtxhTRahY1ziLdDbBzLNEnrz4Ff7"
    "ZpSQR5l8hFhlTzuct81ifsPgUu97KDa8frKHT31Kf8xenuqU+Z+y5TJdzmeFLc9KQ8dpOn"
    "7HxPjoMEbDrQ4aRrHsHd4cxFl9Po5qHd4bDS6CCr0wR161mliSVVclR4iTxoBNzKDZO7KQ"
    "G2opuXgrXPY8+Bf7gu1ScCess9l39RIcMrimHdQWH+SGrEcHMWSRiANHBw5c7LI/LAMYnD"
    "w6qpIIjMTCwDZdSYk2BKEsY0sQ4iOOo2vK4qrPAo2yD1w/WGhAvVRZkSbMAisfTq1fMXsi"
    "i95GDP3aP6dMdQcOMx4L52MNCZDsfJdNCG91MzvTqTLXkFssAWM8Xqgg0vvr1ltzNSA6t3"
    "5cGqvlA+Y2ojdjdQk8ftDfBkAJfBujKDEmGPYCUcHtVKVEWcSocMBkjcd+aFx8Qf4oG6I0"
    "/H9rNSfeFwqsKxc3D6lNn9SUmdQjn1KRJIm2RU8J1XVMQ5YY/YTwURwaYFhM5A6M+UzaV6"
    "GFDySG2fEccVoAR7qzOCjRAXjHJgCOGqm1dwtkmRvt349A0LH52rXf5Z7JGrLW1/lgd7w3"
    "Gc4XjdPydI+djQEl2nwbecBp94sxowZ8h01VqVqjW1NwQg1YA6TdXHdd3KWRXxxlsH7AxZ"
    "H9FuPCFeaTTjSKOpg3aesneCpJ3DFbhVq8Y4Gt87dJs/ISTl8ahoXqZoumxgDq5xL5GRH8"
    "QkPkfPx9oFsv4ha1+KKZTT3xA+WDVYcZo3ehqas+XOgNoZq52xw+0xWrC93dn+IdorNY0O"
    "0VZ0Ad363kR8+8SkpLMSl3V6yHCzS0ioweNFMLqib+hOwETo9cWWChMGYoozVXavKuyBmM"
    "vgODMypxI+wsXC8oCvgQfHMpV7x6ErW1D4t8uClpfwMzB+qrq3wj88tnAK2gAc9tFVegNI"
    "D9YsDtZn33bDxeQJxzLq6Hxrgh7aMM27mcKvJw9weXlXguTw1V3HiZS3Use1FjWVvacRwQ"
    "HNGYdxE0E7yPJu4UDfQPzX6ZeUJOls6UWuh+xyLlRf2JkFVkm06xFOJPM8m6mD59PtZOMh"
    "/0NeKNI5xWZ3BHSI7S1rm39cy2ZQxNUxLLgdFkNE1mUj96BR1D40n2/MtBz8mmgAj+3L34"
    "cLn8bfhiVDB8GSroZBx3h1ZhJ2bVW9n/MfXWOz9szAzbf4dN1654ynqXrnHWwliKMdSU/N"
    "kZQ+lAo39p3aj6codZly17jcmXyo0HdYnLi59ituzNqMnZhVahMc1zJY1IFSpVyp8xcomd"
    "rUA02XkWce7qjxea/qkT8U1RvsNVeBY+q3KHcvKpsT0lJv/rtOg+qcj2rNnBzgW5r6Jej6"
    "ZFk00c5P5z+1m/+0ECYrOGOiHOA1QR8Rbt7xtMAob4GuxAwLZEKJt2FNlFWTAqqzkPoE8d"
    "6A74frqxuQAc9ePh++OM+08Fu3UsytX4sbtl/Y6X8jxEmy44DcVpOVagi/rgyw0k9q1vkn"
    "aXTbhEy2WEqfq4poRgvUzRM2Nk8orZDZocT/F5vyv8bznSa8Wwv90+srVeR/Nbq7Gn24Hu"
    "SlQiP4rmtcTlIYbAU2KQpr905ouTEArOxBcUMAvDPc0ggAxlQ2sfEJkYd6bhnzKBdOqnQN"
    "KezCU6MrUukaoa6I5OEG41jXCOkaoRO1kXWNkA4v6fBSBwIPOQ1/70Tlfmr3bXeUSoBWqj"
    "8mUN2mRo6T3NyuTv6CMZYo4YHC6y0m2N7iFvOFHX9iW3LOTEw9SpWTvyfSn6znkcSx8FCx"
    "gnqO5qcvjOuoHx5olMEjdEing1pryJoc3KWxnJigT5GcxnLEMHfVr3XccUxxQAXKdOnUO4"
    "wW1XzMwfBdl3GjViVqkqaHZsHLKmWS5VWSuWz5aBvYQU3N0upMmK4ppNoc0dxfxMppPW0r"
    "QaKjNJujNE7oZW4kRHO6oG4NISSW1B7dlw9d2XsqaKfV06QNty9Ud4nJ+gRYu86FFGqF3o"
    "UsrpvcCzmGVolWYct8gg3rSMKRQaauWGDNhaUkkjdUOZwwZmLZNpYug5SaC7cojrX3fDVP"
    "M1fdqtXxbrp0uQM+hJgdNVXIFOGxNEhtKFRSFbHIapejGGMybQh2mb+BNK7L3phKf76dZq"
    "+2858y9/VRVjrFtYugbnCe6PPBqjlP6p0PphOHG0wcPn6G64i5ljEfFHoRwnvDzf4DGo/a"
    "5jgoh7bhBNW9D88I+djdfMlGgs47HKCxoVNv6QkafQiPnl9cVAiQwqjyJr14L1P6Bp9VDY"
    "TD4T1Et5WcVHiix4oqC8sbtiVIdMO2mg3bjtod4fv/A45efkw="
)
