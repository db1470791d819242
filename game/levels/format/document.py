"""The documentation of level files, field by field, from the models: ``python -m game.levels.format.document``.

What no model can tell, why and when to use a field, is said here under the heading it belongs to.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from game.levels import library
from game.levels.format import versions
from game.levels.model import Level
from game.levels.toml.source import read

Schema = dict[str, Any]

INTRODUCTION = """\
# Levels

A level is one TOML file. Drop it into a folder named `levels` where you start the game, or into your own folder of
levels, and play it by name: `heptagon play NAME`. `heptagon new NAME` writes a commented one to begin with,
`heptagon new NAME --from LEVEL` a copy of another. `heptagon check FILE` says what is wrong with it, with line and
column. A level is data: it never runs code.

The smallest level that shows something:

```toml
format = 1
title = "One ball"

[[walls]]
shape = "polygon"
sides = 7
radius = 3.0

[[balls]]
radius = 0.2
position = [0.0, 1.0]
```

Lengths are metres, times seconds, masses kilograms; x points right and y up. Angles are degrees, counter-clockwise.
Numbers must be finite. A key that is not in these tables is an error. A first line `#:schema ./level.schema.json`
lets editors that know it complete the keys and tell what they mean; `heptagon schema` prints that file.
"""

PICTURES = """\
![All levels, each five seconds after its start](levels.webp)
"""
"""Drawn by ``heptagon levels --sheet levels/levels.webp``."""

REUSE = """\
## One level from another

`extends = "base.toml"` at the top takes from another level all that this one does not say: tables are filled up, at
every depth, lists such as `walls` and `balls` are replaced as a whole. Only `format` each file says for itself. The
path is seen from the folder of the level and ends in `.toml`; the file lies in that folder or below it, or in one of
the folders of levels. A parent may have a parent, up to eight files in all.

```toml
format = 1
title = "On the moon"
extends = "heptagon.toml"
world = { gravity = [0.0, -1.62] }
```

## Templates

A table `[templates.NAME]` holds fields that several walls, balls or other tables in double brackets have in common.
Such a table takes with `template = "NAME"` the fields that it does not give itself; tables in it, such as `spawn`,
are filled up likewise. A template cannot use another.

```toml
[templates.marble]
radius = 0.25
spawn = { pattern = "ring", radius = 2.0 }

[[balls]]
template = "marble"
count = 5
spawn = { center = [1.0, 0.0] }
```
"""

VERSIONS = f"""\
## Versions

`format` is {versions.LATEST} now. A file of an earlier version is understood as it was meant; one of a later
version is refused. Format 0 called `step_rate` and `linear_damping` of the world `fps` and `air_drag`.
"""

LIMITS = """\
## Limits

A file has up to 1 MB, a table up to 1000 keys, a list of tables up to 20000 of them. Groups of balls with a `spawn`
need little of that.
"""

NOTES = {
    "[world]": """\
The rules of mixing make one number of two. To give a ball that meets a wall the number of the duller one, say
`restitution_mixing = "minimum"`. A drag given per frame, such as "0.99 of the speed is left after each of 60 frames a
second", is k = -60 ln(0.99) = 0.603 per second.
""",
    "[materials.NAME]": "Balls and walls name their material; without one they have the default values below.\n",
    "[[walls]]": """\
A container keeps every ball of the level inside, wherever the ball is; an obstacle keeps the balls outside. Several
containers therefore lie in one another or overlap, and the balls have the room that they share. A level without
containers is open: balls may fall for ever. Walls turn and move as told, whatever hits them.
""",
    'shape = "path"': """\
It may bend inwards and outwards. Corners are seen from the center. Those of a closed path go round either way, and the
last joins the first by itself. No corner comes twice, and no two pieces cross or touch, but for neighbours at their
corner. An open path is always an obstacle, touched from both sides. It may end at its first corner: then there is room
inside and outside.
""",
    "swing": "At the time t it is turned by angle × sin(360° t / period + phase).\n",
    "sway": """\
At the time t it has slid by offset × sin(360° t / period + phase). A container with an obstacle that swings in it, and
one that slides up and down:

```toml
[[walls]]
shape = "circle"
radius = 3.0

[[walls]]
shape = "path"
points = [[-1.0, 0.0], [1.0, 0.0], [1.0, 0.4]]
closed = false
swing = { angle = 30.0, period = 2.0 }

[[walls]]
shape = "polygon"
sides = 3
radius = 0.4
container = false
center = [0.0, -2.0]
sway = { offset = [0.0, 0.5], period = 3.0, phase = 90.0 }
```
""",
    "[[balls]]": """\
A ball starts wholly inside every container and wholly outside every obstacle, as the walls stand at the start, and so
does the whole of a pattern. Single balls start apart from one another. No two balls have the same number.
""",
    "spawn": "A pattern too small for its balls is an error that says how many fit.\n",
}
"""What is said under a heading before its table."""


def document() -> str:
    """Return the documentation as Markdown."""
    root = Level.model_json_schema()
    parts = [INTRODUCTION, _levels(), PICTURES, "## The file\n", _table(root, root), *_sections(root)]
    return "\n".join(filter(None, [*parts, REUSE, VERSIONS, LIMITS]))


def _levels() -> str:
    """Return the table of the levels that come with the game."""
    _, _, (_, folder) = library.folders()
    paths = sorted(folder.glob("[!.]*.toml"), key=lambda path: (path.stem != "heptagon", path.stem))
    rows = [f"| [{path.stem}]({path.name}) | {read(path).data['description']} |" for path in paths]
    return "\n".join(["| level | what it shows |", "|---|---|", *rows, ""])


def _sections(root: Schema) -> Iterator[str]:
    """Yield a section for every table that a level may have."""
    seen: set[str] = set()
    for name, field in root["properties"].items():
        if "items" in field:
            yield from _section(f"[[{name}]]", field["items"], root, 2, seen)
        elif field.get("type") == "object":
            yield from _section(f"[{name}.NAME]", field["additionalProperties"], root, 2, seen)
        elif _choices(field, root):
            yield from _section(f"[{name}]", field, root, 2, seen)


def _section(heading: str, field: Schema, root: Schema, depth: int, seen: set[str]) -> Iterator[str]:
    """Yield the section of a table, or of what may be one of several tables, and those of the tables in it."""
    choices = _choices(field, root)
    first = choices[0]
    tag = _tag(field)
    yield f"{'#' * depth} `{heading}`\n"
    if not tag and "description" in first:
        yield f"{first['description']}\n"
    yield NOTES.get(heading, "")
    common = {
        key: value for key, value in first["properties"].items() if all(_same(key, value, each) for each in choices)
    }
    if tag:
        kinds = [f"`{json.dumps(each['properties'][tag]['const'])}`" for each in choices]
        common = {tag: {"enum_text": ", ".join(kinds), "description": "Which of the kinds below."}} | common
    yield _table({"properties": common, "required": [*first.get("required", ()), tag]}, root)
    for choice in choices if tag else ():
        heading = f"{tag} = {json.dumps(choice['properties'][tag]['const'])}"
        own = {key: value for key, value in choice["properties"].items() if key not in common}
        yield f"{'#' * (depth + 1)} `{heading}`\n"
        yield f"{choice.get('description', '')}\n"
        yield NOTES.get(heading, "")
        yield _table({**choice, "properties": own}, root)
    inner = {key: value for choice in choices for key, value in choice["properties"].items() if _choices(value, root)}
    for key, value in inner.items():
        mark = json.dumps([choice["title"] for choice in _choices(value, root)])
        if mark not in seen:
            seen.add(mark)
            yield from _section(key, value, root, depth + 1, seen)


def _same(key: str, value: Schema, other: Schema) -> bool:
    return bool(other["properties"].get(key) == value)


def _tag(field: Schema) -> str:
    """Return the name of the field that tells which of several tables it is, if it may be several."""
    own = field.get("discriminator", {}).get("propertyName", "")
    return own or next((tag for choice in field.get("anyOf", ()) if (tag := _tag(choice))), "")


def _choices(field: Schema, root: Schema) -> list[Schema]:
    """Return the tables that a field may be; none for one that is no table."""
    if "$ref" in field:
        return [root["$defs"][field["$ref"].rpartition("/")[2]]]
    alternatives: list[Schema] = field.get("oneOf") or field.get("anyOf") or []
    return [table for choice in alternatives for table in _choices(choice, root)]


def _table(part: Schema, root: Schema) -> str:
    """Return the fields of a table as a table."""
    rows = ["| key | unit, limits | default | meaning |", "|---|---|---|---|"]
    for key, field in part["properties"].items():
        value, default = _limits(field, root), _default(field, key in part.get("required", ()))
        rows.append(f"| `{key}` | {value} | {default} | {_meaning(field)} |")
    return "\n".join([*rows, ""]) if len(rows) > 2 else ""


def _meaning(field: Schema) -> str:
    """Return the description, without the unit that has a column of its own."""
    text = str(field.get("description", ""))
    unit = _unit(field)
    return re.sub(rf",? {re.escape(unit)}(?=[.;])", "", text) if unit else text


def _unit(field: Schema) -> str:
    """Return the unit of a number, or of the numbers in a list."""
    if field.get("unit"):
        return str(field["unit"])
    inner: list[Schema] = [*field.get("prefixItems", ()), *field.get("anyOf", ())]
    inner += [field["items"]] if "items" in field else []
    return next((unit for part in inner if (unit := _unit(part))), "")


def _limits(field: Schema, root: Schema) -> str:
    """Say what kind of value a field takes, in which unit, within which limits."""
    if "enum_text" in field:
        return str(field["enum_text"])
    if "anyOf" in field:
        return _limits(next(choice for choice in field["anyOf"] if choice.get("type") != "null"), root)
    if _choices(field, root):
        return "table"
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    if "enum" in field:
        return ", ".join(f"`{json.dumps(value)}`" for value in field["enum"])
    match field.get("type"):
        case "number" | "integer" as kind:
            words = ["whole"] if kind == "integer" else []
            return ", ".join([*words, *filter(None, [field.get("unit")]), _range(field)])
        case "boolean":
            return "`true` or `false`"
        case "string" if "examples" in field:
            return f"text like `{json.dumps(field['examples'][0])}`"
        case "string":
            low = f"{field['minLength']} to " if "minLength" in field else "up to "
            return f"text, {low}{field['maxLength']} characters"
        case "array" if "prefixItems" in field:
            return f"{len(field['prefixItems'])} numbers, {_limits(field['prefixItems'][0], root)}"
        case "array" if _choices(field["items"], root):
            return "tables"
        case "array":
            return f"list of {_span(field)}, each {_limits(field['items'], root)}"
        case _:
            return "tables by name"


def _range(field: Schema) -> str:
    """Say between which limits a number lies."""
    above, least = field.get("exclusiveMinimum"), field.get("minimum")
    below, most = field.get("exclusiveMaximum"), field.get("maximum")
    high = f"below {_plain(below)}" if most is None else f"up to {_plain(most)}"
    if least is not None:
        return f"{_plain(least)} {'and more' if below is most is None else high.removeprefix('up ')}"
    return high if above is None else f"above {_plain(above)}, {high}"


def _plain(number: Any) -> str:
    return f"{number:.15g}" if isinstance(number, float) else str(number)


def _span(field: Schema) -> str:
    return (
        f"{field.get('minItems', 0)} to {field['maxItems']}" if "maxItems" in field else f"at least {field['minItems']}"
    )


def _default(field: Schema, required: bool) -> str:
    match field.get("default"):
        case _ if required:
            return "required"
        case None | "" | {} | []:
            return ""
        case dict():
            return "as below"
        case list() as items if len(items) > 4:
            return f"{len(items)} of them"
        case bool() as value:
            return f"`{json.dumps(value)}`"
        case int() | float() as number:
            return _plain(number)
        case value:
            return f"`{json.dumps(value)}`"


if __name__ == "__main__":
    print(document(), end="")
