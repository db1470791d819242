"""Debug views over the world: overlays, trails and step times."""
