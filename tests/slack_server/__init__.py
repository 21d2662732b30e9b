"""A stand-in for Slack: a real server on this machine, strict enough to run the real app against it unchanged."""
