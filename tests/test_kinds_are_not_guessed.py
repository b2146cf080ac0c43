"""No place asks what kind a model is: it says what it takes and gives.

    python tests/test_kinds_are_not_guessed.py

prints the places; there were 33 before models could say it.
"""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "keras_gan_zoo"

MODEL = r"(?:self\.)?(?:gan|model|cls|family)"
GUESSES = {
    "an attribute that some models have": rf"\b(?:hasattr|getattr)\({MODEL}, [\"']",
    "the class of a model": rf"isinstance\({MODEL}, (?!FileNotes|type\b)",
    "a tokenizer of a recipe": r"recipe\.tokenizer",
    "a tokenizer of a model": rf"\b{MODEL}\.tokenizer is (?:not )?None",
    "the task of a family": r"\btask (?:==|!=|in) ",
}
# Here the model itself speaks, or it is asked for what every Keras model may have.
OWN = ("engine/", "models/", "families/")
ALLOWED = {
    # What is exported may be anything with networks: the sentence says so where it has none.
    ("export/serving.py", "export_networks"),
    # The discriminator is looked for by the names that it may have, to read it.
    ("callbacks/collapse/monitor.py", "players"),
    # `register` names what it was given instead of a class.
    ("registry/table.py", "__qualname__"),
    # What these documents ask for is an argument of that very class.
    ("latent/feature_directions.py", "isinstance(gan, LatentGAN)"),
    ("latent/inversion.py", "isinstance(gan, LatentModel)"),
    ("latent/inversion.py", "isinstance(gan, (LatentModel, ConditionalGAN))"),
    ("latent/sefa.py", "isinstance(gan, StyleDriven)"),
    # A pattern over tasks, as the user asks for it.
    ("registry/table.py", "task in (None"),
}


def guesses():
    """Returns every place that guesses, as `file:line: text`."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name.startswith(OWN):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            guessed = any(re.search(pattern, line) for pattern in GUESSES.values())
            if guessed and not any(name == file and part in line for file, part in ALLOWED):
                found.append(f"{name}:{number}: {line.strip()}")
    return found


def test_no_place_asks_what_kind_a_model_is():
    assert guesses() == []


def test_the_search_finds_what_it_is_for():
    for line in (
        'if hasattr(gan, "latent_dim"):',
        'tokenizer = getattr(model, "tokenizer", None)',
        "if recipe.tokenizer is not None:",
        'if entry.task == "text":',
        "if isinstance(self.model, TextGAN):",
    ):
        assert any(re.search(pattern, line) for pattern in GUESSES.values()), line


if __name__ == "__main__":
    print("\n".join(guesses()) or "no place asks what kind a model is")
