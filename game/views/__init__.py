"""What is on screen, one file a screen or a part of one."""
