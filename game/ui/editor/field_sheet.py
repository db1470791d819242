"""The sheet of fields: those of the selected item, or of the whole level."""

from collections.abc import Mapping
from typing import Any

from imgui_bundle import imgui

from game.levels.editing.level_document import Item
from game.levels.editing.operations import can_edit, set_value
from game.levels.editing.property_sheet import Property, item_properties, table_properties
from game.levels.toml.positions import Location
from game.levels.toml.problems import format_location, value_at
from game.render import theme
from game.ui import ui_style
from game.ui.editor import layout
from game.ui.editor.editor import Editor
from game.ui.editor.field_widgets import draw_widget, label_color
from game.ui.editor.tool_palette import FLAGS
from game.ui.gui.style import rgba

LABEL_WIDTH, RESET_WIDTH = 108.0, 22.0
"""Widths of the columns of names and of reset buttons, in UI units."""

FIXED_FIELDS = ("shape", "pattern")
"""Fields that decide which others there are, and so cannot be changed alone."""

NEW_TABLES: dict[str, dict[str, Any]] = {
    "swing": {"angle": 30.0, "period": 2.0},
    "sway": {"offset": [0.5, 0.0], "period": 2.0},
    "keys": {"names": ["Left"], "angle": 45.0, "time": 0.1},
    "repeat": {"count": 3, "step": [0.6, 0.0]},
    "zone": {"shape": "circle", "radius": 1.0},
    "view": {"height": 8.0},
}
"""What an unset table begins with."""

SECTIONS: tuple[Location, ...] = (("world",), ("view",), ("palette",))
"""Tables of a level besides its items and materials."""


class FieldSheet:
    """Shows and changes fields; an edit that makes the level invalid is refused, and the reason is shown below it."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._refused: tuple[Location, str] | None = None
        self._new_material = ""

    def draw(self) -> None:
        """Declare the panel."""
        width, height = ui_style.current().window_size
        imgui.set_next_window_pos((width - layout.SHEET_WIDTH, layout.BAR_HEIGHT))
        imgui.set_next_window_size((layout.SHEET_WIDTH, height - layout.BAR_HEIGHT - layout.STATUS_HEIGHT))
        imgui.push_style_var(imgui.StyleVar_.window_rounding, 0.0)
        imgui.begin("fields", None, FLAGS)
        imgui.pop_style_var()
        if len(self._editor.selection) == 1:
            self._draw_item(self._editor.selection[0])
        elif self._editor.selection:
            self._draw_several()
        else:
            self._draw_level()
        imgui.end()

    def _draw_item(self, item: Item) -> None:
        document = self._editor.document
        if item not in document.items:
            return
        fields = document.fields(item)
        kind = fields.get("shape") or (fields.get("spawn") or {}).get("pattern") or ""
        imgui.separator_text(f"{item}  {kind}")
        if reason := can_edit(document, item):
            _draw_note(reason, theme.TEXT_ACCENT)
            return
        self._draw_fields((item.array, item.index), item_properties(item.array, fields), fields)

    def _draw_several(self) -> None:
        imgui.separator_text(f"{len(self._editor.selection)} items")
        for item in self._editor.selection:
            imgui.text(str(item))

    def _draw_level(self) -> None:
        document = self._editor.document
        imgui.separator_text("level")
        self._draw_fields((), table_properties((), document.data), document.data)
        for section in SECTIONS:
            if imgui.collapsing_header(str(section[0])):
                self._draw_section(section)
        if imgui.collapsing_header("materials"):
            self._draw_materials()
        if imgui.collapsing_header(f"items ({len(document.items)})"):
            for item in document.items:
                if imgui.selectable(f"{item}", False)[0]:
                    self._editor.select((item,))

    def _draw_section(self, section: Location) -> None:
        data = self._editor.document.data
        values = value_at(data, section)
        if values is None and section[0] in NEW_TABLES:
            if imgui.button(f"set a {section[0]}"):
                self._set(section, NEW_TABLES[str(section[0])])
            return
        self._draw_fields(section, table_properties(section, data), values or {})

    def _draw_materials(self) -> None:
        data = self._editor.document.data
        for name in list(data.get("materials", {})):
            if imgui.tree_node(name):
                location = "materials", name
                self._draw_fields(location, table_properties(location, data), data["materials"][name])
                if imgui.small_button(f"remove##{name}"):
                    self._set(location, None)
                imgui.tree_pop()
        imgui.set_next_item_width(150.0)
        self._new_material = imgui.input_text_with_hint("##material", "new material", self._new_material)[1]
        imgui.same_line()
        if imgui.small_button("add") and self._new_material:
            self._set(("materials", self._new_material), {"restitution": 0.7, "friction": 0.4})
            self._new_material = ""

    def _draw_fields(self, at: Location, fields: tuple[Property, ...], values: Mapping[str, Any]) -> None:
        """Declare a table of fields, whose values lie in the table at a location."""
        materials = tuple(self._editor.document.data.get("materials", {}))
        if not imgui.begin_table(f"fields of {at}", 3):
            return
        imgui.table_setup_column("name", imgui.TableColumnFlags_.width_fixed, LABEL_WIDTH)
        imgui.table_setup_column("value", imgui.TableColumnFlags_.width_stretch)
        imgui.table_setup_column("reset", imgui.TableColumnFlags_.width_fixed, RESET_WIDTH)
        for field in fields:
            path = tuple(field.name.split("."))
            self._draw_field((*at, *path), field, value_at(dict(values), path), materials)
        imgui.end_table()

    def _draw_field(self, location: Location, field: Property, given: Any, materials: tuple[str, ...]) -> None:
        imgui.table_next_row()
        imgui.table_next_column()
        imgui.align_text_to_frame_padding()
        depth = field.name.count(".")
        name = "   " * depth + field.name.rpartition(".")[2]
        imgui.text_colored(rgba(label_color(given is not None)), name)
        imgui.set_item_tooltip(f"{field.description}\n{field.allowed}")
        imgui.table_next_column()
        if field.kind == "table" and given is None:
            self._draw_new_table(location, field)
        else:
            shown = field.default if given is None else given
            imgui.begin_disabled(field.name.rpartition(".")[2] in FIXED_FIELDS)
            value = draw_widget(field, shown, materials)
            imgui.end_disabled()
            if value is not shown:
                self._set(location, value)
            if self._refused and self._refused[0] == location:
                _draw_note(self._refused[1], theme.TEXT_ERROR)
        imgui.table_next_column()
        if given is not None and not field.required and imgui.small_button(f"\N{MULTIPLICATION SIGN}##{field.name}"):
            self._set(location, None)

    def _draw_new_table(self, location: Location, field: Property) -> None:
        start = NEW_TABLES.get(field.name)
        if start is not None and imgui.small_button(f"add##{field.name}"):
            self._set(location, start)

    def _set(self, location: Location, value: Any) -> None:
        """Set or remove a value; changes of one field in a row are undone at once."""
        editor, selection = self._editor, self._editor.selection
        is_set = editor.do(lambda: set_value(editor.document, location, value), merge=("field", location))
        self._refused = None if is_set else (location, editor.message)
        editor.select(selection)
        if is_set:
            editor.message = f"{format_location(location)} {'reset' if value is None else 'set'}"


def _draw_note(text: str, color: theme.Color) -> None:
    imgui.push_text_wrap_pos(0.0)
    imgui.text_colored(rgba(color), text)
    imgui.pop_text_wrap_pos()
