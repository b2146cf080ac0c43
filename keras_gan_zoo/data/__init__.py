"""Images and text for training, by name or by path; images as `tf.data` datasets.

`load` is the door to images, `load_text` to text; `from_arrays` is for what is in memory. Names are
imported when they are first used, so that what does without TensorFlow does not wait for it.
"""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "DataMismatch": "check",
    "DataUnavailable": "packages",
    "Examples": "examples",
    "FolderReport": "folder_scan",
    "GaussianMixture": "gaussian_mixtures",
    "LoadOptions": "options",
    "Package": "packages",
    "Source": "sources",
    "UnreadableImages": "folder_scan",
    "UnreadablePicture": "pictures",
    "cache_folder": "cache",
    "check_images": "check",
    "check_tokens": "tokens",
    "describe_source": "sources",
    "face_attributes": "faces",
    "fetch_members": "packages",
    "find_source": "sources",
    "from_arrays": "arrays",
    "gaussian_grid": "gaussian_mixtures",
    "gaussian_ring": "gaussian_mixtures",
    "list_sources": "sources",
    "load": "loading",
    "load_text": "text",
    "read_picture": "pictures",
    "register_source": "sources",
    "register_text": "text",
    "render_faces": "faces",
    "scan_folder": "folder_scan",
    "text_sources": "text",
    "word_vectors": "word_vectors",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
