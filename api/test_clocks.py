"""REST: a time of its own for some users, moved ahead through everything that is due."""

from uuid import UUID

from fastapi import APIRouter

from api.auth import AdminActor
from api.idempotency import ManagedRoute
from api.schemas import AdvanceIn, TestClockIn, TestClockOut, TestClockUserIn
from core import billing

router = APIRouter(route_class=ManagedRoute, prefix="/test-clocks", tags=["invoices"])


@router.post("", status_code=201)
async def create_test_clock(actor: AdminActor, body: TestClockIn) -> TestClockOut:
    """A test clock that stands at an instant, past or to come, by default the present one."""
    return TestClockOut.of(await billing.create_test_clock(actor, name=body.name, now_at=body.now_at), [])


@router.get("")
async def list_test_clocks(actor: AdminActor) -> list[TestClockOut]:
    """All test clocks, newest first, with the users that are on them."""
    clocks = await billing.list_test_clocks(actor)
    users = await billing.users_on_test_clocks(actor, [clock.id for clock in clocks])
    return [TestClockOut.of(clock, users[clock.id]) for clock in clocks]


@router.get("/{clock_id}")
async def get_test_clock(actor: AdminActor, clock_id: UUID) -> TestClockOut:
    """One test clock: while it is on its way, `now_at` says how far it is."""
    clock = await billing.get_test_clock(actor, clock_id)
    return TestClockOut.of(clock, (await billing.users_on_test_clocks(actor, [clock_id]))[clock_id])


@router.post("/{clock_id}/users")
async def attach_to_test_clock(actor: AdminActor, clock_id: UUID, body: TestClockUserIn) -> TestClockOut:
    """Put a user on a test clock, for good. Only one to whom nothing has happened yet: no plan, usage or invoice."""
    await billing.attach_to_test_clock(actor, clock_id, body.user_id)
    return await get_test_clock(actor, clock_id)


@router.post("/{clock_id}/advance")
async def advance_test_clock(actor: AdminActor, clock_id: UUID, body: AdvanceIn) -> TestClockOut:
    """Move a test clock ahead. What is due by then happens in order, once; its invoices are of the series TEST.

    Should the answer be lost, ask again with the same time: it goes on where it was.
    """
    await billing.advance_test_clock(actor, clock_id, body.to)
    return await get_test_clock(actor, clock_id)
