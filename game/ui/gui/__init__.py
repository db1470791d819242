"""Panels, dialogs and plots by Dear ImGui, in the fonts and colours of the game. Imported when the first one opens."""
