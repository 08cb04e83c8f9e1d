"""Reference pages of the rules that have no check of their own: the reader, the scanner and the schema tell them."""

from __future__ import annotations

SHAPE_PAGES: dict[str, str] = {
    "SM101": """
        A map is written in YAML, and YAML can be read.

        Blanks indent, never tabs. A colon is followed by a blank. A text that starts with one of ``@ ` % & * ! > | { [ #``,
        or that holds a colon and a blank, stands in quotes. YAML 1.2 is read: `no`, `on` and `2026-01-02` are text.

        Fails:
            map: loan
            title: Loans: fast and fair
        Passes:
            map: loan
            title: "Loans: fast and fair"
    """,
    "SM102": """
        A key stands once in a mapping, and a name once in its section.

        YAML readers keep the last of two equal keys and lose the first without a word. Steps of the backbone, and the
        metrics and fairness entries together, are such sections too.

        Fails:
            owners: {product: Priya, data: Lee, product: Tom}
        Passes:
            owners: {product: Priya, data: Lee, design: Tom}
    """,
    "SM103": """
        A fence that is meant as a story map is one that Markdown renders.

        The info string is `storymap`, in small; the fence is closed by as many marks as opened it, in the same column;
        attributes are quoted; below a list item it is indented by four blanks.

        Fails:
            ```Storymap
            map: loan
            ```
        Passes:
            ```storymap
            map: loan
            ```
    """,
    "SM104": """
        A text with a comma stands in quotes where it is inside `{…}`.

        There a comma ends the value, and YAML reads the rest of the sentence as a key of its own.

        Fails:
            stories:
              decision:
                harms:
                  - {harm: Good, honest borrowers turned away, type: allocation}
        Passes:
            stories:
              decision:
                harms:
                  - {harm: "Good, honest borrowers turned away", type: allocation}
    """,
    "SM105": """
        A map has a size that can be read: at most 2,000,000 characters, 50 levels, and 300,000 values with its aliases
        written out.

        A few lines of nested `*alias` can stand for billions of values; no map needs that.

        Fails:
            a: &a [x, x, x, *a]
        Passes:
            a: &a [x, x, x]
    """,
    "SM106": """
        The file that a fence names is there, is UTF-8, and lies inside the project.

        `file="maps/loan.storymap.yaml"` is relative to the page that shows it.

        Fails:
            ```storymap file="../../elsewhere.storymap.yaml"
            ```
        Passes:
            ```storymap file="maps/loan.storymap.yaml"
            ```
    """,
    "SM107": """
        A map is a mapping: lines of `key: value`.

        Fails:
            - a list
        Passes:
            map: loan
    """,
    "SM108": """
        A number behind `#` belongs to the text that it stands in.

        To YAML, a `#` behind a blank begins a remark, and the rest of the line is gone: of `the hard words #1 of a week`
        only three words are left, and nothing else would say so. Remarks in words (`# ask Ann`) are let be.

        Fails:
            title: The hard words #1 of a week
        Passes:
            title: "The hard words #1 of a week"
    """,
    "SM201": """
        A map has an id, a title, a backbone, releases and stories; a story has a step, a release and what is wanted.

        Without these there is nothing to draw. (What the ML checklist asks for beyond that has the codes SM401 to SM413.)

        Fails:
            stories: {decision: {release: canary, want: an answer}}
        Passes:
            stories: {decision: {step: See decision, release: canary, want: an answer}}
    """,
    "SM202": """
        Only keys that the format knows are written; your own begin with `x-`.

        A misspelt key would be lost without a word. `check --fix` mends it where only one key can be meant.

        Fails:
            stories: {decision: {step: See decision, relase: canary, want: an answer}}
        Passes:
            stories: {decision: {step: See decision, release: canary, want: an answer, x-jira: LOAN-12}}
    """,
    "SM203": """
        A value has the type that its key takes: a text, a number, a list or a mapping.

        Fails:
            stories: {decision: {needs: {bureau: yes}}}
        Passes:
            stories: {decision: {needs: [bureau]}}
    """,
    "SM204": """
        A word from a list of words is one of that list.

        Fails:
            releases: {canary: {rollout: canari}}
        Passes:
            releases: {canary: {rollout: canary}}
    """,
    "SM205": """
        A value with a form follows it: durations, alarms, promises, differences, steps, samples and their like.

        A bare `5%` as a difference can mean five hundredths or five percent of today's level; a latency without a unit
        can mean seconds or milliseconds. Both are refused, with the two ways to say it.

        Fails:
            stories: {decision: {effort: 3 weeks}}
        Passes:
            stories: {decision: {effort: 3w}}
    """,
    "SM206": """
        An id is made of small letters and digits, with hyphens or underscores between them.

        Links are made of ids. `none` is no id: it says that something does not apply.

        Fails:
            stories: {See Decision: {step: See decision}}
        Passes:
            stories: {see-decision: {step: See decision}}
    """,
    "SM207": """
        Nothing is empty where something is needed.

        An empty text, list or mapping looks like an answer and is none. What does not apply is said: `{none: reason}`.

        Fails:
            title: ""
        Passes:
            title: Loan pre-approval in two minutes
    """,
    "SM306": """
        A job says which stories it serves, or why it serves none.

        A job that serves nobody cannot be weighed against the product's plan.

        Fails:
            science:
              jobs:
                stay-fresh: {serves: null}
        Passes:
            science:
              jobs:
                stay-fresh: {serves: {none: It keeps every model alive}}
    """,
    "SM401": """
        C1: segments, personas, use cases with what they promise, and a baseline for each metric stand in the map.

        What a model has to reach, and for whom, is the first thing that a story about a model depends on: without it
        nobody can say whether the story is done. Disaggregated evaluation follows Mitchell et al., *Model Cards for
        Model Reporting* (2019).

        Fails:
            metrics:
              completion_rate: {baseline: null}
        Passes:
            metrics:
              completion_rate: {baseline: 61%}
    """,
    "SM402": """
        C2: every story says what data it needs and how much work it is; every item how long it takes.

        Data work is usually longer than the feature on top of it, and invisible on a map of features.
    """,
    "SM403": """
        C3: a fairness entry, a segment at risk, and the harms of every story.

        The types of harm follow Shelby et al., *Sociotechnical Harms of Algorithmic Systems* (2023).
    """,
    "SM404": """
        C4: what triggers a retraining, what a rollback, who does it and how fast.
    """,
    "SM405": """
        C5: an experiment with everything that decides it before it runs: effect, sample, guardrails, and what follows from
        each result (Kohavi, Tang & Xu, *Trustworthy Online Controlled Experiments*, 2020).
    """,
    "SM406": """
        C6: how a release is rolled out, where alarms ring, and what comes back from production.

        Fails:
            alerts: null
        Passes:
            alerts: {page: loans-oncall, ticket: LOAN board}
    """,
    "SM407": """
        C7: owners for product, design, engineering, data and ethics.

        What nobody answers for is not done.

        Fails:
            owners:
              ethics: null
        Passes:
            owners:
              ethics: {none: A tool for ourselves}
    """,
    "SM411": """
        S2: a trade-off, a quality, a latency and a throughput metric; in a data-science map the model and its variants.
    """,
    "SM412": """
        S4: bias tests, responsible practices, and a review before a release.

        Fails:
            bias_tests: null
        Passes:
            bias_tests: [Every release - score each at-risk segment on the holdout set]
    """,
    "SM413": """
        F1: a definition of done.
    """,
    "SM910": """
        The site allows no drafts (`drafts: forbid`).

        In a draft, what is missing is advice. A site that is read by users or auditors can ask for finished maps only.

        Fails:
            status: draft
        Passes:
            status: ready
    """,
    "SM913": """
        The inventories that the setting `inventories` names can be had.

        One that is out of reach is replaced by the copy of the last time; where there is none, nothing is said about names
        that lead there.
    """,
    "SM911": """
        The map satisfies the team's own JSON Schema (`extra_schema`).
    """,
}
"""Text of each page, in the form of a docstring."""
