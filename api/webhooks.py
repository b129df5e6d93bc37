"""REST: what payment providers tell of their own accord. They carry no token: what they send is signed."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core import billing
from core.errors import InvalidInput, TooLarge

router = APIRouter(prefix="/webhooks", include_in_schema=False)

BYTES_MAX = 1024 * 1024


@router.post("/{provider}", status_code=204)
async def hear_provider(request: Request, provider: str) -> Response:
    """204 once it has had its effect, which is at most one, or needs none. 400 for what the provider did not sign."""
    body = b""
    async for part in request.stream():  # the very bytes that were signed
        body += part
        if len(body) > BYTES_MAX:
            raise TooLarge(f"A webhook has at most {BYTES_MAX} bytes.")
    try:
        await billing.hear_provider(provider, body, request.headers)
    except InvalidInput as error:
        raise HTTPException(400, error.message) from None
    return Response(status_code=204)
