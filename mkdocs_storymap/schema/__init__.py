"""Shape and presence: the JSON Schema applied to a map, and each fault told once.

The schema is applied by keyword functions of our own (`keywords`), which yield what a message needs; `words` turns each
fault into one. A test holds their verdict to that of jsonschema, which itself is loaded only for a team's own schema:
importing it takes longer than checking a map.
"""

from mkdocs_storymap.schema.load import known_keys, schema_text
from mkdocs_storymap.schema.team import validate_extra
from mkdocs_storymap.schema.validate import kind_of, validate

__all__ = ["kind_of", "known_keys", "schema_text", "validate", "validate_extra"]
