"""Prices of a user's own over GraphQL."""


async def test_own_prices_are_previewed_given_and_shown(ask, shop):
    user = shop.customers[0].user
    plan = (await ask('{ plan(slug: "growth") { versions { charges { name } } } }'))["plan"]
    name = plan["versions"][0]["charges"][0]["name"]
    own = f'overrides: [{{charge: "{name}", amount: "0.5"}}]'
    preview = await ask(
        f'{{ changePreview(userId: "{user.id}", change: ASSIGN, plan: "growth", {own})'
        " { after { total { amount } } } }"
    )
    assert preview["changePreview"]["after"]
    made = await ask(
        f'mutation {{ assignPlan(userId: "{user.id}", plan: "growth", {own}) {{ overrides {{ charge amount }} }} }}'
    )
    assert made["assignPlan"]["overrides"] == [{"charge": name, "amount": "0.5"}]
