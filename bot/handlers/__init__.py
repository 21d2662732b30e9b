"""What Magdat does when it is asked: one function a command, over the ports that it needs."""
