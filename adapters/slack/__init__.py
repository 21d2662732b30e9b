"""Slack: takes in what Slack sends, draws messages as Block Kit, delivers them. Decides and says nothing of its own."""
