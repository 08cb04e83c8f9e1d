"""A map as frozen data: what the author wrote, read but not yet judged.

Levels keep the unit that was written (`Quantity`), references keep the name that was written: both are bound when the
maps of a site are joined, since a data-science map speaks of metrics and stories that stand in other maps.
Lengths of time are minutes, shares are ratios from 0 to 1.

Things are told apart by identity, and have no long `repr`: making those methods for forty classes would take a quarter of
the time in which `check` starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Any

from mkdocs_storymap.diagnostics import Path
from mkdocs_storymap.grammar import (
    Condition,
    Difference,
    Expectation,
    Promise,
    Quantity,
    Sample,
    Step,
    Tolerance,
    Volume,
)  # fmt: skip
from mkdocs_storymap.metrics import Better
from mkdocs_storymap.record import entity, record

_RESERVED = frozenset({"as", "for", "from", "is", "range"})
"""Fields whose name Python keeps for itself; the attribute has an underscore behind it."""

TIERS = ("investigate", "retrain", "rollback")
"""The alarm tiers, from mild to strong."""


@entity
class Element:
    """One thing in a map.

    Attributes:
        id: Its id within its section ("" for things without a name, such as `respond`).
        path: Where it stands in its map.
        broken: Fields whose value is faulty in shape, and so unknown; holds "" where the whole value is.
        none: Fields that the author declared not applicable, with the reason; "" is the whole element.
        extra: The author's own `x-` keys.
    """

    id: str
    path: Path
    broken: frozenset[str] = frozenset()
    none: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def lacks(self, name: str) -> bool:
        """True where a field, by its name in the map, is not there: not given, not declared `none`, not faulty."""
        if "" in self.broken or name in self.broken or "" in self.none or name in self.none:
            return False
        value = getattr(self, name + "_" if name in _RESERVED else name)
        return value is None or value == () or value == {}

    @property
    def not_applicable(self) -> str | None:
        """The reason where the whole element is declared not applicable."""
        return self.none.get("")


@record
class Ref:
    """A name that stands for another thing.

    Attributes:
        kind: What it names: story, job, step, stage, release, persona, use case, metric, segment, data item, review,
            experiment, feedback, variant or map.
        name: As written; `map/name` where it says so.
        path: Where it is written.
        key: True where the name is a key of a mapping.
        offset: Part of the value, where the name is only a part.
    """

    kind: str
    name: str
    path: Path
    key: bool = False
    offset: tuple[int, int] | None = None


@entity
class Owner(Element):
    """Who answers for a role."""

    name: str | None = None


@entity
class Segment(Element):
    """A group of people (or cases) whom the product must work for. `share` is a ratio."""

    by: str | None = None
    share: Decimal | None = None
    overlaps: bool = False
    at_risk: str | None = None
    baseline: Mapping[str, Quantity] = field(default_factory=dict)
    floor: Mapping[str, Quantity] = field(default_factory=dict)
    unmeasured: str | None = None


@entity
class Persona(Element):
    """A person who uses the product."""

    name: str | None = None
    goal: str | None = None
    segments: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name, or its id where it has none."""
        return self.name or self.id


@entity
class UseCase(Element):
    """What someone gets done, and what is promised for it."""

    who: tuple[str, ...] = ()
    goal: str | None = None
    expects: Mapping[str, Promise] = field(default_factory=dict)
    edge_cases: tuple[str, ...] = ()
    degrades_for: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    risk: str | None = None


@entity
class Alarm(Element):
    """One tier of a metric. `id` is the tier; `min_samples` counts decisions; `long` tells the form with `when`."""

    condition: Condition
    long: bool = False
    min_samples: int | None = None
    severity: str
    notify: str | None = None


@entity
class Metric(Element):
    """A metric of the map, or a fairness entry (`fairness` is True), which is a metric too.

    `is_` is the known metric that it says it is (a fairness entry's `metric`); `over` and `labels_after` are minutes.
    """

    fairness: bool = False
    is_: str | None = None
    kind: str | None = None
    of: str | None = None
    against: str | None = None
    better: Better | None = None
    unit: str | None = None
    range_: tuple[Quantity | None, Quantity | None] | None = None
    baseline: Quantity | None = None
    today: Quantity | None = None
    target: Quantity | None = None
    over: int | None = None
    labels_after: int | None = None
    segment: str | None = None
    investigate: Alarm | None = None
    retrain: Alarm | None = None
    rollback: Alarm | None = None
    alarms: None = None
    evidence: str | None = None
    query: str | None = None
    across: tuple[str, ...] = ()
    limit: Promise | None = None
    measured: str | None = None
    outcome: str | None = None
    min_group: str | None = None
    reference: str | None = None

    @property
    def tiers(self) -> dict[str, Alarm]:
        """The alarms that are written, from mild to strong."""
        found = {name: getattr(self, name) for name in TIERS}
        return {name: alarm for name, alarm in found.items() if alarm is not None}


@entity
class Tradeoff(Element):
    """Which of two metrics wins when both cannot."""

    favour: str | None = None
    over: str | None = None
    because: str | None = None
    decision_threshold: str | None = None
    cost: str | None = None


@entity
class DataItem(Element):
    """A source, pipeline step or other data work. `lead_time` is what is left, in minutes."""

    kind: str | None = None
    status: str = "planned"
    lead_time: int | None = None
    unknown: bool = False
    from_: tuple[str, ...] = ()
    owner: str | None = None
    blocker: str | None = None
    provider: str | None = None
    amount: str | None = None

    @property
    def ready(self) -> bool:
        """True where nothing is left to do."""
        return self.status == "ready"


@entity
class Quality(Element):
    """A check on data, and what happens when it breaks."""

    of: str | None = None
    expect: str | None = None
    expectation: Expectation | None = None
    if_broken: str | None = None
    severity: str | None = None
    evidence: str | None = None


@entity
class PlainCheck(Element):
    """A bias test or a practice in the author's words."""

    test: str | None = None
    when: str | None = None
    evidence: str | None = None


@entity
class Review(Element):
    """A gate: who looks at what, before which release."""

    by: tuple[str, ...] = ()
    before: str | None = None
    checks: tuple[str, ...] = ()
    status: str = "planned"
    date: date | None = None


@record
class BackboneStep:
    """A step of the backbone (a stage of a data-science map): `id` is the slug of its name."""

    id: str
    name: str
    activity: str
    path: Path


@record
class Activity:
    """An activity of the backbone with its steps."""

    id: str
    name: str
    steps: tuple[BackboneStep, ...]
    path: Path


@entity
class Action(Element):
    """What is done when a tier fires. `within` is minutes."""

    who: str | None = None
    within: int | None = None
    to: str | None = None
    automatic: bool | None = None


@entity
class Respond(Element):
    """The plan for a regression, made before it happens."""

    investigate: Action | None = None
    retrain: Action | None = None
    rollback: Action | None = None
    tested: str | None = None


@entity
class Release(Element):
    """A slice of the map that ships together. `holdout` is a ratio."""

    index: int
    goal: str | None = None
    rollout: str | None = None
    steps: tuple[Step, ...] = ()
    starts: date | None = None
    owner: str | None = None
    because: str | None = None
    holdout: Decimal | None = None
    respond: Respond | None = None

    @property
    def visible(self) -> bool:
        """False for a shadow release: nobody sees or acts on its answers."""
        return self.rollout != "shadow"


@entity
class Harm(Element):
    """What can go wrong for whom, and what is done about it."""

    harm: str | None = None
    type: str | None = None
    affects: tuple[str, ...] = ()
    severity: str | None = None
    mitigation: str | None = None
    owner: str | None = None


@entity
class DoneEntry(Element):
    """One line of a definition of done."""

    text: str | None = None
    metrics: tuple[str, ...] = ()
    fairness: tuple[str, ...] = ()
    review: str | None = None


@entity
class Card(Element):
    """What a story and a job share. `effort` is what is left of its own work, in minutes."""

    release: str | None = None
    want: str | None = None
    so: str | None = None
    needs: tuple[str, ...] = ()
    effort: int | None = None
    after: tuple[str, ...] = ()
    status: str = "planned"
    issue: str | None = None
    tags: tuple[str, ...] = ()
    owners: Mapping[str, Owner] = field(default_factory=dict)
    done: tuple[DoneEntry, ...] = ()

    @property
    def finished(self) -> bool:
        """True where nothing is left to do."""
        return self.status == "done"


@entity
class Story(Card):
    """A story of a user map."""

    title: str | None = None
    step: str | None = None
    as_: str | None = None
    use_case: str | None = None
    harms: tuple[Harm, ...] = ()
    rollout: str | None = None
    steps: tuple[Step, ...] = ()
    acceptance: tuple[str, ...] = ()
    estimate: str | None = None

    @property
    def name(self) -> str:
        """What its card is called."""
        return self.title or self.want or self.id


@entity
class Job(Card):
    """A job of a data-science map."""

    stage: str | None = None
    when: str | None = None
    improves: str | None = None
    from_: Quantity | None = None
    to: Quantity | None = None
    serves: tuple[str, ...] = ()
    for_: str | None = None
    guardrails: Mapping[str, Tolerance] = field(default_factory=dict)
    fed_by: tuple[str, ...] = ()
    experiments: tuple[str, ...] = ()


@entity
class Variant(Element):
    """A version of the model, or an arm of an experiment."""

    role: str | None = None
    what: str | None = None
    levels: Mapping[str, Quantity] = field(default_factory=dict)


@entity
class Experiment(Element):
    """A planned experiment. `runs` and `decide_after` are minutes, `traffic` a ratio."""

    story: str | None = None
    job: str | None = None
    during: str | None = None
    type: str | None = None
    hypothesis: str | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    runs: int | None = None
    primary: str | None = None
    mde: Difference | None = None
    sample: Sample | None = None
    guardrails: Mapping[str, Tolerance] = field(default_factory=dict)
    win: str | None = None
    lose: str | None = None
    unclear: str | None = None
    for_: str | None = None
    success: str | None = None
    split: tuple[Decimal, ...] = ()
    unit: str | None = None
    alpha: Decimal = Decimal("0.05")
    power: Decimal = Decimal("0.8")
    sides: int = 2
    sd: Quantity | None = None
    decide_after: int | None = None
    traffic: Decimal | None = None
    analysis: str | None = None

    @property
    def control(self) -> str | None:
        """The variant that the others are held against: the one called control, else the first."""
        if "control" in self.variants:
            return "control"
        return next(iter(self.variants), None)


@entity
class Retraining(Element):
    """How the model is kept fresh. `every` is minutes."""

    every: int | None = None
    also_on: tuple[str, ...] = ()
    promote_if: str | None = None
    new_data: str | None = None
    keep: tuple[str, ...] = ()


@entity
class Feedback(Element):
    """A signal from production and where it goes. `after` is minutes, `coverage` a ratio."""

    signal: str | None = None
    after: int | None = None
    to: str | None = None
    coverage: Decimal | None = None


@entity
class Alerts(Element):
    """Where alarms ring."""

    page: str | None = None
    ticket: str | None = None
    dashboard: str | None = None


@entity
class ModelCard(Element):
    """What the model is, answers, and is not for."""

    name: str | None = None
    task: str | None = None
    answers: str | None = None
    not_for: tuple[str, ...] = ()
    trained_on: str | None = None
    evaluated_on: str | None = None
    registry: str | None = None


@record
class Link:
    """A link of the map's head; `url` is checked before it is rendered."""

    url: str
    text: str


@entity
class StoryMap(Element):
    """A whole map. Sections that its kind does not have stay empty.

    `waive` maps a code or checklist item to its reason; `linked` and `serves` are the ids as written;
    `refs` are all names that have to resolve, in the order of the file; `defaulted` are the top-level keys (or
    `section/key`) that come from the site's defaults.
    """

    kind: str
    title: str
    status: str = "ready"
    checklist: bool = True
    summary: str | None = None
    links: tuple[Link, ...] = ()
    tags: tuple[str, ...] = ()
    reviewed: date | None = None
    waive: Mapping[str, str] = field(default_factory=dict)
    linked: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    volume: Volume | None = None
    owners: Mapping[str, Owner] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)
    personas: Mapping[str, Persona] = field(default_factory=dict)
    use_cases: Mapping[str, UseCase] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    tradeoff: Tradeoff | None = None
    data: Mapping[str, DataItem] = field(default_factory=dict)
    quality: tuple[Quality, ...] = ()
    fairness: Mapping[str, Metric] = field(default_factory=dict)
    bias_tests: tuple[PlainCheck, ...] = ()
    practices: tuple[PlainCheck, ...] = ()
    reviews: Mapping[str, Review] = field(default_factory=dict)
    backbone: tuple[Activity, ...] = ()
    releases: Mapping[str, Release] = field(default_factory=dict)
    respond: Respond | None = None
    stories: Mapping[str, Story] = field(default_factory=dict)
    guardrails: Mapping[str, Tolerance] = field(default_factory=dict)
    experiments: Mapping[str, Experiment] = field(default_factory=dict)
    retraining: Retraining | None = None
    feedback: Mapping[str, Feedback] = field(default_factory=dict)
    alerts: Alerts | None = None
    done: tuple[DoneEntry, ...] = ()
    model: ModelCard | None = None
    variants: Mapping[str, Variant] = field(default_factory=dict)
    stages: tuple[BackboneStep, ...] = ()
    jobs: Mapping[str, Job] = field(default_factory=dict)
    evidence: Any = None
    refs: tuple[Ref, ...] = ()
    defaulted: frozenset[Path] = frozenset()

    @property
    def science(self) -> bool:
        """True for a data-science map."""
        return self.kind == "data-science"

    @property
    def draft(self) -> bool:
        """True while the author says that it is not ready."""
        return self.status == "draft"

    @property
    def cards(self) -> Mapping[str, Card]:
        """Its stories, or its jobs."""
        return self.jobs if self.science else self.stories

    @property
    def steps(self) -> dict[str, BackboneStep]:
        """The columns of its grid by id: steps, or stages."""
        if self.science:
            return {stage.id: stage for stage in self.stages}
        return {step.id: step for activity in self.backbone for step in activity.steps}

    @property
    def all_metrics(self) -> dict[str, Metric]:
        """Metrics and fairness entries: one namespace."""
        return {**self.metrics, **self.fairness}
