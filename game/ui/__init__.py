"""The arcade window: screens, widgets, input, capture and debug views."""
