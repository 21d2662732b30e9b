"""What the wrappers around a port share."""

import typing


class Passing:
    """All of a port as it is beneath, but for what the class around it does itself."""

    def __init__(self, beneath: object) -> None:
        self._beneath = beneath

    def __getattr__(self, name: str) -> typing.Any:  # noqa: ANN401 -- whatever the port has under this name
        return getattr(self._beneath, name)
