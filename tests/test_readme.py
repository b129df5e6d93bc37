"""The README is true: its tour runs, its route is guarded, its table lists every setting."""

import json
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

import main
from core.accounts import SYSTEM
from core.keys import create_key
from core.metering import list_meters
from core.settings import Settings
from main import running
from tests.conftest import Holder
from tests.support.keymeter import Keymeter, keymeters

README = (Path(__file__).parents[1] / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def start() -> Iterator[Callable[..., Keymeter]]:
    """Starts `keymeter` in a folder that PostgreSQL's account can enter."""
    with tempfile.TemporaryDirectory(prefix="keymeter-readme-") as folder:
        Path(folder).chmod(0o755)
        yield from keymeters(Path(folder))


def test_the_tour_runs_line_by_line_and_ends_with_the_amount_it_promises(start: Callable[..., Keymeter]) -> None:
    steps = blocks("sh tour")
    assert len(steps) == 6
    access = start("demo", "--json", "--port", "0", "--data-dir", "demo").line()
    script = "set -euo pipefail\n" + "".join(steps)
    script = re.sub(r"export URL=\S+ TOKEN=\S+", f"export URL={access['url']} TOKEN={access['admin_token']}", script)
    done = subprocess.run(["bash"], input=script, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    estimate = json.loads(done.stdout[done.stdout.rindex('{\n    "user_id"') :])
    assert Decimal(estimate["total_to_date"]) == Decimal("49") + round(51 * Decimal("0.002"), 2)
    assert "151 " in estimate["lines"][1]["to_date"]["explanation"]
    assert "HTTP/1.1 401" in done.stdout
    for accepted, duplicates in ((1, 0), (0, 1)):
        assert f'{{"accepted":{accepted},"duplicates":{duplicates},"quarantined":0,"rejected":[]}}' in done.stdout
    assert '"quantity":"12.5"' in done.stdout


@pytest.fixture
async def shop(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The application of the README, from its own words."""
    monkeypatch.setattr(main, "get_settings", lambda: settings)
    source = blocks("python")[0]
    module: dict[str, object] = {"__name__": "shop"}
    exec(compile(source, "shop.py", "exec"), module)  # noqa: S102 - our own README
    return module["create_shop"]()  # type: ignore[operator, no-any-return]


async def test_a_route_guarded_as_the_readme_says_is_metered(shop: FastAPI, settings: Settings, holder: Holder) -> None:
    issued = await create_key(SYSTEM, user_id=holder.user.id, name="LLM", scopes=["llm"])
    async with (
        running(shop, settings),
        httpx.AsyncClient(transport=httpx.ASGITransport(shop), base_url="http://t") as http,
    ):
        assert (await http.get("/reports", headers=holder.headers)).json() == {"open": 3}
        assert (await http.post("/complete?prompt=a+b", headers=holder.headers)).status_code == 403
        answer = await http.post("/complete?prompt=a+b", headers={"x-api-key": issued.secret})
        assert answer.json() == "A B"
        assert {"reports", "tokens"} <= {meter.slug for meter in await list_meters(SYSTEM)}


def test_every_setting_stands_in_the_table_with_its_default() -> None:
    rows = dict(re.findall(r"^\| (`KEYMETER_[^|]+) \| ([^|]*) \|", README, re.MULTILINE))
    documented = {re.findall(r"`(KEYMETER_\w+)`", names)[0]: default for names, default in rows.items()}
    fields = Settings.model_fields
    assert set(documented) == {f"KEYMETER_{name.upper()}" for name in fields}
    for name, field in fields.items():
        if isinstance(field.default, int):
            assert documented[f"KEYMETER_{name.upper()}"] == f"`{str(field.default).lower()}`"
