"""What pages do under a pointer and a keyboard, and without a script."""

from playwright.async_api import expect

from tests.browser.conftest import Desk, Tab


async def test_searching_changes_the_table_and_the_address_and_keeps_the_cursor(tab: Tab):
    page = tab.page
    await tab.go("/users")
    await page.type("#q", "basalt", delay=20)
    await expect(page.locator("#users tbody tr")).to_have_count(1)
    assert "q=basalt" in page.url and await page.evaluate("document.activeElement.id") == "q"
    await page.fill("#q", "")
    await expect(page.locator("#users .pager")).to_contain_text("1–25 of")
    await page.select_option("[name=plan]", "growth")
    await expect(page.locator("#users td:nth-child(2) >> text=Starter")).to_have_count(0)
    assert "plan=growth" in page.url


async def test_sorting_and_paging_are_in_the_address_and_back_shows_whole_pages(tab: Tab):
    page = tab.page
    await tab.go("/users")
    await page.click("th >> text=User")
    await expect(page.locator("th[aria-sort=ascending]")).to_contain_text("User")
    await page.click("th >> text=User")
    await expect(page.locator("th[aria-sort=descending]")).to_contain_text("User")
    assert "sort=-name" in page.url
    await page.click("text=Next")
    await expect(page.locator("#users .pager")).to_contain_text("26–")
    await page.click("nav >> text=API keys")
    await expect(page.locator("h1")).to_have_text("API keys")
    await page.go_back()
    await expect(page.locator("#users .pager")).to_contain_text("26–")
    await expect(page.locator("aside.side")).to_have_count(1)
    await page.go_back()
    await expect(page.locator("th[aria-sort=descending]")).to_contain_text("User")
    await expect(page.locator("aside.side")).to_have_count(1)
    await page.reload()
    await expect(page.locator("h1")).to_have_text("Users")


async def test_the_chart_answers_pointer_keyboard_and_dragging(tab: Tab):
    page = tab.page
    await tab.go("/")
    plot = page.locator(".chart-plot")
    box = await plot.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 60)
    await expect(page.locator(".tip.on")).to_contain_text("Words")
    await page.mouse.move(10, 10)
    await plot.focus()
    await page.keyboard.press("End")
    await expect(page.locator(".tip .t")).to_contain_text("so far")
    last = await page.inner_text(".tip .t")
    await page.keyboard.press("ArrowLeft")
    assert await page.inner_text(".tip .t") != last

    await page.mouse.move(box["x"] + box["width"] * 0.31, box["y"] + 60)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + 60, steps=4)
    await page.mouse.move(box["x"] + box["width"] * 0.61, box["y"] + 60, steps=4)
    await page.mouse.up()
    await expect(page.locator("text=Reset")).to_be_visible()
    assert "from=" in page.url and "to=" in page.url
    bars = await page.locator(".chart-plot g").count()
    assert 8 <= bars <= 12
    await page.reload()
    await expect(page.locator(".chart-plot g")).to_have_count(bars)
    await page.click("text=Reset")
    await expect(page.locator(".chart-plot g")).to_have_count(30)

    await plot.focus()
    await page.keyboard.press("Home")
    for _ in range(4):
        await page.keyboard.press("Shift+ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.locator(".chart-plot g")).to_have_count(5)


async def test_the_legend_hides_and_shows_a_meter(tab: Tab):
    page = tab.page
    await tab.go("/")
    await page.click(".legend >> text=Words")
    await expect(page.locator(".legend [aria-checked=false]")).to_contain_text("Words")
    assert "hide=words" in page.url
    await expect(page.locator(".chart-plot rect.s2")).to_have_count(0)
    await page.click(".legend >> text=Words")
    await expect(page.locator(".legend [aria-checked=false]")).to_have_count(0)
    await page.click("text=View as table")
    await expect(page.locator(".astable tbody tr")).to_have_count(30)
    await page.click(".seg >> text=7d")
    await expect(page.locator(".chart-plot g")).to_have_count(7)


async def test_slash_searches_everything_by_keyboard(tab: Tab):
    page = tab.page
    await tab.go("/meters")
    await page.keyboard.press("/")
    await page.keyboard.type("nimbus", delay=15)
    await expect(page.locator(".found")).to_contain_text("Nimbus Weather")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_contain_text("Nimbus Weather")


async def test_the_theme_is_chosen_and_kept(desk: Desk):
    async with desk.tab(scheme="light") as tab:
        page = tab.page
        colour = "getComputedStyle(document.body).backgroundColor"
        await tab.go("/users?sort=name")
        light = await page.evaluate(colour)
        await page.click(".me")
        await page.click("[aria-label=Dark]")
        await page.wait_for_selector("html[data-theme=dark]")
        assert page.url.endswith("/users?sort=name") and await page.evaluate(colour) != light
        await tab.go("/keys")
        await page.wait_for_selector("html[data-theme=dark]")
        await page.click(".me")
        await page.click("[aria-label=System]")
        await page.wait_for_selector("html:not([data-theme])")


async def test_on_a_narrow_screen_the_menu_opens_and_closes(desk: Desk):
    async with desk.tab(width=390, height=844) as tab:
        page = tab.page
        await tab.go("/users")
        await expect(page.locator("#side")).not_to_be_visible()
        await page.click("[aria-label=Menu]")
        await expect(page.locator("#side")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("#side")).not_to_be_visible()
        await page.click("[aria-label=Menu]")
        await page.click("#side >> text=Plans")
        await expect(page.locator("h1")).to_have_text("Plans")
        await expect(page.locator("#side")).not_to_be_visible()


async def test_everything_can_be_read_without_a_script(desk: Desk):
    async with desk.tab(width=390, height=844, java_script_enabled=False) as tab:
        page = tab.page
        await page.goto(f"{tab.site.url}/users")
        await page.fill("#q", "nimbus")
        await page.click("button:has-text('Filter')")
        await expect(page.locator("#users tbody tr")).to_have_count(1)
        await page.click("#users >> text=Nimbus Weather")
        await expect(page.locator("h1")).to_contain_text("Nimbus Weather")
        assert await page.locator(".chart-plot g").count() == 30
        await page.click("[aria-label=Menu]")
        await page.click("#side >> text=API keys")
        await expect(page.locator("h1")).to_have_text("API keys")
        await page.goto(f"{tab.site.url}/keys")
        await page.click("text=New key")
        await expect(page.locator("h1")).to_have_text("New API key")
        tab.check = _nothing  # type: ignore[method-assign]


async def _nothing() -> None:
    """Without a script, nothing can be asked."""


async def test_the_live_page_follows_only_while_somebody_looks(tab: Tab):
    page = tab.page
    visibility = """(state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    await tab.go("/events/live")
    await page.wait_for_function("() => window.__streams === 1")
    await page.evaluate(visibility, "hidden")
    await page.wait_for_function("() => window.__streams === 0")
    await page.evaluate(visibility, "visible")
    await page.wait_for_function("() => window.__streams === 1")
    await page.click("[data-pause]")
    await page.wait_for_function("() => window.__streams === 0")
    await page.evaluate(visibility, "visible")
    assert await page.evaluate("window.__streams") == 0, "paused is paused"
    await page.click("[data-pause]")
    await page.wait_for_function("() => window.__streams === 1")
    await tab.go("/users")
    assert await page.evaluate("window.__streams") == 0


async def test_what_is_wrong_with_a_form_is_said_at_its_field(tab: Tab):
    tab.expected = {422}
    page = tab.page
    await tab.go("/users")
    await page.click("text=New user")
    await page.fill("#f-name", "Somebody")
    await page.fill("#f-time_zone", "Mars/Olympus")
    await page.click("button:has-text('Create user')")
    await expect(page.locator("#d-time_zone")).to_contain_text("no IANA zone")
    assert await page.input_value("#f-name") == "Somebody"
    assert await page.evaluate("document.activeElement.id") == "f-time_zone"


async def test_an_error_is_a_toast_by_its_title(tab: Tab):
    tab.expected = {403}
    page = tab.page
    user = tab.site.business.users[9]
    await tab.go(f"/users/{user.id}/suspend")
    await page.evaluate("document.body.setAttribute('hx-headers', '{\"X-CSRF-Token\": \"old\"}')")
    await page.click("button:has-text('Suspend')")
    await expect(page.locator(".toast.bad")).to_contain_text("The request did not come from this page")


async def test_markup_in_any_name_opens_nothing_and_breaks_no_policy(tab: Tab):
    """Typed into every field that takes a text, then looked at wherever it is shown."""
    nasty, dialogs, page = "\"><img src=x onerror=alert(1)><svg/onload=alert(2)>{{7*7}}'`", [], tab.page
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    await tab.go("/users/new")
    await page.fill("#f-name", nasty)
    await page.fill("#f-external_id", nasty)
    await page.fill("#f-email", "<b>x</b>@y.example")
    await page.click("button:has-text('Create user')")
    await expect(page.locator("h1")).to_contain_text(nasty)
    user = page.url
    await page.click(".head >> text=New key")
    await page.fill("#f-name", nasty)
    await page.click("button:has-text('Create key')")
    await expect(page.locator("#dialog h1")).to_contain_text(nasty)
    await page.click("text=I have saved it")
    await tab.go("/meters/new")
    for field in ("name", "unit", "description"):
        await page.fill(f"#f-{field}", nasty[:30])
    await page.fill("#f-slug", "nasty")
    await page.select_option("#f-aggregation", "count")
    await page.click("button:has-text('Create meter')")
    await page.wait_for_selector(".toast")
    await tab.go("/plans/new")
    await page.fill("#f-name", nasty)
    await page.fill("#f-slug", "nasty")
    await page.fill("#f-description", nasty)
    await page.locator("[name=charge_name]").nth(0).fill(nasty)
    await page.locator("[name=charge_amount]").nth(0).fill("1")
    await page.locator("[name=charge_name]").nth(1).fill("")
    await page.click("button:has-text('Save draft')")
    await expect(page.locator("h1")).to_contain_text(nasty)
    for path in ("/", "/users?sort=-created", "/keys", "/meters", "/plans", "/search?q=onerror", "/events", "/account"):
        await tab.go(path)
    await page.goto(user)
    await page.fill("#find", "onerror")
    await expect(page.locator(".found")).to_contain_text(nasty)
    await tab.go("/users")
    await page.fill("#q", nasty)
    await expect(page.locator("#users tbody tr")).to_have_count(1)
    assert dialogs == []
