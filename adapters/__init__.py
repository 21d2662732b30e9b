"""How the world talks to Magdat: the terminal, the chat platforms, storage, settings and the command line."""
