"""Images for training, by name or by path, as `tf.data` datasets.

`load` is the one door; `from_arrays` is for what is already in memory. Names are imported when
they are first used, so that what does without TensorFlow does not wait for it.
"""

import importlib

_MODULES = {
    "DataMismatch": "check",
    "DataUnavailable": "packages",
    "Examples": "examples",
    "FolderReport": "folder_scan",
    "LoadOptions": "options",
    "Package": "packages",
    "Source": "sources",
    "UnreadableImages": "folder_scan",
    "UnreadablePicture": "pictures",
    "cache_folder": "cache",
    "check_images": "check",
    "describe_source": "sources",
    "face_attributes": "faces",
    "fetch_members": "packages",
    "find_source": "sources",
    "from_arrays": "arrays",
    "list_sources": "sources",
    "load": "loading",
    "read_picture": "pictures",
    "register_source": "sources",
    "render_faces": "faces",
    "scan_folder": "folder_scan",
}

__all__ = sorted(_MODULES)


def __getattr__(name):
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *_MODULES])
