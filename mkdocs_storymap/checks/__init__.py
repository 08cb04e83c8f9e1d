"""What a schema cannot say: one module a rule family, one generator a rule."""

from mkdocs_storymap.checks.run import run_checks

__all__ = ["run_checks"]
