"""Exceptions of the tool: misuse and unreadable input, never bad content (that is a `Diagnostic`)."""

from __future__ import annotations


class StorymapError(Exception):
    """Something the user asked for cannot be done; the message is shown as it is, without a traceback."""


class SettingsError(StorymapError):
    """The configuration cannot be used: which option, where, and what it takes."""
