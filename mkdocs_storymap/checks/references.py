"""Names that lead nowhere: SM301 in the map itself, SM303 in another map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.diagnostics import Finding, closest
from mkdocs_storymap.metrics import registry as known_metrics
from mkdocs_storymap.model import Ref
from mkdocs_storymap.site.registry import Resolution, names

rules = Family()

_OWN_ONLY = frozenset({"job", "experiment", "stage", "step"})
_MOST_SHOWN = 8
_LONGEST = 80
"""Characters of a name that is offered."""
_MOST_HINTS = 100
"""Unknown names of one map that are held against all known ones."""


@rules("SM301")
def unknown_name(c: Context) -> Iterator[Finding]:
    """Every name stands for something that the map defines.

    A step, release, persona, use case, metric, segment, data item, story, review or any other name that leads nowhere
    is a typing slip or a part that was forgotten; either way the map says less than it seems to.

    Fails:
        stories:
          decision: {release: canarry}
    Passes:
        stories:
          decision: {release: canary}
    """
    told = 0
    for ref, found in _unresolved(c):
        if _elsewhere(c, ref, found):
            continue
        told += 1
        message = f"this map has no {_noun(ref)} `{ref.name}`"
        if told > _MOST_HINTS:
            yield Finding("SM301", f"{_where(ref)}: {message}", "mend the names above first", ref.path, ref.key, ref.offset)
        else:
            yield _unknown("SM301", ref, message, _candidates(c, ref), ref.name.removeprefix(f"{c.map.id}/"))


@rules("SM303")
def unknown_elsewhere(c: Context) -> Iterator[Finding]:
    """A name of another map leads to a map that exists, and to one thing in it.

    A data-science map speaks of the metrics, segments, releases and stories of the maps that it serves. Where two of
    them share a name, `map/name` says which one is meant.

    Fails:
        science:
          jobs:
            stay-fresh: {serves: [decisions]}
    Passes:
        science:
          jobs:
            stay-fresh: {serves: [loan-preapproval/decision]}
    """
    registry = c.site.registry
    for ref, found in _unresolved(c):
        if not _elsewhere(c, ref, found):
            continue
        if found.status == "ambiguous":
            options = " or ".join(f"`{key}/{ref.name}`" for key in found.where)
            yield Finding(
                "SM303", f"{_where(ref)}: the {_noun(ref)} `{ref.name}` stands in {' and in '.join(f'`{k}`' for k in found.where)}",
                f"say which one: {options}", ref.path, ref.key, ref.offset,
            )  # fmt: skip
        elif found.status == "unknown site":
            yield _unknown_site(c, ref, found.where[0])
        elif ref.name.partition(":")[0] in registry.sites:
            yield _unknown_abroad(c, ref, found)
        elif found.status == "unknown map":
            name = found.where[0]
            maps = [key for key in registry.map_keys(_MAP_KINDS.get(ref.kind, "")) if key != c.key and "@" not in key]
            yield _unknown("SM303", ref, f"no map on this site is called `{name}`", maps, name)
        elif ref.kind in _MAP_KINDS:
            wanted = f"a {ref.kind}"
            yield Finding("SM303", f"{_where(ref)}: `{ref.name}` is not {wanted}", f"name {wanted} of this site", ref.path, ref.key)
        else:
            name = ref.name.rpartition("/")[2]
            looked = " and ".join(f"`{key}`" for key in found.where) or "the maps that it serves"
            candidates = [item for key in found.where for item in names(c.site.map(key), _kind(ref))]
            yield _unknown("SM303", ref, f"{looked} {'has' if len(found.where) == 1 else 'have'} no {_noun(ref)} `{name}`", candidates, name)


@rules("SM301")
def unknown_known_metric(c: Context) -> Iterator[Finding]:
    """`is` names a metric of the registry or of the site (SM501 speaks where the direction is unknown as well)."""
    for gauge in c.gauges.values():
        metric = gauge.metric
        if gauge.known is None and metric.is_ and gauge.better is not None:
            meant = closest(metric.is_, known_metrics())
            yield Finding(
                "SM301", f"{metric.id}: no metric is known by the name `{metric.is_}`",
                f"did you mean `{meant}`?" if meant else "leave `is` out, or add it to the site's `metrics`",
                (*metric.path, "is"),
            )  # fmt: skip


def _unknown_site(c: Context, ref: Ref, name: str) -> Finding:
    sites = c.site.registry.sites
    return _unknown("SM303", ref, f"no other site is known by the name `{name}` (setting `inventories`)", sites, name)


def _unknown_abroad(c: Context, ref: Ref, found: Resolution) -> Finding:
    """A map, or a thing of a map, that the inventory of another site does not hold."""
    site, _, map_id = found.where[0].partition(":")
    maps = c.site.registry.sites[site].maps or {}
    if found.status == "unknown map":
        return _unknown("SM303", ref, f"the site `{site}` has no map `{map_id}`", maps, map_id)
    name = ref.name.rpartition("/")[2]
    return _unknown("SM303", ref, f"`{found.where[0]}` has no {_noun(ref)} `{name}`", maps[map_id].names(_kind(ref)), name)


_MAP_KINDS = {"user map": "user", "data-science map": "data-science"}
_PROBLEMS = ("unknown", "unknown map", "unknown site", "ambiguous")


def _unresolved(c: Context) -> Iterator[tuple[Ref, Resolution]]:
    for ref in c.map.refs:
        found = c.site.registry.resolution(c.key, ref.path)
        if found is not None and found.status in _PROBLEMS and not _is_misspelt_itself(c, ref, found):
            yield ref, found


def _is_misspelt_itself(c: Context, ref: Ref, found: Resolution) -> bool:
    """True where the metric that was meant is there with a slip in its own name, which SM501 tells."""
    if ref.kind not in ("metric", "check") or found.status != "unknown":
        return False
    name = ref.name.rpartition("/")[2]
    gauges = [gauge for key in found.where for gauge in c.site.bound[key].gauges.values()]
    return any(gauge.better is None and not gauge.metric.is_ and closest(gauge.name, known_metrics()) == name for gauge in gauges)


def _elsewhere(c: Context, ref: Ref, found: Resolution) -> bool:
    """True where a name was looked up in another map."""
    if ref.kind in ("step", "stage"):
        return False  # They are words of the map itself, and may hold any sign.
    if "/" in ref.name and found.where == (c.key,):
        return False  # `map/name` of this very map.
    if ref.kind in _MAP_KINDS or ref.kind == "rollback target" or "/" in ref.name or found.status != "unknown":
        return True
    return c.map.science and ref.kind not in _OWN_ONLY


def _kind(ref: Ref) -> str:
    return {"rollback target": "variant", "feedback target": "job", "check": "metric"}.get(ref.kind, ref.kind)


def _noun(ref: Ref) -> str:
    return {
        "rollback target": "model variant", "feedback target": "review or owner role", "check": "metric",
        "fairness entry": "fairness entry",
    }.get(ref.kind, ref.kind) if "/" not in ref.name or ref.kind != "feedback target" else "job"  # fmt: skip


def _candidates(c: Context, ref: Ref) -> Iterable[str]:
    if ref.kind in ("step", "stage"):
        return [step.name for step in c.map.steps.values()]
    if ref.kind == "feedback target":
        jobs = [f"{key}/{job}" for key in c.site.registry.linked_maps(c.entry) for job in c.site.map(key).jobs]
        return [*jobs, *c.map.reviews, *c.map.owners, *(job.rpartition("/")[2] for job in jobs)]
    return names(c.map, _kind(ref))


def _where(ref: Ref) -> str:
    """Where a name is written, in words: `stories decision: release`."""
    words = [str(part) for part in ref.path if isinstance(part, str)]
    if ref.key:
        words = words[:-1]
    return words[0] if len(words) == 1 else f"{' '.join(words[:-1])}: {words[-1]}"


def _unknown(code: str, ref: Ref, told: str, candidates: Iterable[str], name: str) -> Finding:
    options = list(dict.fromkeys(candidates))
    meant = closest(name, options)
    hints = [f"did you mean `{meant}`?"] if meant else []
    if ref.kind == "feedback target" and meant and "/" not in meant:
        full = next((option for option in options if option.endswith(f"/{meant}")), None)
        hints = [f"a job is written with its map: `{full}`"] if full else hints
    if options:
        shown = ", ".join(option if len(option) <= _LONGEST else option[:_LONGEST] + "…" for option in options[:_MOST_SHOWN])
        shown += (f" and {len(options) - _MOST_SHOWN} more" if len(options) > _MOST_SHOWN else "")
        hints.append(f"there {'is' if len(options) == 1 else 'are'} {shown}")
    else:
        hints.append(f"there is no {_noun(ref)} to choose from yet: add it")
    return Finding(code, f"{_where(ref)}: {told}", " · ".join(hints), ref.path, ref.key, ref.offset)
