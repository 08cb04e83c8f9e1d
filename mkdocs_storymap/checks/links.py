"""How maps hang together: one id a map, links that agree, jobs that land in time (SM302, SM304 to SM309)."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_storymap.checks.rule import Context, Family
from mkdocs_storymap.diagnostics import Finding, Mention
from mkdocs_storymap.model import Release
from mkdocs_storymap.site.registry import Key

rules = Family()


@rules("SM302")
def one_id_one_map(c: Context) -> Iterator[Finding]:
    """An id belongs to one map.

    Links and addresses are made of ids; with two maps of one id they lead to either. The same file shown on two pages
    is one map.

    Fails:
        science:
          map: loan-preapproval
    Passes:
        science:
          map: loan-ds
    """
    first = c.map.id
    if c.key != first and first in c.site.registry.maps:
        yield Finding(
            "SM302", f"another map of this site is already called `{first}`", "give one of the two another id",
            ("map",), mentions=(Mention("the other one", ("map",), first),),
        )  # fmt: skip


@rules("SM304")
def served_or_said(c: Context) -> Iterator[Finding]:
    """A user map has a data-science map, or says why it needs none.

    The data-science work behind a product is invisible to product planning until it is a map of its own that serves
    the product's (F4).

    Fails:
        linked: null
        science:
          serves: {none: It is a study of its own}
    Passes:
        linked: null
        science:
          serves: loan-preapproval
    """
    if c.map.science or not c.map.lacks("linked") or c.entry.served_by or c.science_unknown:
        return
    yield Finding(
        "SM304", "no data-science map of this site serves this map",
        f"write one with `kind: data-science` and `serves: {c.map.id}`, or say why there is none: `linked: {{none: reason}}`",
        ("linked",), item="linked",
    )  # fmt: skip


@rules("SM305")
def links_agree(c: Context) -> Iterator[Finding]:
    """Both maps of a link say the same.

    A link is written once, as `serves` of the data-science map. Where `linked` is written as well, it names just the
    maps that serve this one.

    Fails:
        linked: {none: The model is bought}
    Passes:
        linked: loan-ds
    """
    found = c.map
    if c.entry.hidden_link:
        return
    registry = c.site.registry
    if "linked" in found.none:
        for name in c.entry.served_by:
            yield Finding(
                "SM305", f"this map says that it has no data-science map, and `{name}` serves it",
                f"write `linked: {name}`, or leave `linked` out", ("linked",),
                mentions=(Mention("it serves this map here", ("serves",), name),),
            )  # fmt: skip
        return
    for number, name in enumerate(found.linked):
        other = registry.maps.get(name)
        if other is None or not other.map.science or other.hidden_link or c.key in other.serves:
            continue
        serves = ", ".join(f"`{served}`" for served in other.map.serves) or "no map"
        yield Finding(
            "SM305", f"this map names `{name}` as its data-science map, and `{name}` serves {serves}",
            f"add `{found.id}` to `serves` of `{name}`, or take `{name}` out of `linked`", ("linked", number),
            mentions=(Mention("what it serves", ("serves",), name),),
        )  # fmt: skip
    if all(name in registry.maps for name in found.linked):
        for name in c.entry.served_by if found.linked else ():
            if registry.maps[name].map.id not in found.linked:
                yield Finding(
                    "SM305", f"`{name}` serves this map, and `linked` does not name it",
                    f"add `{name}` to `linked`, or leave `linked` out: it is derived", ("linked",),
                    mentions=(Mention("it serves this map here", ("serves",), name),),
                )  # fmt: skip


@rules("SM307")
def needs_without_job(c: Context) -> Iterator[Finding]:
    """A visible story that waits for data is served by a job, where the map has a data-science map.

    Otherwise the data work behind it has nobody who plans it.

    Fails:
        science:
          jobs:
            thin-file-lift: {serves: [decision]}
    Passes:
        science:
          jobs:
            thin-file-lift: {serves: [thin-file-answer]}
    """
    if not c.entry.served_by:
        return
    serving = c.site.jobs_serving(c.key)
    for story in c.map.stories.values():
        if story.needs and c.site.visible(c.map, story) and not serving.get(story.id) and not c.job_may_serve(story.id):
            yield Finding(
                "SM307", f"`{story.id}` needs data, and no job of a data-science map serves it",
                f"add `{story.id}` to `serves` of the job that makes it possible", story.path, key=True,
            )  # fmt: skip


@rules("SM308")
def feedback_agrees(c: Context) -> Iterator[Finding]:
    """A signal's `to` and a job's `fed_by` say the same.

    What comes back from production feeds one piece of work. Written on one side it is derived on the other; written on
    both sides, two answers to one question help nobody. A job that is `fed_by` a signal spares it its `to`.

    Fails:
        feedback:
          underwriting: {to: loan-ds/stay-fresh}
        science:
          jobs:
            thin-file-lift: {fed_by: [underwriting]}
    Passes:
        feedback:
          underwriting: {to: loan-ds/stay-fresh}
        science:
          jobs:
            stay-fresh: {fed_by: [underwriting]}
    """
    for feedback in c.map.feedback.values():
        path = (*feedback.path, "to")
        found = c.site.registry.resolution(c.key, path)
        if found is None or found.status not in ("found", "text"):
            continue
        target = found.key if found.key and found.key.kind == "job" else None
        fed = c.derived.fed.get(Key(c.key, "feedback", feedback.id), [])
        for job in fed:
            if target in fed:
                continue
            yield Finding(
                "SM308", f"`{feedback.id}` goes to `{feedback.to}`, and the job `{job.map}/{job.id}` says that it is fed by it",
                f"write `to: {job.map}/{job.id}`, or take `{feedback.id}` out of `fed_by`", path,
                mentions=(Mention("it is fed by this signal", (*c.site.job(job).path, "fed_by"), job.map),),
            )  # fmt: skip
        if target is not None and not fed:
            job_found = c.site.job(target)
            feeds = c.site.targets(target.map, (*job_found.path, "fed_by"), len(job_found.fed_by))
            if job_found.fed_by and "fed_by" not in job_found.broken and len(feeds) == len(job_found.fed_by):
                yield Finding(
                    "SM308", f"`{feedback.id}` goes to `{feedback.to}`, and that job is fed by {', '.join(job_found.fed_by)} only",
                    f"add `{feedback.id}` to its `fed_by`, or leave `fed_by` out: it is derived", path,
                    mentions=(Mention("what feeds it", (*job_found.path, "fed_by"), target.map),),
                )  # fmt: skip


@rules("SM309")
def lands_in_time(c: Context) -> Iterator[Finding]:
    """What a story waits for lands in its release or before.

    A story ships with the model that it has. If all jobs that serve it land later, it promises what does not exist
    yet; so does a story or job that comes after one of a later release.

    Fails:
        stories:
          decision: {after: [thin-file-answer]}
    Passes:
        stories:
          thin-file-answer: {after: [decision]}
    """
    if not c.map.science:
        yield from _jobs_too_late(c)
    for card in c.map.cards.values():
        own = c.site.release_of(c.key, card)  # type: ignore[arg-type]
        mine = c.site.release(own)
        if own is None or mine is None:
            continue
        for place, before in c.led((*card.path, "after"), card.after):
            if before.map != c.key:
                continue
            theirs_key = c.site.release_of(before.map, c.map.cards[before.id])  # type: ignore[arg-type]
            theirs = c.site.release(theirs_key)
            if theirs is not None and theirs_key is not None and theirs_key.map == own.map and mine.index < theirs.index:
                yield Finding(
                    "SM309", f"`{card.id}` comes after `{before.id}`, which lands later: in `{theirs.id}`, not by `{mine.id}`",
                    f"move `{before.id}` to `{mine.id}` or earlier, or `{card.id}` to `{theirs.id}`", place,
                    mentions=(Mention("it lands here", (*c.map.cards[before.id].path, "release")),),
                )  # fmt: skip


def _jobs_too_late(c: Context) -> Iterator[Finding]:
    serving = c.site.jobs_serving(c.key)
    for story in c.map.stories.values():
        mine = c.map.releases.get(story.release or "")
        jobs = serving.get(story.id, [])
        if mine is None or not jobs:
            continue
        releases = [_landing(c, job) for job in jobs]
        if all(release is not None and release.index > mine.index for release in releases) and not c.job_may_serve(story.id):
            names = ", ".join(f"`{job.id}` in `{release.id}`" for job, release in zip(jobs, releases, strict=True) if release)
            yield Finding(
                "SM309", f"`{story.id}` ships in `{mine.id}`, and every job that serves it lands later: {names}",
                f"move the story to a later release, or a job to `{mine.id}`", (*story.path, "release"),
                mentions=tuple(Mention(f"`{job.id}` lands here", (*c.site.job(job).path, "release"), job.map) for job in jobs),
            )  # fmt: skip


def _landing(c: Context, job: Key) -> Release | None:
    """The release of this map in which a job lands; None where it has no common order with the story's."""
    served = c.site.targets(job.map, (*c.site.job(job).path, "serves"), len(c.site.job(job).serves))
    if any(story.map != c.key for story in served):
        return None
    landed = c.site.release_of(job.map, c.site.job(job))
    return c.map.releases.get(landed.id) if landed is not None and landed.map == c.key else None
