"""Random text files for benchmarks/reliability/fuzz.py."""

from hypothesis import strategies as st

from keras_gan_zoo import data
from keras_gan_zoo.layers.tokenizer import SPLITS, Tokenizer

_PIECES = [
    b"a dog runs",
    "\N{CJK UNIFIED IDEOGRAPH-5C71}\N{CJK UNIFIED IDEOGRAPH-6C34}".encode(),
    "e\N{COMBINING ACUTE ACCENT}".encode(),
    b"\n",
    b"\r\n",
    b"\n\n\n",
    b" ",
    b"\t",
    b"\x00",
    b"\x1b[2J",
    b"\x7f",
    "\N{LINE SEPARATOR}\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}".encode(),
    "\N{NEXT LINE}\N{RIGHT-TO-LEFT OVERRIDE}".encode(),
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xc3",
    b"\xed\xa0\x80",  # half of a surrogate pair
    b"\xf4\x90\x80\x80",  # beyond the last character
    b"." * 5000,
    "\N{GRINNING FACE}".encode(),
]
_contents = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.sampled_from(_PIECES), max_size=12).map(b"".join),
)


def texts(folder):
    """Returns a strategy of text files, and a function that reads one and makes tokens of it."""
    file = folder / "texts.txt"

    def read(value):
        content, split = value
        file.write_bytes(content)
        lines = data.load_text(file)
        assert lines and all(line.strip() and "\n" not in line for line in lines), lines
        if split is None:
            return
        tokenizer = Tokenizer.from_texts(lines, split=split)
        tokens = tokenizer.encode(lines)
        assert tokens.shape == (len(lines), tokenizer.length), tokens.shape
        again = tokenizer.encode(tokenizer.decode(tokens))
        assert (again == tokens).all(), (lines, tokens, again)

    # Tokens of one in three: they take much longer than to read the file.
    return st.tuples(_contents, st.sampled_from([*sorted(SPLITS), *[None] * 6])), read
