"""Settings that are wrong: one line with the option, what it takes, and what was meant."""

from __future__ import annotations

from typing import Any

import pytest

from mkdocs_storymap.errors import SettingsError
from mkdocs_storymap.settings import OPTIONS, settings_from

WRONG: tuple[tuple[Any, str], ...] = (
    (["checklist"], "the options of storymap are a mapping"),
    ({"checklists": "ml"}, "no option `checklists`; did you mean `checklist`?"),
    ({"zzz": 1}, f"no option `zzz`; the options are {', '.join(OPTIONS)}"),
    ({"checklist": "mll"}, "not `mll`; did you mean `ml`?"),
    ({"drafts": 7}, "`drafts` takes"),
    ({"rules": ["SM505"]}, "`rules` takes"),
    ({"rules": {"SM5055": "off"}}, "`rules` names `SM5055`, and there is no such rule; did you mean"),
    ({"rules": {"tiers": "off"}}, "no such rule; `mkdocs-storymap explain --all` lists them"),
    ({"rules": {"SM505": "on"}}, "rule SM505 takes error, warning, advice, off, not `on`"),
    ({"defaults": "owners"}, "`defaults` takes"),
    ({"metrics": ["recall"]}, "`metrics` takes"),
    ({"metrics": {"warmth": "higher"}}, "metric `warmth` is a mapping"),
    ({"metrics": {"warmth": {"beter": "higher"}}}, "metric `warmth` has no `beter`; did you mean `better`?"),
    ({"metrics": {"warmth": {"zzz": "higher"}}}, "metric `warmth` has no `zzz`; it takes better, range"),
    ({"inventories": "https://example.org"}, "`inventories` takes"),
    ({"inventories": [{"name": "x"}]}, "`inventories` takes"),
    ({"inventories": [{"from": "x", "to": "y"}]}, "`inventories` takes"),
    ({"inventories": [" "]}, "`inventories` takes"),
    ({"review_after": 12}, "`review_after` takes"),
    ({"extra_schema": " "}, "`extra_schema` takes"),
    ({"fence": "two words"}, "`fence` takes"),
    ({"fence": "1st"}, "`fence` takes"),
)


@pytest.mark.parametrize(("data", "told"), WRONG, ids=[told for _, told in WRONG])
def test_what_is_wrong_is_told(data: Any, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_from(data, source="mkdocs.yml")
    assert str(caught.value).startswith("mkdocs.yml: ")
    assert told in str(caught.value)


def test_what_is_right_is_taken() -> None:
    found = settings_from({"rules": {"SM703": False}, "inventories": ["a.json", {"name": "b", "from": "b.json"}], "fence": "user-map"})
    assert found.rules == {"SM703": "off"}
    assert found.off == {"SM703"}
    assert found.inventories == ({"from": "a.json"}, {"name": "b", "from": "b.json"})
    assert found.fence == "user-map"
    assert settings_from(None).fence == "storymap"
