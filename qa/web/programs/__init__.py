"""The web chat for programs: REST under ``/api/v1``, and a server that speaks the Model Context Protocol."""
