"""The search of the top bar: users, keys, plans and meters by what people remember of them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, keys, metering, plans
from web.rendering import page
from web.viewer import SignedIn

router = APIRouter(prefix="/search", include_in_schema=False)

USERS_MAX, KEYS_MAX, OTHERS_MAX = 6, 5, 4


@router.get("")
async def search(request: Request, viewer: SignedIn, q: str = "") -> Response:
    text = q.strip()[:100]
    low, actor = text.lower(), viewer.actor
    found_users = (await accounts.list_users(actor, search=text, limit=USERS_MAX)).items if text else ()
    found_keys = (await keys.browse_keys(actor, search=text, limit=KEYS_MAX)).items if text else ()
    owners = await accounts.find_users(actor, {key.user_id for key in found_keys})  # type: ignore[attr-defined]
    sold = [each.plan for each in await plans.list_plans(actor)] if text else []
    counted = await metering.list_meters(actor) if text else []
    return page(
        request,
        viewer,
        "search.html",
        title="Search",
        partials={"found": "found"},
        q=text,
        users=found_users,
        keys=found_keys,
        owners=owners,
        plans=[plan for plan in sold if low in plan.name.lower() or low in plan.slug][:OTHERS_MAX],
        meters=[meter for meter in counted if low in meter.name.lower() or low in meter.slug][:OTHERS_MAX],
    )
