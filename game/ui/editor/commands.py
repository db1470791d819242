"""The commands of the edit mode, which keys and buttons call by name."""

from collections.abc import Callable
from typing import Protocol

from game.levels.model import Level
from game.session.played_level import played_edit
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui.editor import layout
from game.ui.editor.edit_camera import EditCamera
from game.ui.editor.editor import Editor
from game.ui.editor.toolbox import Toolbox
from game.ui.editor.world_mouse import WorldMouse

TURN = 15.0
"""Angle by which a key turns, deg."""


class EditHost(Protocol):
    """The screen on which the level is played."""

    @property
    def simulation(self) -> Simulation:
        """The simulation that is played."""
        ...

    def show_screen(self) -> None:
        """Go on playing."""
        ...

    def play_edited(self, level: Level) -> None:
        """Play an edited level from its start."""
        ...


class EditCommands:
    """What keys and buttons do. A level that cannot be saved into its own file asks for a name.

    asks_for_name, asks_for_help : whether the dialog for a new file or the list of keys is to be opened
    sheet_is_wanted : whether the player wants the sheet of fields; None: if there is room
    """

    def __init__(
        self,
        editor: Editor,
        toolbox: Toolbox,
        mouse: WorldMouse,
        camera: EditCamera,
        whole_level: Callable[[], ViewRect],
        host: EditHost,
        new_level: Callable[[], None],
    ) -> None:
        self.asks_for_name = self.asks_for_help = False
        self.sheet_is_wanted: bool | None = None
        self._editor, self._toolbox, self._mouse, self._camera = editor, toolbox, mouse, camera
        self._whole_level, self._host, self._new_level = whole_level, host, new_level

    def run(self, name: str) -> None:
        """Do a command by its name, see `EDIT_KEYS`."""
        getattr(self, name)()

    def cancel(self) -> None:
        """Give up what is drawn, go back to the tool that selects, select nothing, then leave."""
        if self._toolbox.tool.cancel():
            return
        if self._toolbox.name != "select":
            self._toolbox.choose("select")
        else:
            self.play()

    def finish(self) -> None:
        """End a path."""
        self._toolbox.tool.finish()

    def play(self) -> None:
        """Play the level from its start, or go on if it is the one that was played. An invalid one is not played."""
        self._toolbox.tool.cancel()
        document = self._editor.document
        if document.problems:
            self._editor.message = f"cannot play: {document.problems[0]}"
        elif self._is_played:
            self._host.show_screen()
        else:
            self._host.play_edited(document.level)

    def keep_play(self) -> None:
        """Take over what was changed while playing: sliders, and the balls that were placed or removed."""
        if self._is_played:
            self._editor.do(lambda: played_edit(self._editor.document, self._host.simulation))
        else:
            self._editor.message = "cannot keep play: the level was edited since; allowed: undo the edits"

    @property
    def _is_played(self) -> bool:
        """Whether the level of the host is the edited one, as it is."""
        document = self._editor.document
        return not document.problems and document.level == self._host.simulation.level

    def new(self) -> None:
        """Edit a new level; this one is kept."""
        self._new_level()

    def undo(self) -> None:
        """Go back by an edit."""
        self._toolbox.tool.cancel()
        self._editor.undo()

    def redo(self) -> None:
        """Do the next edit again."""
        self._toolbox.tool.cancel()
        self._editor.redo()

    def save(self) -> None:
        """Save into the level's own file, or ask for a name."""
        if self._editor.needs_new_file:
            self.asks_for_name = True
        else:
            self._editor.save()

    def save_as(self) -> None:
        """Ask for the name of a new file."""
        self.asks_for_name = True

    def copy(self) -> None:
        """Copy the selection."""
        self._editor.copy()

    def cut(self) -> None:
        """Copy the selection, and remove it."""
        self._editor.cut()

    def paste(self) -> None:
        """Paste at the mouse, or in the middle of the view."""
        pointer = self._mouse.pointer
        self._editor.paste(pointer.point if pointer else self._camera.subject.center)

    def duplicate(self) -> None:
        """Add copies of the selection, a few cells of the grid away."""
        self._editor.duplicate(2.0 * self._mouse.spacing)

    def remove(self) -> None:
        """Remove the selection."""
        self._editor.remove()

    def select_all(self) -> None:
        """Select all items."""
        self._editor.select(self._editor.document.items)

    def nudge_left(self) -> None:
        """Move the selection by a cell of the grid."""
        self._editor.move(-self._mouse.spacing, 0.0)

    def nudge_right(self) -> None:
        """Move the selection by a cell of the grid."""
        self._editor.move(self._mouse.spacing, 0.0)

    def nudge_up(self) -> None:
        """Move the selection by a cell of the grid."""
        self._editor.move(0.0, self._mouse.spacing)

    def nudge_down(self) -> None:
        """Move the selection by a cell of the grid."""
        self._editor.move(0.0, -self._mouse.spacing)

    def turn_left(self) -> None:
        """Turn the selection counter-clockwise."""
        self._editor.turn(TURN)

    def turn_right(self) -> None:
        """Turn the selection clockwise."""
        self._editor.turn(-TURN)

    def show_all(self) -> None:
        """Show the whole level."""
        self._camera.subject = self._whole_level()

    @property
    def sheet_is_open(self) -> bool:
        """Whether the sheet of fields is shown."""
        return layout.has_room_for_sheet() if self.sheet_is_wanted is None else self.sheet_is_wanted

    def toggle_sheet(self) -> None:
        """Open or close the sheet of fields."""
        self.sheet_is_wanted = not self.sheet_is_open

    def help(self) -> None:
        """Show the keys."""
        self.asks_for_help = True

    def toggle_grid(self) -> None:
        """Switch the grid on or off."""
        self._mouse.has_grid = not self._mouse.has_grid
