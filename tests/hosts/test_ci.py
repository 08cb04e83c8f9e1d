"""What CI systems run: the pre-commit hook by the real pre-commit, and the steps of the GitHub Action."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.hosts.sites import PLAIN_MAP, ROOT, fence, write_site

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
BROKEN = PLAIN_MAP.replace("step: Boil", "step: Bowl")


def git(*arguments: str, cwd: Path) -> str:
    """Run git with an author of its own."""
    names = {"GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@example.org", "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@example.org"}
    done = subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True, check=True, env={**os.environ, **names})
    return done.stdout.strip()


def test_the_pre_commit_hook(tmp_path: Path) -> None:
    source, project = tmp_path / "source", tmp_path / "project"
    for name in git("ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines():
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    for folder in (source, project):
        folder.mkdir(exist_ok=True)
        git("init", "--quiet", cwd=folder)
    git("add", "--all", cwd=source)
    git("commit", "--quiet", "--message", "all", cwd=source)
    revision = git("rev-parse", "HEAD", cwd=source)
    write_site(project, {"tea.md": fence(BROKEN)})
    hooks = {"repos": [{"repo": str(source), "rev": revision, "hooks": [{"id": "storymap-check"}]}]}
    (project / ".pre-commit-config.yaml").write_text(json.dumps(hooks), encoding="utf-8")
    git("add", "--all", cwd=project)

    def hook() -> subprocess.CompletedProcess[str]:
        home = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
        return subprocess.run([sys.executable, "-m", "pre_commit", "run", "--all-files"], cwd=project, capture_output=True, text=True, env=home, check=False)

    failed = hook()
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert "docs/tea.md:8:16: error SM301" in failed.stdout
    write_site(project, {"tea.md": fence(PLAIN_MAP)})
    git("add", "--all", cwd=project)
    passed = hook()
    assert passed.returncode == 0, passed.stdout + passed.stderr


def step(name: str, inputs: dict[str, str], folder: Path, temp: Path) -> subprocess.CompletedProcess[str]:
    """Run one step of the action as a runner would."""
    (found,) = [entry for entry in ACTION["runs"]["steps"] if entry.get("id") == name]
    given = {key: str(value["default"]) for key, value in ACTION["inputs"].items()} | inputs

    def filled(text: str) -> str:
        text = re.sub(r"\$\{\{ *inputs\.([\w-]+) *\}\}", lambda match: given[match[1]], text)
        return text.replace("${{ github.action_path }}", str(ROOT))

    environment: dict[str, Any] = {
        **os.environ, **{key: filled(value) for key, value in found["env"].items()},
        "RUNNER_TEMP": str(temp), "GITHUB_OUTPUT": str(temp / "output"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    where = folder / filled(found.get("working-directory", "."))
    return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", found["run"]], cwd=where, env=environment, capture_output=True, text=True, check=False)


def test_the_steps_of_the_action(tmp_path: Path) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    project = tmp_path / "my project"
    write_site(project, {"tea.md": fence(BROKEN)})
    installed = step("install", {}, project, temp)
    assert installed.returncode == 0, installed.stderr
    failed = step("check", {}, project, temp)
    assert failed.returncode == 1
    assert "::error file=docs/tea.md,line=8,endLine=8,col=16" in failed.stdout
    assert json.loads((project / "storymap.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "SM301"
    assert "sarif-file=storymap.sarif" in (temp / "output").read_text()
    assert step("check", {"path": "docs/tea.md", "strict": "true"}, project, temp).returncode == 1
    write_site(project, {"tea.md": fence(PLAIN_MAP)})
    assert step("check", {"strict": "true"}, project, temp).returncode == 0
