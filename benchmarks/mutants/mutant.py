"""What a mutant is: a family with one line of it changed, and the tests that must see it."""

from dataclasses import dataclass

DETACHED = '__import__("keras").ops.stop_gradient'


@dataclass(frozen=True)
class Mutant:
    """One change that makes an algorithm wrong.

    Attributes:
        name: What is wrong now.
        file: What is changed, from the project's root.
        old: The text that is replaced; it stands there once.
        new: What it is replaced by.
        test: The file of tests that must fail.
        only: Which of its tests are run, as pytest's `-k` takes it; empty for all.
    """

    name: str
    file: str
    old: str
    new: str
    test: str
    only: str = ""


def of(kind: str, module: str, tests: str):
    """Returns a function that makes the mutants of one family."""
    return of_file(f"families/{kind}/{module}", f"families/{kind}/{tests}")


def of_file(file: str, tests: str):
    """Returns a function that makes the mutants of one file.

    Args:
        file: The file, from the package's folder, without its ending.
        tests: The file of tests, from the tests' folder, without its ending.
    """

    def mutant(name, old, new, only=""):
        return Mutant(name, f"keras_gan_zoo/{file}.py", old, new, f"tests/{tests}.py", only)

    return mutant
