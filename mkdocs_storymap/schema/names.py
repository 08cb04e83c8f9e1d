"""Keys and names that are not what they should be: SM202 and SM206, with what was probably meant."""

from __future__ import annotations

import re
from decimal import Decimal

from mkdocs_storymap.diagnostics import Finding, Fix, Path, closest
from mkdocs_storymap.schema.faults import Fault
from mkdocs_storymap.schema.load import KINDS, known_keys
from mkdocs_storymap.schema.places import Context, any_of, flow, homes_in_words, key_text, quoted, slug
from mkdocs_storymap.schema.sentences import colon_text

_GLUED = re.compile(r"([A-Za-z_][\w-]*):([^\s/].*)", re.DOTALL)
"""A key that swallowed its value, since no blank stands after the colon."""
_MANY = 12
"""More keys than this are no help in a message."""


def near_key(context: Context, fault: Fault) -> tuple[str | None, bool]:
    """Return the key that an unknown one was meant to be, and whether it already stands there."""
    key = str(fault.place[-1])
    holder = context.node(fault.place[:-1])
    properties = [name for name in fault.schema.get("properties", ()) if name != "none"]
    glued = _GLUED.fullmatch(key)
    if glued:
        return (glued[1], glued[1] in holder.keys) if glued[1] in properties else (None, False)
    many = [name for name in (f"{key}s", f"{key.removesuffix('y')}ies") if name in properties]
    near = many[0] if many else closest(key, [name for name in properties if name not in holder.keys])
    near = near or closest(key, properties)
    return near, near in holder.keys


def colon_at(context: Context, fault: Fault) -> str | None:
    """Return the text that a colon took apart, where text may stand instead of an object."""
    if fault.schema.get("x-or") != "text" or near_key(context, fault)[0]:
        return None
    known_elsewhere = homes_in_words(context.kind, str(fault.place[-1]))
    return None if known_elsewhere else colon_text(context.node(fault.place[:-1]))


def unknown(context: Context, fault: Fault) -> Finding:
    """Word a key that nothing there knows: what was meant, or where it belongs."""
    path, key = fault.place, str(fault.place[-1])
    holder = path[:-1]
    where = context.subject(holder)
    if key == "<<":
        return Finding(
            "SM202",
            "YAML merge keys (`<<`) are not supported",
            "write the keys out; `*name` may repeat a whole value",
            path,
            key=True,
        )
    if glued := _GLUED.fullmatch(key):
        hint = f"write `{glued[1]}: {glued[2]}`"
        return Finding("SM202", f"a blank is missing after the colon in `{key}`", hint, path, key=True)
    text = colon_at(context, fault)
    if text is not None:
        return Finding(
            "SM203",
            f"a colon with a blank after it made {where} a key (`{key}`) and a value",
            f"put the text in quotes: `{key_text(holder)} {quoted(text)}`",
            holder,
        )
    if key == "none":
        found = context.lookup(holder)
        if found and found.none_allowed:
            return Finding(
                "SM202",
                f"`none` stands beside other keys in {where}",
                "`none` stands alone: keep it, or the rest",
                path,
                key=True,
            )
        hint = "write it out, or take it out"
        above = context.lookup(holder[:-1]) if holder else None
        if above and above.none_allowed and isinstance(holder[-1], int):
            reason = flow(context.node(path).data)
            hint = f"to say that none applies, write `{key_text(holder[:-1])} {{none: {reason}}}` in place of the list"
        return Finding("SM202", f"{where} cannot be `none`", hint, path, key=True)
    near, present = near_key(context, fault)
    message = f"{where} has no key `{key}`"
    if near:
        hint = f"did you mean `{near}`?" + (" It stands there already" if present else "")
        return Finding("SM202", message, hint, path, key=True, fix=None if present else Fix(flow(near)))
    other = next((kind for kind in KINDS if kind != context.kind), "")
    homes = homes_in_words(context.kind, key)
    if homes and len(homes) <= 3:
        return Finding("SM202", message, f"`{key}` belongs in {any_of(homes)}", path, key=True)
    if not holder and key in known_keys(other):
        return Finding("SM202", message, f"`{key}` belongs in a map of the kind `{other}`", path, key=True)
    known = [name for name in fault.schema.get("properties", ()) if name != "none"]
    if len(known) > _MANY:
        hint = "keys of your own begin with `x-`; `mkdocs-storymap schema` shows the ones that are known"
    else:
        hint = f"it takes {any_of((f'`{name}`' for name in known), 'and')}; keys of your own begin with `x-`"
    return Finding("SM202", message, hint, path, key=True)


def bad_name(context: Context, fault: Fault) -> Finding:
    """Word a name before a colon that is no id, no rule, or nothing."""
    path, key, form = fault.place, str(fault.place[-1]), fault.detail
    section = context.subject(path[:-1])
    if form == "rule":
        code = key.upper().replace("_", "").replace("-", "")
        fits = re.fullmatch(r"SM\d{3}|C[1-7]", code) is not None
        hint = (
            f"did you mean `{code}`?"
            if fits
            else "write a rule's code, as in `SM533`, or a checklist item, `C1` to `C7`"
        )
        return Finding(
            "SM206", f"`{key}` is no rule and no checklist item", hint, path, key=True, fix=Fix(code) if fits else None
        )
    if form == "name" and key != "none":
        return Finding("SM206", f"a name in {section} is empty", "write a name before the colon", path, key=True)
    if key == "none":
        found = context.lookup(path[:-1])
        if found and found.none_allowed:
            hint = "`none` stands alone: keep it, or the rest"
        elif context.node(path).kind == "scalar":
            needed = found is None or found.says
            hint = f"it is always needed: write `{context.line(path[:-1])}`" if needed else "leave the line out"
            return Finding("SM206", f"{section} cannot be `none`", hint, path, key=True)
        else:
            hint = "give it an id of its own"
        return Finding("SM206", "`none` is no id", hint, path, key=True)
    if key == "all":
        return Finding("SM206", "`all` is only the built-in segment: everyone", "give it an id of its own", path, key=True)
    return _not_an_id(key, form, path, as_key=True)


def _not_an_id(text: str, form: str, path: Path, as_key: bool) -> Finding:
    parts = [slug(part) for part in text.split("/")] if form == "reference" else [slug(text)]
    suggestion = "/".join(part for part in parts if part)
    told = "small letters and digits, joined by single hyphens"
    fits = suggestion not in ("", "none", "all")
    hint = f"an id has {told}" + (f": write `{suggestion}`" if fits else ", as in `thin-file`")
    return Finding("SM206", f"`{text}` is not an id", hint, path, key=as_key)


def bad_id(context: Context, fault: Fault) -> Finding | None:
    """Word a value that should be an id; None for digits, which YAML made a number."""
    path = fault.place
    text = context.node(path).text
    if isinstance(context.node(path).data, (int, Decimal)) and re.fullmatch(r"[a-z0-9]+", text):
        return None
    if text == "none":
        listed = isinstance(path[-1], int)
        holder = path[:-1] if listed else path
        found = context.lookup(holder)
        if found and found.none_allowed:
            hint = f"to say that it does not apply: `{key_text(holder)} {{none: the reason}}`"
        else:
            optional = listed or (found is not None and not found.says)
            hint = "take it out" if optional else f"write, for example, `{context.line(path)}`"
        return Finding("SM206", "`none` is no id", hint, path)
    return _not_an_id(text, str(fault.detail), path, as_key=False)
