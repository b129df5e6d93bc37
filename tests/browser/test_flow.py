"""The whole way through, as somebody walks it: from signing in to a key that is refused."""

import asyncio
import re

import httpx
from playwright.async_api import expect

from core.clock import monotonic
from tests.browser.conftest import Desk, Tab


async def test_from_a_new_user_to_a_revoked_key(desk: Desk):
    async with desk.tab(email="") as tab:
        await tab.sign_in()
        page = tab.page

        await page.click("text=New user")
        await page.fill("#f-name", "Meadowlark Travel")
        await page.fill("#f-external_id", "crm-9001")
        await page.select_option("#f-plan", "growth")
        await page.click("button:has-text('Create user')")
        await page.wait_for_url("**/users/*-*")
        await expect(page.locator("h1")).to_contain_text("Meadowlark Travel")
        await expect(page.locator(".toast")).to_contain_text("Meadowlark Travel was created")
        user_url = page.url

        await page.click(".head >> text=New key")
        await page.fill("#f-name", "Production")
        await page.click("button:has-text('Create key')")
        await page.click("[data-copy]")
        await expect(page.locator("[data-copy]")).to_contain_text("Copied")
        secret = await page.evaluate("navigator.clipboard.readText()")
        assert re.fullmatch(r"km_live_\w{43}", secret)
        stored = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])")
        assert secret not in stored
        await page.click("text=I have saved it")
        await expect(page.locator("#dialog")).not_to_be_visible()
        await expect(page.locator("main")).to_contain_text(f"…{secret[-4:]}")
        assert secret not in await page.content(), "the secret is gone with the dialog"

        await page.goto(f"{tab.site.url}/events/live")
        await page.wait_for_timeout(1500)  # the stream tells what is recorded after it was opened
        async with httpx.AsyncClient(base_url=tab.site.url) as http:
            answer = await http.get("/v1/samples/ping", headers={"x-api-key": secret})
            assert answer.status_code == 200
            called = monotonic()
            await expect(page.locator("#tail-rows")).to_contain_text("Meadowlark Travel", timeout=5000)
            assert monotonic() - called < 3

            await page.goto(user_url)
            await expect(page.locator("main")).to_contain_text("/v1/samples/ping")
            await page.click("[aria-label='Revoke Production']")
            await page.click("button:has-text('Revoke for ever')")
            await expect(page.locator(".toast")).to_contain_text("Production is revoked")
            revoked = monotonic()
            while (await http.get("/v1/samples/ping", headers={"x-api-key": secret})).status_code != 401:
                assert monotonic() - revoked < 1.5, "a revoked key was still served"
                await asyncio.sleep(0.05)
            await expect(page.locator("main")).to_contain_text("Revoked")

        await page.click(".me")
        await page.click("text=Sign out")
        await page.wait_for_url("**/sign-in")
        await page.go_back()
        await page.wait_for_url("**/sign-in**")


async def test_a_key_is_rotated_disabled_and_enabled(tab: Tab):
    page = tab.page
    await tab.go(f"/users/{tab.site.business.users[3].id}")
    await page.click("[aria-label^='Rotate']")
    await page.select_option("#f-grace", "3600")
    await page.click("button:has-text('Rotate')")
    await expect(page.locator("#secret")).to_contain_text("km_live_")
    await expect(page.locator("#dialog")).to_contain_text("accepted until")
    await page.keyboard.press("Escape")
    await expect(page.locator("main")).to_contain_text("Rotating")
    await page.click("[aria-label^='Disable'] >> nth=0")
    await expect(page.locator(".toast").last).to_contain_text("is refused from now on")
    await page.click("[aria-label^='Enable'] >> nth=0")
    await expect(page.locator(".toast").last).to_contain_text("is accepted again")


async def test_a_plan_is_drafted_published_and_assigned(tab: Tab):
    page = tab.page
    tab.expected = {422}
    await tab.go("/plans/new")
    await page.fill("#f-name", "Enterprise")
    await page.fill("#f-slug", "Not A Slug")
    names, prices = page.locator("[name=charge_name]"), page.locator("[name=charge_amount]")
    await prices.nth(0).fill("900")
    await page.locator("[name=charge_meter]").nth(1).select_option("api_calls")
    await prices.nth(1).fill("0.15")
    await page.locator("[name=charge_included]").nth(1).fill("5000")
    await page.click("text=Add a charge")
    await names.nth(2).fill("Words")
    await page.locator("[name=charge_model]").nth(2).select_option("per_unit")
    await page.locator("[name=charge_meter]").nth(2).select_option("words")
    await prices.nth(2).fill("0.00005")
    await page.click("button:has-text('Save draft')")
    await expect(page.locator(".err")).to_contain_text("slug must be")
    assert await page.evaluate("document.activeElement.id") == "f-slug"
    await page.fill("#f-slug", "enterprise")
    await page.click("button:has-text('Save draft')")
    await page.wait_for_url("**/plans/enterprise")
    await page.click("text=Publish version 1")
    await page.click("#dialog button:has-text('Publish')")
    await expect(page.locator("main")).to_contain_text("Sold now")
    await tab.go(f"/users/{tab.site.business.users[5].id}")
    await page.click("#estimate-card >> text=plan >> nth=-1")
    await page.click("#dialog >> text=Enterprise")
    await page.click("#dialog button:has-text('Show what changes')")
    await expect(page.locator("#dialog")).to_contain_text("After the change")
    await page.click("#dialog button:has-text('Change the plan')")
    await expect(page.locator("#estimate-card")).to_contain_text("Enterprise")


async def test_a_user_is_suspended_only_after_a_question_and_comes_back(tab: Tab):
    page = tab.page
    await tab.go(f"/users/{tab.site.business.users[7].id}")
    await page.click(".head >> text=Suspend")
    await page.click("#dialog >> text=Cancel")
    await expect(page.locator("#dialog")).not_to_be_visible()
    await page.click(".head >> text=Suspend")
    await page.click("#dialog button:has-text('Suspend')")
    await expect(page.locator("#main h1")).to_contain_text("Suspended")
    await page.click("text=Reactivate")
    await expect(page.locator("#main h1")).not_to_contain_text("Suspended")
