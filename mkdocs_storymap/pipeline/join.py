"""Makes a site of maps and judges it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from mkdocs_storymap.diagnostics import Diagnostic, Finding, Location, Span
from mkdocs_storymap.pipeline.collect import MapSource
from mkdocs_storymap.pipeline.judged import Judged, JudgedMap
from mkdocs_storymap.pipeline.quiet import quiet
from mkdocs_storymap.pipeline.shape import Shaper
from mkdocs_storymap.pipeline.verdict import Locator, diagnostics_of, under_rules
from mkdocs_storymap.site.external import ExternalSite, external_site
from mkdocs_storymap.site.outlines import Beyond
from mkdocs_storymap.site.registry import Registry
from mkdocs_storymap.site.site import Site
from mkdocs_storymap.source.inventories import Loaded


@quiet()
def join(
    sources: Iterable[MapSource],
    shaper: Shaper,
    *,
    today: date,
    diagnostics: Iterable[Diagnostic] = (),
    sites: Mapping[str, ExternalSite] | None = None,
    defaults_at: Callable[[Span], Location] | None = None,
    beyond: Beyond | None = None,
) -> Judged:
    """Make a site of maps and judge it.

    Args:
        sources: The maps.
        shaper: Validates each of them.
        today: The day that dates are held against.
        diagnostics: What is already known to be wrong (fences, files).
        sites: Other sites by name, from `other_sites`.
        defaults_at: Places in the site's defaults, where problems of a defaulted value are shown.
        beyond: The whole site, where `sources` are only the maps that have to do with each other.
    """
    # Loaded here: a check whose verdicts are remembered judges nothing.
    from mkdocs_storymap.checks import run_checks
    from mkdocs_storymap.derive import derive
    from mkdocs_storymap.derive.checklist import checklist
    from mkdocs_storymap.site.binding import bind_site

    settings = shaper.settings
    judged = [JudgedMap("", source, shaper(source.text)) for source in sources]
    readable = [entry for entry in judged if entry.shaped.map is not None]
    opaque = [(entry.shaped.claimed, entry.source.text) for entry in judged if entry.shaped.map is None]
    registry = Registry([entry.shaped.map for entry in readable if entry.shaped.map is not None], opaque, sites, beyond)
    for entry, key in zip(readable, registry.maps, strict=True):
        entry.key = key
    site = Site(registry, bind_site(registry, shaper.own_metrics), today, shaper.review_after)
    derived = derive(site)
    by_key = {entry.key: entry for entry in readable}
    # What one map leaves out may be said by another: a job's `fed_by` is a signal's `to`.
    said = {(signal.map, f"feedback.{signal.id}.to") for signal in derived.fed}
    found: dict[int, list[Finding]] = {id(entry): [one for one in entry.shaped.findings if (entry.key, one.item) not in said] for entry in judged}
    for key, bound in site.bound.items():
        found[id(by_key[key])] += bound.findings
    for key, finding in run_checks(site, derived):
        found[id(by_key[key])].append(finding)
    locator = Locator(by_key, defaults_at)
    for entry in judged:
        entry.diagnostics = diagnostics_of(entry, found[id(entry)], settings, locator)
        if entry.shaped.map is not None:
            entry.checklist = checklist(entry.shaped.map, entry.diagnostics, settings.off)
    everything = under_rules(diagnostics, settings)
    everything += [diagnostic for entry in judged for diagnostic in entry.diagnostics]
    return Judged(site, derived, judged, sorted(everything, key=lambda d: d.sort_key), settings)


def other_sites(loaded: Iterable[Loaded], source: str) -> tuple[dict[str, ExternalSite], list[Diagnostic]]:
    """Read the inventories of other sites.

    Args:
        loaded: What was loaded.
        source: The configuration file that names them, for problems.

    Returns:
        The sites by name, and a warning for each inventory that could not be had.
    """
    sites: dict[str, ExternalSite] = {}
    problems = []
    for entry in loaded:
        problem = entry.problem
        found: ExternalSite | None = None
        if entry.data is not None:
            try:
                found = external_site(entry.name, entry.data, entry.base)
            except ValueError as error:
                problem = str(error)
        if problem:
            where = Location(source or entry.source, None)
            message = f"the inventory {entry.source} cannot be had: {problem}"
            problems.append(Diagnostic("SM913", "warning", message, "check the address, or take it out of `inventories`", where))
        if entry.name:
            sites[entry.name] = found or ExternalSite(entry.name, None)
    return sites, problems
