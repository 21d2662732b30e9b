"""What operators see of a process that serves: logs, figures and traces; never a question, a name or a secret."""
