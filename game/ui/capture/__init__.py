"""Screenshots, videos and recordings of the window."""
