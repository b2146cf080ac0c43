"""The table of families, and the ways to look into it. Imports no family and no TensorFlow."""

import fnmatch
import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keras_gan_zoo.errors import listed, nearest

if TYPE_CHECKING:
    from keras_gan_zoo.models.base import AdversarialModel


@dataclass(frozen=True)
class Entry:
    """One family.

    Attributes:
        name: Lower-case paper name, as `get` takes it.
        title: The paper's title.
        paper: Its arXiv id, the key where several papers share an abbreviation; or `None`.
        task: `"image"`, `"conditional"`, `"translation"` or `"text"`.
        tags: Words to search by.
        target: The class, or where to import it from, as `"module:Class"`.
    """

    name: str
    title: str
    paper: str | None
    task: str
    tags: tuple[str, ...]
    target: "str | type[AdversarialModel]"

    @property
    def class_name(self) -> str:
        """Name of the family's class."""
        if isinstance(self.target, str):
            return self.target.partition(":")[2]
        return self.target.__name__

    def load(self) -> "type[AdversarialModel]":
        """Imports the family's class."""
        if not isinstance(self.target, str):
            return self.target
        return getattr(importlib.import_module(self.target.partition(":")[0]), self.class_name)


TASKS = ("image", "conditional", "translation", "text")

_ENTRIES = {
    entry.name: entry
    for entry in (
        Entry(
            "cyclegan",
            "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks",
            "1703.10593",
            "translation",
            ("unpaired", "cycle", "patchgan"),
            "keras_gan_zoo.models.cyclegan:CycleGAN",
        ),
        Entry(
            "discogan",
            "Learning to Discover Cross-Domain Relations with Generative Adversarial Networks",
            "1703.05192",
            "translation",
            ("cycle", "unpaired"),
            "keras_gan_zoo.models.discogan:DiscoGAN",
        ),
        Entry(
            "dualgan",
            "DualGAN: Unsupervised Dual Learning for Image-to-Image Translation",
            "1704.02510",
            "translation",
            ("cycle", "unpaired", "wasserstein", "weight clipping"),
            "keras_gan_zoo.models.dualgan:DualGAN",
        ),
        Entry(
            "pix2pix",
            "Image-to-Image Translation with Conditional Adversarial Networks",
            "1611.07004",
            "translation",
            ("paired", "patchgan", "u-net"),
            "keras_gan_zoo.models.pix2pix:Pix2Pix",
        ),
        Entry(
            "simgan",
            "Learning from Simulated and Unsupervised Images through Adversarial Training",
            "1612.07828",
            "translation",
            ("history", "refiner", "unpaired"),
            "keras_gan_zoo.models.simgan:SimGAN",
        ),
        Entry(
            "stargan",
            "StarGAN: Unified Generative Adversarial Networks for Multi-Domain Image-to-Image "
            "Translation",
            "1711.09020",
            "translation",
            ("cycle", "gradient penalty", "several domains", "unpaired"),
            "keras_gan_zoo.models.stargan:StarGAN",
        ),
        Entry(
            "dcgan",
            "Unsupervised Representation Learning with Deep Convolutional Generative "
            "Adversarial Networks",
            "1511.06434",
            "image",
            ("convolutional", "unconditional"),
            "keras_gan_zoo.models.dcgan:DCGAN",
        ),
        Entry(
            "began",
            "BEGAN: Boundary Equilibrium Generative Adversarial Networks",
            "1703.10717",
            "image",
            ("auto-encoder", "energy"),
            "keras_gan_zoo.models.began:BEGAN",
        ),
        Entry(
            "bgan",
            "Boundary-Seeking Generative Adversarial Networks",
            "1702.08431",
            "image",
            ("boundary-seeking",),
            "keras_gan_zoo.models.bgan:BGAN",
        ),
        Entry(
            "bgan_discrete",
            "Boundary-Seeking Generative Adversarial Networks, discrete pictures",
            "1702.08431",
            "image",
            ("boundary-seeking", "discrete", "policy gradient"),
            "keras_gan_zoo.models.bgan:DiscreteBGAN",
        ),
        Entry(
            "dragan",
            "On Convergence and Stability of GANs",
            "1705.07215",
            "image",
            ("gradient penalty",),
            "keras_gan_zoo.models.dragan:DRAGAN",
        ),
        Entry(
            "ebgan",
            "Energy-based Generative Adversarial Network",
            "1609.03126",
            "image",
            ("auto-encoder", "energy"),
            "keras_gan_zoo.models.ebgan:EBGAN",
        ),
        Entry(
            "f_gan",
            "f-GAN: Training Generative Neural Samplers using Variational Divergence Minimization",
            "1606.00709",
            "image",
            ("divergence",),
            "keras_gan_zoo.models.f_gan:FGAN",
        ),
        Entry(
            "gan",
            "Generative Adversarial Networks",
            "1406.2661",
            "image",
            ("minimax", "non-saturating"),
            "keras_gan_zoo.models.gan:GAN",
        ),
        Entry(
            "gogan",
            "Gang of GANs: Generative Adversarial Networks with Maximum Margin Ranking",
            "1704.04865",
            "image",
            ("margin", "stages", "wasserstein"),
            "keras_gan_zoo.models.gogan:GoGAN",
        ),
        Entry(
            "gumbel_gan",
            "GANs for Sequences of Discrete Elements with the Gumbel-softmax Distribution",
            "1611.04051",
            "text",
            ("gumbel-softmax", "sequence"),
            "keras_gan_zoo.models.gumbel_gan:GumbelGAN",
        ),
        Entry(
            "lsgan",
            "Least Squares Generative Adversarial Networks",
            "1611.04076",
            "image",
            ("divergence",),
            "keras_gan_zoo.models.lsgan:LSGAN",
        ),
        Entry(
            "maligan",
            "Maximum-Likelihood Augmented Discrete Generative Adversarial Networks",
            "1702.07983",
            "text",
            ("policy gradient", "sequence"),
            "keras_gan_zoo.models.maligan:MaliGAN",
        ),
        Entry(
            "mle_lm",
            "Generating Sequences With Recurrent Neural Networks, by maximum likelihood",
            "1308.0850",
            "text",
            ("baseline", "likelihood", "sequence"),
            "keras_gan_zoo.models.mle_lm:MLELanguageModel",
        ),
        Entry(
            "pacgan",
            "PacGAN: The power of two samples in generative adversarial networks",
            "1712.04086",
            "image",
            ("mode collapse", "packing"),
            "keras_gan_zoo.models.pacgan:PacGAN",
        ),
        Entry(
            "r3gan",
            "The GAN is dead; long live the GAN! A Modern GAN Baseline",
            "2501.05441",
            "image",
            ("gradient penalty", "mode collapse", "relativistic"),
            "keras_gan_zoo.models.r3gan:R3GAN",
        ),
        Entry(
            "rankgan",
            "Adversarial Ranking for Language Generation",
            "1705.11001",
            "text",
            ("policy gradient", "ranking", "rollouts", "sequence"),
            "keras_gan_zoo.models.rankgan:RankGAN",
        ),
        Entry(
            "scratch_gan",
            "Training language GANs from Scratch",
            "1905.09922",
            "text",
            ("dense rewards", "policy gradient", "sequence"),
            "keras_gan_zoo.models.scratch_gan:ScratchGAN",
        ),
        Entry(
            "seqgan",
            "SeqGAN: Sequence Generative Adversarial Nets with Policy Gradient",
            "1609.05473",
            "text",
            ("policy gradient", "rollouts", "sequence"),
            "keras_gan_zoo.models.seqgan:SeqGAN",
        ),
        Entry(
            "sngan",
            "Spectral Normalization for Generative Adversarial Networks",
            "1802.05957",
            "image",
            ("hinge", "lipschitz", "spectral normalization"),
            "keras_gan_zoo.models.sngan:SNGAN",
        ),
        Entry(
            "unrolled_gan",
            "Unrolled Generative Adversarial Networks",
            "1611.02163",
            "image",
            ("mode collapse", "unrolling"),
            "keras_gan_zoo.models.unrolled_gan:UnrolledGAN",
        ),
        Entry(
            "wgan",
            "Wasserstein GAN",
            "1701.07875",
            "image",
            ("lipschitz", "wasserstein", "weight clipping"),
            "keras_gan_zoo.models.wgan:WGAN",
        ),
        Entry(
            "wgan_gp",
            "Improved Training of Wasserstein GANs",
            "1704.00028",
            "image",
            ("gradient penalty", "lipschitz", "wasserstein"),
            "keras_gan_zoo.models.wgan_gp:WGANGP",
        ),
    )
}


def find(name: str) -> Entry:
    """Returns the entry of a family.

    Raises:
        TypeError: If it is no text.
        ValueError: If no family has this name, with the nearest that does.
    """
    if not isinstance(name, str):
        raise TypeError(f"`name` must be the name of one family, such as 'dcgan', got {name!r}.")
    if name not in _ENTRIES:
        suggestion = nearest(name, _ENTRIES) or f" There are {listed(_ENTRIES)}."
        raise ValueError(f"`name` must be a registered family, got {name!r}.{suggestion}")
    return _ENTRIES[name]


def list_models(pattern: str = "*", *, task: str | None = None, tag: str | None = None):
    """Lists the registered families, without importing any.

    Args:
        pattern: A wildcard over names, such as `"*gan*"`.
        task: Only families of this task: "image", "conditional", "translation" or "text".
        tag: Only families with this tag.

    Returns:
        Names, in natural order.

    Raises:
        TypeError: If the pattern is no text.
        ValueError: If there is no such task.

    Example:
        >>> list_models("*cycle*", task="translation")
        ['cyclegan']
    """
    if not isinstance(pattern, str):
        raise TypeError(f"`pattern` must be text, such as '*gan*', got {pattern!r}.")
    if task is not None and task not in TASKS:
        raise ValueError(
            f"`task` must be one of {listed(TASKS)}, got {task!r}.{nearest(task, TASKS)}"
        )
    names = (
        entry.name
        for entry in _ENTRIES.values()
        if fnmatch.fnmatchcase(entry.name, pattern.lower())
        and task in (None, entry.task)
        and (tag is None or tag in entry.tags)
    )
    return sorted(names, key=_natural)


def register(name: str, *, task="image", paper=None, title="", tags=()) -> Callable:
    """Registers a family of your own, as a class decorator.

    The family is then at home in `get`, `list_models`, `describe`, the command line and the
    contract tests.

    Args:
        name: Lower-case, with underscores.
        task: "image", "conditional", "translation" or "text".
        paper: arXiv id, if there is one.
        title: Title of the paper, or what the family is.
        tags: Words to search by.

    Raises:
        TypeError: If what is decorated is no subclass of `keras_gan_zoo.AdversarialModel`.
        ValueError: If the name is taken or malformed, or there is no such task.

    Example:
        >>> @register("my_gan", task="image")
        ... class MyGAN(keras_gan_zoo.LatentGAN):
        ...     def train_step(self, real_images): ...
    """
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ValueError(
            f"`name` must be lower-case letters, digits and underscores, got {name!r}; "
            f"e.g. {_tidied(name)!r}."
        )
    if task not in TASKS:
        raise ValueError(
            f"`task` must be one of {listed(TASKS)}, got {task!r}.{nearest(task, TASKS)}"
        )

    def decorate(cls):
        _check_class(cls)
        taken = _ENTRIES.get(name)
        # The same class again is a module that was reloaded, as notebooks do.
        if taken and getattr(taken.target, "__qualname__", None) != cls.__qualname__:
            raise ValueError(f"`name` {name!r} is already registered; choose another.")
        import keras

        if keras.saving.get_registered_name(cls) == cls.__name__:
            cls = keras.saving.register_keras_serializable(package=cls.__module__)(cls)
        _ENTRIES[name] = Entry(name, title or cls.__name__, paper, task, tuple(tags), cls)
        return cls

    return decorate


def _check_class(cls) -> None:
    # Here, because it brings TensorFlow; whoever has a class of it has that already.
    from keras_gan_zoo.models.base import AdversarialModel

    if not isinstance(cls, type) or not issubclass(cls, AdversarialModel):
        raise TypeError(
            "`register` must decorate a subclass of keras_gan_zoo.AdversarialModel, got "
            f"{getattr(cls, '__qualname__', cls)!r}."
        )


def unregister(name: str) -> None:
    """Takes a family out of the table again (for tests and notebooks)."""
    _ENTRIES.pop(find(name).name)


def _tidied(name: object) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_") or "my_gan"
    return words if words[0].isalpha() else f"gan_{words}"


def _natural(name: str) -> list:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
