"""Recipes: YAML files of what to train, which are read, checked and compared.

    recipe = keras_gan_zoo.recipes.load_recipe("recipes/dcgan_fashion_mnist.yaml")

Importing this package imports no TensorFlow.
"""

from keras_gan_zoo.lazy import lazy_names

_MODULES = {
    "Recipe": "recipe",
    "RecipeError": "keras_gan_zoo.storage.yaml_values",
    "Training": "training_section",
    "find_recipe": "stored_recipes",
    "first_difference": "recipe",
    "list_recipes": "stored_recipes",
    "load_recipe": "recipe",
    "resolve": "recipe",
}

__all__ = sorted(_MODULES)

__getattr__, __dir__ = lazy_names(__name__, _MODULES)
