"""Coupons and taxes: what invoices are less and more than their lines.

The tables are by aerich from the models; the checks, and what stood before, are by hand.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "coupons" (
    "id" UUID NOT NULL PRIMARY KEY,
    "code" VARCHAR(64) NOT NULL UNIQUE,
    "name" VARCHAR(100) NOT NULL,
    "percent" DECIMAL(9,6),
    "amount" DECIMAL(40,3),
    "currency" VARCHAR(3),
    "invoices" INT,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "coupons" IS 'What invoices of those who have it are less: a share, or an amount.';
        CREATE TABLE IF NOT EXISTS "coupon_attachments" (
    "id" UUID NOT NULL PRIMARY KEY,
    "user_id" UUID NOT NULL,
    "coupon_id" UUID NOT NULL,
    "invoices_left" INT,
    "attached_at" TIMESTAMPTZ NOT NULL,
    "detached_at" TIMESTAMPTZ
);
CREATE INDEX IF NOT EXISTS "idx_coupon_atta_user_id_562316" ON "coupon_attachments" ("user_id", "id");
COMMENT ON TABLE "coupon_attachments" IS 'A coupon that a user has; the order of ids is that in which they count.';
        CREATE TABLE IF NOT EXISTS "tax_profiles" (
    "user_id" UUID NOT NULL PRIMARY KEY,
    "tax_id" VARCHAR(32),
    "fees_rate_id" UUID,
    "usage_rate_id" UUID
);
COMMENT ON TABLE "tax_profiles" IS 'What a user is taxed by; of the user NIL, what everybody without a rate of its own is taxed by.';
        CREATE TABLE IF NOT EXISTS "tax_rates" (
    "id" UUID NOT NULL PRIMARY KEY,
    "slug" VARCHAR(64) NOT NULL UNIQUE,
    "name" VARCHAR(100) NOT NULL,
    "percent" DECIMAL(9,6) NOT NULL,
    "inclusive" BOOL NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE "tax_rates" IS 'A tax in percent of prices, on top of them or within. It never changes.';
        ALTER TABLE "credit_notes" ADD "covered" DECIMAL(40,3);
        ALTER TABLE "credit_notes" ADD "tax" DECIMAL(40,3) NOT NULL DEFAULT 0;
        ALTER TABLE "invoices" ADD "taxes" JSONB NOT NULL DEFAULT '[]';
        ALTER TABLE "invoices" ADD "discount" DECIMAL(40,3) NOT NULL DEFAULT 0;
        ALTER TABLE "invoices" ADD "tax" DECIMAL(40,3) NOT NULL DEFAULT 0;
        ALTER TABLE "invoices" ADD "subtotal" DECIMAL(40,3);
        ALTER TABLE "invoices" ADD "discounts" JSONB NOT NULL DEFAULT '[]';
        ALTER TABLE "invoice_lines" ADD "tax" DECIMAL(40,3) NOT NULL DEFAULT 0;
        ALTER TABLE "invoice_lines" ADD "discount" DECIMAL(40,3) NOT NULL DEFAULT 0;
ALTER TABLE invoices DISABLE TRIGGER invoices_frozen;
UPDATE invoices SET subtotal = total;
ALTER TABLE invoices ENABLE TRIGGER invoices_frozen;
ALTER TABLE credit_notes DISABLE TRIGGER credit_notes_frozen;
UPDATE credit_notes SET covered = total;
ALTER TABLE credit_notes ENABLE TRIGGER credit_notes_frozen;
ALTER TABLE credit_notes ALTER covered SET NOT NULL,
    ADD CONSTRAINT credit_notes_tax CHECK (tax BETWEEN 0 AND total AND covered >= 0);
ALTER TABLE invoices ALTER subtotal SET NOT NULL,
    ADD CONSTRAINT invoices_subtotal CHECK (discount BETWEEN 0 AND subtotal AND tax BETWEEN 0 AND total);
ALTER TABLE tax_rates ADD CONSTRAINT tax_rates_percent CHECK (percent BETWEEN 0 AND 100);
ALTER TABLE coupons ADD CONSTRAINT coupons_terms CHECK (
    (percent > 0 AND percent <= 100 AND amount IS NULL AND currency IS NULL)
    OR (percent IS NULL AND amount > 0 AND currency IS NOT NULL)
);
ALTER TABLE coupon_attachments ADD CONSTRAINT coupon_attachments_left CHECK (invoices_left >= 0);
-- A rate is what invoices were made by.
CREATE FUNCTION tax_rates_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tax rate % is frozen', OLD.slug USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER tax_rates_frozen BEFORE UPDATE OR DELETE ON tax_rates FOR EACH ROW EXECUTE FUNCTION tax_rates_frozen();"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        ALTER TABLE "credit_notes" DROP COLUMN "covered";
        ALTER TABLE "credit_notes" DROP COLUMN "tax";
        ALTER TABLE "invoices" DROP COLUMN "taxes";
        ALTER TABLE "invoices" DROP COLUMN "discount";
        ALTER TABLE "invoices" DROP COLUMN "tax";
        ALTER TABLE "invoices" DROP COLUMN "subtotal";
        ALTER TABLE "invoices" DROP COLUMN "discounts";
        ALTER TABLE "invoice_lines" DROP COLUMN "tax";
        ALTER TABLE "invoice_lines" DROP COLUMN "discount";
        DROP TABLE IF EXISTS "coupon_attachments";
        DROP TABLE IF EXISTS "tax_profiles";
        DROP TABLE IF EXISTS "coupons";
        DROP TABLE IF EXISTS "tax_rates";
        DROP FUNCTION tax_rates_frozen();"""


MODELS_STATE = (
    "eJztfetz20aW77/SpS+T1HJUtiQ7HvvWVkmyktHGj1xbnsxsvMU0gSaJEYjG4CGaszf/+z"
    "2n8QYaIAABIAj1l0QG+jTAXzdOn/f535N7ttswjzmnl5rGXPfG5tr65DX53xOLbhj8IR8w"
    "IyfUttO38ZJHF6agoWLonMVjF67nUM2De0tqugwu6czVHMP2DG4hxUeLEYdvT8nNA3N2BE"
    "ZbLhDAXeKtqUe0NbVWzCVb/AclmsN0ZnkGNcmG7ojOCdV1l3CYxePE8GaEWjpxOeGOzhwX"
    "rrjMXJ7iu+hcg5cxrNWwj/Ut418+m3t8xbw1wPWa/PY/cNmwdPaNudE/7fv50mCmnlkBQ8"
    "cJxPW5t7PFtc8bapq3lvejGI0/azHXuOlvrITC3nlrbsUkhuXh1RWzmEM9pqcWw/JNM1y7"
    "6FLwvnDBc3wWv6ieXNDZkvomLilSB2+QXDuZzz98vJt/vrmbz08Kyx1RpJYivKRxC7cKvK"
    "srMFjhK/z5/OyHl6/grnhD/McPfwQPTEAJhgto3l++e3f74e7kDzGIejQYJkBOUI03ZxbY"
    "K2NVCmtM0g2y0YUE2uTjGA7bv5ydnZ//cPbs/OWrFxc//PDi1bMY6eKtKtyvbn9C1GEAh2"
    "89YATBMuDOXt6nVgEvLKh2v6WOPi/c4We8bGzx1uZsk79CLboScOLvxhdOWJi+MawS7iZu"
    "7eNrOMitx9E+8w1bcH1H+BJ4CSMPzNK5A5yEE9dYWcAcLGQaeEun7nrB4fcVGVTrWTrmN1"
    "++3L5twGt839BPkaYfjnPyf5a+FbBpjTvs1NDdU4tt54b+nyc9fS0VG//6r5efvjt/+b3A"
    "gbveyhE3BWb7mNCGGmYR7es1dUpYUESQAxxe9fiY+4Z+m5vMWnlrwdafVWD8t8tPAcxnz7"
    "7PspgP4a2z4B7ineAr/t8A3mh8N+gemsFn8D17VgdfGFWKr7iXxdemrrsFYWe+BubTBOgC"
    "4RQRf/GiDuIvXpQjjveyiDvcbLSjo/HD4Ruckn3x4SzEz1/WQPj5y1KA8VYWX91w8cfrc+"
    "oVYX4LUHnGhsmhzpHmENdD2tPojxr4h9x4LNu7Auu72/c3n+8u3/+C029c91+mwOvy7gbv"
    "nImru9zV7/LrEk9Cfr29+yvBf5L//vjhJn+wxuPu/vsE34n6Hp9bfDsHbSyFSXQ5upRZZ4"
    "97Nty0NMnXdGVY1NnJFzlLl1vjxc5j7mjW9eRX1FpRNLSZbTMHdNZ70GXxgstgaXV4iuZx"
    "508u/tthHgiZb6Lb+M9AfSUG3IdhTCcAJsiS7JR8+PLuHbwSKr5biuQe8e2i9HqIF6i/Z6"
    "/efbzKbFdgC1e3Hy4//eO795d//z6zZ999/PBTND69Fa/+cXdzmWMhYosEv3j+wBwXV6Ow"
    "x6oV+JIpWumdI2Mij1bpc0DD9EvD2bTi2NIJjoZvn+BHQHzLM0xCCfwG1wN1SIevzeEP8L"
    "F40dcHKi0BOSv1Zb3Gvy2hQsJaoRJJ3XuXLEG1xBnc4qfc87OmftK4HrObGZsyZMMZnJ41"
    "3IN3sM6gejPYD/iyaJlwWbA1kDH7LtOBW/PgihFcIN7W0Fhxjz1yroPZt9KrDTseV6QFM8"
    "pSdsCF2knvOdOKZnLt/hT29iEsK0f3rfu23nL1s5Rq9Y9l9RvYtpNt4jIXRTpXciKElD/+"
    "/ImZ1JPLfVmj9edgsiM0l/wRfQTR1VB0yh2f96wjpO5wqqni5IBGhU7MuRCqHovXp3C2a5"
    "hsSogN4F+6tR4Mj4ZvXOZpSg2a1fA5zY14fE330yUxDeueLHYgRRnamriRI2kBK7sBLZyC"
    "HI5TzwgaM97Af81d4EcyViiB8SWq37EmHqngRamt1ycpN5ZyY42e2wzgyBq/2X8wfPuw+S"
    "MfamYHTmha2oDHBvIBDKXiUAOdZ7FrxKkzVI/g2CMzjD6GNSv7Qy+4H4UGml599s02YLoW"
    "q5+lPNTqK+dlvWUGCNt84mm6o3FzPJkVHleYZGRWKtdhU4an/Qps2uRVR3tdOHzrMgfdRY"
    "FaGWmRQkE0VhbT4V6pMimsRtVaaw9P2K+t/hbp8/rJ/yjNdSjxqFxzVaL/YUR/YIVwV2Km"
    "LFdpUyQT1GpfXtTQal9elGq1eCsLccjfmkCcIpkgxL1EwCp966mJaenVN6nrgWjDrBbrn6"
    "dVO+AYd4DSuJ/EMsdSewPBPE3TpXg+3mXdI4gXFNwcvkVwfwSGBJrYzywQxW/hRag89LqY"
    "yHecsBZc1nDZodtYS8zsKvj9OjPhZwvwLz9fX769OfnjoGaDIMai3GgQx2DsNxkkkR+1DA"
    "aMOqDNh15kjC7dUG1tWMydwV86Qwd1pOGHSj2q8aFSX20p6HBq5dAeCzeaVZgFVN5g4m6t"
    "pTU9r9Canhe1JmV2OYzZ5XFZKR0lpIxtHTrMSEGd7qIJ44gJJsg56li0yg1aBXuWq3FbFt"
    "j4X58/fpCDm1DktStD88j/I6bh9rZfU0fhwjdMz7DcU3zeIQ5CRCjDTSKUY2aSWoBrCSvB"
    "Ca5yyzEixVf5IXvTex32AFJ4G/NmllKt8phXWRmxn/LqK9uWsm0NAmt729Yn2OSfbq/vDm"
    "fcyiTESM1b+ZSZKgNXMVmnRkEx2B66KPiFFiiaLaEQJGBjlqwJezOTaVHPytX57CoW5tiM"
    "Xsooc6hYGHX+qvN31OfvwX1Ln2Glbq1Lz2Mb25Ofv9khew5gjO+cGxh6IYbX9jIh3Z8NKz"
    "kQtw63VgSOSDj9FgwLnGhrpt1jpYqfmR14i6hF1tx3Zlipc8F9OFZXPobDWiuZt6mPR9Q7"
    "jOP4OtDm4PZv4v/qZD78ySzSJedtzuc8pTql25/SKmK154jV5uYnZXY6OSqz02hSXL644h"
    "SUiBFfwgDoKunBhzE1RQasaaX5oBdvGJzSmgZnsxcc7XxruQSmd0XTADzbDdNk+mvsM8A3"
    "NrV2RGjiNjyLW/JqWZ3NXEdACMrfK4FgDALBN9iSFjWlWmNF2YUsWatDKe+GGVEJ8V4C/F"
    "UoUL/4Dlw7ZGRexAFKh2i+4zBLk9RYKMc4TTNg5fAvn9/2xYdzQNeBuRzkPMQoZM7/za1G"
    "jCJDNCTId9fDgNy9guB61PMbqWAJxZAF8EHEeGDDgNx9NRwQdykKHkWYyyOt0jTjiLXCx0"
    "4n1uooelW1KR0cdIoj4m2jHkcYExl2XkNz5jYoLR3U+8Va8UKzCfqvybWiLiZVxYS7/TCV"
    "gUQVE1ar30cxYWoyx3t8gVyc5fj0pzLPZuZDQt7+aHxs42e2O0IVvhZCrr+IJ380VJ9Tk0"
    "0VMNPYGI//6N7hLFOFCH/PvBucPsFUk8bK4/bctx+N0x23v9hTwqjnhGVx5slzlaPjsDJN"
    "OT5564SOeGuQDtbcFH4Ymzkaszx4M1RQKBHfyQzdMrAmnhtcFE+ciY45SGBwPdJmQqUFrU"
    "eyEJI+H6USmI/BQXQPP7KJnSwaP0GvRfcWsvjzkuhlTDM21Cyx+Kbp8lpZQHgaTnCEqFeg"
    "/Pbm+vb95bvvzi5mAc6gaBlBZGGcCFrsLSvYUJNNnFBMzzX0qsYmflW6h1+psmVP3baQM/"
    "Ezp2HEeZpGFV3Pfk0oIzWEM0Wi0KwM3/elRSxbRO9HkV1Hiene2P3UhpKH7hcYQCegvo9m"
    "miaqaa43toxEarhMr9Bh0wNme/IRxdB5M4UWdxyxqYtdOGmic6ISiX2ZA2nstUgWnJGt4a"
    "1DfRI10QVbwl4T8Yl0CW8jbrEHFoUw6gbM48l02wGe+tX6aonW1YZHXLrDtEb8L+4PssVe"
    "tqg2C6xQixb6NEZZBt5FHa95FIuD0y3dlenMvwXWg3BrpT7ezDmbCLTirzm8iBPmZGRCM1"
    "P0KptyHBp4enlrZ/WlaFRW31iErGnCeUAdYJqAKpObMrmNZ+Meh8ltbID2anPLyHDFbVxp"
    "dcvTqnLhozawCc9aQ1YV0xwLmxKxlhkFTPyEmdCvRMyl0Iy8UJPCVPacN1Ievvn4KZuzyZ"
    "fPGrBJjdoN1zakePTKjtOK0tn5A8eM5PS54txk1JIjG5HkE9uBpq8vJb4ycGL7x4/vMvzv"
    "6jYXQPzhy/urGxCscngX44p9NPYExpCmTCpLeSysqssd3YhVCLyErakN0DGhwnkPzpEBs3"
    "mZ0jSh8mYei7A1mkICl75ueDeW5+xO5IFkyf3ZnmgyHDkHQcYx6pYE/Gix0Op8Si5BODBW"
    "K+aQe8ZsF8UjKv5ruG+E6ITW8SAxIJafqGnyrSsK9zFqwn4JSvsVxbI+H1Sr9IDlGZ5AMP"
    "grZesWdYqwSGHuWs4kHg4LAyiVkXwcRnKuiUzjNow7R6pY97Gw7kzFH/HhNrWcZqkmaHjq"
    "3n6a5pC1vVEpGhWjkmtgw3mjzqrReLVZa2xWh8HPdOXO03KIs1QDpvv3xehzMJ/VMUfDqH"
    "Kgzwom6UQiasB75UkoU9jK3VesSATXugAnFBME+PysVn2bivI2coCb1sFKE00Q5l4KNU08"
    "yFW4HkRwGeirGmqnjuXOiLFM/5tIE64aUfYijpTZcssrtpTbcBvVazke4a6Xwiwllt1y2E"
    "stugr1+qhb/mYhg72qHk5C06ogzhBVD09uPZfYJtUYEeW/hcnNsGZk6fANeQ4cRMSzct8j"
    "lKyofUpuNra3Iz6cZqYY/0++EAY2Vxo72/30oyiSg28k2wvlRbEjipbFsI/n65t0G9GRLc"
    "Mju4iOy6HxV0azNnHJ7Vkdd8Y6GlnLl+Hw7Wuy5lsY4yQciqw4C0NAMPBeVPLCT/iU/Lrm"
    "7EF05kamhJZXZE0z4nKkdhg6HLgVTiP3avT/yI4T5qu/Lamw3bLm22Er+z62KW9Fc+/hxY"
    "fRqYtP46QeG+wDHdWjOUtuvtENrG4Ik+Q0SQ/Yc56wZGgD77jjW1jIBJYG29gtdgGLFz46"
    "8vsStgEsl/s73jCsB+oY1AJejmOWhgM8f8m2SM6otn5Dfhcl9mH0GsMOTTOskLIpOViGer"
    "IqyDIeB1H5oSMit1s5urOUKvB71A5tBhC2WeQ0nQplOMaVj1h6E2tgmkaVze7cThicmk0W"
    "JKFQy9HJcoxGFL3V2cbmHja1wDquUmk0N2aPQGoko+dRhdk6ZRPCOAUh+WEdAZQPZ4TbuK"
    "Fw8dHoAPOFxQvEEMvdwuuRXx3D87D8QGC+hSdZbuCPR4EQR7LlkmnSsgkDPbVOMGeqglR5"
    "EGZZs8Ny8bS0yeFwIqp4Ev7n4sik0yh2pk2LySKt0tZnLQ3rZQ1Oqo1+pU1Ojto41d70l/"
    "KLc10SfFO1myMKtYfb7uEN0w0aAFdAvjwkJ0s1wZic57Vicp5XxOQ8L8bkqDKOT03lHI1A"
    "/V98IZei8cYe0fmffFFbXMagA5FG5PiWm7GjgviKnji0h1oc6Egkdb4RUqkNSGNlLzTEon"
    "SLTr64ExC66ITNRSYrD/HIR1htD9uRckT9PrsK163oswqrvZu7DF5Dl4hl5d238nRTEszO"
    "nl/8cPHq/OVFLJ3FV6pEtKJ0psMH0PzkSqiOxxYuQkRdk4elK5AnWOxbwCgMlyxRF0eGIa"
    "oLehy+KVTTXwPjCKoU0kD3FjMElQspvJdh+k5JOGqPz5rYgZoJLASc5oBTi12ZIz2erflk"
    "JKdMhhEslMVlmmF5CEhCM96WipdmEIdElszSGHb/wK8epA5XNPzAqCaQQzD52twBAzBM4A"
    "08/PJRPsGCOgu28iXBUt1OPYp4FKwxJAsEKhelEgqVX1Ynv2xEXu+RhYtOiZuajLpsLuLE"
    "my5zjlSt85jX2XY4TteoAXeaZnI8s5c8OzQWzNvGkRSI1Rc15i9KLJfraxpjsGQSebSq9F"
    "2RuF0RvONZ3w5L4AnwYCXx1RuwsxzZ5Djai1oc7UUFR3tR5Gih9aCJAS1NMl516xbbJTp8"
    "OyO+jaYU+MwlaXclg3owro3GORB2S5ZnEMWdlCvTh2yjUVSNyzSHeRiRgsomtvo5JcIQFl"
    "zHymNrvrVE2bE3oJ9SD7t6gPZKoqwdNODDE5lOgkgGmWegp6fUiZqR1DNjNtfWqpDZGAJo"
    "DuuTObRfoH9Hd5vAJBWQNJFM37GtQ4cBSrbDlsa3Zgp1RDFF3tF5LTEU2C+aSvgXE4W3jr"
    "+83F1eKG5lGg+SQ69aZw1JBizXHgkdR6uquhq3ZcpTeRpDQjGONAZ83lGnMWRq/mAtY6bP"
    "LeZtuXPfaGFktGqJOl8iUCcpiupNliZNM44lOfrkn7wNaA5cyZpr8BE0NQXlKEdrETpYKB"
    "X7ZhuAfpvM0wylcheM2V2gGy6C3MYxlCNV6zzmdXbYA79v184kQ6lWecyrHJhvCwtcFYMW"
    "k0zmBBw45EslzDzlLy7oStNm9bOUavWPcfUdJqqf6vOFvF54uWusSDn6ctaD+MNGUBx8bA"
    "bX9nAWnPdZdIvQ/ggswFhZP7PA/3VroatZk5lXY9/7l3Ci4wQ1uZp8Rg7dxp7v9JaCX68z"
    "kwU21U/AOz7dXt+dlPGDTsBNAhuOkgPsRbfIBUtALo86KYAvMQRdhZQ//vyJmXFpwKcCen"
    "aHws+Zi5bHj8bpE0z1DmeaEFT9xjD9IpzX1xQDDE6kkUyZEbPqeKbQFa7h4Nr9HS/JvYXh"
    "RB7m7wXhDEzHhGQsC0mCKUnoXceMnK3DrVV0XeT6+ZZOgiAkx5sRi4tejZRgmXcXkwAvnj"
    "13ZYFOgz33EXnQLYMSOo9GmGqdZBVzc5iYG2WjeGpa6mjidt8xfcWcinbG6QF7TjxTDG3W"
    "0PhXjJilmRpzuqFj1DTG21JN1Gd8TXS2EBXqHLi24A+M/Js5fEZg++t4fcFMWSB215NLjq"
    "7fTlKzh0JyOHEQp1sW0it62VrarkCgAnsPG9hbXM+6sBcplZlDWY36hDPNROqGO6ZpJhjx"
    "eF4j4vG8vN1ksV9qwJobAJwimSC+PXSq3sgRfss0A/S6EpA3JRjrAdVpSH2EeFfg+/bm+h"
    "ZUue8uns3Oc1GkcTSvyKQYmXx5l5yMVVJmelg9WTN15DboEeKtAf+gWNIaHgLbQwiFVPT0"
    "/JNLNiAeYpeOoK9TyC/R7AGL528Y9u2gxKa74E8etJHy6D3OisCF6WLyNiFDPlwqsMJI8T"
    "253Hc0hkdrpaAa3Vdy6WHlUiU6KdHpqESniM/URTcaP0FkuxeaEubdgB9kiBRHyGfmcbed"
    "ETZDqOoAKmNrmTCMDtylYZpyGTi+u0f0XYTjagq8f021OmUPIDS6gfC5xfoEDgOhSEdXn+"
    "gOD5KleJ6o3behOhNGUaHOBu5ALBsK/0PBIuiVKqIkJJUTBnvqI9yJ4qENWWiaZlhBdqT8"
    "s1xg1eCGyVe+JGO01FWboZlS6nhneT8e9+Q9VctjyGOSCXXdHjiKXAeNuhnoEYWK228Zt+"
    "87Lnfm8kDIcv6cI1NRu1JUWwQapAlVltHYRNyRluBV0SSDr/7SsAx33Wr5c6TqKx/bOj9K"
    "kc3pPcXN8dFidxz+Uzv8/X00zzEqO3uD39OaXibs/fry8/Xl25tc1PsjTQPXseIjtQ1cp/"
    "WiKuNARoGq5w1z+Pa10NPDOFl0IGG/IzF50vDolFxGirsTuq84/DZQyImokS/8VcEAF+N/"
    "0c0l94D1/cBHmARkxoDq4GKpKUDFFWcYTmnc9nAh2+PQWqdR6/UtHP4WLs/fqFnGsHJj9n"
    "AtPRo9f8DhtZMlxOiAN1ASTyL4SWhSXIssBIebpm9H3Ysx0WHJgb98wK5dwEI2/IHpM+Ly"
    "oIArMBhhshT2yNAMWWBkQz78q+VbyPA0uEnNLd1hUCrwSVMnS4dvEiNrudM/fZrF74r/EL"
    "+iEAGgHP4dyZWPsJ9mlqmuEzVDNEFP6vlZHSf1WbmX+izvSX2IGFRdiGOCCcLbVYPFcTpZ"
    "xqt+ts8UL1HmWmQzt1bnxgFr1wrdgALVDZ7dtxubO55cmkoP2CNKCTlgboixDT3ElCyxiR"
    "sIKqHHFqvXi4lCASWUdRxmM/gjbACHbSWx0n0osfhYLH9Z7hDu8iFfra/WLU6h4yw0TFzF"
    "uUXbOnwOuovh39iXF6Uv07BYkOnjMProvrxHJQyJJ+F/Lo5MDlKV9vttPyXKMjRzbsYkyr"
    "vZzruJfKgZ5BGFQrwd4lTTmB0q8vVRT1Mp5FvGTvi2aWjUk5Z+qYqgyNAp9Nuh/y+fOtTy"
    "gHs03Po5QoV/O/wd9k+mNeY7aSqFfDvkVRzEU/OPqziIp7HOo/GEBSYzqckmtqZVGWsCj3"
    "dNb1fkGMIFm6GfiK4AyJUoBCfsHDR0SdkOt5nj7U4JGkc2jFqYG2oJf5O2ptaKua9FWRRj"
    "tYJLLmPodCeGrAHiQA99KkaY4/ZIuaa/amKJicZ3Y4k5bHREz24SZeTquZ1k6s0awJwjU9"
    "2f63R/DlwQAqQGUGepprivz17V2ddnr8r3Nd7LmbWS47gJ2DmyKaLdecq1kHPmkZzTBO0i"
    "5eQYSS+eiaVhRvJxFurypm4pknH0dJtUm704uqjRmmSp1LJ0vixB0OQcPsjispSH2GaIhj"
    "MygnB2LD324Hc1qvwWjZ8cd+8+6k43XNuku7mrUVMiJlbH3BeIJ2Mi76LD+KTz7k9ugqih"
    "uIREEBkd54TEPyROLtG5qEYvQqkJRhEVrVwdzdkzN1JVwpWde7a/zwqwROfx3UMucZaj9W"
    "xUN1nR4ABfPb4RzbWYZqIYwflqddSI5heYqm4jmrHZFGph1Q1Mk4bI4/bctx+N0R23v9hT"
    "wqhf9+T/TUJ4hIhzIvVUFkbNqp2WqcCgeRDD3dCBKTLkRDEvEett8QXXd6IBkUt2DOvbul"
    "Gkt4tJbeTWw/juWDzbrpklIryDgmC2zajjilK4S+6suOcxq8KTOdTTpWl4oiKrw5YM64iK"
    "syOoyYh/hZH7snK8qZbtqhbvCByhxWWsbSIoUE7Q9t6LMTj5UGq7n2MKhXE9jGMW1ADlNI"
    "3CuR7OTX2jyivazCvKNVGqu42tJEeqgv/GZhTJaKmBS9WQKfN37FtZ9lKGahLfVNWi3vz9"
    "rtrjlOlZGA3Pu6HyUe1C2JfAXs7E0jST85D0ckyU9eMsl+pLu3E+zbz57JbVmPHQ6kzIkS"
    "oD+jGeFSkduuHyZylVgf9RLzMc7gDypsnBlCJpdS6NTMDrKcJzNEkXH31vwb+9Z65LhYdV"
    "YtLMDplV2zO5GDzfBKNrGjM/c5go6OTFsRgXlvsm3NKYKDOR7ji7FnW8NhvDgw0UZEcYuk"
    "idsOnO5FQX5SjQoOjCz8Ae6pgzsYM/PLaxJTkZwz56f2bGb5gv5wmYVa+wcdgnPW4bWiMD"
    "Q0QwCW2o72SN8OspAlweA5kiGT4A8jCiQy+hjjGrqW0EjggGVDltZukI2iDbu4eGrAH7ly"
    "j35XUyUiSjDcY7uTRFfSlGluh8eU22ay78fCtQ7qzo1CMWcZnnmUy4Abll7mAclpKyeGrI"
    "f5DngnQNpynTCcgQEpdj74/rOeIsWtWGkcV5sjHHEx4stlgHoaq5KppQHb0R4uRX4UiHLw"
    "QkTot9896EG58m34bhhrGYW7qbBZ53UcWNUZcRYLJu8aPrbNYJ68gmdb05cxwuKRxZfpJm"
    "qSZnwe0lFVLF7D5lW1RwsLeqQJOhVE7Isa3yaIxhV4ZpAtCftTXTfbPEHJYfNNvTYDQYPn"
    "fD8TVNYuLkpcT1F/Fl8h0erA7n3veizqv1wA0N5Fc8mGdB7XpR2HUmjFK+jQc3HNfaGmRi"
    "aqJADFT4OkBDTSzZuis58Yd5bh1jGD5DBOrNyG9xB/Zyqxi+ZMPy2CkSVU22VeheM7xTJM"
    "qrmjeFMcfg+lxUTGt6yOVplWdtdOdceqm3a26ydiudI1ULfQQLDYpwu2UOCdUij3qRIzGl"
    "4RKnyJRWMub1RUEWbjYw26YohrPY/vl5T2vZtb3Wps69rIpvRVhJTKGiSmoZywLAWjClDK"
    "FiS2NjS6MxloQZ21IbSZLNXdleNUkdr9Of0HYMTfS6wRAdURFWJApSsjSpR5aMke88tF5s"
    "Ddizvhc1Dvxe4kt83FzSZMSwmkWk2nLXEG+uegGOz2oRL04B8OpKOWm6Kblhu6iTo0qu9l"
    "tydcN1ZjYBOCaYIsKdR+mALBPGGNUO8ospBnTeUsfBBPm+2G0W5TqphOWJhMXiqhss8CSR"
    "RplmANstiX6JifKSaEB1GlIf4ZauQPftzfUtsNnvzp/Nngd14EDqNIL+ihHyFwUWYVia6e"
    "sytaoS4jTZYUDuqwxcPYRf1gYYBMBNo1qdMcE4ynTiYydTpvOArXCPR6Nt4HvK6i91Ec1p"
    "PcqhV9leOESrCHCLBsNYCOxvyXzHCe/eNsPZ/SVvNFzgCp3gW7eB8ziZQfv+zZ9uPt99ur"
    "2+O1wD51+o75bYlYJbs2qzUjp2ZW4jRW0TE4xgnrYmhhVGsOQiYTCKxcVgcrQQYbQL/Olj"
    "otsbwm1mhdGxv2PY65x6v2PgywduSYqk9vuoOpE1qTiMKARGZZuNwDilQmq6LVQwmoiwSc"
    "Apok7apP1nCFU0w+jcSpniDsGZ0nSJU2TKbTi29R2N2xD1lhLhDu/ske2wknJtaQ6fECUn"
    "CREr1CZckanvclOXCWY1qVSTxfGcT6rJ4gHy9pXHTzVZzPCMYbxSvQRLUUdbtyxnliNVks"
    "/YJB+VQfqUV7+B3Fuw03fSrGN6Nvqe+ywkHU5KtYS4u8c+VSHVdKWOwqBRm3A0rWLxLooJ"
    "jIFFdgG6gOh0ELWs2tAddiwILopHox2XWmTNfWcG13QYIOIJN9zy1jgOcyj/XWILHuy5NS"
    "IXMz5SkVOmYhhHqNiES9NAMEwoJiiBdxyrBB+kRECoiqIJKZ5ilNLZRYMYGtiekl17xbnJ"
    "qCWHNiLJYbsAmr4AjfjGsIBeffz4LiNLXd3mq4d/eX91A5pkDu5iOO4Bo2OOaAer8BgVHj"
    "NmeCcQHnOsyI45Pia1tUtVpNTe36skpdXd/WrSL5g6FRV9o/B6G1BTTslHrJls+wvTcNdM"
    "x6ovFtY/JtqaWivmvslEt7jEBr1Fqg11P71U6RE/PFje4BFKyxmhlhMuTQHu0hSthGBKCV"
    "qd5V1j/V6/UZ+ZhGJAT4Lu0KU3jDuh+1Qi0fHK0nZNUE7TTFA7P6+B8XkpxOfFRBc4xh6o"
    "OYdfKzHkl8NcIBxwTwuD3DB7umNjSIyaJk/gqk6aLVIPx5l7LofRRd4sNUHw3jAZruX7OE"
    "M04B7WKOwxnToDseazOqz5rKKVYSGJ1rCMjS9pZ1Np2ktRPdq8dzy+3ZR1r0EOoovV+ufN"
    "zacZOoXyHpThccBQdbqTiHLV3DhLOdrmAofgxFgNvg2kabrhAD0/AkRjdb1NFaIcrYqrGV"
    "tkhYqrUau/SYyIzaxiKRLlFan2ithhWHwnLpHjBXWvxT61pRob7FOcLKlJ9pjIr6QA2kTQ"
    "znzwSVTVY6Pj4kiuKcKUcUk8Fq3PqcmmBFi/vrIMalJnWR7XupnltYMKv7gYxYdNFVJ+ua"
    "BtArWIIRi3NxOVBmFM2C4Cbmlr7siCBR8131frq3UZOs0wOjAKLOQONmvwXNGxSRRFdPhW"
    "pJ0v2MrA3CeLo/MMaeIWp7+HmbK/vw5CFynRfNfjG3TLUcxeBybx1cpktRswk2ni5G4QxI"
    "hTBI0jUk0i3CrfXVUme5JlqnLZR+C+U9nCT0D6V9nC017f4ORourwJlfp8R728qkBGtwUy"
    "UIoqglnVJ2DoRr/H0iQg8FW0PF4KxOqQGTMX4qCIOIYuM7yUl9fMEKkSm5m17qLEprLqP+"
    "VPUhUiUwkkYwS1wlWC+68TV8kXd9LJDanvtMRVItm5nfmgnnRazuHTR34CvH/lzr2wpkoM"
    "4qn7s2pz+ApGzrdiaIMmPlxjrks8YTDW0Y8UGov5kgi/EtMxxd1xMeeDBeN0zrAUqkdcui"
    "NLYauGNdDDWQwPCB9ghOGSJYMNqIf26MCzVOj8M+QLfLW21CUrh1o4LZq51zSYyYEZHJ0J"
    "u/cKqEGIhAUOTeEevJIVDsHR68CEvyMblGPqGcanYQA/2tbIC5CAW0jOKTJlOBu1fBx86R"
    "K3blUue0I0YDZ7fOWo0tkbVO7p98CsKEZTqxBNkxo0f+VbsvG1dbrCC3pj8UCKq7/ULvlC"
    "LgPCdeBRxXuivMw97Jaia3ngZ0vTMlOSqSpEcxTnnCpEowrRjCeJQhWiGcHJrWzISkYODX"
    "K23nL1s5Rq9Y9x9VURqo59CMolo7wHh7dul3kPVMWpR8E64opTnwDtCitIcntWbQnBVWtU"
    "khdNEkvqYmg57roZGhtCYwIaGuAh7kyYJjb0ngUmC6YH5vzXxOVw2dqhySL6MzTbz3CCoL"
    "nH7wvfcb3fcRKpQWSwp3+1NL5hhHrwCK158LuKdx+BLUQsfRHt0uC/eLwqViUrVhV8Lg3w"
    "TFEoRCWICm7TAM94vEJTmTaUcqtMG2r1E9m3oSKeUKjO88qqoawaA4ParVUDQOkE00vb+D"
    "mY6ig//L2gJkxPjumhDBp33P5in0iNGcGtWbUhw+P23LdrGjG+WGgtgHMWqILYCtxrf3KD"
    "aMOZiCfEnHo0LQS+8TisUAQPiuBAwyoGbHQ5ccNE+2JwxlzkbCs7xBjsEComo8+YjMx+by"
    "j752lVjOeoxXysEy0xQFUG4MQ0KgRnTwiOMqA85W9LRQcoPXpscCo9eh+oKjpARQfklOlr"
    "7ttl1fXCe7NqdVoTo2qq078KFdZ64KJPlKhHx11GtmtO1vSBoXZLHUZM5rqvQSV2Qedhwn"
    "VPLUI32ISiqEl3NOdTSco7bu1Y4zprohtH47vRjPcDPZhe/PKihmL88qJUM8ZbWRFE/L8B"
    "tNH4CRodnj97VgNdGFXev+RZQWOymaNJe8VUaqQpqifYWuMvDTTSgJc3hDcheoLoXjybnd"
    "dX+A/RGm1kmPbcGS0QYYoAV/TnSkhahfmMDV8V5VMptikj1T4j1WgSzwPl6dLzqLYW3d4q"
    "VKzUqFkdZQt2ZURQu3ZLQBlWTomzu98EPkZHD6qDg1qAJU0CR6MVxjnDiB3R5LpXh/M2dG"
    "KqsOlxKGTKcNmpHTj8wJsBmiFSkJbIVSC4LZsEUBfolIQlaYEqTqJWIlaOVHnTRydMZTos"
    "stYLnSNVxZzHts7jEZodphveBy5sETJxObm/T1AWI+FXeqyuiBx5A0JZ1op8Cii5mmHVQS"
    "uMv3uDPXv+zSxiGvfoYQhK/4Vteyx/swjlXgzx21oEBB6DuRLxeZhnSqs1BfdPxIeFtIUC"
    "TQVxe0Z+iw7FefRvjcIgfb7YqTxGJZAfzenbXHpsiGiWSoFaqIyV4hpNFJ0cncrGyWfdRj"
    "y9roU+oRjOjXdy/aEvlppz472s48XLS1spJ97Lgo80OCoLAF8Zq1I9MqGZUibuX87Ozs9/"
    "OHt2/vLVi4sffnjx6lmsShZvVemUV7c/oVqZWQKJJf8Q3qfRQd+n+8njXuDmbOA9jWmeYr"
    "h0M+8p9ruRVRyurgeZUCmE9yDs0W9Nd29AcRhknx0JrC7zPLPxxk1RqY27b+MaAFWTcy0m"
    "mOChdlYr8uqsIvLqrBh5xb5hf/m4S3cW5zv2rURwy5FNAu0qU+XN3+8yVspCG7LYUvnu44"
    "efouH53mQq3+4JWY4lS80s2WFRZ6FDSrXMo17mqE18cZHLmz2maYbv9XiYhe2nqyO3PGZ5"
    "8zV11zIrhEWdXZkqkaXM10HfhY6S6SzAVYhpvACA/9Xth8tP/5AfaFeSNbj6x93NZd4i7L"
    "p+Kz9ohlBxudFxudG4Qd9yzcfgvg+B5VDqCs2NmVW7Q/Vw9DwwRtZ0id6tGTGxhmroXfTo"
    "PbOCYiVlHs16JI/ItTq8iXtESUBdGbjLvYnHYvDuy5wynLV7NNznNvBdytlOdHMPv0knJt"
    "TNCsWwBaaLwkeULLhv6SDMhKzDX8QEr0VoMXUcRp0w3TOukLRgQA0PwEtLhk0dLUL1B8w/"
    "JnSJ719gWAM/u2GUc/rh2YpNqCyJCAxQjz3fzd9RkRgdSS4qEmM0zu3it1AXVtlnpODNwo"
    "u9/ZqIVdH4SZhFe+4DB5+1dMdW+K5TNBNEuPvs9cPrBbVCX24//K2vQ2yCsS8jC9I6TOhL"
    "IuDV3tmJSDg91vH8rM7GPivf2GeFwgx0J2wjzYEuUg7ISrjNrGPlJSqcq+9wLuV4nbStWj"
    "len9wyb9fcZO0+6BypWugjWOgWn3OGUC3yqBfZZdScLx2+KS5yRYu0FM2Ukgk6bDsHCHm8"
    "KaYBxYRU1O4A9RdtEgPSZCoAWPzu8gBg3XC1FqXr0mQqhl2lBhxs30pMJuWhgBmi4WMBU8"
    "7FhW+YnmG5p/i8Q7gWe4kQhJ0rM4OXL0hMoBaj+8VQOXV95tSJGh/Nk+pSZIrBVwFsU5nT"
    "srpcMZX6LBWwGWAx2KghsBGJAra6SLFKTni6yQkj08Wfcm7C8SzF0VkOdZ+1KcIXU6nVHf"
    "PqPnBDb/UFZwjVGo99jecOo64sH708ACJHNr2GCi9qJf+/qEj+f1FM/neYbVIs49ssZDhH"
    "piqNqc4KT5uBjS0/6Z1hsZOqHCUxYFYrT2luwtiayUofLRYVbcX8oLhka1COlT0wB7Y0bI"
    "SoU/uG6gxGFjOPHjORtKJrrugkdw3xzpV1XUVMiIsfo0oZUilDUzulVPHWHkCNGUsB0tIg"
    "izSJiluRhFmo5Kse4/tVY8t+y6uBpOI2z8nMUin9Kqdfwe5cNT24MkQK0Syi6SbcdQFN0y"
    "g8C2lpoeZQALTaAJAhVFHKo1P0M5UzLb3NEqfI1AKPeoH/5VPLMzxJIl5lNEKa7Ak2Tn75"
    "rEFfavhdkg+oXPyMxg+YStqXkSSX4VhHsj8vl+zPC5I9e2DS8NOqlPSERlWnapeQrhsr5j"
    "aPVo+InlwEE3CLZw3qrR8iL2hkLFilBY0cUNuBr9WVWFWqg0MTqqcY3Ax84OyiNiMIXEMN"
    "EU6IniLAKutqTACrrKteYFXNLA7WzGLLnXt8nwLs5cHlKZJx5FfhY486v2o0cSi/BMWfTq"
    "QxKNHNWXX8SVhAqmboyXtusV3QKliDB2KFWVGxNhU6Av+M8hnIgpqi+qwgwAgS2/cIx3bC"
    "xWCUbqeuU+U230k412xYRaN09OGpaJSxeExUNEofjlJVSa7nSnJwaq15o+iUhGKC6HZfDF"
    "Fp+v1qTCCAmUbjhNsUlUJ4D8IOA4lHbwxxmkwp/XsAZnhkNYpjyxBNzpvYSyibwzRmPLTK"
    "a8mRqriHUcc9qPylp7b6o7EbfRKn3onUbBTem1VbjYJzs5HRSLQyCq1NidVmBQzLIvjDyi"
    "xCtejqmHuiUunKtqNsO8dyqjVJikm2dwNEs1QKVGXb2Sf1dmzbUaaHvvU27NLRQjFOyBTG"
    "ezFuWkjjkTU0xgboAEU0lLqk1KXZYdSlO/rtF4cvDfGzJSpT6v6sWm3y4DOxg6FNGtNSgo"
    "Iv9ojFUrk6WezeRK1fxY0Pt+9mZIsjRc2GBdd3ZGvAPveRFncyDjc87DFrpacpaUbb7/Me"
    "0Xp7PCpDIz1NPAn/c3FkKhru12ZdIxOK6RWH6j57BLs0zxGOhps6T6cyQ3MJTy7w8jbAFg"
    "gVsiOKd4OD9hP1yk9hcbPGEYyLVvP8vcSzC2PRbOZoLCiUZDvYWH6G0WYet8OTcYPRaXgI"
    "GtYpufWIhUcj0dbUWjG3eM52OO8jzlNl7RzsKHVNXxK2W9FBNRzfjX64H+jBTtHuGy+r6i"
    "pJaFAt1ft5her9vKh6hyyqoQUpRfUUDUh/aZCfbVia6bvGg2QXX3FuMmqVBWam6PIVy4Gw"
    "L2TjKwOXLP/48V3GYHF1m0+Z+PL+6gb2dw75YvagsiYpa9KBhNhLBmLeWi7Dhvf2iLA0Gb"
    "VPfi1f3o6lxtI0ZqnQKMlgDgWS8QoxneQvl8uHYTGyJnJMimSCoszZixd1outevCiPrsN7"
    "hUDcJgiHwyeIbi+CYthEpYhwReubhER1vjmmPMQ//j/4F9O/"
)
