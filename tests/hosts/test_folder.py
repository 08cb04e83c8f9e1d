"""A whole site from a folder that knows nothing of MkDocs."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_check import folder_of
from tests.hosts.sites import PLAIN_MAP, fence, run, write_site
from tests.hosts.test_mkdocs import wait_for
from tests.support import SCIENCE_TEXT, USER_TEXT

FILES = {
    "about.md": "# About us\n\nHello.\n",
    "lending/loan.storymap.yaml": USER_TEXT,
    "lending/science.md": '# The science\n\n```storymap file="ds.storymap.yaml"\n```\n',
    "lending/ds.storymap.yaml": SCIENCE_TEXT,
    "tea.storymap.yaml": PLAIN_MAP,
}


def made(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """`mkdocs-storymap build`."""
    return run("build", *arguments, cwd=folder, module="mkdocs_storymap")


def test_a_folder_becomes_a_site(tmp_path: Path) -> None:
    done = made(folder_of(tmp_path / "maps", FILES), ".", "--out", "../site")
    assert done.returncode == 0, done.stderr.decode()
    pages = sorted(str(path.relative_to(tmp_path / "site")) for path in (tmp_path / "site").rglob("*.html"))
    assert pages == ["404.html", "about/index.html", "index.html", "lending/loan/index.html", "lending/science/index.html", "tea/index.html"]
    home = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert "data-storymap-index" in home
    assert 'href="lending/loan/#loan-preapproval"' in home
    loan = (tmp_path / "site/lending/loan/index.html").read_text(encoding="utf-8")
    assert 'href="../science/#loan-ds--thin-file-lift"' in loan
    assert (tmp_path / "site/storymaps.json").is_file()
    assert sorted(path.name for path in (tmp_path / "maps").iterdir()) == ["about.md", "lending", "tea.storymap.yaml"]


def test_the_site_may_lie_inside_the_folder_and_be_built_again(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    for _ in range(2):
        done = made(tmp_path, "--out", "site")
        assert done.returncode == 0
        assert done.stderr.decode().splitlines()[-1] == "site is written"
    assert not list((tmp_path / "site").rglob("*.storymap.yaml"))


def test_the_exit_status_is_the_verdict_and_the_problems_are_in_the_page(tmp_path: Path) -> None:
    folder_of(tmp_path, {**FILES, "tea.storymap.yaml": PLAIN_MAP.replace("step: Boil", "step: Bowl")})
    done = made(tmp_path, "--out", "site")
    assert done.returncode == 1
    assert "tea.storymap.yaml:7:16: error SM301" in done.stdout.decode()
    assert "Traceback" not in done.stderr.decode()
    page = (tmp_path / "site/tea/index.html").read_text(encoding="utf-8")
    assert "storymap-problems" in page
    assert "SM301" in page


def test_a_home_page_of_its_own_stays(tmp_path: Path) -> None:
    folder_of(tmp_path, {**FILES, "index.md": "# Welcome\n"})
    assert made(tmp_path, "--out", "site").returncode == 0
    home = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert "Welcome" in home
    assert "data-storymap-index" not in home


def test_settings_of_the_folder_count(tmp_path: Path) -> None:
    folder_of(tmp_path, {"tea.storymap.yaml": PLAIN_MAP.replace("checklist: none\n", ""), "storymap.yml": "checklist: none\n"})
    assert made(tmp_path, "--out", "site").returncode == 0


def test_a_folder_with_a_configuration_is_built_by_it(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": fence(PLAIN_MAP)})
    done = made(tmp_path, "--out", "there")
    assert done.returncode == 0, done.stderr.decode()
    assert 'id="tea--boil"' in (tmp_path / "there/index.html").read_text(encoding="utf-8")


def test_usage(tmp_path: Path) -> None:
    assert made(tmp_path, "absent", "--out", "site").returncode == 2
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert made(tmp_path, ".", "--out", "file").returncode == 2
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


def free_address() -> str:
    """Where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_serve_ends_with_the_process_that_was_started(tmp_path: Path, number: signal.Signals) -> None:
    folder_of(tmp_path / "maps", FILES)
    (tmp_path / "temporary").mkdir()
    address = free_address()
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs_storymap", "serve", "maps", "--dev-addr", address], cwd=tmp_path, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(tmp_path / "temporary")},
    )  # fmt: skip
    try:
        wait_for(f"http://{address}/", "data-storymap-index")
        os.kill(process.pid, number)
        assert process.wait(60) == (130 if number == signal.SIGINT else 128 + number)
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
        assert list((tmp_path / "temporary").iterdir()) == []
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_serve_follows_edits(tmp_path: Path) -> None:
    folder_of(tmp_path, FILES)
    address = free_address()
    log = (tmp_path / "serve.log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "mkdocs_storymap", "serve", ".", "--dev-addr", address], cwd=tmp_path, stdout=log, stderr=log,
                               env={**os.environ, "NO_COLOR": "1"}, start_new_session=True)  # fmt: skip
    try:
        wait_for(f"http://{address}/", "data-storymap-index")
        (tmp_path / "tea.storymap.yaml").write_text(PLAIN_MAP.replace("hot water", "boiling water"), encoding="utf-8")
        wait_for(f"http://{address}/tea/", "boiling water")
        (tmp_path / "new.storymap.yaml").write_text(PLAIN_MAP.replace("map: tea", "map: fresh"), encoding="utf-8")
        wait_for(f"http://{address}/new/", 'id="fresh--boil"')
        (tmp_path / "new.storymap.yaml").write_text("map: [\n", encoding="utf-8")
        wait_for(f"http://{address}/new/", "SM101")
        assert process.poll() is None
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)
        log.close()
    assert not re.search(rb"Traceback", (tmp_path / "serve.log").read_bytes())
