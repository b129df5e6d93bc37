"""Every error the core can raise, and the one catalogue of their codes.

    KeymeterError
    ├── InvalidInput       the request says something that cannot be
    ├── Unauthenticated    nobody we know: no, malformed, unknown, expired or revoked credential
    ├── Forbidden          somebody we know, who may not do this
    ├── NotFound           it does not exist, or not for this actor (the two look alike on purpose)
    ├── Conflict           the state of things does not allow it now
    ├── TooLarge           more than a bound allows
    ├── LimitReached       a rate or a quota is used up
    │   └── PaymentRequired  units are paid ahead, and those are used up
    ├── Unrecordable       a call whose usage cannot be stored, so it is not served
    └── Unavailable        it cannot be decided now; try again

An error has a `code` from the catalogue, a public message that says what happened and what to do, an optional
field path and a private detail for the log. It never has an HTTP status: each door maps the classes once
(`api/problems.py`, `graphql_schema/errors.py`), and `tests/test_errors.py` proves the maps complete.
"""

from typing import ClassVar

__all__ = [
    "CATALOGUE",
    "Conflict",
    "Forbidden",
    "InvalidInput",
    "KeymeterError",
    "LimitReached",
    "NotFound",
    "PaymentRequired",
    "TooLarge",
    "Unauthenticated",
    "Unavailable",
    "Unrecordable",
]

#: Class -> code -> title. A code never changes its meaning; doors show the title, the message says the particulars.
_CODES: dict[str, dict[str, str]] = {
    "InvalidInput": {
        "invalid_input": "The request is not valid",
        "invalid_cursor": "The page cursor is not valid",
        "invalid_time_range": "The time range is not valid",
        "unknown_time_zone": "The time zone is not known",
        "idempotency_key_reused": "The idempotency key was used for another request",
        "unknown_currency": "The currency is not known",
        "events_rejected": "Some events were rejected",
        "too_many_dimension_values": "A dimension has too many values",
    },
    "Unauthenticated": {
        "missing_key": "An API key is needed",
        "malformed_key": "The API key is malformed",
        "unknown_key": "The API key is not valid",
        "expired_key": "The API key has expired",
        "missing_token": "An admin token is needed",
        "unknown_token": "The admin token is not valid",
        "wrong_credentials": "E-mail or password is wrong",
        "wrong_code": "The code is wrong",
        "invitation_ended": "The invitation has ended",
        "signed_out": "Nobody is signed in",
    },
    "Forbidden": {
        "disabled_key": "The API key is disabled",
        "missing_scope": "The credential lacks a scope",
        "foreign_request": "The request did not come from this page",
        "address_not_allowed": "The API key may not be used from this address",
        "unknown_proxy": "The proxy is not known",
        "user_suspended": "The user is suspended",
        "subscription_paused": "The subscription is paused",
    },
    "NotFound": {
        "not_found": "There is nothing here",
        "user_not_found": "The user does not exist",
        "key_not_found": "The API key does not exist",
        "event_not_found": "The event was not recorded",
        "meter_not_found": "The meter does not exist",
        "plan_not_found": "The plan does not exist",
        "invoice_not_found": "The invoice does not exist",
        "credit_note_not_found": "The credit note does not exist",
        "payment_not_found": "The payment does not exist",
        "credit_not_found": "The credit does not exist",
        "pack_not_found": "The pack does not exist",
        "coupon_not_found": "The coupon does not exist",
        "test_clock_not_found": "The test clock does not exist",
        "reservation_not_found": "The reservation does not exist",
    },
    "Conflict": {
        "already_exists": "It exists already",
        "event_conflict": "The event was recorded with another payload",
        "request_in_flight": "The same request is under way",
        "last_owner": "There must be an owner",
        "second_factor_in_use": "A second factor is set up already",
        "message_not_dead": "The message was not given up",
        "key_not_live": "The API key is no longer live",
        "key_already_rotated": "The API key was rotated already",
        "plan_not_draft": "The plan version is no longer a draft",
        "plan_not_published": "The plan has no published version",
        "plan_archived": "The plan is sold no more",
        "subscription_ended": "The subscription has ended",
        "already_paused": "The subscription is paused already",
        "invoice_not_void": "The invoice cannot be voided",
        "invoice_not_reissued": "The invoice cannot be replaced",
        "invoice_not_finalized": "The invoice is not finalized",
        "figures_disagree": "The figures of a period contradict each other",
        "invoice_paid": "Nothing is owed on the invoice",
        "invoice_of_credit": "The invoice sold credit",
        "credit_spent": "Nothing is left of the credit",
        "pack_spent": "Nothing is left of the pack",
        "credit_not_paid": "The credit is not paid yet",
        "invoice_not_collected": "The invoice cannot be collected",
        "payment_not_money": "The payment is customer balance",
        "provider_refused": "The payment provider refused",
        "reservation_ended": "The reservation has ended",
        "user_not_fresh": "The user has a history",
        "test_clock_advancing": "The test clock is on its way",
        "addon_not_fitting": "The add-on does not fit the subscription",
        "meter_priced_twice": "A meter has one price at a time",
        "subscription_overlaps": "The user has a subscription at that time",
    },
    "TooLarge": {
        "too_large": "The request is too large",
    },
    "LimitReached": {
        "too_many_attempts": "Too many attempts",
        "quota_exceeded": "A limit is reached",
        "rate_limited": "Calls come too fast",
    },
    "PaymentRequired": {
        "pack_empty": "The units paid ahead are used up",
    },
    "Unrecordable": {
        "call_not_recordable": "The call could not be recorded",
    },
    "Unavailable": {
        "database_unavailable": "The database does not answer",
        "overloaded": "Too much work is waiting",
        "provider_unavailable": "The payment provider does not answer",
    },
    "KeymeterError": {
        "internal": "Something went wrong on our side",
    },
}
CATALOGUE: dict[str, str] = {code: title for titles in _CODES.values() for code, title in titles.items()}


class KeymeterError(Exception):
    """The root. `message` is public; `detail` is for the log and is never shown."""

    default_code: ClassVar[str] = "internal"

    def __init__(
        self, message: str = "", *, code: str | None = None, field: str | None = None, detail: str | None = None
    ) -> None:
        self.code = code or self.default_code
        if self.code not in CATALOGUE:
            raise LookupError(f"{self.code!r} is not in the catalogue of core/errors.py")
        self.message = message or f"{CATALOGUE[self.code]}."
        self.field = field
        self.detail = detail
        super().__init__(self.message)

    @property
    def title(self) -> str:
        return CATALOGUE[self.code]

    @classmethod
    def codes(cls) -> tuple[str, ...]:
        """The codes that errors of this class have."""
        return tuple(_CODES[cls.__name__])


class InvalidInput(KeymeterError):
    default_code = "invalid_input"


class Unauthenticated(KeymeterError):
    default_code = "missing_key"


class Forbidden(KeymeterError):
    default_code = "missing_scope"


class NotFound(KeymeterError):
    default_code = "not_found"


class Conflict(KeymeterError):
    default_code = "already_exists"


class TooLarge(KeymeterError):
    default_code = "too_large"


class LimitReached(KeymeterError):
    """`retry_after_seconds` says when asking again may help, `quota` which limit it was, if one of a user's."""

    default_code = "too_many_attempts"

    def __init__(
        self, message: str = "", *, retry_after_seconds: int = 1, code: str | None = None, quota: object = None
    ) -> None:
        super().__init__(message, code=code)
        self.retry_after_seconds = retry_after_seconds
        self.quota = quota


class PaymentRequired(LimitReached):
    """More units have to be paid for. `retry_after_seconds` says when the plan includes some again."""

    default_code = "pack_empty"


class Unrecordable(KeymeterError):
    default_code = "call_not_recordable"


class Unavailable(KeymeterError):
    """`retry_after_seconds` says when asking again may help."""

    default_code = "database_unavailable"

    def __init__(
        self, message: str = "", *, retry_after_seconds: int = 1, code: str | None = None, detail: str | None = None
    ) -> None:
        super().__init__(message, code=code, detail=detail)
        self.retry_after_seconds = retry_after_seconds
