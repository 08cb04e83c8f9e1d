"""YAML syntax errors in words for someone who has never seen YAML."""

from __future__ import annotations

import re
from typing import Any

from mkdocs_storymap.diagnostics import Finding, Span

_NO_BLANK = re.compile(r"^(?P<indent>\s*(?:- +)?)(?P<key>[A-Za-z0-9][\w .-]*?):(?P<value>[^\s:/\\].*)$")
_OPENS = re.compile(r"""(\s*(?:- +)*(?:[^\s#"'{\[-][^:"'#]*:\s+)?)(["'])""")
"""A line whose value opens a quotation mark."""
_QUOTE_IT = "put the whole text in quotes"

_REMARK = re.compile(r"[ \t]#\S.*")


def explain_syntax_error(text: str, error: Any) -> Finding:
    """Turn an error of libyaml into an SM101 that names the likely slip and its remedy.

    Args:
        text: The document that was read.
        error: A `yaml.MarkedYAMLError` or `yaml.reader.ReaderError`.
    """
    lines = re.split("\r\n|\n|\r", text)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    line = min(mark.line if mark else 0, max(len(lines) - 1, 0))
    column = mark.column if mark else 0
    start = context_mark.line if context_mark else line

    tab = _tab_in_indent(lines, line)
    if tab is not None:
        where, at = tab
        return _finding(
            "YAML does not allow a tab here; lines are indented with blanks",
            "replace the tab by two blanks (set your editor to insert blanks for tabs)",
            where, at, at + 1,
        )  # fmt: skip
    if "quoted scalar" in context:
        here: Any = context_mark or mark
        quote = lines[here.line][here.column : here.column + 1] or '"'
        return _finding(
            f"the quotation mark {quote} that opens here is never closed"
            if "end of stream" in problem or "document indicator" in problem
            else f"the text that this quotation mark {quote} opens cannot be read: {problem}",
            f"close it with another {quote}; write {quote * 2 if quote == chr(39) else chr(92) + quote} for one inside the text",
            here.line, here.column, here.column + 1,
        )  # fmt: skip
    runaway = _runaway_quote(lines, line)
    if runaway is not None:
        where, at, quote = runaway
        return _finding(
            f"the quotation mark {quote} that opens here is not closed in its line, and YAML reads on to the next one, in line {line + 1}",
            f"write {quote} at the end of the text as well, or take this one away",
            where, at, at + 1,
        )  # fmt: skip
    squeezed = _missing_blank(lines, line, start)
    if squeezed is not None and ("mapping values" in problem or "expected" in problem or "could not find" in problem):
        where, match = squeezed
        at = match.end("key")
        return _finding(
            f"a blank is missing after the colon of `{match['key']}`",
            f"write `{match['key']}: {match['value']}`",
            where, at, at + 1,
        )  # fmt: skip
    text_here = lines[line] if line < len(lines) else ""
    return _by_problem(lines, text_here, problem, context, line, column, context_mark)


def _by_problem(
    lines: list[str], here: str, problem: str, context: str, line: int, column: int, context_mark: Any
) -> Finding:
    """Pick the words by what libyaml says."""
    if "mapping values are not allowed" in problem:
        before = here[:column]
        key, colon, value = before.partition(": ")
        if colon and value.strip():
            quoted = (value + here[column:]).strip().replace('"', '\\"')
            return _finding(
                "a second colon followed by a blank stands in one line, so YAML sees a key inside the text",
                f'{_QUOTE_IT}: {key.strip()}: "{quoted}"',
                line, column, column + 1,
            )  # fmt: skip
        return _finding(
            "a colon stands where no key can be",
            "check the indentation of this line and of the one above; keys of one mapping start in the same column",
            line, column, column + 1,
        )  # fmt: skip
    if "block scalar" in context or "chomping" in problem or "indentation indicators" in problem:
        value = here[max(0, column - 1) :].strip()
        return _finding(
            "a value that starts with `>` or `|` begins a text over several lines in YAML",
            _in_words(value) or f'use words (`at least 0.9`, `above 0.9`), or {_QUOTE_IT}: "{value}"',
            line, max(0, column - 1), max(1, column),
        )  # fmt: skip
    if "cannot start any token" in problem or "found character" in problem:
        character = here[column : column + 1]
        value = here[column:].strip()
        if _open_bracket(lines, line, column) is not None:
            value = re.split(r"[,}\]]", value)[0].strip()
        return _finding(
            f"no value may start with {character!r} in YAML" if character.strip() else "this character cannot stand here",
            _in_words(value) or f'{_QUOTE_IT}: "{value}"',
            line, column, column + max(1, len(character)),
        )  # fmt: skip
    bracket = _open_bracket(lines, line, column) if "flow node" in context else None
    if bracket is not None or "flow mapping" in context or "flow sequence" in context:
        opened, at, col = bracket or (
            "{" if "mapping" in context else "[",
            context_mark.line if context_mark else line,
            context_mark.column if context_mark else column,
        )
        closing = "}" if opened == "{" else "]"
        for number in range(at, min(line + 1, len(lines))):
            remark = _REMARK.search(lines[number], col if number == at else 0)
            if remark is not None and (closing in remark[0] or "," in remark[0]):
                return _finding(
                    f"YAML takes `{remark[0].strip()}` for a remark, and what the bracket {opened} before it needs is lost with it",
                    "put the whole text in quotes if the `#` belongs to it",
                    number, remark.start() + 1, len(lines[number]),
                )  # fmt: skip
        return _finding(
            f"the bracket {opened} that opens here is not closed with {closing}, or a comma is missing behind it",
            f"put a comma between the entries and {closing} at the end; quote texts that hold brackets, commas or `: `",
            at, col, col + 1,
        )  # fmt: skip
    if "could not find expected ':'" in problem:
        at = context_mark.line if context_mark else line
        col = context_mark.column if context_mark else column
        return _finding(
            "this line is neither `key: value` nor part of a text",
            "write a colon and a blank after the key, or indent the line so that it continues the text above",
            at, col, max(len(lines[at]) if at < len(lines) else 0, col + 1),
        )  # fmt: skip
    if "did not find expected key" in problem or "did not find expected '-'" in problem:
        return _finding(
            "this line does not fit the indentation of the lines above it",
            "start it in the same column as its neighbours (two blanks a level); "
            "a text that begins with a quotation mark has to end with it",
            line, column, max(len(here.rstrip()), column + 1),
        )  # fmt: skip
    if "sequence entries are not allowed" in problem:
        return _finding(
            "a list cannot start in the line of its key",
            "put `- …` on a line of its own under the key, or write the list as [one, two]",
            line, column, column + 1,
        )  # fmt: skip
    if "did not find expected alphabetic or numeric character" in problem:
        return _finding(
            "`*` and `&` have a meaning of their own at the start of a value in YAML",
            f'{_QUOTE_IT}: "{here[max(0, column - 1):].strip()}"',
            line, max(0, column - 1), max(1, column),
        )  # fmt: skip
    told = f"{context}: {problem}" if context else problem
    return _finding(
        f"YAML cannot read this line ({told})",
        "check quotes, brackets, colons and indentation of this line and of the one above",
        line, column, column + 1,
    )  # fmt: skip


def _finding(message: str, hint: str, line: int, column: int, end: int) -> Finding:
    return Finding("SM101", message, hint, span=Span(line, column, line, max(end, column + 1)))


def _in_words(value: str) -> str:
    """How a comparison in symbols is written; "" for any other text."""
    match = re.match(r"(>=?|<=?)\s*(?=[\d.+-])", value)
    if not match:
        return ""
    alarm, promise = ("above", "at least") if value[0] == ">" else ("below", "at most")
    rest = value[match.end() :]
    return f"write it in words: `{alarm} {rest}` for an alarm, `{promise} {rest}` for what is kept"


def _runaway_quote(lines: list[str], line: int) -> tuple[int, int, str] | None:
    """The quotation mark that was not closed in its line, if the next one closes it amid the text of the line of the error."""
    number = 0
    while number <= min(line, len(lines) - 1):
        opened = _OPENS.match(lines[number])
        if not opened:
            number += 1
            continue
        quote, at, first = opened[2], opened.start(2), number
        closed = _closing(lines[number], at + 1, quote)
        while closed < 0 and number < min(line, len(lines) - 1):
            number += 1
            closed = _closing(lines[number], 0, quote)
        rest = lines[number][closed + 1 :].strip() if closed >= 0 else ""
        if first < number == line and rest and not rest.startswith("#"):
            return first, at, quote
        number += 1
    return None


def _closing(text: str, start: int, quote: str) -> int:
    """Where a quoted text ends in a line, or -1."""
    at = start
    while at < len(text):
        if (text[at] == "\\" and quote == '"') or (quote == "'" and text.startswith("''", at)):
            at += 2
        elif text[at] == quote:
            return at
        else:
            at += 1
    return -1


def _tab_in_indent(lines: list[str], line: int) -> tuple[int, int] | None:
    """A tab in the indentation of the line of the error, or of the one above it."""
    for number in (line, line - 1):
        if 0 <= number < len(lines):
            indent = re.match(r"[ \t]*(?:- *)?[ \t]*", lines[number])
            found = indent.group().find("\t") if indent else -1
            if found >= 0:
                return number, found
    return None


def _open_bracket(lines: list[str], line: int, column: int) -> tuple[str, int, int] | None:
    """The last bracket before a place that is not closed there, as (bracket, line, column)."""
    found: list[tuple[str, int, int]] = []
    quote = ""
    for number, text in enumerate(lines[: line + 1]):
        for at, character in enumerate(text[:column] if number == line else text):
            if quote:
                quote = "" if character == quote else quote
            elif character == "#" and (at == 0 or text[at - 1] in " \t"):
                break
            elif character in "\"'" and (at == 0 or text[at - 1] in " \t[{,:"):
                quote = character
            elif character in "[{" and (found or at == 0 or text[at - 1] in " \t"):
                found.append((character, number, at))
            elif character in "]}" and found:
                found.pop()
    return found[-1] if found else None


def _missing_blank(lines: list[str], line: int, start: int) -> tuple[int, re.Match[str]] | None:
    """A `key:value` without its blank near the error, nearest first."""
    first = max(0, min(start, line) - 1)
    for number in range(min(line, len(lines) - 1), first - 1, -1):
        match = _NO_BLANK.match(lines[number])
        if match and not match["value"].startswith(("//", "\\")):
            return number, match
    return None
