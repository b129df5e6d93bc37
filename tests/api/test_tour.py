async def test_tour(client, bearer):
    h = bearer.headers
    u = (await client.post("/v1/users", headers=h, json={"name": "A"})).json()
    m = await client.get("/v1/meters", headers=h); print(m.json())
    p = await client.post("/v1/plans", headers=h, json={"slug":"growth","name":"Growth","charges":[{"name":"Fee","model":"flat","amount":"49"},{"name":"Calls","model":"per_unit","amount":"0.002","meter":"api_calls","included":1}]})
    print(p.status_code, p.text)
    p = await client.post("/v1/plans/growth/publish", headers=h); print(p.text)
    s = await client.post(f"/v1/users/{u['id']}/subscriptions", headers=h, json={"plan":"growth"}); print(s.text)
    k = (await client.post("/v1/keys", headers=h, json={"user_id": u["id"], "name":"k", "scopes":["account"]})).json(); print(k)
    for _ in range(3):
        r = await client.get("/v1/samples/ping", headers={"x-api-key": k["secret"]}); print(r.status_code, r.text)
    r = await client.post("/v1/samples/text-statistics", headers={"x-api-key": k["secret"]}, json={"text":"to be or not"}); print(r.text)
    for url in ("/v1/usage", "/v1/usage?window=day&group_by=key&zone=Asia/Kolkata", "/v1/events?limit=2", f"/v1/users/{u['id']}/estimate", "/v1/keys", "/v1/users"):
        r = await client.get(url, headers=h); print(url, r.status_code, r.text)
        r = await client.get(url, headers={"x-api-key": k["secret"]}); print("   as user", r.status_code, len(r.text))
    r = await client.post(f"/v1/keys/{k['key']['id']}/rotate", headers=h, json={"grace_seconds": 60}); print(r.text)
    r = await client.post(f"/v1/keys/{k['key']['id']}/revoke", headers=h); print(r.text)
    import asyncio; await asyncio.sleep(0.4)
    r = await client.get("/v1/samples/ping", headers={"x-api-key": k["secret"]}); print(r.status_code, r.text)
