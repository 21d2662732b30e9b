"""The web pages: the protocol, the desk, the try-out chat; drawn on the server, working without JavaScript."""
