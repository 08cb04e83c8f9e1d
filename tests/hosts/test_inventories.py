"""Maps of several sites: the inventory that a build writes, and names that lead to another site."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.test_check import report
from tests.hosts.sites import PLAIN_MAP, ROOT, build, fence, write_site
from tests.support import SCIENCE_TEXT, USER_TEXT

SCHEMA = json.loads((ROOT / "schema/inventory-1.schema.json").read_text(encoding="utf-8"))
ABROAD = (
    SCIENCE_TEXT.replace("serves: loan-preapproval\n", "serves: lending:loan-preapproval\n")
    .replace("serves: [silent-score, decision]", "serves: [lending:loan-preapproval/silent-score, lending:loan-preapproval/decision]")
)  # fmt: skip


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of inventories do not leave the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def built(folder: Path) -> Path:
    """A built site with the user map; returns its inventory."""
    user = USER_TEXT.replace("linked: loan-ds", "linked: {none: It stands on another site}")
    rules = "{SM303: off, SM532: off, SM525: off, SM531: off}"
    write_site(folder, {"loan.md": fence(user)}, f"site_url: https://docs.example/lending/\nplugins:\n  - storymap: {{rules: {rules}}}\n")
    result = build(folder)
    assert result.status == 0, result.out
    return folder / "site/storymaps.json"


def test_every_build_with_a_map_writes_an_inventory(tmp_path: Path) -> None:
    data = json.loads(built(tmp_path).read_text(encoding="utf-8"))
    assert list(Draft202012Validator(SCHEMA).iter_errors(data)) == []
    assert (data["site"], data["base"]) == ("test", "https://docs.example/lending/")
    (only,) = data["maps"]
    assert only["items"]["decision"] == {"kind": "story", "title": "a yes or a not-yet with reasons", "url": "loan/#loan-preapproval--decision"}
    page = (tmp_path / "site/loan/index.html").read_text(encoding="utf-8")
    for item in only["items"].values():
        assert f'id="{item["url"].partition("#")[2]}"' in page, item


def test_a_site_without_a_map_writes_none(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": "# x\n"})
    assert build(tmp_path).status == 0
    assert not (tmp_path / "site/storymaps.json").exists()


def test_names_lead_across_sites(tmp_path: Path) -> None:
    source = built(tmp_path / "lending")
    config = f"plugins:\n  - storymap:\n      inventories: [{{name: lending, from: {source}}}]\n"
    write_site(tmp_path / "science", {"ds.md": fence(ABROAD)}, config)
    errors = [d for d in report(tmp_path / "science")["diagnostics"] if d["severity"] == "error"]
    assert errors == []
    result = build(tmp_path / "science")
    assert result.status == 0, result.out
    page = result.page("ds/index.html")
    assert 'href="https://docs.example/lending/loan/#loan-preapproval--decision"' in page
    assert 'href="https://docs.example/lending/loan/#loan-preapproval"' in page  # `serves`, a single name


@pytest.mark.parametrize(("old", "new", "words"), [
    ("lending:loan-preapproval/decision", "lending:loan-preapproval/decison", "did you mean `decision`?"),
    ("serves: lending:loan-preapproval\n", "serves: lending:loan-preaproval\n", "did you mean `loan-preapproval`?"),
    ("serves: lending:loan-preapproval\n", "serves: landing:loan-preapproval\n", "did you mean `lending`?"),
])  # fmt: skip
def test_an_unknown_name_is_an_error(tmp_path: Path, old: str, new: str, words: str) -> None:
    source = built(tmp_path / "lending")
    write_site(tmp_path / "science", {"ds.md": fence(ABROAD.replace(old, new))},
               f"plugins:\n  - storymap:\n      inventories: [{{name: lending, from: {source}}}]\n")  # fmt: skip
    found = [d for d in report(tmp_path / "science")["diagnostics"] if d["code"] == "SM303"]
    assert any(words in d["hint"] for d in found), found


@contextmanager
def server(answers: dict[str, bytes | str]) -> Iterator[str]:
    """A real server on loopback: a body, or where to go instead."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path)
            if isinstance(answer, str):
                self.send_response(302)
                self.send_header("Location", answer)
                self.end_headers()
            elif answer is None:
                self.send_error(404)
            else:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            return

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        running.server_close()


def test_an_inventory_over_http_and_its_copy(tmp_path: Path) -> None:
    content = built(tmp_path / "lending").read_bytes()
    science = tmp_path / "science"
    with server({"/docs/storymaps.json": content}) as address:
        url = f"{address}/docs/storymaps.json"
        write_site(science, {"ds.md": fence(ABROAD)}, f"plugins:\n  - storymap:\n      inventories: [{{name: lending, from: '{url}'}}]\n")
        result = build(science)
        assert result.status == 0, result.out
        assert f"{address}/docs/loan/#loan-preapproval--decision" in result.page("ds/index.html")
    again = build(science)
    assert again.status == 0, again.out
    assert "SM913" in again.out
    assert url in again.out
    assert "the cached copy is used" in again.out
    assert build(science, "--strict").status == 1


def test_without_a_copy_nothing_is_said_about_names_that_lead_there(tmp_path: Path) -> None:
    with server({}) as address:
        url = f"{address}/storymaps.json"
        write_site(tmp_path, {"ds.md": fence(ABROAD)}, f"plugins:\n  - storymap:\n      inventories: [{{name: lending, from: '{url}'}}]\n")
        found = report(tmp_path)["diagnostics"]
    assert [(d["code"], d["severity"]) for d in found if d["severity"] != "advice"] == [("SM913", "warning")]
    assert "HTTP 404" in found[0]["message"]


@pytest.mark.parametrize("body", [b"no json", b"{}", b'{"version": 2, "maps": []}', b'{"version": 1, "maps": [{"id": 1}]}', b"\xff"])
def test_what_is_no_inventory_is_told(tmp_path: Path, body: bytes) -> None:
    with server({"/storymaps.json": body}) as address:
        write_site(tmp_path, {"tea.md": fence(PLAIN_MAP)},
                   f"plugins:\n  - storymap:\n      inventories: [{{name: lending, from: '{address}/storymaps.json'}}]\n")  # fmt: skip
        (found,) = report(tmp_path)["diagnostics"]
    assert (found["code"], found["file"]) == ("SM913", "mkdocs.yml")


def test_a_redirect_to_a_file_is_refused(tmp_path: Path) -> None:
    with server({"/storymaps.json": "file:///etc/hostname"}) as address:
        write_site(tmp_path, {"tea.md": fence(PLAIN_MAP)},
                   f"plugins:\n  - storymap:\n      inventories: [{{name: lending, from: '{address}/storymaps.json'}}]\n")  # fmt: skip
        (found,) = report(tmp_path)["diagnostics"]
    assert "HTTP 302" in found["message"]
