"""The error of a failed export."""


class ExportError(ValueError):
    """A network does not convert, or its output differs from that of Keras.

    Nothing has been written when this is raised.
    """
