"""Images and text for training, by name or by path; images as `tf.data` datasets.

`load` is the door to images, `load_text` to text; `from_arrays` is for what is in memory. Names are
imported when they are first used, so that what does without TensorFlow does not wait for it.
"""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "DataMismatch": "keras_gan_zoo.errors",
    "DataUnavailable": "keras_gan_zoo.storage.packages",
    "Examples": "examples",
    "FolderReport": "folder_scan",
    "GaussianMixture": "gaussian_mixtures",
    "LoadOptions": "options",
    "Package": "keras_gan_zoo.storage.packages",
    "Source": "sources",
    "UnreadableImages": "folder_scan",
    "UnreadablePicture": "keras_gan_zoo.samples.picture_files",
    "cache_folder": "keras_gan_zoo.storage.cache",
    "check_images": "keras_gan_zoo.samples.picture_checks",
    "check_tokens": "keras_gan_zoo.samples.token_checks",
    "class_names": "loading",
    "describe_source": "catalogue",
    "face_attributes": "sets.faces.drawing",
    "fetch_members": "keras_gan_zoo.storage.packages",
    "find_source": "catalogue",
    "frames_until": "frame_times",
    "from_arrays": "arrays",
    "from_loader": "keras_gan_zoo.samples.loaders",
    "gaussian_grid": "gaussian_mixtures",
    "gaussian_ring": "gaussian_mixtures",
    "list_sources": "catalogue",
    "load": "loading",
    "load_text": "text",
    "load_text_pairs": "text_pairs",
    "load_text_styles": "text_styles",
    "read_package_index": "sets.package_summaries",
    "read_picture": "keras_gan_zoo.samples.picture_files",
    "register_source": "sources",
    "register_text": "sources",
    "render_faces": "sets.faces.drawing",
    "scan_folder": "folder_scan",
    "text_sources": "catalogue",
    "word_vectors": "glove",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
