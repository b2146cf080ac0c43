"""Enlarges small photographs four times: published networks beside bicubic and Lanczos.

    python -m benchmarks.families.upscaling [--only realesr-animevideov3]

Photographs that come with scikit-image and scikit-learn, made small by the bicubic kernel, as
papers do, by means of squares, and by Real-ESRGAN's pipeline, as photographs are found. A few
minutes on two cores. Writes benchmarks/results/upscaling.md and docs/pictures/upscaling.png.
"""

import argparse
import io
from pathlib import Path

from benchmarks.common.places import PICTURES, RESULTS
from benchmarks.common.translation_scores import markdown_table

OF_SCIKIT_IMAGE = ("astronaut", "chelsea", "coffee", "motorcycle_left", "rocket")
OF_SCIKIT_LEARN = {
    "sklearn/datasets/images/china.jpg": (
        "8378025ad2519d649d02e32bd98990db4ab572357d9f09841c2fbfbb4fefad29"
    ),
    "sklearn/datasets/images/flower.jpg": (
        "a77f6ec41e353afdf8bdff2ea981b2955535d8d83294f8cfa49cf4e423dd5638"
    ),
}
SIDE = 384
SCALE = 4
SHOWN = ("astronaut", "flower")
SHOWN_SIDE = 112


def photographs():
    """Returns the middles of the photographs by name, uint8 (1, height, width, 3)."""
    import numpy as np
    from PIL import Image
    from skimage import data as scikit_image

    from keras_gan_zoo.storage.kept_members import kept_members
    from keras_gan_zoo.storage.packages import Package

    found = {}
    for name in OF_SCIKIT_IMAGE:
        folder = Path(scikit_image.__file__).parent
        (path,) = [path for path in folder.glob(f"{name}.*") if path.suffix in (".png", ".jpg")]
        found[name] = path.read_bytes()
    package = Package("pip", "scikit-learn", "1.7.2")
    for path in kept_members(package, OF_SCIKIT_LEARN, "photographs"):
        found[path.stem] = path.read_bytes()
    for name, content in found.items():
        picture = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
        sides = [min(SIDE, side - side % (4 * SCALE)) for side in picture.shape[:2]]
        top, left = ((has - side) // 2 for has, side in zip(picture.shape, sides, strict=False))
        found[name] = picture[None, top : top + sides[0], left : left + sides[1]]
    return found


def by_pillow(low, kernel):
    """Returns a picture (1, height, width, 3) in [-1, 1] enlarged by a kernel of Pillow's."""
    import numpy as np
    from PIL import Image

    size = tuple(SCALE * side for side in low.shape[2:0:-1])
    planes = [
        np.asarray(Image.fromarray(plane).resize(size, kernel))
        for plane in np.moveaxis(low[0], -1, 0)
    ]
    return np.clip(np.stack(planes, axis=-1)[None], -1, 1)


def scored(drawn, truth):
    """Returns the mean scores of a method, of pictures by name in [-1, 1]."""
    import numpy as np

    from keras_gan_zoo import metrics

    of_each = {"PSNR, dB": metrics.psnr, "SSIM": metrics.ssim, "LPIPS": metrics.lpips}
    return {
        name: float(np.mean([metric(drawn[each], truth[each]).mean() for each in truth]))
        for name, metric in of_each.items()
    }


def draw(of_degradations, truth, path):
    """Draws a square of two photographs as each method has it, from two kinds of small ones."""
    from keras_gan_zoo.samples.sheets import grid, save_png, stack

    rows = []
    for methods in of_degradations.values():
        for name in SHOWN:
            everything = [*(drawn[name][0] for drawn in methods.values()), truth[name][0]]
            middles = []
            for picture in everything:
                top, left = ((side - SHOWN_SIDE) // 2 for side in picture.shape[:2])
                middles.append(picture[top : top + SHOWN_SIDE, left : left + SHOWN_SIDE])
            rows.append(grid(middles, columns=len(middles)))
    save_png(path, stack(rows, gap=4), {"columns": ", ".join([*methods, "photograph"])})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", help="only these published networks")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--pictures", type=Path, default=PICTURES)
    options = parser.parse_args()

    import keras
    import numpy as np
    from PIL import Image

    from keras_gan_zoo import upscaling
    from keras_gan_zoo.layers.degradation.pipelines import DEGRADATIONS

    others = tuple(f"-x{scale}" for scale in (2, 3, 8))
    names = options.only or [
        name for name in upscaling.list_published() if not name.endswith(others)
    ]
    truth = {name: picture / np.float32(127.5) - 1 for name, picture in photographs().items()}
    of_degradations, rows, weights = {}, [], {}
    small = {}
    for degradation, degrade in DEGRADATIONS.items():
        small[degradation] = {
            name: np.asarray(degrade(high, SCALE, keras.random.SeedGenerator(number)))
            for number, (name, high) in enumerate(truth.items())
        }
        kernels = {"bicubic": Image.BICUBIC, "Lanczos": Image.LANCZOS}
        of_degradations[degradation] = {
            method: {name: by_pillow(low, kernel) for name, low in small[degradation].items()}
            for method, kernel in kernels.items()
        }
    for name in names:
        gan = upscaling.load_published(name)
        for degradation, pictures in small.items():
            of_degradations[degradation][name] = {
                each: gan.generate(low) for each, low in pictures.items()
            }
        weights[name] = f"{gan.generator.count_params():,}"
    for degradation, methods in of_degradations.items():
        for method, drawn in methods.items():
            row = {"made small by": degradation, "enlarged by": method, **scored(drawn, truth)}
            rows.append({**row, "weights": weights.get(method, "")})
    lines = [
        "# Photographs at a quarter of their sides, enlarged",
        "",
        f"`python -m benchmarks.families.upscaling`. The middles of {len(truth)} photographs of"
        " scikit-image and scikit-learn"
        f" ({', '.join(truth)}), at most {SIDE} pixels a side, made {SCALE} times smaller by the"
        " bicubic kernel, by the mean of each square and, each with its own draws (seeds 0"
        " onwards), by Real-ESRGAN's pipeline. PSNR and SSIM of all pixels in RGB, which papers"
        " take of brightness without a border; LPIPS by VGG, lower is better.",
        "",
        *markdown_table(rows),
        "",
        f"![{', '.join([*of_degradations['bicubic'], 'photograph'])}]"
        "(../../docs/pictures/upscaling.png)",
        "",
        "From left to right as in the table, and the photograph; two rows of each way to make"
        " small pictures, in the order of the table.",
    ]
    options.results.mkdir(parents=True, exist_ok=True)
    path = options.results / "upscaling.md"
    path.write_text("\n".join(lines) + "\n")
    draw(of_degradations, truth, options.pictures / "upscaling.png")
    print("\n".join(markdown_table(rows)), f"\n{path}")


if __name__ == "__main__":
    main()
