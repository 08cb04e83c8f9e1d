"""`python -m mkdocs_storymap` is the command `mkdocs-storymap`."""

import sys

from mkdocs_storymap.cli import main

sys.exit(main())
