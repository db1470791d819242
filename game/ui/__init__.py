"""The arcade window: screens, widgets, input and what lies over the world."""
