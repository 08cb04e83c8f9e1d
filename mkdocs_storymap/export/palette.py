"""The colours of a picture: those of the page, light and dark."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff", "card": "#ffffff", "ink": "#1b2027", "mute": "#59616c", "hair": "#e4e7eb", "hair2": "#ccd2d9",
    "perf": "#1f5fbf", "perf-bg": "#f1f6fd", "data": "#0b7268", "data-bg": "#eef8f6", "fair": "#7a3fb0", "fair-bg": "#f8f3fc",
    "model": "#ad3a6e", "model-pale": "#dcadc4", "data-pale": "#a3cbc6", "feature": "#1b2027", "feature-pale": "#a9acaf",
    "exp": "#8a5a00", "rel": "#3f4a94", "rel2": "#a9b1dd", "rel-bg": "#eceffa", "bad": "#b3261e", "good": "#1b7440", "state": "#59616c",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "paper": "#1e2129", "card": "#262a34", "ink": "#e5e8ed", "mute": "#a5adb9", "hair": "#30353f", "hair2": "#474e5b",
    "perf": "#8ab8ff", "perf-bg": "#1e2838", "data": "#5fd0c0", "data-bg": "#1b2a2d", "fair": "#cda4f5", "fair-bg": "#292437",
    "model": "#f598bd", "model-pale": "#75546a", "data-pale": "#3c6a69", "feature": "#e5e8ed", "feature-pale": "#6f737a",
    "exp": "#e8b95a", "rel": "#aab4f5", "rel2": "#56609b", "rel-bg": "#262b42", "bad": "#ff9a8f", "good": "#74d499", "state": "#a5adb9",
}  # fmt: skip
