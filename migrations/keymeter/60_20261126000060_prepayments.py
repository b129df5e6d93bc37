"""Prepayments: credit that is bought as it runs low, usage that is invoiced as it reaches an amount; credit revoked.

The columns are by aerich from the models; checks and indexes are by hand.
"""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """
        CREATE TABLE IF NOT EXISTS "prepayments" (
    "user_id" UUID NOT NULL PRIMARY KEY,
    "currency" VARCHAR(3) NOT NULL,
    "top_up_below" DECIMAL(40,3),
    "top_up_amount" DECIMAL(40,3),
    "top_up_granted" VARCHAR(8) NOT NULL,
    "top_up_days" INT,
    "threshold" DECIMAL(40,3)
);
COMMENT ON TABLE "prepayments" IS 'How a user pays ahead: credit that is bought as it runs low, and invoices for usage as it reaches an amount.';
        ALTER TABLE "credit_grants" ADD "on_payment" BOOL NOT NULL DEFAULT False;
        ALTER TABLE "credit_grants" ADD "revoked" DECIMAL(40,3) NOT NULL DEFAULT 0;
        ALTER TABLE "credit_grants" ADD "invoice_id" UUID;
        ALTER TABLE "credit_grants" ADD "held" BOOL NOT NULL DEFAULT False;
        ALTER TABLE "invoices" ALTER COLUMN "kind" TYPE VARCHAR(12) USING "kind"::VARCHAR(12);
        ALTER TABLE "invoices" ALTER COLUMN "subscription_id" DROP NOT NULL;
CREATE UNIQUE INDEX credit_grants_invoice ON credit_grants (invoice_id);
ALTER TABLE credit_grants
    DROP CONSTRAINT credit_grants_amounts,
    ADD CONSTRAINT credit_grants_amounts CHECK (amount > 0 AND remaining >= 0 AND lapsed >= 0 AND revoked >= 0
        AND remaining + lapsed + revoked <= amount),
    ADD CONSTRAINT credit_grants_held CHECK (NOT held OR on_payment),
    ADD CONSTRAINT credit_grants_bought CHECK (NOT on_payment OR (invoice_id IS NOT NULL AND kind = 'prepaid'));
ALTER TABLE invoices
    ADD CONSTRAINT invoices_kind CHECK (kind IN ('period', 'threshold', 'top_up')),
    ADD CONSTRAINT invoices_subscription CHECK ((kind = 'top_up') = (subscription_id IS NULL));
-- What sells credit is of no subscription, and still there is one for each cause.
DROP INDEX invoices_one_live;
CREATE UNIQUE INDEX invoices_one_live ON invoices (user_id, subscription_id, kind, cause_id) NULLS NOT DISTINCT
    WHERE status <> 'void';
CREATE INDEX invoices_threshold ON invoices (user_id, subscription_id) WHERE kind = 'threshold';
ALTER TABLE prepayments
    ADD CONSTRAINT prepayments_top_up CHECK ((top_up_below > 0 AND top_up_amount > 0)
        OR (top_up_below IS NULL AND top_up_amount IS NULL)),
    ADD CONSTRAINT prepayments_threshold CHECK (threshold > 0),
    ADD CONSTRAINT prepayments_granted CHECK (top_up_granted IN ('issued', 'paid')),
    ADD CONSTRAINT prepayments_days CHECK (top_up_days BETWEEN 1 AND 3650);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
        ALTER TABLE invoices DROP CONSTRAINT invoices_kind, DROP CONSTRAINT invoices_subscription;
        DROP INDEX invoices_one_live;
        CREATE UNIQUE INDEX invoices_one_live ON invoices (user_id, subscription_id, kind, cause_id)
            WHERE status <> 'void';
        DROP INDEX invoices_threshold;
        ALTER TABLE credit_grants DROP CONSTRAINT credit_grants_held, DROP CONSTRAINT credit_grants_bought,
            DROP CONSTRAINT credit_grants_amounts;
        DROP INDEX credit_grants_invoice;
        ALTER TABLE "credit_grants" DROP COLUMN "on_payment";
        ALTER TABLE "credit_grants" DROP COLUMN "revoked";
        ALTER TABLE "credit_grants" DROP COLUMN "invoice_id";
        ALTER TABLE "credit_grants" DROP COLUMN "held";
        ALTER TABLE credit_grants ADD CONSTRAINT credit_grants_amounts
            CHECK (amount > 0 AND remaining >= 0 AND lapsed >= 0 AND remaining + lapsed <= amount);
        ALTER TABLE "invoices" ALTER COLUMN "kind" TYPE VARCHAR(8) USING "kind"::VARCHAR(8);
        ALTER TABLE "invoices" ALTER COLUMN "subscription_id" SET NOT NULL;
        DROP TABLE IF EXISTS "prepayments";"""


MODELS_STATE = (
    "eJztfe1z20aS978ypS+b1HFVtiTLXvupq5JkJdHGtnK2vN69+IoeAkMSKxCDxYto7l3+96"
    "d78A4MQAACSBCaL4lFTAPkrwc9/d7/e3TPNivmMef4QtOY617bXFsevSb/e2TRFYN/yBdM"
    "yBG17fRl/MijM1PQULF0yuK1M9dzqObBtTk1XQYf6czVHMP2DG4hxa3FiMPXx+T6gTkbAq"
    "stFwjgKvGW1CPakloL5pI1/kGJ5jCdWZ5BTbKiG6JzQnXdJRzu4nFieBNCLZ24nHBHZ44L"
    "n7jMnB/jd9G5Bl/GsBa7faxvGf/y2dTjC+YtAa7X5Pf/gY8NS2ffmRv9ad9P5wYz9QwHDB"
    "1vID6fehtbfPZpRU3zxvJ+EqvxZ82mGjf9lZVQ2Btvya2YxLA8/HTBLOZQj+kpZli+aYa8"
    "iz4Kvi984Dk+i7+onnygszn1TWQpUgffIPnsaDr9cHs3/XR9N50eFdgdUaRYEX6kcQu3Cn"
    "xXV2CwwK/w59OTl+ev4Kr4hvjHyz+CByagBMsFNO8v3r27+XB39IdYRD0aLBMgJ6jGmzML"
    "7KWxKIU1JukG2eiDBNrk5dgdtn85OTk9fXny7PT81Yuzly9fvHoWI128VIX75c3PiDos4P"
    "CuB4IgYAPu7Pl9igv4wYxq92vq6NPCFX7Cy9YWL61OVvlPqEUXAk783fiFExGmrwyrRLqJ"
    "S9vkGi5y60m0T3zFZlzfED4HWcLIA7N07oAk4cQ1FhYIBwuFBl7Sqbuccfh9RQHV+i4dy5"
    "vPn2/eNpA1vm/ox0jTj8Q5+n9z3wrEtMYddmzo7rHF1lND/8+jnt6Wio1/9cvFxx9Oz38U"
    "OHDXWzjiosBsmxBaUcMson21pE6JCIoIcoDDVz084b6i36cmsxbeUoj1ZxUY/+3iYwDzyb"
    "MfsyLmQ3jpJLiGeCf4iv83gDda3w26+xbwGXxPntXBF1aV4iuuZfG1qeuuQdmZLkH4NAG6"
    "QDhGxF+8qIP4ixfliOO1LOIONxvt6Gj97vANTsm+5HAW4ufnNRB+fl4KMF7K4qsbLv54fU"
    "q9IsxvASrPWDE51DnSHOJ6SHsc/aMG/qE0Hsr2rsD67ub99ae7i/e/4e1XrvsvU+B1cXeN"
    "V07Ep5vcpz/k+RLfhHy5ufuF4J/kv28/XOcP1njd3X8f4XeivsenFl9PwRpLYRJ9HH2U4b"
    "PHPRsuWprkbbo0LOps5EzO0uV4PNt4zB0MX4++oNWKqqHNbJs5YLPegy2LH7gMWKvDUzSP"
    "O39y8W+HeaBkvoku45+B+UoMuA7LmE4ATNAl2TH58PndO/hKaPiuKZJ7xLeL2us+vkD9PX"
    "v57vYys11BLFzefLj4+I8f3l/8/cfMnn13++HnaH16K17+4+76IidCxBYJfvH0gTkucqOw"
    "x6oN+JJbtLI7ByZEHm3S54CG288NZ9VKYktvcDBy+whfAuJbnmESSuA3uB6YQzq8bQ5/gJ"
    "fFi94+MGkJ6FmpN+s1/tsSJiTwCo1I6t67ZA6mJd7BLb7KPT9r7CeN6zG7mbMpQ7Y7h9Oz"
    "hnvwDvgMpjeD/YBfFj0TLgu2Bgpm32U6SGsefGIEHxBvbWisuMceea+9+bfS3IYdjxxpIY"
    "yylB1IoXbae861oplcuz+Gvb0Pz8rBveu+rbfkfpZScf9QuN/At51sE5e5qNK5khMhpPzp"
    "14/MpJ5c78s6rT8FNztAd8kf0UsQfRqqTrnj8551hNQd3mqsODlgUWEQcyqUqsfi9TG82x"
    "XcbEyI7SC+dGM9GB4Nv3FZpCm1aFIj5jQ14vU1w08XxDSsezLbgBZlaEviRoGkGXB2BVY4"
    "BT0cbz0h6Mx4A/81N0EcyVigBsbnaH7Hlnhkghe1tl6fpMJYKow1eGmzg0DW8N3+O8O3D5"
    "8/yqFmfuCEpqUPeGgg78FRKg41sHlmm0aSOkP1CIk9MMfoY0Sz8j/0gvtBWKBp7rPvtgG3"
    "a8H9LOW+uK+Cl/XYDBC2ecXTdAcT5ngyHB5WmmTkViq3YVOOp+0GbNrlVcd6nTl87TIHw0"
    "WBWRlZkcJANBYW0+FaqTEpvEbVVmsPT9hurf4e2fP60f8oy3VX6lG55apU//2o/iAK4arE"
    "TVlu0qZIRmjVnp/VsGrPz0qtWryUhTiUb00gTpGMEOJeMmCVvfXU1LQ0903qeqDaMKsF//"
    "O0agcc4g5QFveTYHOstTdQzNM0Xarnw2XrFkW8YODm8C2C+xMIJLDEfmWBKn4DX4TKU6+L"
    "hXyHCWshZA0fO3QdW4mZXQW/X2cm/GwB/sWnq4u310d/7NVtEORYlDsN4hyM7S6DJPOjls"
    "OAUQes+TCKjNmlK6otDYu5E/iXzjBAHVn4oVGPZnxo1Fd7Cjq8tQpoD0UaTSrcAqpuMAm3"
    "1rKanldYTc+LVpNyu+zH7fK4qpSOClKGxocOK1LQpjtrIjhighFKjjoerXKHVsGf5Wrcli"
    "U2/vXT7Qc5uAlF3royNI/8HzENt7f9mjoKZ75heoblHuPz9nEQIkIZaRKhHAuTFAOuJKIE"
    "b3CZY8eADF8Vh+zN7nXYA2jhbdybWUrF5SFzWTmxnzL3lW9L+bZ2Amt739ZH2OQfb67u9u"
    "fcyhTESN1b+ZKZKgdXsVinRkMx2B66aPiFHiiabaEQFGBjlawJezNTaVHPy9X53VUuzKE5"
    "vZRTZl+5MOr8VefvoM/fvceWPgGnbqwLz2Mr25Ofv9klWw5gzO+cGph6IZbXjjIh3Z8NKz"
    "kQ1w63FgSOSDj9ZgwbnGhLpt1jp4pfmR1Ei6hFltx3Jtipc8Z9OFYXPqbDWgtZtKmPR9Q7"
    "jOP8OrDm4PLv4v/qZN7/ySzKJadtzuc8pTql25/SKmO154zV5u4n5XY6Oii302BKXO5AHl"
    "4hu+S6RHJ5ix4B4tObCr7XViFwR0ZFJHwd2NtYXuK7ODIA9hLOEQhbKQRGedB2zRAW9grb"
    "rQVzBiz2wByy4AzUAoBFpkv0+iyVynIIuoNKZek3lUVIvcYHV0KlEn8Hd0pl1b4Hamnwa0"
    "HONdZOcrQqCDpkTqsg6FPj/mC00c+uUJ8kiujnsByvSgcVylw97RM7rGq+6/EVaHNU0zio"
    "e4GjCbRDl8DtXaHuoafJME2mv8apV3xlU2tDRFzIhmdxS967tbM713FXBcOYhJsqUcJVLG"
    "kgWif7DrvUoqY0rFHRFyxL1koHzR+RA5px00sFqlLw+8V3x83tBqbh7aC3neY7DrM0SROw"
    "cozTNDscbfP509u+5HAO6Dowl4Ochxj1zum/udVIUGSIdgny3dVuQO7eg+161PMbxQgSil"
    "1OaAIV44HtBuTu2zWCBkxR8SjCXF4KkKYZRjEAPnY8xQAHMUy1zWyLYJQxEd82GsKJRTvh"
    "aGCMt6+D2SfBQAocZiSMnWBAsNxQ6uKmg5h2kbW8CvwvN64KhKqPp+or87S9UWqOyFPmfg"
    "NfZCo4YTLHe/xsDLzLwcrZ6qkYeGo+Gh/b+JVtDtA5Ugsh15/FN380VJ9SNxsrYKaxMh7/"
    "0r3Du4wVIvw9025w+gi3GjVWHrenvv1onO64/dkeE0b9RtyCM0/epig6Dis7FMUnb62Ury"
    "VoB0tuiqCXzRyNWR58MzT9KBHvyQRjYMATzNPCD8UTJ2JYJhIYXI/sxNAcRL+cNOOrx0ep"
    "hK/hWIrlobd7+JFNPJDR+hHGg7r3Pcavl8QuY5qxomaJvyNNl7fKAsLj8AYHiHoFym+vr2"
    "7eX7z74eRsEuAMhpYRFBXFPWAKEaFADDXZxAnF+IJur2ps4lele/iV6lj81H0LueAJcxo6"
    "a9M0yk+bfZtQR2oIZ4pEoVlZuetL+9e3KNyN0ugOEtOtZbupDSWv2i0IgE5AfR/daZyopq"
    "Xe0JqRUMNleoUNm14w2dKKRCydNjNocccRm7pACVZjrNyiEQnGYmhGvhZ9QiZkbXjL0J5E"
    "S3TG5rDXRDIoncO3EZfYA4vyRXUD7uPJbNsdPPWr9dX6gn8bHnHpBjua4H9xf5D1Egf+gN"
    "kssEIrWtjTmNIaxG11/MyjOBeIrummzGb+PfAehFsr9fJmztlEoRX/msIXccJy7EwebIpe"
    "Jb8OwwJPs7cu4Gka1dBjKErWOOHcow0wTkCVy0253IazcQ/D5TY0QHv1uWV0uOI2rvS65W"
    "lVwfCgHWwistZQVMU0hyKmRBZrxgATPyHoFSGyWYVl5IWWFHaxykUj5Ymxj79lczF5/qyB"
    "mNSo3ZC3IcWjOTtML0pn5w8cM5LT55Jzk1FLjmxEku9pBTR9vSnxJzvuaXV7+y4j/y5vcq"
    "nZHz6/v7wGxSqHdzFj20dnT+AMaSqkspSHIqq63NGNRIXAS/ia2gAdEyqct+AcOTCbTyhI"
    "E6po5qEoW4Pp2nDh64Z3bXnO5kieSJZcn2zJJsOVU1BkHKNuN/Bbi4Ve52NyAcqBsVgwh9"
    "wzZruoHlE36OH1RqhO6B0PCgNi/YmaJl+7omc3oybsl6Crd1Et6/NBtfo8WJ7hCQSDf6V8"
    "3aJFKfYnz32Wc4mHy8IESuUkH4aTnGuihruN4M6RKtF9KKI701hLvLhNPadZqhE6nrr3n6"
    "YlZO1oVIpG5ajkZldyLtHoy7dstF5t1hqb1WHwM1158LQc4izVDhsp9CXoczCf1HFHw6py"
    "oE8KLulEI2oge+VFKGPYyt33AkkU17oAJxQjBPj0pFbnoIrGQXKAm3YYSxONEOZeWmCNPM"
    "lVhB5EchnYqxpap47lTogxT/9NpAVXjSh7UUfKfLnlvXDKfbiNOuEcjnLXS8ubEs9uOeyl"
    "Hl2Fen3ULX81k8Fe1WkooWnVamgX/SSPbjyX2CbVGBGTf4TLzbAmZO7wFXmOnfoxn5X7Hq"
    "FkQe1jcr2yvU3YrR/X/5PPhIPNlebOdn/7QbQfwm8k2wvl83AiipZzcA7n7etrDI7NbBtO"
    "9gfmuFLz4dOKmmbpq1ik7uSV3LcGFmz+05OX5/F2xz+qNvin9xfv3gU7elgBjV8YzfrEJZ"
    "cndcIZy2hlrViGw9evyZKvYY2TSCgxcSRIAcHEe9EjDV/hY/JlycVIkkAoiQEsYpiJy5Ha"
    "YRhw4FZ4G3lUo/9HdlwwX/1uSZXtlt309tsz+XGv06Qi6LAH9WFw5uLTOKmHBvuOjurBnC"
    "XX3+kKuBvCJDlN0gu2nCcsWdogOu74FjYyAdbgBOvZJhDxIkZHvs1hGwC73G94wbAeqGNQ"
    "C2Q5rpkbDsj8OVsjOaPa8g35JuYZwOolph2aZtghZVVysOzqyaohy3ACROWHjsjcbhXozl"
    "KqxO9BB7QZQNiGyWk6lcpwiJyPRHoTb2CaRjUk79xPGJyaTRiSUCh2dMKOwaiiNzpb2dzD"
    "cSHYx1WqjebWbFFIjWT1NOowW6dtQpinIDQ/7COA+uGEcBs3FDIfnQ5wv7B5gVhiuWv4eu"
    "SLY3geth8I3LfwJMsN4vHReFc2nzNN2jZhR0+tk8yZ6iBVnoRZNue8XD0tnW++OxVVPAn/"
    "c3Zg2mmUO9NmunyRVlnrk5aO9bLRMdVOv9LxMQftnGrv+kvFxbkuSb6p2s0RhdrDbffwiu"
    "kGDYArIF+ekpOlGmFOTi9zp1Ubx6dmcg5Gof4rn8m1aLywRXX+J5/VVpcx6UCUETm+5Wb8"
    "qKC+YiQO/aEWBzoSaZ1vhFZqA9LY2QsdsajdYpAvnrGEITrhc5Hpyrt45CO8tvud9TmgSa"
    "pdpetWTLAFbm+mLoOvoUvUsvK5Znm6MSlmJ8/PXp69Oj0/i7Wz+JMqFa2onenwAjQ/uRKq"
    "w/GFixRR1+Rh6wqUCRb7HggKwyVztMVRYIjugh6HdwrN9NcgOIIuhTSwvcUdgs6FFL6XYf"
    "pOSTpqj88a2YGaSSwEnKaAU4tdmSM9nK35ZDSnTIURMMriMsuwPAUkoRnusMoLM8hDInNm"
    "aQynf+BbD1qHKwZ+YFYT6CFYfG1uQAAYJsgGHr75qJ9gQ50ZW/iSZKlubz2IfBTsMSRLBC"
    "pXpRIKVV9Wp75sQFHvgaWLjkmamoy6bCryxJuyOUeq+DxkPtsOx9s1Gm2ephmdzOylzg6d"
    "BdO2eSQFYvVGDfmNEuxyfU1jDFgm0UerWt8Vids1wTsc/nbYAk+AB5zEr95AnOXIRifRXt"
    "SSaC8qJNqLokQLvQdNHGhpkuGaWzc4LtHh6wnxbXSlwGsuKbsrWdSDc20wwYFwWrK8giie"
    "pFxZPmQbjbJqXKY5zMOMFDQ2cdTPMRGOsOBz7Dy25GtLtB17A/Yp9XCqB1ivJKraQQc+PJ"
    "HpJMhkkEUGenpKnawZST8zZnNtqRqZDSGBZr8xmX3HBfoPdLdJTFIJSSOp9B0aHzpMULId"
    "Nje+NzOoI4oxyo7Oe4mhwn7WVMM/Gym8deLl5eHyQnMr03iQHHrVNmtIssN27ZHScbCmqq"
    "txW2Y8lZcxJBTDKGPA5x10GUOm5w/2Mmb61GLemjv3jRgjo1Us6pxFYE5SVNWbsCZNMwyW"
    "HHzxT94HNAWpZE01eAmauoJylIP1CO0tlYp9tw1Av03laYZShQuGHC7QDRdBbhMYypEqPg"
    "+Zzw574PftxplkKBWXh8zlwH1bYHBVDlpMMpoTcMcpX6pg5im/ccFUmjbcz1Iq7h8i9x0m"
    "up/q05m8X3h5aKxIOfh21juJhw2gOfjQHK7t4SwE77PoFqH9CUSAsbB+ZUH868bCULMmc6"
    "/GsffP4Y0OE9Tk0+Q1cug6jnyntxT8ep2ZLPCpfgTZ8fHm6u6oTB50Am6S2HCQEmArukUp"
    "WAJyedZJAXyJI+gypPzp14/MjFsDPhXQszsUfs5UjDx+NE4f4Vbv8E4jgqrfHKbfRPD6im"
    "KCwZE0kymzYlKdzxSGwjVcXHu+4wW5tzCdyMP6vSCdgelYkIxtIUlwSxJG17EiZ+1waxF9"
    "Lmr9fEsnQRKS402IxcWsRkqwzbuLRYBnz567skSnnT33EXXQLZMSOs9GGGufZJVzs5+cG+"
    "WjeGpW6mDydt8xfcGcinHG6QVbTjxTLG020PgLZszSTI853dAxaxrzbakm+jO+JjqbiQ51"
    "Dnw24w+M/Js5fEJg++v4+YyZskTsrm8uObp+P0rdPVSSwxsHebplKb1ilq2lbQoEKrF3v4"
    "m9RX7Whb1IqdwcymvUJ5xpIVI33TFNM8KMx9MaGY+n5eMmi/NSA9HcAOAUyQjx7WFS9UqO"
    "8FumGWDXlYC8KsFYD6iOQ+oDxLsC37fXVzdgyv1w9mxymssijbN5RSXFwPTLu+RkrNIy08"
    "vq6ZqpI7fBjBBvCfgHzZKW8BDYHkIppGKm559csgL1EKd0BHOdQnmJbg9gnr9iOLeDEptu"
    "gn/yYIyUR+/xrghcWC4mHxOyy4dLFVZYKd4nl/uOxvBorVRUo+tKL92vXqpUJ6U6HZTqFM"
    "mZuuhG60eIbPdKUyK8G8iDDJGSCPnKPO62c8JmCFUfQOVsLVOGMYA7N0xTrgPHV7eovrNw"
    "XU2F95fUqFP2AEqjGyifa+xP4DBQinQM9Ynp8KBZiueJ3n0rqjPhFBXmbBAOxLah8D9ULI"
    "JZqSJLQtI5YWdPfUQ4UTy0oQhN0+xWkR2o/CxXWDW4YPKFL6kYLQ3VZmjGVDreWd2Pxz35"
    "TNXyHPKYZERTt3ecRa6DRd0M9IhC5e23zNv3HZc7U3kiZLl8zpGprF0pqi0SDdKEqspoaC"
    "ruQFvwqmySnXN/bliGu2zF/hypesuHxudHGbI5u6e4OW4tdsfhP7XT399H9zlEY2dr8nva"
    "0sukvV9dfLq6eHudy3p/pGvgKjZ8pL6Bq7RdVOUcyBhQ9aJhDl+/FnZ6mCeLASScdyRung"
    "w8OiYXkeHuhOErDr8NDHIieuSLeFWwwMX8XwxzySNgfT/wES4BmTOgOrlY6gpQecUZgVOa"
    "t727lO1hWK3j6PX6Fg5/C9nzN2qWCazcmi1SS49WTx9wee1iCbE6kA2UxDcR8iR0KS5FFY"
    "LDTdO3o+nFWOgw5yBfPuDULhAhK/7A9AlxedDAFQSMcFkKf2TohiwIsl0+/KvlWyjwNLhI"
    "zTXdYFIqyElTJ3OHrxIna3nQP32axd8V/xC/opABoAL+HemVj/CfZthUN4iaIRphJPX0pE"
    "6Q+qQ8Sn2Sj6Q+RAKqLsQxwQjh7WrA4jCDLMM1P9tXipcYcy2qmVubc8OAtWuDbocK1TWe"
    "3TcrmzueXJtKL9iiSgk9YGqItQ0jxJTMcYgbKCphxBa714sbhQpKqOs4zGbwj3AAHI6VxE"
    "73ocbiY7P8eXlAuMuHfLW+Wjd4Cx3vQsPCVby3GFuHz8FwMfyNc3lR+zINiwWVPg6jj57L"
    "e1DKkHgS/ufswPQg1Wm/3/FToi1Ds+BmTKKim+2imyiHmkEeUSjE2yFONY3ZoSFfH/U0lU"
    "K+Ze6Eb5uGRj1p65eqDIoMnUK/Hfr/8qlDLQ+kR8OtnyNU+LfD32H/ZFpjuZOmUsi3Q17l"
    "QTy1+LjKg3gafB5MJCxwmUldNrE3rcpZE0S8a0a7osAQMmyCcSK6ACAXohGc8HPQMCRlO9"
    "xmjrc5JugcWTFqYW2oJeJN2pJaC+a+Fm1RjMUCPnIZw6A7MWQDEHf00KfihDnsiJRr+osm"
    "nphofTeemP1mR/QcJlFOrp7HSaa+WQOYc2Rq+nOd6c9BCEKA1ADqLNUY9/XJqzr7+uRV+b"
    "7Gazm3VnIcNwE7RzZGtDsvuRZ6zjTSc5qgXaQcnSDpJTIxN8xIP85CXT7ULUUyjJluoxqz"
    "F2cXNeJJlkqxpXO2BEmTU3ghi2wpT7HNEO3OyQjK2aHM2IPf1ajzW7R+dNK9+6w73XBtk2"
    "6mrkZNiZpYnXNfIB6Ni7yLCeOjrrs/ug6yhuIWEkFmdFwTEv+QuLhE56IbvUilJphFVPRy"
    "dXTPnqWR6hKu/NyT7XNWQCQ6j58ecoF3OdjIRvWQFQ0O8MXjB9FciduMFCM4X62OBtH8Br"
    "eqO4hmaD6FWlh1A9OoIfK4PfXtR2N0x+3P9pgw6jc8+V9JCo9QcY6kkcrCqkl10DKVGDQN"
    "crgbBjBFhZxo5iVyvS0+4/pGDCByyYZhf1s3yvR2saiN3HiY3x2rZ+sls0SGd9AQzLYZdV"
    "zRCnfOnQX3PGZVRDJ39XRpGZ7oyOqwOcM+ouLsCHoy4r/CzH1ZO97UyHbVi3cAgdAiG2u7"
    "CAqUI/S99+IMTl6U2uHnmEJhXA/jWAQ1QDlNo3Cuh3PT2KiKijaLinJNtOpu4yvJkarkv6"
    "E5RTJWahBSNWTG/B37Xla9lKEaxTtVxdTrv99VR5wyMwuj5fkwVD6rXSj7EtjLhViaZnQR"
    "kl6OibJ5nOVafek0zqdZN5/dshozHlqdCTlS5UA/xLMiZUM3ZH+WUjX4HzSb4XAHkFdNDq"
    "YUSatzaWAKXk8ZnoMpurj1vRn//p65LhURVolLM7tkUu3P5GLxdBWsrunM/MThRsEkL47N"
    "uLDdN+GWxkSbifTE2aXo47VaGR5soKA6wtBF6YRNNyanumhHgQ5FF34GzlDHmokN/MNjK1"
    "tSk7HbR2+vzPgd6+U8AbOaFTYM/6THbUNr5GCICEZhDfVdrBG+PUWAy3MgUyS7T4Dcj+rQ"
    "S6pjLGpqO4Ejgh2anDazdARtJ9u7h4GsgfiXGPflfTJSJINNxju6MEV/KUbmGHx5TdZLLu"
    "J8CzDurOjUIxZxmeeZTIQBuWVuYB22krJ4asl/kOeCdAmnKdMJ6BCSkGPvj+s54yziasPM"
    "4jzZkPMJ95ZbrINS1dwUTagO3glx9EUE0uENAY3TYt+9N+HGp8m7YbhhLuaabiZB5F10cW"
    "PUZQSErFt86Tq764htZJO63pQ5Dpc0jiw/SbNUo/Pg9lIKqXJ2n7IvKjjYW3WgyVCqIOTQ"
    "uDwYZ9ilYZoA9CdtyXTfLHGH5RdNtgwYDZZP3XB9TZeYOHkpcf1Z/DH5AQ9Wh3PvR9Hn1X"
    "rghgb6Kx7Mk6B3vWjsOhFOKd/GgxuOa20JOjE1USEGKvw6QENNbNm6KTnxd/PcOs4wfIZI"
    "1JuQ3+MJ7OIPj8EBKiRomC4TLy31meFPaNg8O0Wies22SuxrhneKRMVc844y5hhcn4p+ak"
    "2PwDytirsN7hRMs3q95CZrx+kcqWL0ATAazOR2bA4JFZMHzeRIM2nI4hSZslmGzF9Uc+Fi"
    "A6duimJ3/tw/P++Jl51PZc+r9nW1xwKhmlidj7U697LuyRXpPDGFyuap5aQMAGsh7jOESu"
    "APTeAPxkkVVspLfVNJFX3lWNukZL/OXEjbMTQxYwhTo0QnXlGgScncpB6ZM0Z+8NBrtDZg"
    "z/peNLDxR0kM93H3khaBhl1EIoHPXUN8czWDcXj+oJg5BcCrOxSl6cYU/u6iP5Fqddtvq9"
    "sV15nZBOCYYIwId54dBbpMmNtVO7kypthh0Jw6DjYm6EvcZlGuU8JZXsBZbGq7wsZaEm2U"
    "aQaI3ZKso5gor4kGVMch9QFu6Qp0315f3YCY/eH02eR50H8PtE4jmGsZIX9WEBGGpZm+Lj"
    "OrKiFOk+0H5L7a79VD+Lw2wKAArhr1SI0JhtEeFR87mvaoexxBfDgWbQOXTNZ+qYtozupR"
    "odLKsc4hWkWAWwx2xgZsf0vud5jwbh3vnN1f8gHPBanQCb51B2cPUxi0n5v98frT3cebq7"
    "v9Dc7+jfpuiV8puDSpdiulc4amNlLUdjHBCuZpS2JYYeZQLgMJs4dcTOJHDxFmGcE/fSww"
    "fEO4zawwK/kbphtPqfcNE44+cEvSnLbfR9XJaEpluETJRarKbwDOKZWs1G2DiMHk2o0CTp"
    "HP06bdQoZQ5YkMLqyUaaoRnClNWZwiU2HDofF3MGFDtFtKlDu8skW3ww7WtbU5fEJUFCZU"
    "rNCacEWHBJebukwxq0mlhlsO53xSwy330C9BRfzUcMuMzNhNVKqXZCnqaMuWbeRypErzGZ"
    "rmoyp3nzL3G+i9BT99J0NSxuej73m+RTJZptRKiKeqbDMVUsNu6hgMGrUJR9cqNk2jWDga"
    "eGRnYAuICRPRqLAV3eCkiOBD8Wj041KLLLnvTOAzHRaIfMIVt7wlrsPa1X+X+IJ39twamY"
    "uZGKmo1lM5jAM0bELWNFAME4oRauAd5yrBCylREKqyaEKKp5ildHLWIIcGtqdk115ybjJq"
    "yaGNSHLYzoCmL0AjubFbQC9vb99ldKnLm3zX9s/vL6/BkszBXUzH3WN2zAHtYJUeo9Jjhg"
    "zvCNJjDhXZIefHpLZ2qYmU2vtbjaS0ubvdTPoNS6eiZnsUvt4KzJRjcou9qm1/ZhrukunY"
    "bcfCvtNEW1Jrwdw3mewWl9hgt0itoe5vLzV6xA8PG/aIRygrZ4BWTsiaAtylJVoJwZgKtD"
    "qraMe+yX6j+T4JxQ4jCbpD595uwgndlxKJSWOWtmmCcppmhNb5aQ2MT0shPi0WusAx9kDN"
    "KfxaiSO/HOYC4Q73tHDI7WZPd+wMiVHT5AVc1UWzRerdSeaeG410UTdLTVC8V0yGa/k+zh"
    "DtcA9rFPaYTp0dieaTOqL5pGKEZKGI1rCMlS8ZI1Tp2ktRPdq9dzix3ZR3r0ENootTEqbN"
    "3acZOoXyFpThcSBQdbqRqHLV0jhLOdihDvuQxNiFvw2kabrdAXp6AIjG5nqbLkQ5WpVXM7"
    "TMCpVXo7i/SpyIzbxiKRIVFamOithhWnwnIZHDBXWrxz61pRo77FOSLOlJ9pjMr6QB2kjQ"
    "zrzwSVbVY7Pj4kyuMcKUCUk8Fq1PqZuNCbB+Y2UZ1KTBsjyudSvLaycVfnYxiw+HWaTics"
    "G4CmoRQwhubyI6DcKacEwHXNKW3JElCz7qfl+tr9ZFGDTD7MAosZA7OCTDc8WkLNEU0eFr"
    "UXY+YwsDa58sjsEzpIlHy34LK2W/vQ5SFynRfNfjKwzLUaxeByHx1cpUtRtwJ9PEm7tBEi"
    "PeIhjYkRrO4VbF7qoq2ZMqU1XLPoDwnaoWfgLav6oWHjd/g5OjKXsTKvX6Dpq9qkFGtw0y"
    "UIsqglk1gWHXA5YPZvyCiFW0PF4KxOqQGbIU4mCIOIYuc7yUt9fMEKkWmxled9FiU3n1n/"
    "IrqRqRqQKSIYJaESrB/ddJqOSzO+rihtR7WhIqkezczmJQT7osZ//lIz8D3l+4cy+8qRKH"
    "eOr6pNodvoCV07VY2mCID9eY6xJPOIx1jCOFzmI+JyKuxHQscXdcrPlgwTqdM2yF6hGXbs"
    "hc+KqBB3p4F8MDwgdYYbhkzmAD6qE/OogsFSb/7PILfLXW1CULh1p4W3RzL2lwJwfu4OhM"
    "+L0XQA1KJDA4dIV78JWscAmuXgYu/A1ZoR5TzzE+Dgf4wQ6dnoEG3EJzTpEpx9mg9ePgTZ"
    "eEdatq2ROiHVazx58cVDl7g849/R6YFc1oajWiadKD5he+JitfW6Y7vGA0Fg+kuPtL7ZYv"
    "5CIgXAYRVbwm2svcw24phpZ3/GxpWWZKM1WNaA7inFONaFQjmuEUUahGNAM4uZUPWenIoU"
    "PO1ltyP0upuH+I3FdNqDqOIaiQjIoe7N+7XRY9UB2nHgXrgDtOfQS0K7wgyeVJtScEudao"
    "JS+6JObUxdRy3HUTdDaEzgR0NMBD3IlwTazoPQtcFkwP3PmvicvhY2uDLovon6HbfoI3CI"
    "Z7fJv5jut9w5tIHSI7e/pXS+MrRqgHj9CaJ7+rfPcB+EIE64tolyb/xetVsypZs6rgdWmA"
    "Z4pCISpBVEibBnjG6xWayrWhjFvl2lDcT3TfhoZ4QqEmzyuvhvJq7BjUbr0aAEonmF7Yxq"
    "/BrQ7yxd8KaiL05Jjuy6Fxx+3P9pHUmRFcmlQ7MjxuT327phPjs4XeAjhngSrIrcC99ic3"
    "yDaciHxCrKlH10IQG4/TCkXyoEgONKxiwkaXN25YaF9MzpiKmm3lhxiCH0LlZPSZk5HZ7w"
    "11/zytyvEctJqPfaIlDqjKBJyYRqXgbEnBUQ6Up/xuqewAZUcPDU5lR28DVWUHqOyAnDF9"
    "xX27rLteeG1SbU5rYlVNc/qLMGGtBy7mRIl+dNxlZL3kZEkfGFq31GHEZK77GkxiF2weJk"
    "L31CJ0hUMoipZ0R/d8KkV5h20da1xnTWzjaH03lvF2oHdmF5+f1TCMz89KLWO8lFVBxP8b"
    "QButH6HT4fmzZzXQhVXl80ueFSwmmzmadFZMpUWaonqCozX+0sAiDWR5Q3gToieI7tmzyW"
    "l9g38fo9EGhmnPk9ECFaYIcMV8roSkVZrP0PBVWT6VaptyUm1zUg2m8Dwwni48j2pLMe2t"
    "wsRKrZrUMbZgV0YEtXu3BJRh55S4uvtNEGN09KA7OJgF2NIkCDRaYZ4zrNgQTW57dXjfhk"
    "FMlTY9DINMOS479QOHL3gzQDNECtISvQoUt3mTBOoCndKwJCNQxUnUSsXKkapo+uCUqcyE"
    "Rdaa0TlS1cx5aHwejtLsMN3wfsaOeyX6cmrBNlVZLJ2K9n01teTg7nld9jX55rAVMBu2wL"
    "egfhCVWYsZYqgOLMM2fw4xqQ3/LOrInd21oYZsOwZ3DG9zBIt+P2LfbQO2iRqvo/Tmgzkk"
    "Gyh52JmsiWcyWj/G4EXno9f34vodNsgd+373HbsYGthdBy/io7YhxBk6hfIWlANdpSHECd"
    "F+8O1rFnv3W/iB3zdGN0Wl4K2CN/T2NFTJslSqODSLKWBh081KmvRQ2awxS6i6LTfo2bgM"
    "8WyAdkSicG6Ac2xdF7D+BNLULPUqp+nG1Jnj9OTleexMxj+q/MifQDy/K2LK5nMGtv0Daz"
    "OSNEer3MmDczNmWJ24o5oyOkOpnMlD5rLDqCsbPlTuNkgoRug0eFErrfRFRVrpi2Jaqcpx"
    "empv2MDCNR+40JFKozXi+qRWsMaCpXUzmqLijTCwYkUlIBhFMcMhUVbYLuENmTv838wipn"
    "GPBSHBpKa14S0JhZ+1moVpStiRYW0RlzkGcyXZTrt5pnS4RnD9SLxwSFuYp1HIjsKoT8o+"
    "FX9rFANL09lGtZ1UcaBhHZWdJvvsy40zTlAzUqMBrHk65R/LN0mNZHpd9Tih2J16fHT1oS"
    "+RmgtcntcJXOa1rVTg8rxQ0hYclQWAL41FqYMmoRmTe+YvJyenpy9Pnp2ev3px9vLli1fP"
    "YmdN8VKV6+by5md03GRYICm8UBHjniPGHveCoE2DYFBMoyKZW6JBGn/AfvAN8U1RKYS3IO"
    "zR7013b0ChwphVsLrM88zGGzdFpTbuto1rAFRNzrWYYISH2kktj+ZJhUfzpOjRZN9tk1rU"
    "k86tv2PfSxS3HNko0K5yVV7//S7jpYww/eH9xd9/zHgq391++DlanuLB1bvbS9UesSt2HI"
    "LnWMJqJsubrcVoJs2gVWweFps13/X4SmYE//XT7YcySyyhybPX0Dzyf8Q03EM0hisYi2hU"
    "i9O85MwxC2+QF6fweI9Z3nRJ3aXMC2FRZ1NmSmQp87k5mzBQMh4GXIaYxgwA/C9vPlx8/I"
    "f8QLuU8ODyH3fXF3mPsOv6rcKjGUIl5QYn5QYTBn3LNR9zFT8EnkNpKDS3ZlIdDtXD1dPA"
    "GVkzJHq3ZMTEkXdhdNGj98wKesuXRTTrkTyiNd7+XdwD6tnWlYO7PJp4KA7vvtwpu/N2D0"
    "b63ASxS7nYiS5ukTfpPlJ1m3hi2gLTxZwKSmbct3RQZkLR4c9igteiEwx1HEadsDtnPNBi"
    "xoAaHoAfzRlzsTcM1R+wXSyhc/z+BYG1w2d/tb5at454iO8C+sH907M4XM8wTeL4liv6ie"
    "LKIJGlTblu+otnh3OgoSWyN8C09nw3f0VlcXSk9agsjsEExovvQl1YZa+RSjtQtdI7q5XG"
    "nBfpnq2IfKdoRghy962K929V1Eqcufnwt76OsRFmzgxM1u4ncSZR8Wrv7EQpHJ/o6F4+h3"
    "Wl0+ZAFyl3KEq4zaxDlSUqGazvZDAVth21p1uFbZ8cm9dLbrJ2L3SOVDH6ABjd4nXOECom"
    "D5rJLqPmdO7wVZHJpdZUhmZMpQid9R4WCHm8KaYBxYhM1O4A9WdtygrSZCp9WPzu8vRh3X"
    "C1Fr3+0mQqA14VFuxt30pcJuWJhBmi3WcSpsKLM98wPcNyj/F5+wgu9pJfCDtX5gYvZ0hM"
    "oJjRPTNURV6fFXkisaJ5SV6KTAn4KoBtKgtaVs+mpNKYpQI2AyymKjUENiJRwFZPpFSlDU"
    "+3tGFgtvhTrmw4HFYcnOdQ99s0Q02oFHeHzN0Hbuit3uAMoeLx0Hk8bd4INUc2vunZvTRD"
    "dZhtUpzZ2CxpOEemEoZVi9mnLcCGVt30zrDYUVWFk1gwqVXlNDVhbc1Sp1uLRS1fsfonbv"
    "gaNHNlD8yBLQ0bIez5SlZUxzqhYt3SY24k7Qeba1nJXUN858qusCInRI0AVEVDh+O7UK1f"
    "9wtqLFgKkJZPOEmRqLwVSZqFqr/qMb9f/L8BuNH6EYLbS3M20FTc5lWZWSplX+XsK9idi6"
    "YHV4ZIIZpFVCj/DQFN0yg8C2VpoeVQALTaAZAhVFnKgzP0M303Lb3VQK6ETDF40Az+l08t"
    "TzqzsDIbIU326IyEwxGPUU7C+bPJee2cBPhdkheoXP2M1u+wlLQvJ0muwrGOZn9artmfFj"
    "R79sCk6adVJekJjept1a4gXTcWzG2erR4RPbkMJpAWzxp0a99HXdDARLAqCxo4oLYDb6sr"
    "8apUJ4cmVE8xuRnkwMlZbUEQhIYaIpwQPUWAVdXVkABWVVe9wKpGYextFMaaO/f4fQqwly"
    "eXp0iGUV+Fjz3o+qrB5KH8FjR/OpLmoEQXJ9X5J2EDqZqpJ++5xTZBn1kNHoj9aUW/21Tq"
    "SNxvVvwrrGwgM2qKLraCFHNJbB8W4FjiYlpKXw+p0/s2P5tYMr544VDLU6OKVb7KwRxFKl"
    "9lz6FU1Wuu515zcK4teaP8lYRihOh23y4xPvQaSIU0jYpdK9/KLm1UUHlNo3GJc4pKIbwF"
    "YYeBBqk3hjhNptwsWwBmqAI0yhzMEI0ufttL8qDDNGY8tKokypGqTJNBZ5qoirGnxv3heO"
    "ocZlc665Lrky3+unhlTZfdL3xNKEGfBwFCl9Alo/rryH3mhaOrZtxfLD1CXaz1wuFRxOTr"
    "oA4smsOVGjoVLmNUW8Ln1AqryIquvF0//BFDAYfjSGrkvRNPwv+cHZjjTjlF+naKeNye+v"
    "Z0xuBtahoHzZE+wQzLZpHmAK9WVn2BVoFdC2zhXpLZn+Xyo0i5QxMpaHC0G0PpVQ1J8qpU"
    "krwqQVyHI7wId2kGW45KZbEVs9i8JRyYS2429aJk6JS8KMqLwWj+H4W/60iq9YfXtmj8gc"
    "esUYA+GAobmAlJNHxhPDCL4A8ri7nXoqsTRo/GUqko+TCU7eEYN8OVLU0aECTbuwGiWSoF"
    "qoqSb1PjOjYIVdCx74gNTkRsERJLyBTGWzFu2rTwkf0KhwboDhoWqkCJCpRM9mMu3dHvvz"
    "l8boifLTGZUtcn1WaTB6+JHSytaTt9QYMnjFYYLsGxJDqZbd6gWQSWTnDhw827CVnjStEf"
    "b8b1DVkbsM99pMWdjMsNzyV8baVvU7S5dvA8FQ8ZmLpbbqLhfpXBXeHNjCnG14i3+0r9OW"
    "PuFOFouKnzdCqTMddcAoOybYAtECpkB+S3hIP2I/XKT2FxscYRjEyref5e4NmF1T42czQW"
    "NKW1HYz+T7CKx+N2eDKusOoHD0HDOiY3HrHwaCTakloL5hbP2Q7v+4jzVHk7d3aUuqYvKZ"
    "EsP0ij9d3Yh9uB3tkpen5W4xQ9Pys9RfGS6mRZVmRRy/R+XmF6Py+a3qGIauhBSlE9RQfS"
    "Xxr0wjIszfRd40Gyiy85Nxm1ykrcUnT56VBA2Bey8Sc7Hg91e/su47C4vMmXp39+f3kN+z"
    "uHfDHGrbxJypu0JyX2goGat5TrsOG1LSosTVZt01/L2dux1liacCNVGiV5NqFCMlwlppMs"
    "m3L9MGz83ESPSZGMUJU5efGiTl3NixfldTV4rVCC1wThcPkI0e1FUQwHVhYRrhgzmpCoKa"
    "OH1PPlj/8PHTPRPw=="
)
