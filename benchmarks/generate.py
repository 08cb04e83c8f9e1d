"""Writes valid, linked maps: N stories in M maps, one of five a data-science map that serves the four before it.

python benchmarks/generate.py FOLDER --stories 10000 --maps 250 --seed 1 --as fence|code|file
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

STEPS = ("Ask", "Collect", "Score", "See answer", "Act", "Appeal", "Report", "Learn")
RELEASES = (
    "  shadow: {goal: Prove it without showing it, rollout: shadow, steps: [100% for 4w]}",
    "  canary: {goal: First real answers, rollout: canary, steps: [5% for 3d, 25% for 1w, 50% for 2w, 100%]}",
    "  wide: {goal: Answers for everyone, rollout: gradual, steps: [10% for 1w, 50% for 1w, 100%]}",
)
OWNERS = "owners: {product: Ann, design: Bo, engineering: Cy, data: Data team, ethics: Board, data science: Di}"
HARMS = ("allocation", "quality-of-service", "privacy")


def user_map(name: str, stories: int, dice: random.Random) -> str:
    """One user map with the whole checklist."""
    out = [f"map: {name}", f"title: Answers of {name} in two minutes", "volume: 900 per day", OWNERS]
    out += ["segments:", "  all: {share: 100%}"]
    out += ["  thin: {by: history, share: 18%, at_risk: Few signals, baseline: {recall: 0.79}, floor: {recall: 0.75}}"]
    out += ["  young: {by: age band, share: 14%, at_risk: Few examples}"]
    out += ["personas:", "  applicant: {name: Applicant, goal: Know soon}", "  clerk: {name: Clerk, goal: Spend time well}"]
    out += ["use_cases:"]
    for case in ("instant", "later", "appeal"):
        out += [f"  {case}:", "    who: applicant", f"    goal: Get the {case} answer",
                "    expects: {precision: at least 0.88, recall: at least 0.78, latency_p95: at most 800 ms}",
                "    edge_cases: [Two names, No history]", "    degrades_for: [thin, young]", "    constraints: [Reasons in every answer]"]  # fmt: skip
    out += ["metrics:",
            "  precision: {baseline: 0.90, over: 14d, investigate: below 0.89, retrain: below 0.88 for 3d, rollback: below 0.85 for 1d}",
            "  recall: {baseline: 0.82, over: 14d, investigate: below 0.80, retrain: below 0.78 for 3d, rollback: below 0.74 for 1d}",
            "  latency_p95: {baseline: 450 ms, investigate: above 600 ms for 10m, rollback: above 800 ms for 10m}",
            "  throughput: {baseline: 25 rps, investigate: below 15 rps for 10m}",
            "  drift: {is: psi, over: 7d, baseline: 0.05, retrain: {when: above 0.25, min_samples: 500}}",
            "  completion: {baseline: 61%, better: higher}",
            "tradeoff: {favour: precision, over: recall, because: A yes that is taken back hurts more}"]  # fmt: skip
    items = max(6, stories // 4)
    out += ["data:"]
    for number in range(items):
        if number < items // 3:
            out.append(f"  source-{number}: {{kind: source, status: {'ready' if number % 2 else 'in progress'}, lead_time: {1 + number % 5}w}}")
        else:
            above = dice.randrange(number)
            kind = "source" if above < items // 3 else "item"
            out.append(f"  item-{number}: {{kind: feature, from: [{kind}-{above}], lead_time: {1 + number % 3}w}}")
    out += ["quality:"]
    out += [f"  - {{of: source-{number}, expect: freshness at most 24h, if_broken: Send to a person}}" for number in range(items // 3)]
    out += ["fairness:", "  parity: {metric: demographic_parity_ratio, across: [history, age band], baseline: 0.88, limit: at least 0.80, "
            "investigate: below 0.85, measured: Weekly}",
            "bias_tests: [Every release - score each segment]", "practices: [Reasons shown]",
            "reviews: {board: {by: ethics, before: canary, checks: [parity]}}",
            "backbone:", f"  Apply: [{', '.join(STEPS[:3])}]", f"  Get it: [{', '.join(STEPS[3:6])}]", f"  Go on: [{', '.join(STEPS[6:])}]",
            "releases:", *RELEASES,
            "respond:", "  investigate: {who: data science, within: 1d}", "  retrain: {who: data science, within: 5d}",
            "  rollback: {to: rules-1, who: engineering, within: 15m, automatic: yes}", "stories:"]  # fmt: skip
    for number in range(stories):
        release = ("shadow", "canary", "wide")[number * 3 // stories]
        needs = sorted({dice.randrange(items) for _ in range(2)})
        names = [f"source-{n}" if n < items // 3 else f"item-{n}" for n in needs]
        out += [f"  story-{number}:", f"    step: {STEPS[number % len(STEPS)]}", f"    release: {release}", f"    as: {('applicant', 'clerk')[number % 2]}",
                f"    want: answer number {number} to be clear and in time", "    so: nobody has to ask twice",
                f"    use_case: {('instant', 'later', 'appeal')[number % 3]}", "    needs:", *(f"      - {name}" for name in names),
                f"    effort: {1 + number % 4}w", f"    status: {('planned', 'in progress')[number % 2]}",
                f"    tags: [{('web', 'app', 'branch')[number % 3]}]", "    acceptance:", f"      - Answer {number} names its reasons",
                "      - Nobody waits for it longer than a minute", "    harms:",
                f"      - harm: Somebody gets the wrong answer number {number}", f"        type: {HARMS[number % 3]}", "        affects: [thin]",
                f"        severity: {('low', 'medium', 'high')[number % 3]}", "        mitigation: A person looks at it the same day"]  # fmt: skip
        if number % 7 == 6:
            out.append(f"    after: [story-{number - 3}]")
    test = next(number for number in range(stories) if number * 3 // stories == 1)
    out += ["guardrails: {recall: at least 0.78, parity: may drop 0.02}", "experiments:", "  model-vs-rules:", f"    story: story-{test}",
            "    during: canary", "    type: ab-test", "    hypothesis: Answers lift completion",
            "    variants: {control: rules-1, model: model-1}", "    runs: 2w", "    primary: completion", "    mde: 3 points",
            "    sample: 4200 per variant", "    win: ship it", "    lose: keep control", "    unclear: run longer",
            "retraining: {every: 4w, also_on: [drift], promote_if: no segment is worse}",
            "feedback: {outcome: {signal: What came of it, after: 5d, coverage: 100%, to: data}}",
            "alerts: {page: on-call, ticket: Board}", "done:", "  - metrics: [precision, recall]", "  - fairness: [parity]"]  # fmt: skip
    return "\n".join(out) + "\n"


def science_map(name: str, serves: list[tuple[str, int]]) -> str:
    """One data-science map that serves some user maps."""
    out = [f"map: {name}", "kind: data-science", f"title: The model behind {serves[0][0]}", f"serves: [{', '.join(served for served, _ in serves)}]",
           OWNERS, "model: {name: answers, task: classification, answers: Will it pass?, not_for: [Prices], trained_on: t-2025, evaluated_on: h-2026}",
           "variants:", "  rules-1: {role: fallback, what: Rules of today}", "  model-1: {role: champion, what: The model}", "jobs:"]  # fmt: skip
    for served, stories in serves:
        for number in range(0, stories, 5):
            release = ("shadow", "canary", "wide")[number * 3 // stories]
            out += [f"  lift-{served}-{number}:", "    stage: Train", f"    release: {served}/{release}", "    when: answers are not sure enough",
                    "    want: a model that is surer", "    so: people can trust it", f"    improves: {served}/recall", "    from: 0.82",
                    "    to: 0.84", f"    serves: [{served}/story-{number}]", f"    needs: [{served}/source-0]", f"    effort: {1 + number % 3}w",
                    f"    done: [{{metrics: [{served}/recall]}}, {{fairness: [{served}/parity]}}]"]  # fmt: skip
    return "\n".join(out) + "\n"


def maps(stories: int, number: int, seed: int = 1) -> dict[str, str]:
    """`number` maps with `stories` stories in all, by id."""
    dice = random.Random(seed)  # noqa: S311 - a benchmark has to be the same every time
    science = number // 5
    users = number - science
    found: dict[str, str] = {}
    sizes = [stories // users + (1 if position < stories % users else 0) for position in range(users)]
    waiting: list[tuple[str, int]] = []
    for position, size in enumerate(sizes):
        name = f"product-{position}"
        linked = users >= 4 and position < science * 4
        text = user_map(name, size, dice)
        if not linked:
            text = text.replace("volume:", "linked: {none: Not this time}\nvolume:", 1)
        found[name] = text
        waiting.append((name, size))
        if linked and len(waiting) == 4:
            found[f"science-{position // 4}"] = science_map(f"science-{position // 4}", waiting)
            waiting = []
    return found


def write(folder: Path, found: dict[str, str], form: str) -> None:
    """Write the maps as pages with a fence, pages with a code block, or map files."""
    docs = folder / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    for name, text in found.items():
        if form == "file":
            (docs / f"{name}.storymap.yaml").write_text(text, encoding="utf-8")
        else:
            word = "storymap" if form == "fence" else "yaml"
            (docs / f"{name}.md").write_text(f"# {name}\n\n```{word}\n{text}```\n", encoding="utf-8")
    plugin = "plugins: [search, storymap]\n" if form == "fence" else "plugins: [search]\n"
    extensions = "markdown_extensions: [pymdownx.highlight, pymdownx.superfences]\n"
    (folder / "mkdocs.yml").write_text(f"site_name: Benchmark\ntheme: {{name: material, font: false}}\n{extensions}{plugin}", encoding="utf-8")
    (docs / "index.md").write_text("# Benchmark\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--maps", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as", dest="form", choices=("fence", "code", "file"), default="fence")
    options = parser.parse_args()
    write(options.folder, maps(options.stories, options.maps, options.seed), options.form)
