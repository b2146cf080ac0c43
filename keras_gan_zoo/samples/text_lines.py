"""What a text family writes, as the lines of a file."""


def text_lines(model, count: int, seed: int | None = None) -> str:
    """Returns generated texts, each on a line; tokens as numbers where there is no tokenizer.

    Args:
        model: A model of a text family.
        count: How many texts.
        seed: Seed of the draws.
    """
    written = model.generate(count, seed=seed)
    if model.tokenizer is None:
        written = [" ".join(map(str, tokens)) for tokens in written]
    return "".join(f"{text}\n" for text in written)
