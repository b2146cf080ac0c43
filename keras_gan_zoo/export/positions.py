"""In which order a TF-Lite file takes its inputs, for runtimes that go by position."""

from collections.abc import Mapping, Sequence

from keras_gan_zoo.export.tflite_generator import interpreter_of


def input_names(content: bytes) -> list[str] | None:
    """Returns the names of a file's inputs in the order of their positions.

    The converter sorts them as it likes, and C, JavaScript and LiteRT's CompiledModel fill them by
    position.

    Args:
        content: The file's content.

    Returns:
        The names by which the signature knows them; `None` if the file has no signature.

    Raises:
        ValueError: If it is no TF-Lite file.
        ImportError: If `ai-edge-litert` is not installed.
    """
    interpreter = interpreter_of(content, "the file")
    signature = next(iter(interpreter.get_signature_list()), None)
    if signature is None:
        return None
    runner = interpreter.get_signature_runner(signature)
    name_at = {tensor["index"]: name for name, tensor in runner.get_input_details().items()}
    return [name_at[tensor["index"]] for tensor in interpreter.get_input_details()]


def as_in_the_file(tensors: Sequence[Mapping], content: bytes) -> list[Mapping]:
    """Returns descriptions of inputs in the order of the file's positions.

    Args:
        tensors: What is said of each input, among it `name`.
        content: The file's content.

    Raises:
        ValueError: If the file takes other inputs than these.
    """
    names = input_names(content)
    described = {tensor["name"]: tensor for tensor in tensors}
    if names is None:
        return list(tensors)
    if set(names) != set(described):
        raise ValueError(
            f"`metadata` describes the inputs {', '.join(sorted(described)) or 'none'}, but the "
            f"file takes {', '.join(sorted(names))}: give the description of this model."
        )
    return [described[name] for name in names]
