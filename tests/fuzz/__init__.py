"""Files of strangers, made by the thousand: whatever they hold, they are read or refused, and nothing else happens."""
