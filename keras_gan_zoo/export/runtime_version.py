"""Which TensorFlow Lite a file needs, as its converter wrote it down."""

import os
from pathlib import Path

_NOTE = b"min_runtime_version"


def oldest_runtime(path: str | os.PathLike) -> str:
    """Returns the oldest TensorFlow Lite that has every operator of a TF-Lite file.

    The converter notes it in each file, by the versions of its operators. LiteRT counts on from
    there: LiteRT 1.0.1 runs what needs TensorFlow Lite 2.17 or less.

    Args:
        path: The file.

    Returns:
        The version, such as "2.17".

    Raises:
        ValueError: If it is no TF-Lite file, or its converter left no note.

    Example:
        >>> oldest_runtime("saved_models/simgan/noto_twemoji/refine.tflite")
        '1.15'
    """
    from tensorflow.lite.python.schema_py_generated import Model

    content = Path(path).read_bytes()
    # Bytes 4 to 8 say what a flat buffer is of.
    if content[4:8] == b"TFL3":
        model = Model.GetRootAs(content)
        for index in range(model.MetadataLength()):
            note = model.Metadata(index)
            if note.Name() == _NOTE:
                version = model.Buffers(note.Buffer()).DataAsNumpy().tobytes()
                numbers = version.rstrip(b"\0").decode().split(".")
                return ".".join(numbers[:2])
    raise ValueError(
        f"`path` must be a TF-Lite file that says which runtime it needs, got {os.fspath(path)!r}."
    )
