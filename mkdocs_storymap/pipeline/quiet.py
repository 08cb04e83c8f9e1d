"""Holds Python's cycle collector while many objects are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Hold the collector: a site of 10,000 stories is two million objects, and each pass over them would find nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def settled() -> Iterator[None]:
    """Hold the collector, and let it pass by afterwards what has been made, until this is entered again.

    A site's maps stay for the whole build, and each full pass over them takes as long as drawing several pages.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()  # what the build before left behind
    with quiet():
        try:
            yield
        finally:
            gc.freeze()
