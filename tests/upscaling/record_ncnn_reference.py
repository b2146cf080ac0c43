"""Records what ncnn makes of a picture with the published networks; needs ncnn and scikit-image.

    python record_ncnn_reference.py FOLDER ncnn_reference.npz

FOLDER holds the `.param` and `.bin` files, such as the cache's `weights`. On the CPU, in single
precision.
"""

import pathlib
import sys

import ncnn
import numpy as np

STEMS = {
    "realesrgan-x4plus": "REALESRGAN_X4PLUS_UP4X",
    "realesrgan-x4plus-anime": "REALESRGAN_X4PLUSANIME_UP4X",
    "realesr-animevideov3": "REALESRGAN_ANIMAVIDEOV3_UP4X",
    "realsr-df2k": "REALSR_DF2K_UP4X",
}


def enlarged(picture, param):
    net = ncnn.Net()
    net.opt.use_vulkan_compute = False
    for setting in ("use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic"):
        setattr(net.opt, setting, False)
    net.load_param(str(param))
    net.load_model(str(param.with_suffix(".bin")))
    extractor = net.create_extractor()
    planes = np.ascontiguousarray(picture.transpose(2, 0, 1))  # ncnn's Mat does not keep it alive
    extractor.input("data", ncnn.Mat(planes).clone())
    _, output = extractor.extract("output")
    return np.array(output).transpose(1, 2, 0)


def main():
    from skimage import data

    folder, path = pathlib.Path(sys.argv[1]), sys.argv[2]
    picture = data.astronaut()[60:72, 210:226].astype("float32") / 255
    recorded = {
        name: enlarged(picture, next(folder.rglob(f"{stem}.param"))) for name, stem in STEMS.items()
    }
    np.savez_compressed(path, picture=picture, **recorded)


if __name__ == "__main__":
    main()
