"""Makes the reference pages from the code: rules, settings, commands, metrics, fields, JSON outputs."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from mkdocs_storymap.checks.pages import pages
from mkdocs_storymap.cli.explain import markdown
from mkdocs_storymap.cli.main import build_parser
from mkdocs_storymap.metrics import registry
from mkdocs_storymap.schema import schema_text
from mkdocs_storymap.settings import OPTIONS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- made by scripts/reference: do not edit -->\n\n"


def rules() -> str:
    """Every rule with its page."""
    found = pages()
    rows = [f"| [{page.code}](#{page.code}) | {page.severity} | {page.title} |" for page in found]
    head = "# Rules\n\nSamples of rules that compare things are laid over two valid maps; `science:` is the data-science map.\n\n"
    table = "| code | severity | what |\n|---|---|---|\n" + "\n".join(rows) + "\n\n"
    return head + table + "\n".join(markdown(page) for page in found)


def settings() -> str:
    """Every option."""
    out = ["# Settings", "", "Under `plugins: - storymap:` in `mkdocs.yml`, under `markdown_extensions: - mkdocs_storymap:` for hosts without",
           "plugins, or in `storymap.yml`; the command line reads the same. The first of these that is there counts alone.", "",
           "| option | default | takes | what it does |", "|---|---|---|---|"]  # fmt: skip
    for option in OPTIONS.values():
        default = "unset" if option.default is None else f"`{option.default}`"
        out.append(f"| `{option.name}` | {default} | {option.takes} | {option.about} |")
    return "\n".join(out) + "\n"


def commands() -> str:
    """Every command with its options."""
    parser = build_parser()
    (action,) = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    out = ["# Commands", "", "Exit status: 0 fine, 1 problems found, 2 usage or unreadable input.", ""]
    for name, command in action.choices.items():
        out += [f"## {name}", "", command.description or "", "", "| argument | what it does |", "|---|---|"]
        for option in command._actions:
            if isinstance(option, argparse._HelpAction):
                continue
            shown = ", ".join(option.option_strings) or str(option.metavar)
            if option.option_strings and option.metavar:
                shown += f" {option.metavar}"
            elif option.choices and option.option_strings:
                shown += " " + "\\|".join(map(str, option.choices))
            out.append(f"| `{shown}` | {option.help} |")
        out.append("")
    return "\n".join(out)


def metrics() -> str:
    """Every known metric."""
    out = ["# Known metrics", "", "Names and directions were read from the libraries in autumn 2026.", "",
           "| metric | kind | better | range | unit | true outcomes | proportion | source |", "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for known in registry().values():
        low = "" if known.low is None else str(known.low)
        high = "" if known.high is None else str(known.high)
        needs = "yes" if known.labels else "a judge" if known.judged else "no"
        proportion = "yes" if known.proportion else ""
        out.append(f"| `{known.name}` | {known.kind} | {known.better} | {low} … {high} | {known.unit} | {needs} | {proportion} | {known.source} |")
    return "\n".join(out) + "\n"


def fields() -> str:
    """Every field of both kinds of map, from the JSON Schema."""
    schema: dict[str, Any] = json.loads(schema_text())
    out = ["# Fields", "", "From `schema/storymap-1.schema.json`, which editors read too (`mkdocs-storymap schema` prints it).", ""]
    seen: set[str] = set()

    def resolved(node: Any) -> dict[str, Any]:
        """A subschema with what it refers to, past `{none: …}` and lists."""
        found: dict[str, Any] = dict(node) if isinstance(node, dict) else {}
        for _ in range(12):
            if "$ref" in found:
                found = {**schema["$defs"][found.pop("$ref").rpartition("/")[2]], **found}
            elif "else" in found:
                found = {**{key: value for key, value in found.items() if key not in ("if", "then", "else")}, **resolved(found["else"])}
            elif isinstance(found.get("items"), dict) and "properties" not in found:
                found = {**resolved(found["items"]), **{key: value for key, value in found.items() if key not in ("items", "type")}}
            else:
                break
        return found

    def table(title: str, node: dict[str, Any], level: int) -> None:
        out.extend([f"{'#' * level} {title}", "", "| field | what it holds | example |", "|---|---|---|"])
        below = []
        for name, value in node.get("properties", {}).items():
            entry = resolved(value)
            text = (value.get("description") or entry.get("description") or "").replace("|", "\\|")
            examples = value.get("examples") or entry.get("examples") or []
            shown = json.dumps(examples[0], ensure_ascii=False).replace("|", "\\|") if examples else ""
            out.append(f"| `{name}` | {text} | `{shown}` |")
            inner = entry
            if isinstance(entry.get("additionalProperties"), dict) and "properties" not in entry:
                inner = resolved(entry["additionalProperties"])
            if inner.get("properties") and level < 5:
                below.append((f"{title.partition(' ')[0]} · {name}" if level == 2 else f"{title} · {name}", inner))
        out.append("")
        for name, inner in below:
            key = name.rpartition(" · ")[2] + json.dumps(sorted(inner["properties"]))
            if key not in seen:
                seen.add(key)
                table(name, inner, level + 1)

    for name, title in (("userMap", "user map"), ("dataScienceMap", "data-science map")):
        table(title, resolved(schema["$defs"][name]), 2)
    return "\n".join(out) + "\n"


def outputs() -> str:
    """Every key of what other programs read, from the schemas of the outputs."""
    out = ["# JSON outputs", ""]
    out += ["For dashboards and scripts. Keys are added, none is ever renamed. `[]` stands for an entry of a list, `ID` for a key of a mapping.", ""]
    for name, file in (("check", "check-output-1.schema.json"), ("inventory", "inventory-1.schema.json")):
        schema: dict[str, Any] = json.loads((ROOT / "schema" / file).read_text(encoding="utf-8"))
        out += [f"## {schema['title']} {{#{name}}}", "", schema["description"], "", f"Its JSON Schema is `schema/{file}`.", ""]
        out += ["| key | type | what it holds |", "|---|---|---|"]
        out += _keys(schema, schema, "")
        out.append("")
    return "\n".join(out[:-1]) + "\n"


def _keys(node: dict[str, Any], schema: dict[str, Any], path: str) -> list[str]:
    """The rows of an object: a key, and what stands below it."""
    rows = []
    for name, value in node.get("properties", {}).items():
        rows += _row(value, schema, f"{path}.{name}" if path else name)
    return rows


def _row(value: Any, schema: dict[str, Any], path: str) -> list[str]:
    entry = _resolved(value, schema)
    rows = [f"| `{path}` | {_type(entry)} | {str(entry.get('description', '')).replace('|', chr(92) + '|')} |"]
    for mark, key in (("[]", "items"), (".ID", "additionalProperties")):
        inner = entry.get(key)
        if isinstance(inner, dict):
            below = _row(inner, schema, path + mark)
            rows += below if "description" in inner else below[1:]
    return rows + _keys(entry, schema, path)


def _resolved(value: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """A subschema with what it refers to; a key that says only `true` is described there."""
    found: dict[str, Any] = dict(value)
    for part in [{"$ref": found.pop("$ref")}] if "$ref" in found else found.pop("allOf", []):
        base = _resolved(schema["$defs"][part["$ref"].rpartition("/")[2]], schema)
        kept = {name: held for name, held in found.get("properties", {}).items() if held is not True}
        found = {**base, **found, "properties": {**base.get("properties", {}), **kept}}
    return found


def _type(entry: dict[str, Any]) -> str:
    if "const" in entry:
        return f"`{json.dumps(entry['const'])}`"
    if "enum" in entry:
        return " ".join(f"`{json.dumps(one)}`" if one is None else f"`{one}`" for one in entry["enum"])
    written = entry.get("type", "any")
    return " or ".join(written) if isinstance(written, list) else str(written)


def reference() -> dict[str, str]:
    """All pages, by file name."""
    os.environ["COLUMNS"] = "100"
    made = {"rules.md": rules(), "settings.md": settings(), "commands.md": commands(), "metrics.md": metrics(), "fields.md": fields()}
    made["outputs.md"] = outputs()
    return {name: NOTE + text for name, text in made.items()}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in reference().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
