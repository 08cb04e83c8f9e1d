"""Disks that are full, folders that take no file, builds that run side by side: one line, status 2, and nothing half written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mkdocs_storymap.cli import main
from tests.hosts.sites import PLAIN_MAP, check, fence, run, write_site

if sys.platform == "win32":
    pytest.skip("limits and /dev/full are of POSIX systems", allow_module_level=True)

import resource

BROKEN = "".join(f"  s{number}: {{step: Nowhere, release: first, want: hot water}}\n" for number in range(40))
SLIP = fence(PLAIN_MAP.replace("goal:", "gaol:") + BROKEN)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_site(tmp_path, {"index.md": "# Home\n", "page.md": SLIP, "good.md": fence(PLAIN_MAP.replace("map: tea", "map: good"))})
    return tmp_path


def limited(cwd: Path, *arguments: str, size: int = 64) -> subprocess.CompletedProcess[bytes]:
    """Run a command that may write files of a few bytes only, as on a disk that is full."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "NO_MKDOCS_2_WARNING": "1", "XDG_CACHE_HOME": str(cwd / ".cache")}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs_storymap", *arguments], cwd=cwd, capture_output=True, env=environment, preexec_fn=limit, timeout=300, check=False
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts}


def fails_in_one_line(done: subprocess.CompletedProcess[bytes]) -> None:
    error = done.stderr.decode("utf-8")
    assert done.returncode == 2, (done.returncode, error)
    assert "Traceback" not in error and "Exception" not in error and "unexpected" not in error
    last = error.strip().splitlines()[-1]
    assert last.startswith("mkdocs-storymap: ") and len(last) < 400


WRITERS = {
    "report": ["check", "--output", "{target}"],
    "report as json": ["check", "--format", "json", "--output", "{target}"],
    "baseline": ["check", "--write-baseline", "{target}"],
    "export json": ["export", "--to", "json", "--output", "{target}"],
    "export svg": ["export", "--to", "svg", "--map", "good", "--output", "{target}"],
    "new": ["new", "--force", "{target}.md"],
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_what_was_there(project: Path, name: str) -> None:
    target = project / "out"
    arguments = [part.format(target=target) for part in WRITERS[name]]
    written = Path(arguments[-1])
    written.write_text("what was there", encoding="utf-8")
    before = tree(project)
    fails_in_one_line(limited(project, *arguments))
    assert tree(project) == before
    assert run(*arguments, cwd=project, module="mkdocs_storymap").returncode in (0, 1)
    assert written.read_bytes() != b"what was there"
    assert sorted(tree(project)) == sorted(before)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("place", ["no folder", "a folder", "no such folder"])
def test_a_place_that_takes_no_file(project: Path, name: str, place: str) -> None:
    (project / "file").write_text("", encoding="utf-8")
    target = {"no folder": project / "file" / "out", "a folder": project / "docs", "no such folder": project / "no" / "such" / "out"}[place]
    if name == "new":
        if place != "no folder":
            return  # it makes folders
    elif name.startswith("export") and place == "a folder":
        return  # it takes one
    before = tree(project)
    fails_in_one_line(run(*[part.format(target=target) for part in WRITERS[name]], cwd=project, module="mkdocs_storymap"))
    assert tree(project) == before


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "new"])
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_device(project: Path, name: str) -> None:
    fails_in_one_line(run(*[part.format(target="/dev/full") for part in WRITERS[name]], cwd=project, module="mkdocs_storymap"))


PRINTERS = [
    ["check"], ["check", "--format", "json"], ["check", "--diff"], ["export", "--to", "json"], ["export", "--to", "svg", "--map", "good"], ["new"],
    ["schema"], ["explain", "--all"], ["explain", "SM505"], ["--help"], ["--version"], ["check", "--help"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", [*PRINTERS, ["-u", "check"], ["-u", "schema"]], ids=" ".join)
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_standard_output_that_is_full(project: Path, arguments: list[str]) -> None:
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    of_python = [part for part in arguments if part == "-u"]
    command = [sys.executable, *of_python, "-m", "mkdocs_storymap", *arguments[len(of_python) :]]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, cwd=project, stdout=full, stderr=subprocess.PIPE, env=buffered, check=False)
    assert done.stderr.decode().strip() == "mkdocs-storymap: standard output cannot be written: No space left on device"
    assert done.returncode == 2


def test_standard_output_that_is_closed(project: Path) -> None:
    for arguments in (["check"], ["schema"], ["new"]):
        done = subprocess.run(
            ["/bin/sh", "-c", '"$@" >&-', "sh", sys.executable, "-m", "mkdocs_storymap", *arguments], cwd=project, stderr=subprocess.PIPE, check=False
        )
        assert b"Traceback" not in done.stderr and b"unexpected" not in done.stderr, done.stderr
        assert done.returncode in (0, 1)


def test_the_fixes_of_a_file_are_written_whole_or_not(project: Path) -> None:
    before = tree(project)
    fails_in_one_line(limited(project, "check", "--fix"))
    assert tree(project) == before


def as_nobody(cwd: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a user who is bound by permissions, which root is not.

    In a copy of this process: that user may not be allowed to start this Python.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        child = os.fork()
        if child == 0:
            status = 99
            try:
                os.dup2(out.fileno(), 1)
                os.dup2(error.fileno(), 2)
                sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115
                os.environ.update(XDG_CACHE_HOME="/nonexistent", HOME="/nonexistent")
                os.chdir(cwd)
                if os.geteuid() == 0:
                    os.setgid(65534)
                    os.setuid(65534)
                status = main(arguments)
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        error.seek(0)
        return subprocess.CompletedProcess(arguments, status, out.read(), error.read())


def test_a_read_only_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be read can be checked; what cannot be written is told."""
    writers = [
        ["check", "--output", "x.txt"], ["check", "--write-baseline", "x.json"], ["check", "--fix"], ["new", "x.md"], ["new", "a/b.md"], ["assets", "x"],
        ["export", "--to", "json", "--output", "y.json"], ["export", "--to", "svg", "--output", "z/"],
    ]  # fmt: skip
    reader = ["check", "--format", "json"]
    for name in ("warm", "cold"):
        write_site(tmp_path / name, {"index.md": "# Home\n", "page.md": SLIP, "good.md": fence(PLAIN_MAP.replace("map: tea", "map: good"))})
    # Once where all may be written: so everything is imported, and each of them would write.
    monkeypatch.chdir(tmp_path / "warm")
    for arguments in (reader, *writers):
        assert main(arguments) in (0, 1)
    capfd.readouterr()
    project = tmp_path / "cold"
    up = {path: path.stat().st_mode for path in (tmp_path, *tmp_path.parents) if path.stat().st_uid == os.geteuid() and path != Path("/")}
    folders = [project, *(path for path in project.rglob("*") if path.is_dir())]
    try:
        for path, mode in up.items():
            path.chmod(mode | 0o011)
        for path in folders:
            path.chmod(0o555)
        before = tree(project)
        done = as_nobody(project, *reader)
        assert done.returncode == 1, done.stderr
        for arguments in writers:
            done = as_nobody(project, *arguments)
            fails_in_one_line(done)
            assert b"ermission" in done.stderr
        assert tree(project) == before
        (project / "docs" / "good.md").chmod(0o000)
        done = as_nobody(project, *reader)
        found = [one for one in json.loads(done.stdout)["diagnostics"] if one["file"] == "docs/good.md"]
        assert [one["code"] for one in found] == ["SM106"] and "ermission" in found[0]["message"]
    finally:
        for path in folders:
            path.chmod(0o755)
        for path, mode in up.items():
            path.chmod(mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "maps"
    path.mkdir()
    (path / "tea.storymap.yaml").write_text(PLAIN_MAP, encoding="utf-8")
    return path


def old_site(out: Path) -> None:
    (out / "sub").mkdir(parents=True)
    (out / "index.html").write_text("the old site", encoding="utf-8")
    (out / ".git").write_text("gitdir: x", encoding="utf-8")


def test_a_site_is_replaced_at_once(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    old_site(out)
    done = run("build", str(folder), "--out", str(out), cwd=tmp_path, module="mkdocs_storymap")
    assert done.returncode == 0, done.stderr
    assert "tea" in (out / "tea" / "index.html").read_text(encoding="utf-8") and not (out / "sub").exists()
    assert (out / ".git").read_text(encoding="utf-8") == "gitdir: x"
    assert sorted(os.listdir(tmp_path)) == ["maps", "out"]


def test_a_build_on_a_full_disk_leaves_the_old_site(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    old_site(out)
    before = tree(tmp_path)
    done = limited(tmp_path, "build", str(folder), "--out", str(out), size=30_000)
    error = done.stderr.decode()
    fails_in_one_line(done)
    assert "too large" in error
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("out", "told"),
    [(".", "made from"), ("maps", "made from"), ("other", "holds no site"), ("file", "no folder"), ("file/out", "cannot be written")],
)
def test_a_build_replaces_nothing_but_a_site(folder: Path, tmp_path: Path, out: str, told: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("x", encoding="utf-8")
    before = tree(tmp_path)
    done = run("build", str(folder), "--out", out, cwd=tmp_path, module="mkdocs_storymap")
    fails_in_one_line(done)
    assert told in done.stderr.decode()
    assert tree(tmp_path) == before


def test_a_build_does_not_replace_the_pages_of_a_project(tmp_path: Path) -> None:
    write_site(tmp_path, {"index.md": "# Home\n"})
    (tmp_path / "docs" / "index.html").write_text("x", encoding="utf-8")
    fails_in_one_line(run("build", ".", "--out", "docs", cwd=tmp_path, module="mkdocs_storymap"))
    assert (tmp_path / "docs" / "index.md").is_file()


def together(commands: list[list[str]], cwd: Path, module: str) -> list[int]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    nowhere = subprocess.DEVNULL
    running = [subprocess.Popen([sys.executable, "-m", module, *one], cwd=cwd, env=environment, stdout=nowhere, stderr=nowhere) for one in commands]
    return [one.wait(timeout=300) for one in running]


def test_builds_side_by_side(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert together([["build", str(folder), "--out", str(out)]] * 3, tmp_path, "mkdocs_storymap") == [0, 0, 0]
    assert 'id="tea--boil"' in (out / "tea" / "index.html").read_text(encoding="utf-8")
    assert sorted(os.listdir(tmp_path)) == ["maps", "out"]


def test_host_builds_side_by_side_in_one_tree(tmp_path: Path) -> None:
    """They share the sources and the caches; each has a site of its own, and both are the same."""
    write_site(tmp_path, {"index.md": fence(PLAIN_MAP), "x.storymap.yaml": PLAIN_MAP})
    assert together([["build", "--site-dir", f"site{number}"] for number in range(2)], tmp_path, "mkdocs") == [0, 0]
    first, second = (tree(tmp_path / f"site{number}") for number in range(2))
    same: Callable[[str], bool] = lambda name: first[name] == second[name]  # noqa: E731
    assert sorted(first) == sorted(second) and all(same(name) for name in first if not name.endswith(".gz") and name != "index.html")


def test_checks_side_by_side(project: Path) -> None:
    """All write one report, and one cache: the report is whole."""
    commands = [["check", "--format", "json", "--output", "report.json"]] * 4
    assert together(commands, project, "mkdocs_storymap") == [1] * 4
    assert json.loads((project / "report.json").read_text(encoding="utf-8"))["summary"]["errors"] > 30
    assert check(project).returncode == 1
