"""The panels of the play screen: their content, drawn by Dear ImGui. They are imported when they first open."""
