"""One table of scenarios for every door: the same core function does the same through REST, GraphQL and the dashboard.

A scenario is played three times, each time in a world of its own, by the door's own words. Compared are what the core
says afterwards, and how it was refused: by the same code from the one catalogue.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from api.problems import HTTP_STATUS
from core import accounts, errors, keys, plans
from core.accounts import SYSTEM, Admin
from core.clock import now
from tests.conftest import Bearer, Holder
from tests.web.conftest import ORIGIN, Browser

GHOST = UUID("01a20000-0000-7000-8000-000000000000")
Look = Callable[["World"], Awaitable[Any]]


@dataclass
class World:
    """A user with a key, two published plans, and somebody at each door."""

    holder: Holder
    http: httpx.AsyncClient
    bearer: Bearer
    browser: Browser

    def fill(self, words: Any) -> Any:
        """Put this world's ids where a scenario names them."""
        if isinstance(words, dict):
            return {name: self.fill(value) for name, value in words.items()}
        if not isinstance(words, str):
            return words
        for name, value in (("USER", self.holder.user.id), ("KEY", self.holder.key.id), ("GHOST", GHOST)):
            words = words.replace(f"<{name}>", str(value))
        return words


@dataclass(frozen=True)
class Scenario:
    name: str
    rest: tuple[str, str, dict[str, Any] | None]
    graphql: tuple[str, dict[str, Any]]
    web: tuple[str, dict[str, Any]]
    look: Look
    #: The class of the error and its code; None: it is done.
    refused: tuple[type[errors.KeymeterError], str] | None = None
    before: list[Look] = field(default_factory=list)


async def the_key(world: World) -> Any:
    key = await keys.get_key(SYSTEM, world.holder.key.id)
    successors = [each for each in (await keys.list_keys(SYSTEM)).items if each.id != key.id]
    return key.name, keys.key_status(key, now()), key.live, key.scopes, len(successors)


async def the_user(world: World) -> Any:
    user = await accounts.get_user(SYSTEM, world.holder.user.id)
    return user.name, user.status, user.time_zone, user.currency


async def all_users(world: World) -> Any:
    return sorted(
        (user.name, user.email, user.external_id, user.time_zone, user.currency, user.status)
        for user in (await accounts.list_users(SYSTEM)).items
    )


async def the_plan(world: World) -> Any:
    versions = {
        details.published.id: details.plan.slug for details in await plans.list_plans(SYSTEM) if details.published
    }
    found = await plans.list_subscriptions(SYSTEM, world.holder.user.id)
    return [(versions[each.version_id], each.ends_at is None) for each in found]


async def the_addons(world: World) -> Any:
    found = await plans.list_addons(SYSTEM, world.holder.user.id)
    return [(each.plan.slug, each.seats, each.ends_at is None) for each in found]


async def with_support(world: World) -> None:
    await on_starter(world)
    await plans.add_addon(SYSTEM, world.holder.user.id, plan="support", seats=2)


async def on_starter(world: World) -> None:
    await plans.assign_plan(SYSTEM, world.holder.user.id, plan="starter")


async def revoked(world: World) -> None:
    await keys.revoke_key(SYSTEM, world.holder.key.id)


async def disabled(world: World) -> None:
    await keys.disable_key(SYSTEM, world.holder.key.id)


async def rotated(world: World) -> None:
    await keys.rotate_key(SYSTEM, world.holder.key.id, grace=keys.GRACE_MAX)


def key_change(name: str, mutation: str, rest: str, web: str, **more: Any) -> Scenario:
    """A scenario that does one thing to a key without saying more."""
    body: dict[str, Any] | None = {"grace_seconds": 60} if rest == "rotate" else None
    asked = "(id: $id, graceSeconds: 60) { secret }" if rest == "rotate" else "(id: $id) { id }"
    key = more.pop("key", "<KEY>")
    return Scenario(
        name,
        ("POST", f"/v1/keys/{key}/{rest}", body),
        (f"mutation ($id: UUID!) {{ {mutation}{asked} }}", {"id": key}),
        (f"/keys/{key}/{web}", {"grace": "60"}),
        the_key,
        **more,
    )


def user_made(name: str, given: dict[str, Any], **more: Any) -> Scenario:
    graphql = {{"external_id": "externalId", "time_zone": "timeZone"}.get(each, each): given[each] for each in given}
    return Scenario(
        name,
        ("POST", "/v1/users", given),
        ("mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }", {"input": graphql}),
        ("/users", {"currency": "USD", "time_zone": "UTC", **given}),
        all_users,
        **more,
    )


def plan_assigned(name: str, plan: str, user: str = "<USER>", **more: Any) -> Scenario:
    return Scenario(
        name,
        ("POST", f"/v1/users/{user}/subscriptions", {"plan": plan}),
        (
            "mutation ($user: UUID!, $plan: String!) { assignPlan(userId: $user, plan: $plan) { id } }",
            {"user": user, "plan": plan},
        ),
        (f"/users/{user}/plan", {"plan": plan}),
        the_plan,
        **more,
    )


def addon_added(name: str, plan: str, **more: Any) -> Scenario:
    return Scenario(
        name,
        ("POST", "/v1/users/<USER>/addons", {"plan": plan, "seats": 5}),
        (
            "mutation ($user: UUID!, $plan: String!) { addAddon(userId: $user, plan: $plan, seats: 5) { id } }",
            {"user": "<USER>", "plan": plan},
        ),
        ("/users/<USER>/addons", {"plan": plan, "seats": "5"}),
        the_addons,
        **more,
    )


def addon_removed(name: str, **more: Any) -> Scenario:
    return Scenario(
        name,
        ("DELETE", "/v1/users/<USER>/addons/support?when=period_end", None),
        ('mutation ($user: UUID!) { removeAddon(userId: $user, plan: "support") }', {"user": "<USER>"}),
        ("/users/<USER>/addons/support/remove", {"when": "period_end"}),
        the_addons,
        **more,
    )


INVALID, CONFLICT, MISSING = errors.InvalidInput, errors.Conflict, errors.NotFound
SCENARIOS = [
    key_change("a key is revoked", "revokeApiKey", "revoke", "revoke"),
    key_change("a key is revoked twice", "revokeApiKey", "revoke", "revoke", before=[revoked]),
    key_change("a key is disabled", "disableApiKey", "disable", "disable"),
    key_change("a key is enabled", "enableApiKey", "enable", "enable", before=[disabled]),
    key_change("a key is rotated", "rotateApiKey", "rotate", "rotate"),
    key_change(
        "a rotated key is not rotated again", "rotateApiKey", "rotate", "rotate",
        before=[rotated], refused=(CONFLICT, "key_already_rotated"),
    ),
    key_change(
        "a disabled key is not rotated", "rotateApiKey", "rotate", "rotate",
        before=[disabled], refused=(CONFLICT, "key_not_live"),
    ),
    key_change(
        "a revoked key is not disabled", "disableApiKey", "disable", "disable",
        before=[revoked], refused=(CONFLICT, "key_not_live"),
    ),
    key_change(
        "a key that is not there is not revoked", "revokeApiKey", "revoke", "revoke",
        key="<GHOST>", refused=(MISSING, "key_not_found"),
    ),
    user_made("a user is made", {"name": "Quill & Ledger", "email": "Api@Quill.example", "external_id": "crm-7"}),
    user_made("a user of a zone is made", {"name": "Harbour", "time_zone": "Asia/Kolkata", "currency": "EUR"}),
    user_made("a user has a name", {"name": "   "}, refused=(INVALID, "invalid_input")),
    user_made("an address is one", {"name": "A", "email": "nobody"}, refused=(INVALID, "invalid_input")),
    user_made("a zone exists", {"name": "A", "time_zone": "Mars/Olympus"}, refused=(INVALID, "unknown_time_zone")),
    user_made("a currency exists", {"name": "A", "currency": "XTS"}, refused=(INVALID, "unknown_currency")),
    user_made("an external id is one user's", {"name": "A", "external_id": "taken"}, refused=(CONFLICT, "already_exists")),
    plan_assigned("a plan is assigned", "growth"),
    plan_assigned("another plan takes over", "growth", before=[on_starter]),
    plan_assigned("a draft is not sold", "draft", refused=(CONFLICT, "plan_not_published")),
    plan_assigned("a plan that is not there is not sold", "nothing", refused=(MISSING, "plan_not_found")),
    plan_assigned("an add-on is no plan", "support", refused=(INVALID, "invalid_input")),
    addon_added("an add-on is added", "support", before=[on_starter]),
    addon_added("an add-on gets other seats", "support", before=[with_support]),
    addon_added("a plan is no add-on", "growth", before=[on_starter], refused=(INVALID, "invalid_input")),
    addon_added("an add-on needs a subscription", "support", refused=(CONFLICT, "subscription_ended")),
    addon_removed("an add-on ends with its period", before=[with_support]),
    addon_removed("an add-on that is not there does not end", before=[on_starter], refused=(MISSING, "plan_not_found")),
    plan_assigned("nobody gets no plan", "growth", user="<GHOST>", refused=(MISSING, "user_not_found")),
]  # fmt: skip


@pytest.fixture
async def world(app: FastAPI, client: httpx.AsyncClient, bearer: Bearer, holder: Holder) -> World:
    await accounts.create_user(SYSTEM, name="Taken", external_id="taken")
    for slug in ("starter", "growth", "draft"):
        charge = plans.ChargeDraft("Fee", "flat", Decimal(9))
        await plans.create_plan(SYSTEM, slug=slug, name=slug.title(), currency="USD", charges=[charge])
        if slug != "draft":
            await plans.publish_plan(SYSTEM, slug)
    seat = plans.ChargeDraft("Seats", "seats", Decimal(9))
    await plans.create_plan(SYSTEM, slug="support", name="Support", currency="USD", charges=[seat], addon=True)
    await plans.publish_plan(SYSTEM, "support")
    opened = await accounts.open_session(await Admin.get(id=bearer.admin_id), address="203.0.113.9", browser="Test/1.0")
    client.cookies.set("keymeter_session", opened.token)
    client.base_url = httpx.URL(ORIGIN)
    return World(holder, client, bearer, Browser(client, opened))


async def by_rest(world: World, scenario: Scenario) -> tuple[int, str | None]:
    method, path, body = scenario.rest
    answer = await world.http.request(method, world.fill(path), headers=world.bearer.headers, json=world.fill(body))
    return answer.status_code, answer.json()["code"] if answer.is_error else None


async def by_graphql(world: World, scenario: Scenario) -> tuple[int, str | None]:
    query, variables = scenario.graphql
    asked = {"query": query, "variables": world.fill(variables)}
    answer = (await world.http.post("/graphql", headers=world.bearer.headers, json=asked)).json()
    found = [error["extensions"]["code"] for error in answer.get("errors", [])]
    assert len(found) <= 1, answer
    return 0, found[0] if found else None


async def by_web(world: World, scenario: Scenario) -> tuple[int, str | None]:
    path, form = scenario.web
    answer = await world.browser.send(world.fill(path), world.fill(form))
    return answer.status_code, None if answer.status_code < 400 else "refused"


@pytest.mark.parametrize("door", [by_rest, by_graphql, by_web], ids=["rest", "graphql", "web"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
async def test_a_function_does_the_same_through_every_door(world: World, scenario: Scenario, door: Any) -> None:
    for prepare in scenario.before:
        await prepare(world)
    before = await scenario.look(world)
    status, code = await door(world, scenario)
    after = await scenario.look(world)
    if scenario.refused is None:
        assert code is None
        assert after == EXPECTED[scenario.name]
    else:
        kind, expected = scenario.refused
        assert code in (expected, "refused")
        # A form that is refused comes back with the words beside its field: 422, which htmx puts in the form's place.
        assert status in (0, HTTP_STATUS[kind], 422 if door is by_web else 0)
        assert after == before


TAKEN = ("Taken", None, "taken", "UTC", "USD", "active")
HOLDER = ("Basalt AI", None, None, "UTC", "USD", "active")
#: What the core says after a scenario that is done, typed by hand.
EXPECTED: dict[str, Any] = {
    "a key is revoked": ("Production", "revoked", True, [], 0),
    "a key is revoked twice": ("Production", "revoked", True, [], 0),
    "a key is disabled": ("Production", "disabled", True, [], 0),
    "a key is enabled": ("Production", "active", True, [], 0),
    "a key is rotated": ("Production", "rotating", True, [], 1),
    "a user is made": [
        HOLDER,
        ("Quill & Ledger", "api@quill.example", "crm-7", "UTC", "USD", "active"),
        TAKEN,
    ],
    "a user of a zone is made": [HOLDER, ("Harbour", None, None, "Asia/Kolkata", "EUR", "active"), TAKEN],
    "a plan is assigned": [("growth", True)],
    "another plan takes over": [("growth", True), ("starter", False)],
    "an add-on is added": [("support", 5, True)],
    "an add-on gets other seats": [("support", 5, True), ("support", 2, False)],
    "an add-on ends with its period": [("support", 2, False)],
}
