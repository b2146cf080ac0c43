"""What a mutant is: one change that makes an algorithm wrong, and the tests that must see it."""

from dataclasses import dataclass

FAMILIES = "keras_gan_zoo/families/"
TESTS = "tests/families/"
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


def mutants_of(kind: str, module: str, tests: str):
    """Returns a function that makes the mutants of one family."""

    def mutant(name, old, new, only=""):
        file = f"{FAMILIES}{kind}/{module}.py"
        return Mutant(name, file, old, new, f"{TESTS}{kind}/{tests}.py", only)

    return mutant
