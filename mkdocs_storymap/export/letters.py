"""Widths of letters, near enough to break lines and to set marks beside each other without a browser."""

from __future__ import annotations

from mkdocs_storymap.render.lettering import width as rough

_THOUSANDTHS = {
    222: "ijl", 278: " !,./:;I[]\\ft|", 260: "|", 333: "()-`r", 355: '"', 389: "*", 469: "^", 500: "ckJsvxyz", 556: "#$0123456789?_Labdeghnopqu",
    584: "+<=>~", 191: "'", 334: "{}", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1015: "@",
    570: "≥≤→−", 300: "·’‘“”", 1000: "…—",
}  # fmt: skip
"""Advance widths of the sans-serif faces that a picture names, by letter (those of Helvetica, which Arial and Liberation Sans share)."""
_EM = {letter: thousandths * 0.00103 for thousandths, letters in _THOUSANDTHS.items() for letter in letters}
_BOLD = 1.055
"""How much wider bold letters are."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in px, on the generous side."""
    em = 0.0
    for letter in text:
        known = _EM.get(letter)
        em += known if known is not None else rough(letter, 1.0)
    return em * size * (_BOLD if bold else 1.0)
