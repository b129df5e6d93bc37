"""What nested fields need, read for all rows of a page at once: one batch per field, whatever the page size."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from core import billing, keys, limits, metering, plans
from core.accounts import Actor, User, find_users
from core.pages import Page

__all__ = ["Loaders", "PageKey", "UsageKey"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
#: What one answer may hold of usage rows, however many users it is asked for.
USAGE_ROWS_MAX = 2500


class PageKey(NamedTuple):
    """A page of what belongs to one row."""

    owner_id: UUID
    first: int
    after: str | None


class UsageKey(NamedTuple):
    """A user's usage by these arguments."""

    user_id: UUID
    arguments: tuple[tuple[str, Any], ...]


class Loaders:
    """The batches of one operation."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        self._actor = actor
        self._at = at

    @cached_property
    def user(self) -> DataLoader[UUID, User | None]:
        return _batch(lambda ids: find_users(self._actor, ids))

    @cached_property
    def key(self) -> DataLoader[UUID, keys.ApiKey | None]:
        return _batch(lambda ids: keys.find_keys(self._actor, ids))

    @cached_property
    def lines_of_invoice(self) -> DataLoader[UUID, Sequence[billing.InvoiceLine] | None]:
        return _batch(lambda ids: billing.lines_of_invoices(self._actor, ids))

    @cached_property
    def credit_notes_of_invoice(self) -> DataLoader[UUID, Sequence[billing.CreditNote] | None]:
        return _batch(lambda ids: billing.credit_notes_of_invoices(self._actor, ids))

    @cached_property
    def payments_of_invoice(self) -> DataLoader[UUID, Sequence[billing.Payment] | None]:
        return _batch(lambda ids: billing.payments_of_invoices(self._actor, ids))

    @cached_property
    def collection_of_invoice(self) -> DataLoader[UUID, billing.ProviderInvoice | None]:
        return _batch(lambda ids: billing.collections_of_invoices(self._actor, ids))

    @cached_property
    def last_use(self) -> DataLoader[UUID, datetime | None]:
        return _batch(lambda ids: keys.last_uses(self._actor, ids))

    @cached_property
    def keys_of_user(self) -> DataLoader[PageKey, Page[keys.ApiKey] | None]:
        return _batch_pages(lambda ids, first, after: keys.keys_of_users(self._actor, ids, limit=first, cursor=after))

    @cached_property
    def subscriptions_of_user(self) -> DataLoader[PageKey, Page[plans.Subscription] | None]:
        return _batch_pages(
            lambda ids, first, after: plans.subscriptions_of_users(self._actor, ids, limit=first, cursor=after)
        )

    @cached_property
    def addons_of_user(self) -> DataLoader[UUID, list[plans.SubscriptionAddon] | None]:
        return _batch(lambda ids: plans.addons_of_users(self._actor, ids, at=self._at))

    @cached_property
    def meter(self) -> DataLoader[UUID, metering.Meter | None]:
        return _batch(lambda ids: metering.find_meters(self._actor, ids))

    @cached_property
    def plan(self) -> DataLoader[UUID, plans.Plan | None]:
        return _batch(lambda ids: plans.find_plans(self._actor, ids))

    @cached_property
    def version(self) -> DataLoader[UUID, plans.PlanVersion | None]:
        return _batch(lambda ids: plans.find_versions(self._actor, ids))

    @cached_property
    def versions_of_plan(self) -> DataLoader[PageKey, list[plans.PlanVersion] | None]:
        return _batch_pages(lambda ids, first, _: plans.versions_of_plans(self._actor, ids, limit=first))

    @cached_property
    def charges_of_version(self) -> DataLoader[UUID, Any]:
        return _batch(lambda ids: plans.charges_of_versions(self._actor, ids))

    @cached_property
    def limits_of_version(self) -> DataLoader[UUID, Sequence[plans.PlanLimit] | None]:
        return _batch(lambda ids: plans.limits_of_versions(self._actor, ids))

    @cached_property
    def limits_of_user(self) -> DataLoader[UUID, Sequence[limits.Standing] | None]:
        return _batch(lambda ids: limits.find_limits(self._actor, ids))

    @cached_property
    def rate_limits_of_user(self) -> DataLoader[UUID, Sequence[limits.RateLimit] | None]:
        return _batch(lambda ids: limits.find_rate_limits(self._actor, ids))

    @cached_property
    def estimate(self) -> DataLoader[UUID, billing.UserEstimate | None]:
        return _batch(self._read_estimates)

    async def _read_estimates(self, user_ids: list[UUID]) -> dict[UUID, billing.UserEstimate]:
        users = [user for user in await self.user.load_many(user_ids) if user is not None]
        return await billing.estimates_of(self._actor, users, at=self._at)

    @cached_property
    def month_to_date(self) -> DataLoader[tuple[UUID, str], list[tuple[metering.Meter, Decimal]] | None]:
        return _batch(self._read_months)

    async def _read_months(
        self, users: list[tuple[UUID, str]]
    ) -> Mapping[tuple[UUID, str], list[tuple[metering.Meter, Decimal]]]:
        used = await metering.month_to_date(self._actor, users, at=self._at)
        meters = await metering.find_meters(self._actor, {meter_id for row in used.values() for meter_id in row})
        return {
            (user_id, zone): sorted(
                ((meters[meter_id], quantity) for meter_id, quantity in used.get(user_id, {}).items()),
                key=lambda pair: pair[0].slug,
            )
            for user_id, zone in users
        }

    @cached_property
    def backfill(self) -> DataLoader[UUID, metering.Backfilled | None]:
        return _batch(partial(metering.backfills_of, self._actor))

    @cached_property
    def usage(self) -> DataLoader[UsageKey, metering.Usage | None]:
        return _batch(self._read_usage)

    async def _read_usage(self, wanted: list[UsageKey]) -> dict[UsageKey, metering.Usage]:
        by_arguments: dict[tuple[tuple[str, Any], ...], list[UUID]] = {}
        for key in wanted:
            by_arguments.setdefault(key.arguments, []).append(key.user_id)
        found = {}
        for arguments, user_ids in by_arguments.items():
            asked = dict(arguments)
            asked["values"] = dict(asked["values"])
            usages = await metering.usage_of_users(self._actor, user_ids, rows_max=USAGE_ROWS_MAX, **asked)
            found |= {UsageKey(user_id, arguments): usage for user_id, usage in usages.items()}
        return found


def _batch(read: Callable[[list[K]], Awaitable[Mapping[K, V]]]) -> DataLoader[K, V | None]:
    """A loader from a function that reads what exists, by key. What does not is None."""

    async def load(wanted: list[K]) -> list[V | None]:
        found = await read(wanted)
        return [found.get(key) for key in wanted]

    return DataLoader(load)


def _batch_pages(
    read: Callable[[list[UUID], int, str | None], Awaitable[Mapping[UUID, V]]],
) -> DataLoader[PageKey, V | None]:
    """The same for pages: one reading for all owners whose page is asked for by the same arguments."""

    async def load(wanted: list[PageKey]) -> list[V | None]:
        owners: dict[tuple[int, str | None], list[UUID]] = {}
        for key in wanted:
            owners.setdefault((key.first, key.after), []).append(key.owner_id)
        found: dict[PageKey, V] = {}
        for (first, after), owner_ids in owners.items():
            pages = await read(owner_ids, first, after)
            found |= {PageKey(owner_id, first, after): page for owner_id, page in pages.items()}
        return [found.get(key) for key in wanted]

    return DataLoader(load)
