"""Sessions of the dashboard, attempts to sign in, and an index for usage over all users by day.

The tables are by aerich from the models; the checks, the indexes of bytes and the last one are by hand.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "sign_in_attempts" (
    "id" UUID NOT NULL PRIMARY KEY,
    "email_digest" BYTEA NOT NULL,
    "address" VARCHAR(64) NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS "idx_sign_in_att_address_eb077d" ON "sign_in_attempts" ("address", "at");
CREATE INDEX IF NOT EXISTS "idx_sign_in_att_at_f06a0f" ON "sign_in_attempts" ("at");
COMMENT ON TABLE "sign_in_attempts" IS 'A sign-in that was wrong or is being checked. Kept for an hour, to bound guessing.';
        CREATE TABLE IF NOT EXISTS "admin_sessions" (
    "id" UUID NOT NULL PRIMARY KEY,
    "digest" BYTEA NOT NULL,
    "address" VARCHAR(64) NOT NULL,
    "browser" VARCHAR(200) NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "last_seen_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "admin_id" UUID NOT NULL REFERENCES "admins" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "idx_admin_sessi_admin_i_e88ed2" ON "admin_sessions" ("admin_id");
COMMENT ON TABLE "admin_sessions" IS 'A browser in which an admin is signed in; only the digest of its token is stored.';
CREATE UNIQUE INDEX admin_sessions_digest ON admin_sessions (digest);
CREATE INDEX sign_in_attempts_email_digest ON sign_in_attempts (email_digest, at);
ALTER TABLE admin_sessions
    ADD CONSTRAINT admin_sessions_digest_length CHECK (octet_length(digest) = 32),
    ADD CONSTRAINT admin_sessions_life CHECK (expires_at > created_at AND last_seen_at >= created_at);
ALTER TABLE sign_in_attempts
    ADD CONSTRAINT sign_in_attempts_digest_length CHECK (octet_length(email_digest) = 32);
-- The overview reads some weeks of all users. No column of it ever changes, so updates stay on their page (HOT).
CREATE INDEX user_counters_period_start ON user_counters (period, period_start);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        DROP INDEX IF EXISTS user_counters_period_start;
        DROP TABLE IF EXISTS "sign_in_attempts";
        DROP TABLE IF EXISTS "admin_sessions";"""


MODELS_STATE = (
    "eJztXVtv2zgW/iuEX7YFPEbixGm3s1jASTMz2TZJ0bizO1MMBFqiLSEyqRGpuN7Z/vclqf"
    "vVkiPbssOnNiIPJX2HPjx3/dV7RKsFYsgdjHUdUXrtEN3svQN/9TBcIP6f4gl90IOOkxwW"
    "lxic2pIGyqkaiuZOKXOhzvjYDNoU8UsGorprOcwiWFDcYwRcshyA6yfkrgCfjSkn4KOAmZ"
    "AB3YR4jihYij8g0F1kIMwsaIMFXAGDAGgYFBC+CiPAYn0AsQEoAcQ1kEv5FYrs2UA8i0F0"
    "/jAWnu/2th62/vSQxsgcMZPD9Q58/YNftrCBviEa/uk8ajML2UaKA5YhFpDXNbZy5LWHBb"
    "TtG8x+krPFa001ndjeAscUzoqZBEckFmbi6hxh5EKGjAQzsGfbAe/CS/7z8gvM9VD0oEZ8"
    "wUAz6NmCpYLaf4L4Wk/T7u4n2sP1RNN6OXaHFAlWBJd0gsVW4c9KJQZz8Qg/nA3fXLzlo/"
    "IJxR9vvvs3jEHxp0tobscfP97cTXrf5STIoD9NghyjGm3ONLCX1rwU1oikHWTDCzG08Y9j"
    "d9j+fTg8O3szPDm7eDs6f/Nm9PYkQjo/VIX75c3PAnU+gfDfui8IfDaInT17THBBXJhC/X"
    "EJXUPLjZAhKZubH1oMF9krEMO5hFO8t3jgWIQZCwuXSDc5tE6uiUm0nkR7IAs0JcYKkBmX"
    "JQg8IWwQl0sSAqg1x1w4YCE0xJABqTkl/P3yAmrjVVqWN1++3LxvIGs8zzIGgmY7Eqf3j5"
    "mHfTGtExcNLIMOMFpqlvHP3pZ+LRUb/+qX8edXZxevJQ6EsrkrByVm64TQAlp2Hu0rE7ol"
    "IigkyADOH/XwhPsCftNshOfMlGL9pALjX8effZiHJ6/TIuYuGBr6YwLvGF/5bwN4w/ntoL"
    "tvAZ/Cd3hSB18+qxRfOZbG14GULrmyo5lc+DQBOkd4jIiPRnUQH43KERdjacRdYjfa0eH8"
    "3eHrn5LbksNpiE8vaiB8elEKsBhK42tYVLy8oUGWh/k9h4pZC1QMdYY0g7gR0A7C/9TAP5"
    "DGXdneFVhPbm6vHybj209i+QWlf9oSr/HkWowM5dVV5uqrLF+iRcC/bya/APEn+P3+7jp7"
    "sEbzJr/3xDNBjxENk6XGrbEEJuHl8FKKz9yUE7hvwOY0ZQtc3uxXllGBdJvojwP+tvvQgA"
    "6O+55jbMj9NKXi/qFwv4ENGm8TiijlONECN0FA+dOHz8iGEsz8dkgblw/+Ygeo1nwPfwTh"
    "1eBoSv2kGHlELSE1EUsdE0478GqEu6vcuZHYf2t9HFpy56/3dYzB1CVLilzhjlialm4CiI"
    "FcCVhUeiqQwcd+BATbK99bYc0RZcKtYTEK5OaRUxkXZwV+kK3cYb2P5GsAh2X0/lD+kpbO"
    "i2f4S3yeFnltMXRXZWp5SJMBfbpiiB6umCn0wX68v0ydwtzSuby5G3/+7dXt+D+vU0fxx/"
    "u7n8P5STZc/ja5HmesIn648tEC6V5ueCZIjtC2vzivYXhenJcanmIoDXEg35pAnCA5Qoi3"
    "4rBSZt9LU/yT3LchZVy1QXgD/mdp1Q44xB2AvjkWX24D/qcp98V95d2rxeZIa2+gmCdp2l"
    "TPu8vWNYp4zmWSwTcP7k9cIHFL7APyVfEb/iAQ60Xxh3zc/TBhzdn6/LILl5GVmNpV/P0N"
    "ZPPXluCPH67G76973/eaDOG7WsqdBpErZr3LIHYA1XIYIOhya54irlcxMCMuWEDdtDCiff"
    "4/A4HpKrLwA6NemPGBUV/tKWhxaZVG0RVp1K9wC6gwfxwRrWU1nVZYTad5q0m5XfbjdnGQ"
    "4yBXe0Ju6LltkgWapz6mvMXNc0LT9uB5E8ERERyh5Kjj0Sp3aOX8WVQnDirwGP7r4f6uGN"
    "yYImtdWToD/wO2Rbe2XxNH4dSzbGZhOhD328dBKBBKSZMQ5UiYJBhwVSBKxAKXGXZ0yPBV"
    "WS1bs3td9MS18E3cm2lKxeUuc1k5sV8y95VvS/m2dgLr5r6tz3yTf765muzPufXAWXWDx4"
    "yhhcN6hf6t9JR+tYtLJJholoj9yOm13VyC7gcrqCZcQgqWLsFzQFzhZ5oizgWgm0jnJ+8A"
    "fECO766CGJjEc/uismdKPGyAuSfycfC8yN21jVvUy4yJAvz8OOHDX+W/yh+2GwnWr/CHyS"
    "ohbROvTZZS+W76KmWmqykzzfVfpfcelt7bmcrhL1SeggVqxJcgA6tKe/D4nJoqw8REQPco"
    "IwvET2ld52cz8492ssQU8OWpbDIgznbLtpHxTvQlIAsH4pU48yFw+L0IzmsKra5cR0Hwy+"
    "WVQtAFheAb35IY2oVmY0W1cZpso0Mp6wfqUMnxVjIMVSxyu/juuGS+Y27MHdTM657rIqyv"
    "mmCcpNlhpfGXh/fbksMZoOvAXA5yFmKhZGr/JbiRoEgR7RLkydVuQG7fQKAMMq+RCRZT7L"
    "JgnqsYT2g3ILdfMc/VXSgUjzzM5aHeJE03gr3itscT7D2I3lYnzdCWBozfWQ7Ipw17Iomk"
    "jKBTm3Bnyl5tzORmjDC7/hZYNn6/tmKrqI1F99ZcSwUGX7KDRDU1eMnc36ipgZBcBWdDsz"
    "J9x/qAVgdooNZqZUC9abT4s6F6SCx2TIBtuTjB32DFhQnR5qssSnAsLdzqtSK1frkAP/5F"
    "O1fh1R0AoRwE10VZgEmWmI/q6EdfHxAZAAYFJnKRGBdFBPyOyAhKCQqDtdu5Sx13rFBcAk"
    "eeaGcg4rXKQ9sZD61yG6oShmMMg6sShu2WMDgumlnfmkiOmOIYZUfr7i1VI7K9GhE7cHtm"
    "RDIhNoK4BN2AJCuROc220A2Vjh0L5Pv7jymBfHmT8f/cfbm9vOa7WeLNJ1msxC2kSnE65Z"
    "3lBx5ZIkPDiC2J+9iIMUW0ikWts0jFNDrHElXAdqxeTNV+++XxWRUqvgQuH2UcuqmVr2LA"
    "KgqoYsCK+zs5VR0b6pyJ01XDAuE85TPiOIdzoq4N2CR+WXH4rC6oCRJVdF1ddO0Vtj7eoO"
    "Y6LMc5TFDXllwntlRJxXWJPGgF3NppH92UAGvRzUvBxmXtOfB3l2tzIKBvOXPkkwwZXkER"
    "1u0V5o+kZvSrs0iCAKQuJluodjLJIxZJHAx9Y0GWBjJE10kEdRP4S4IgpimK7PyC/eC6Rc"
    "FMFuT7qR8u6wNMGICUT+QbxKOiRu/85JQWpZfs7L7P6Iu5YSi49RjwsX7YWGU67CfTQRne"
    "L8306kx1+hWXBTaZS1YXHHjx8JrTTk9NXHvO3WMEXLJ8F3yZWspnkdrIxTiQi4vPLvkHxA"
    "CMgYv4vjL4USOLzk3C3030oeH/8msiHdKfQMW5YxY2u9nFDVvu+Fx9qBUah+o8S51npfrC"
    "7lSFfefg+OAOT8/fnL89uziPEI6uVMHsI9wZWXUrpU6hnLoNBVKVjPJ/5zUVcQzQExJtLj"
    "gifdn0fc6F/lzaXLLZBQRP0PYQcFzClWC2GoAbRrksgVj0zcKc2g2qwIr07daXV+3mu+Kr"
    "qpJI1PbmebArioqD+e0kBHaogUb7FdsqDX7LafCJJ2sAc4Zsh7Xx25IMaaxHtbAeVWA9Ku"
    "hUIs4GH6QGUKepjnFfD9/W2dfDt+X7Woxlcirjg7cJ2BmyY0S79YR4qdFooUbTBO085dEJ"
    "kq20POIvWuBTKsc5nH906J4Na7U7quh2lGt2lPR41DQvUzRdNjB71+IsoaEfxAAeFp6PyA"
    "USvUjkSzGIdPr7vQFFxWne6GlpzS2YuMoZq5yxDXshcNvbnT8/RHsll1Eh2rruah+uYl91"
    "BGWlozrmW51wrONaOgqL7qWXqe93NJ1x3oIZQuAVMxEGS0tEOhkfkLd8XRRifdZaBf6dr6"
    "G7MswUItSST/6H8vx0zvMTMScH+Jo65gRdlzWGfVQwK5fPdl0+C2KgRg1TI4JjRLh1cxgu"
    "hGJboGUi3eIyocTvEBFlFUyfahBQHyDeFfi+v7664TLg1dlJ/3SYqVqOqsdz+9fCuu1xS6"
    "MhxEmy/YC8rbqSeghf1AZY6icNU5uTNCpTPOMgS+lzdRHNaIEqX7wyX7w0KWCDrOZPNsS/"
    "xusdJrxrc5vT+6v4U/Q5qdAKvlFY/yCFwVpgk6KwY19BEzu7V5wDLUb6a3Kf+ZzaJra4Q+"
    "ALXJqWbobuPwqgiwAltlFkTNekUmkRXRHJ/QrjWKVFqLSIA7WRVVrE7tIiVGhGhWZK9aGc"
    "hv/s2MxxavfbLqJLgFaqPyZQXadGaklurlcnP4kYCw1Dy/zxFlOR0X/PDQ3geFPboiYygM"
    "XSGbQ/glTjbuBYoo9yQQi7/eUL4zryxX2N0r+FCul0UGsNWJODuzSWExMcUySntcyLA/nm"
    "kuHCGduNFtV+zOFwPtG2M7Og5S+0RcfABmpqllb1KOuaQqrMEcX9RaycNtO2EiQqSlMdpX"
    "ECL3MrIZrDBXVtCCGxpZ7RcGbXyYyHgnZaPVXfdtq3cyGFWqF3IYtrlXshx9A60SrRJQyI"
    "Gl2QcGSAmUsWIpPdkhKJ9WUOJ58ztWxb1OtyKWUStyiO9ez1Gn7ASTbokR2t1cebOuBDiN"
    "nRUIVMEe5Lg1SGQi1VEWFjo+7zMZkyBLvMX18aN2VvTKV+vp1mr7LzXzL3VfdeleLaRVAr"
    "nCeqJXI950mzlsgqcbjFxOH9Z7iOkWvpZq/QixCM9dd8Jzqetc5xUA5tywmqz+4XGPCxu/"
    "mSrQSdN+gZWNGcpLRp4DGER4ejUZ2+JKNReV8SMZYpfeM/qwYIB9OPEN2t5KTyOzJUVFlY"
    "/gnCBMnuv0C4H/2qtW8NNkhSbP9I+/5/FHdqnQ=="
)
