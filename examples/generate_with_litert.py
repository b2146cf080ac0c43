"""Draws with a generator's TF-Lite file, on anything that runs Python, without TensorFlow.

    pip install ai-edge-litert numpy pillow
    python generate_with_litert.py dcgan.tflite faces.png --n 16 --seed 7
    python generate_with_litert.py cgan.tflite threes.png --label 3
    python generate_with_litert.py text_to_image.tflite faces.png --text "a face with red hair"
    python generate_with_litert.py x_to_y.tflite drawing.png --input photograph.jpg
    python generate_with_litert.py stargan.tflite dyed.png --input face.png --label pink

The file itself says what it takes: keras_gan_zoo writes a description behind the model.
"""

import argparse
import json
import re
import unicodedata
import zipfile

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

# The token that ends a text, and that of the first known word; 1 stands for an unknown word.
END, FIRST = 0, 2

# As `keras_gan_zoo.layers.Tokenizer` has them: not \s, which takes other white space here.
SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000]+")
INVISIBLE = re.compile("[\xad\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
JOINERS = "\u200c\u200d"


def read_description(path):
    """Returns what the file says of its tensors."""
    try:
        with zipfile.ZipFile(path) as archive:
            return json.loads(archive.read("metadata.json"))
    except OSError as error:
        raise SystemExit(f"{path} cannot be read: {error.strerror}.") from None
    except (zipfile.BadZipFile, KeyError):
        raise SystemExit(
            f"{path} is no TF-Lite file with a description: export it with keras_gan_zoo."
        ) from None


def words_of(text):
    """Returns the words of a text that has no white space but single spaces."""
    spaced, after_mark = [], False
    for character in text.lower():
        kind = unicodedata.category(character)[0]
        sign = kind == "M" or character in JOINERS
        # A mark is a word of its own, with the combining signs that follow it.
        if not (sign and after_mark):
            letter = kind in "LN" or "\U00020000" <= character <= "\U0003ffff"
            mark = not (letter or sign or character in " '")
            if mark or after_mark:
                spaced.append(" ")
            after_mark = mark
        spaced.append(character)
    return list(filter(None, "".join(spaced).split(" ")))


def pieces_of(text, split):
    """Returns the words or characters of a text, as the model's own tokenizer cuts it."""
    text = SPACE.sub("" if split == "chinese" else " ", INVISIBLE.sub("", text))
    return words_of(text) if split == "words" else list(text.strip(" "))


def tokens_of(text, tokenizer):
    """Returns the tokens of a text, (length,), int32, as the model's own tokenizer makes them.

    A text that is empty, too long, or has a word that the model never saw, is refused: the network
    would draw something all the same.
    """
    pieces = pieces_of(text, tokenizer["split"])
    known = {word: FIRST + index for index, word in enumerate(tokenizer["vocabulary"])}
    if not pieces:
        raise SystemExit(
            f'--text must say what to draw, such as --text "{_some_words(tokenizer)}".'
        )
    if len(pieces) > tokenizer["length"]:
        raise SystemExit(
            f"--text must have at most {tokenizer['length']} {tokenizer['split']}, "
            f"got {len(pieces)}."
        )
    unknown = [piece for piece in pieces if piece not in known]
    if unknown:
        raise SystemExit(
            f"--text has {unknown[0]!r}, which the model does not know; it knows "
            f"{_some_words(tokenizer, 60)}."
        )
    tokens = [known[piece] for piece in pieces]
    return np.array(tokens + [END] * (tokenizer["length"] - len(tokens)), "int32")


def _some_words(tokenizer, count=3):
    return ("" if tokenizer["split"] == "chinese" else " ").join(tokenizer["vocabulary"][:count])


def picture_of(path, shape):
    """Returns a picture file as an array of the shape, in [-1, 1]."""
    height, width, channels = shape
    try:
        image = Image.open(path).convert("L" if channels == 1 else "RGB")
    except OSError as error:
        raise SystemExit(f"--input {path} cannot be read as a picture: {error}.") from None
    # The middle of it, as wide and high as the network wants.
    scale = max(width / image.width, height / image.height)
    image = image.resize((round(image.width * scale), round(image.height * scale)))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    pixels = np.asarray(image.crop((left, top, left + width, top + height)), "float32")
    return pixels.reshape(shape) / 127.5 - 1


def class_number(label, names, bounds=None):
    """Returns the number of a class, which may be given by its name where the file has names."""
    if label in names:
        return names.index(label)
    least, most = bounds or (0, len(names) - 1 if names else None)
    if label.isdecimal() and (most is None or least <= int(label) <= most):
        return int(label)
    numbers = "" if most is None else f" from {least} to {most}"
    known = f", or one of {', '.join(names)}" if names else ""
    raise SystemExit(f"--label must be the number of a class{numbers}{known}, got {label!r}.")


def inputs_of(description, options):
    """Returns the arrays for the file's inputs by name, n rows each."""
    random = np.random.default_rng(options.seed)
    arrays = {}
    for tensor in description["inputs"]:
        shape, meaning, bounds = tensor["shape"], tensor["meaning"], tensor["range"]
        if meaning.startswith("picture"):
            if options.input is None:
                raise SystemExit(f"{options.model} translates a picture: give it by --input.")
            rows = [picture_of(options.input, shape)] * options.n
        elif meaning == "class number":
            rows = [class_number(options.label, tensor.get("names", []), bounds)] * options.n
        elif meaning == "tokens":
            rows = [tokens_of(options.text, description["tokenizer"])] * options.n
        elif bounds is None:
            rows = random.standard_normal((options.n, *shape))
        else:
            rows = random.uniform(*bounds, (options.n, *shape))
        arrays[tensor["name"]] = np.asarray(rows, tensor["dtype"])
    return arrays


def run(path, arrays, threads=None):
    """Runs the file on one row after another and returns its outputs, (n, ...)."""
    interpreter = Interpreter(model_path=path, num_threads=threads)
    (signature,) = interpreter.get_signature_list()
    function = interpreter.get_signature_runner(signature)
    rows = len(next(iter(arrays.values())))
    outputs = []
    for row in range(rows):
        one = {name: array[row : row + 1] for name, array in arrays.items()}
        (output,) = function(**one).values()
        outputs.append(output[0])
    return np.stack(outputs)


def save(pictures, path, columns):
    """Writes pictures in [-1, 1] side by side, as one picture."""
    pixels = np.clip(np.rint((pictures + 1) * 127.5), 0, 255).astype("uint8")
    count, height, width, channels = pixels.shape
    columns = min(columns, count)
    rows = -(-count // columns)
    sheet = np.full((rows * height, columns * width, channels), 255, "uint8")
    for index, picture in enumerate(pixels):
        top, left = index // columns * height, index % columns * width
        sheet[top : top + height, left : left + width] = picture
    Image.fromarray(sheet[..., 0] if channels == 1 else sheet).save(path)


def main(arguments=None):
    """Reads the command line, draws and saves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="a .tflite file of keras_gan_zoo")
    parser.add_argument("output", help="the picture to write")
    parser.add_argument("--n", type=int, default=1, help="how many pictures")
    parser.add_argument("--seed", type=int, help="the same seed draws the same pictures")
    parser.add_argument("--label", default="0", help="for a file that takes a class, also by name")
    parser.add_argument("--text", default="", help="for a file that takes text")
    parser.add_argument("--input", help="for a file that translates a picture")
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--threads", type=int)
    options = parser.parse_args(arguments)
    for name in ("n", "columns"):
        if getattr(options, name) < 1:
            raise SystemExit(f"--{name} must be at least 1, got {getattr(options, name)}.")
    description = read_description(options.model)
    pictures = run(options.model, inputs_of(description, options), options.threads)
    save(pictures, options.output, options.columns)


if __name__ == "__main__":
    main()
