"""Pictures, videos and recordings of what the window shows."""
