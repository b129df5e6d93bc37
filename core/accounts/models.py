"""Who there is: users (the vendor's customers), admins (the vendor's people) and the tokens admins make."""

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class User(Model):
    """The customer account that owns keys and is billed: a company or a person."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    external_id = fields.CharField(max_length=200, null=True, unique=True)
    name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=320, null=True)
    currency = fields.CharField(max_length=3, default="USD")
    time_zone = fields.CharField(max_length=64, default="UTC")
    status = fields.CharField(max_length=16, default="active")  # active, suspended
    metadata: dict[str, str] = fields.JSONField(default=dict)
    #: The access epoch of the last change to what this user's keys may do.
    epoch = fields.BigIntField(default=0)
    test_clock_id = fields.UUIDField(null=True)  # set once, before anything happened; such a user is no business
    created_at = fields.DatetimeField(default=now)
    updated_at = fields.DatetimeField(default=now)

    class Meta:
        table = "users"
        app = "keymeter"
        indexes = (("epoch",), ("test_clock_id",))


class TestClock(Model):
    """A time of its own for the users on it, which stands until it is moved, and never goes back."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=100)
    now_at = fields.DatetimeField()
    advancing_to = fields.DatetimeField(null=True)  # on its way there; whoever asks goes on with it
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "test_clocks"
        app = "keymeter"


class Admin(Model):
    """Somebody of the vendor who signs in to the dashboard."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    email = fields.CharField(max_length=320, unique=True)  # lower case
    name = fields.CharField(max_length=200)
    password_hash = fields.CharField(max_length=255)
    role = fields.CharField(max_length=16, default="admin")  # owner, admin, reader
    disabled_at = fields.DatetimeField(null=True)
    #: What the pepper makes the second factor's secret of; the secret itself is stored nowhere. NULL: none was set up.
    totp_nonce = fields.BinaryField(null=True)
    totp_pepper_version = fields.SmallIntField(null=True)
    #: NULL until a first code proved that the app has the secret: then signing in asks for codes.
    totp_confirmed_at = fields.DatetimeField(null=True)
    #: The newest step whose code was used. No code is used twice.
    totp_step = fields.BigIntField(default=0)
    created_at = fields.DatetimeField(default=now)
    updated_at = fields.DatetimeField(default=now)

    class Meta:
        table = "admins"
        app = "keymeter"


class RecoveryCode(Model):
    """Stands in for a second factor that was lost, once; only its digest is stored."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    admin: fields.ForeignKeyRelation[Admin] = fields.ForeignKeyField(
        "keymeter.Admin", related_name="recovery_codes", on_delete=fields.CASCADE
    )
    digest = fields.BinaryField()

    class Meta:
        table = "recovery_codes"
        app = "keymeter"
        indexes = (("admin_id",),)


class AdminInvitation(Model):
    """A link by which somebody becomes an admin, once; only the digest of its secret is stored."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    email = fields.CharField(max_length=320)  # lower case
    role = fields.CharField(max_length=16)
    digest = fields.BinaryField()  # unique, by the migration: Tortoise indexes no bytes
    invited_by = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(default=now)
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)  # accepted or withdrawn

    class Meta:
        table = "admin_invitations"
        app = "keymeter"


class AdminToken(Model):
    """A bearer secret for machines, made by an admin; only its digest is stored."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    admin: fields.ForeignKeyRelation[Admin] = fields.ForeignKeyField(
        "keymeter.Admin", related_name="tokens", on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=100)
    digest = fields.BinaryField()  # unique, by the migration: Tortoise indexes no bytes
    pepper_version = fields.SmallIntField()
    last4 = fields.CharField(max_length=4)
    scopes: list[str] = fields.JSONField(default=list)
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "admin_tokens"
        app = "keymeter"


class AdminSession(Model):
    """A browser in which an admin is signed in; only the digest of its token is stored."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    admin: fields.ForeignKeyRelation[Admin] = fields.ForeignKeyField(
        "keymeter.Admin", related_name="sessions", on_delete=fields.CASCADE
    )
    digest = fields.BinaryField()  # unique, by the migration: Tortoise indexes no bytes
    address = fields.CharField(max_length=64)
    browser = fields.CharField(max_length=200)
    created_at = fields.DatetimeField(default=now)
    last_seen_at = fields.DatetimeField(default=now)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "admin_sessions"
        app = "keymeter"
        indexes = (("admin_id",),)


class SignInAttempt(Model):
    """A sign-in that was wrong or is being checked. Kept for an hour, to bound guessing."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    email_digest = fields.BinaryField()  # indexed by the migration
    address = fields.CharField(max_length=64)
    at = fields.DatetimeField(default=now)

    class Meta:
        table = "sign_in_attempts"
        app = "keymeter"
        indexes = (("address", "at"), ("at",))


class AccessEpoch(Model):
    """One row. Every transaction that changes what a credential may do adds one to it, and so orders itself."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    epoch = fields.BigIntField()

    class Meta:
        table = "access_epoch"
        app = "keymeter"
