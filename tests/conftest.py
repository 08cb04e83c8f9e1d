"""Browser tests need a Chromium: one that is there. Without one they are skipped, loudly; with STORYMAP_NO_SKIP=1 that fails."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator

import pytest

_CACHE = tempfile.mkdtemp(prefix="storymap-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE  # what checks remember is not kept behind tests
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in what a shell runs behind; servers that tests start are ended by it
    signal.signal(signal.SIGINT, signal.default_int_handler)
_IN_PROCESSES = ("plugin", "extension", *(f"cli.{name}" for name in ("main", "check", "build", "export", "new", "watch")))
os.environ["PYTHONWARNINGS"] = ",".join(
    f"error::{category}:mkdocs_storymap.{module}" for module in _IN_PROCESSES for category in ("DeprecationWarning", "PendingDeprecationWarning")
)  # what is run by commands that tests start; Python takes whole names of modules there
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((path for path in map(shutil.which, NAMES) if path), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none."""
    if CHROMIUM is None:
        for item in items:
            if "browser" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_CACHE, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was skipped, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        reasons = sorted({str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr) for report in skipped})
        terminalreporter.write_line(f"!!! {len(skipped)} TESTS WERE SKIPPED: {'; '.join(reasons)}", red=True, bold=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where skipping is an error, make it one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and os.environ.get("STORYMAP_NO_SKIP") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A headless Chromium, started once a worker."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
