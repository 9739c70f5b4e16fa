"""The web chat: records drawn as escaped HTML, a page around them, and the server that shows it."""
