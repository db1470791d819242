"""A row of check boxes that choose what is shown."""

from collections.abc import Iterable, Mapping, Sequence

from imgui_bundle import imgui

GAP = 14.0
"""Space between two check boxes, in UI units."""


def draw_switches(
    names: Sequence[str], shown: list[str], order: Iterable[str], captions: Mapping[str, str], tips: Mapping[str, str]
) -> list[str]:
    """Declare a check box for each name; return what is shown now, which is the same list unless the player changed it.

    order : in which the shown names are returned
    captions, tips : of names that are written otherwise, and that have a text beside the mouse
    """
    imgui.push_style_var(imgui.StyleVar_.frame_padding, imgui.ImVec2(3.0, 2.0))
    for name in names:
        is_changed, _ = imgui.checkbox(captions.get(name, name), name in shown)
        if name in tips:
            imgui.set_item_tooltip(tips[name])
        if is_changed:
            shown = [one for one in order if (one in shown) != (one == name)]
        if name != names[-1]:
            imgui.same_line(0.0, GAP)
    imgui.pop_style_var()
    return shown
