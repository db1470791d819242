"""Sound: detection of impacts, synthesis of voices, and the speaker."""
