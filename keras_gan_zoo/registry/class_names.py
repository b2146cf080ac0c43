"""What the classes of a run's data are called."""

from collections.abc import Mapping, Sequence

from keras_gan_zoo import data


def class_names_of(settings: Mapping) -> Sequence[str]:
    """Returns the names of the classes that a recipe's data have, in the order of their numbers.

    Args:
        settings: A recipe as plain values, or what a run's `recipe.yaml` holds: a run notes the
            names when it is begun, since its data may be gone when they are asked for.

    Returns:
        The names; none where the data have no labels or their classes no names.

    Example:
        >>> class_names_of({"data": {"name": "fashion_mnist", "labels": True}})[:2]
        ('T-shirt/top', 'Trouser')
    """
    noted = settings.get("run", {}).get("class_names")
    if noted:
        return tuple(noted)
    section = settings["data"]
    if not section.get("labels"):
        return ()
    try:
        return data.class_names(section["name"], cache_dir=section.get("cache_dir"))
    except (ValueError, OSError, ImportError, data.DataUnavailable):
        return ()
