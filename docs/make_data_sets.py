"""Writes docs/data_sets.md out of the catalogue of data sets.

python docs/make_data_sets.py
"""

from pathlib import Path

from keras_gan_zoo.data.catalogue import picture_sources, text_sources
from keras_gan_zoo.data.containers.formats import FORMATS

PAGE = Path(__file__).resolve().parent / "data_sets.md"


_HEAD = """# The data sets

Written by `python docs/make_data_sets.py` from `keras_gan_zoo/data/sets`, a file a data set.
Nothing of them is part of the package: each is drawn on your machine or fetched by name from pip,
npm or apt at its first use, checked by its SHA-256, and kept in the cache, `~/.cache/keras_gan_zoo`
or the folder that the environment variable `KERAS_GAN_ZOO_CACHE` names: some 400 MB in all.

## Pictures

`keras_gan_zoo.data.load("fashion_mnist")`, `data.name` of a recipe, and `--data` of `gan-zoo
evaluate` take these names; also the path of a folder of pictures, of an `.npy` or `.npz` file,
of [any file that others keep pictures in](#files-of-pictures), and `tfds:NAME`.

| Name | What it is | Kind | Splits | Shape | Licence |
|---|---|---|---|---|---|
"""

_FORMATS = """
## Files of pictures

Each is given to `load` by its path, and those of encoded pictures are seen as folders: every
picture is decoded once, under a progress bar, to see that it is whole, and what was found is
remembered; `unreadable` says what to do with those that are not. Nothing is unpacked: of up to 512
MB of decoded pictures all are kept in memory, of more none.
LMDB, Parquet and Arrow need `pip install keras_gan_zoo[formats]`, the others nothing more.

| Format | Path | Read by | `labels=True` gives | `shuffle=True` shuffles |
|---|---|---|---|---|
| Folder | `pictures/` | Pillow | its subfolders, or `dataset.json` | over all pictures |
| NumPy | `pictures.npy`, `pictures.npz` | NumPy | `labels` or `y_train` | over all pictures |
"""

_OTHERS = """
### Who reads what

By path, without a program written first. Read in the sources of NVlabs/stylegan3's
`dataset_tool.py` at 0bfa8e1, which everything has to go through, PyTorch-StudioGAN's
`src/data_util.py` at 00ea87d, and clean-fid 0.1.35, which reads to judge. StudioGAN's HDF5 (`imgs`
with channels first, `labels`) is read here, too. A file that cannot be read is named here before
training, which stops, or leaves out such files up to a share that one gives; stylegan3 tells and
leaves it out of a folder; the others end where they meet it.

| What one has | here | stylegan3 | StudioGAN | clean-fid |
|---|---|---|---|---|
| a folder of pictures, with folders in it | yes | yes | as `train/CLASS/`, `valid/CLASS/` | yes |
| classes from folders' names | yes | no | yes | no |
| Zip of pictures | yes | yes | no | yes |
| classes from `dataset.json` | yes | yes, and writes it | no | no |
| Tar, WebDataset | yes | CIFAR-10's own alone | no | no |
| HDF5 | any array of pictures | no | its own | no |
| LMDB, as LSUN's | yes | a folder whose name ends in `_lmdb` | no | no |
| Parquet, Hugging Face datasets | yes | no | no | no |
| TFRecord | yes | no | no | no |
| `.npy`, `.npz` of many pictures | yes | no | no | no; a picture a `.npy` file |
| pairs, side by side in one picture | yes | no | no | no |
| captions beside pictures | yes | no | no | no |
| CIFAR-10, MNIST | by name | the original files | CIFAR-10 by name | no |
"""

_TEXT = """
## Text

`keras_gan_zoo.data.load_text("captions")`, and `data.name` of a text family's recipe; also the
path of a UTF-8 file with a text on each line.

| Name | What it is | Splits | Licence |
|---|---|---|---|
"""


def page() -> str:
    """Returns the page."""
    pictures = [
        f"| `{source.name}` | {source.description} | {source.kind} | {', '.join(source.splits)} | "
        f"{shape(source)} | {source.licence} |\n"
        for source in own(picture_sources())
    ]
    texts = [
        f"| `{source.name}` | {source.description} | {', '.join(source.splits)} | "
        f"{source.licence} |\n"
        for source in own(text_sources())
    ]
    formats = [
        f"| {one.name} | {one.paths} | {one.read_by} | {one.labels} | {one.order} |\n"
        for one in FORMATS
    ]
    return "".join([_HEAD, *pictures, _FORMATS, *formats, _OTHERS, _TEXT, *texts])


def own(sources) -> list:
    """Returns the sources that come with the zoo, and none that a user registered, by name."""
    return [
        source
        for _, source in sorted(sources.items())
        if source.prepare.__module__.startswith("keras_gan_zoo.")
    ]


def shape(source) -> str:
    """Returns the shape of a source's pictures in words."""
    return "x".join(map(str, source.image_shape)) if source.image_shape else "any"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
