"""The error of a failed export."""


class ExportError(ValueError):
    """A network does not convert, or what was converted does not draw what Keras draws.

    Nothing has been written when this is raised.
    """
