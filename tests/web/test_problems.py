"""Where `type` of a problem leads: a page for every code, for everybody."""

from api.problems import HTTP_STATUS, problem_response
from core.errors import CATALOGUE, KeymeterError
from web.problem_words import PROBLEM_WORDS


def test_every_code_is_explained_and_nothing_else() -> None:
    assert set(PROBLEM_WORDS) == set(CATALOGUE)
    for code, (why, what) in PROBLEM_WORDS.items():
        assert why.endswith(".") and what.endswith("."), code


async def test_type_leads_to_a_page_that_needs_no_session(client) -> None:
    for kind in HTTP_STATUS:
        for code in kind.codes():
            kind_made = problem_response(kind("m", code=code))
            path = f"/problems/{code}"
            assert f'"type":"{path}"'.encode() in kind_made.body
            page = await client.get(path)
            assert page.status_code == 200, path
            assert CATALOGUE[code] in page.text and f"HTTP/1.1 {kind_made.status_code}" in page.text
    listed = await client.get("/problems")
    assert all(f'href="/problems/{code}"' in listed.text for code in CATALOGUE)
    assert (await client.get("/problems/none", headers={"accept": "text/html"})).status_code == 404
    assert KeymeterError().code in PROBLEM_WORDS
