"""What follows the marks of a fence: is it a story map, nearly one, or another language; and its attributes.

Both of these name a file:

    ```storymap file="maps/loan.storymap.yaml"
    ``` { .storymap file="maps/loan.storymap.yaml" }
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from mkdocs_storymap.record import record

Kind = Literal["map", "index", "near", "other"]

LONGEST_INFO = 500
"""Characters of an info string that are looked at: more is no info string that a person wrote."""

_HEAD = re.compile(r"[ \t]*(?P<brace>\{)?[ \t]*\.?(?P<word>[^\s{}]+)")
_BARE = re.compile(r"[ \t]+(?P<word>[^\s={}\"'`]+)(?=\s|$)")
_PIECE = re.compile(r"[^.,:;=/|!?\\]+")
_QUOTED = re.compile(r"""(?P<key>[^\s="'{}]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')(?=[\s}]|$)""")
_BLANKS = re.compile(r"""(?P<key>[^\s="'{}]+)(?:\s+=\s*|=\s+)(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""")
_OPEN = re.compile(r"""(?P<key>[^\s="'{}]+)=["'](?P<rest>.*)""")
_PLAIN = re.compile(r"(?P<key>[^\s=\"'{}]+)=(?P<value>[^\s}]*)")
_WORD = re.compile(r"[^\s}]+")
_CURLY = "“”„‟«»‘’‚‹›\"'"
_LIKE_FILE = frozenset({"files", "filename", "filepath", "src", "source", "path", "url", "href", "map", "include", "yaml"})
_FREE_WORDS = frozenset({"linenums"})


@record
class Reading:
    """What an info string begins with.

    Attributes:
        kind: A map, a portfolio (`index`), nearly one of them, or another language.
        start: Where the name begins, in characters of the info string.
        end: Where it ends; the attributes follow.
        meant: The right spelling, where `kind` is "near".
        braced: True inside `{ … }`.
    """

    kind: Kind
    start: int = 0
    end: int = 0
    meant: str = ""
    braced: bool = False


_OTHER = Reading("other")


@record
class Fault:
    """A part of the attributes that cannot be understood; columns count in characters of the info string."""

    start: int
    end: int
    message: str
    hint: str


@record
class Attributes:
    """The attributes of a map's fence.

    Attributes:
        file: Value of `file="…"`, or None.
        start: Where that value begins, in characters of the info string (inside the quotation marks).
        end: Where it ends.
        faults: What cannot be understood.
    """

    file: str | None
    start: int
    end: int
    faults: tuple[Fault, ...]


def read_info(info: str, fence: str) -> Reading:
    """Return what the info string `info` names, where maps are called `fence`."""
    head = _HEAD.match(info)
    if head is None or not _plausible(head["word"], fence):
        return _OTHER
    return _read(info, fence)


@lru_cache(maxsize=1024)
def _plausible(word: str, fence: str) -> bool:
    """Tell whether a name that begins with `word` can be anything but another language, whatever follows."""
    folded = _fold(word)
    if folded in ("user", "yaml", "yml") or _read(word, fence).kind != "other":
        return True
    start = _fold(fence)[: len(folded)]
    return len(folded) > 1 and (start == folded or (len(folded) >= 4 and _distance(folded, start, 2) <= 2))


@lru_cache(maxsize=1024)
def _read(info: str, fence: str) -> Reading:
    head = _HEAD.match(info)
    if head is None:
        return _OTHER
    word, braced = head["word"], head["brace"] is not None
    start, end = head.span("word")
    index = f"{fence}-index"
    if word in (fence, index):
        return Reading("map" if word == fence else "index", start, end, braced=braced)
    names = ((_fold(index), index), (_fold(fence), fence))
    for words, stop in _runs(info, word, end):
        folded = _fold(words)
        for wanted, name in names:
            if folded in (wanted, f"user{wanted}") or (stop > end and _near(folded, wanted)):
                return Reading("near", start, stop, name, braced)
    piece = _PIECE.match(word)
    folded = _fold(piece.group() if piece else word)
    for wanted, name in names:
        if folded == wanted or _near(folded, wanted):
            return Reading("near", start, end, name, braced)
    second = _BARE.match(info, end)
    if second and word.casefold() in ("yaml", "yml") and second["word"] in (fence, index):
        return Reading("near", start, second.end("word"), second["word"], braced)
    return _OTHER


def _runs(info: str, word: str, end: int) -> list[tuple[str, int]]:
    """The first word alone, with the next, and with the next two: `story map` is one name to its writer."""
    runs = [(word, end)]
    for _ in range(2):
        following = _BARE.match(info, end)
        if following is None:
            break
        end = following.end("word")
        runs.insert(0, (runs[0][0] + following["word"], end))
    return runs


def read_attributes(info: str, reading: Reading) -> Attributes:
    """Return the attributes that follow the name in `info`."""
    return _AttributeReader(info, reading).read()


class _AttributeReader:
    """Reads `key="value"` pairs and words; every other thing is a fault, told once with the way to write it."""

    def __init__(self, info: str, reading: Reading) -> None:
        self.info = info
        self.at = reading.end
        self.braced = reading.braced
        self.meant = info[reading.start : reading.end]
        self.file: str | None = None
        self.span = (0, 0)
        self.faults: list[Fault] = []

    def read(self) -> Attributes:
        info = self.info
        while self.at < len(info):
            if info[self.at].isspace():
                self.at += 1
            elif info[self.at] == "{" and not self.braced:
                self.braced = True
                self.at += 1
            elif info[self.at] == "}" and self.braced:
                rest = info[self.at + 1 :]
                if rest.strip():
                    self._fault(
                        len(info) - len(rest.lstrip()),
                        len(info.rstrip()),
                        f"`{rest.strip()}` stands after the closing brace",
                        "put attributes inside the braces, or write them without braces",
                    )
                break
            elif not self._attribute():
                break
        return Attributes(self.file, *self.span, tuple(self.faults))

    def _fault(self, start: int, end: int, message: str, hint: str) -> None:
        self.faults.append(Fault(start, end, message, hint))

    def _attribute(self) -> bool:
        """Read one attribute; False where the rest of the line cannot be read."""
        info, at = self.info, self.at
        if pair := _QUOTED.match(info, at):
            group = "double" if pair["double"] is not None else "single"
            self.at = pair.end()
            self._pair(pair["key"], pair[group], pair.span("key"), pair.span(group))
        elif pair := _BLANKS.match(info, at):
            value = pair["double"] if pair["double"] is not None else pair["single"]
            self._fault(at, pair.end(), f"`{pair.group()}` has a blank beside the equals sign",
                        f'write {_key(pair["key"])}="{value}", without blanks')  # fmt: skip
            self.at = pair.end()
        elif pair := _OPEN.match(info, at):
            value = pair["rest"].rstrip(" \t}").strip(_CURLY)
            self._fault(at, len(info.rstrip()), f"the quotation mark after `{pair['key']}=` is never closed",
                        f'write {_key(pair["key"])}="{value}"')  # fmt: skip
            return False
        elif pair := _PLAIN.match(info, at):
            self.at = pair.end()
            if self.braced and pair["value"]:
                self._pair(pair["key"], pair["value"], pair.span("key"), pair.span("value"))
            else:
                self._fault(at, pair.end(), f"the value of `{pair['key']}` stands without straight quotation marks",
                            f'write {_key(pair["key"])}="{pair["value"].strip(_CURLY)}"')  # fmt: skip
        else:
            word = _WORD.match(info, at)
            if word is None:
                self._fault(at, at + 1, f"`{info[at]}` is not understood here", self._shape())
                return False
            self.at = word.end()
            self._word(word.group(), at)
        return True

    def _pair(self, key: str, value: str, key_span: tuple[int, int], span: tuple[int, int]) -> None:
        if key != "file":
            if _like_file(key):
                self._fault(*key_span, f"`{key}` is no attribute of a story map", f'write file="{value}"')
        elif self.file is not None:
            self._fault(*key_span, "the fence names a file twice", "one fence shows one map: make it two fences")
        elif not value.strip():
            self._fault(key_span[0], span[1] + 1, "`file` names no file",
                        "write the path of the map, relative to this page, or leave `file` out")  # fmt: skip
        else:
            self.file, self.span = value, span

    def _word(self, word: str, at: int) -> None:
        if self.braced and word[0] in ".#" and not _like_path(word[1:]):
            return
        if word in _FREE_WORDS:
            return
        end = at + len(word)
        if word.casefold() == "index":
            self._fault(at, end, f"`{self.meant} index` is two words", f"for the portfolio write {self.meant}-index")
        elif _like_path(word):
            self._fault(at, end, f"`{word}` stands alone", f'to show a map from a file write file="{word.strip(_CURLY)}"')
        elif not self.braced:
            self._fault(at, end, f"`{word}` is not understood", self._shape())

    def _shape(self) -> str:
        return f'after `{self.meant}` a fence takes nothing, or file="…"'


def _key(key: str) -> str:
    return "file" if _like_file(key) else key


def _like_file(key: str) -> bool:
    folded = _fold(key)
    return folded in _LIKE_FILE or folded == "file" or _distance(folded, "file", 1) <= 1


def _like_path(word: str) -> bool:
    return "/" in word or word.casefold().endswith((".yaml", ".yml", ".json"))


def _fold(word: str) -> str:
    """Case, blanks, hyphens and underscores do not make a word another word for a reader."""
    return "".join(character for character in word.casefold() if character.isalnum())


def _near(word: str, wanted: str) -> bool:
    """True where `word` is `wanted` with a slip or two of the finger; short names allow none."""
    limit = 2 if len(wanted) >= 7 else 1 if len(wanted) >= 5 else 0
    return _distance(word, wanted, limit) <= limit


def _distance(word: str, wanted: str, limit: int) -> int:
    """Edits between two words, where swapping two neighbours is one edit; `limit + 1` stands for anything more."""
    if abs(len(word) - len(wanted)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(wanted) + 1))
    for i, character in enumerate(word, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(wanted, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (character != other))
            if i > 1 and j > 1 and character == wanted[j - 2] and word[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
