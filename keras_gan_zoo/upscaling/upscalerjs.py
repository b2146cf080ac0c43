"""The published networks of UpscalerJS: which files they are in, and how they become Keras's."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import keras
from keras import layers

from keras_gan_zoo.storage.packages import Package
from keras_gan_zoo.upscaling.published_network import Published
from keras_gan_zoo.upscaling.tfjs_file import read_layers_model

_VERSION, _LICENCE = "1.0.0", "MIT, as its package declares"
_HIGHEST = {"slim": 255.0, "medium": 255.0, "thick": 1.0}
"""The highest value of a pixel, as each package declares it of what goes in and what comes out."""

_ABOUT = {
    "slim": "for a page or a phone",
    "medium": "twice as deep as slim",
    "thick": "the largest",
}
_PAPERS = {"slim": "1802.08797", "medium": "1802.08797", "thick": "1809.00219"}
"""Of the network: residual dense blocks, or such within residual ones."""

_FILES: dict[tuple[str, int], dict[str, str]] = {
    ("slim", 2): {
        "model.json": "8efb488c2caed0196a6163e3f06798f9245e92623ffd50654a26c372e09150ea",
        "group1-shard1of1.bin": "5cb464ae4d390ce0a771afd5feaf60fbfcdb18ab48a56db98cdf6b88202369de",
    },
    ("slim", 3): {
        "model.json": "642208758cf6c42a4f88745894b45cc03776681a46027b85963f01fe003e9917",
        "group1-shard1of1.bin": "9d344609abd1e29bd3924f9c4e9ffaa1aee6be7c3586bab0f52863597858a2ba",
    },
    ("slim", 4): {
        "model.json": "3a2eaa642232567e7d2a2e7638c9704f42f63f355fc656c18aa78bf2da1d903d",
        "group1-shard1of1.bin": "82637daaf3ba024df5e9da2389e8992e7a6e8a992ba6268ce6bc490c92e9516e",
    },
    ("slim", 8): {
        "model.json": "d4278813adf94b7dff96c756b97f95a41f56ff7e85b4ecec25dc06ddea1d49b6",
        "group1-shard1of1.bin": "0c5fe31649784135a431733f0f295838c5330f8f38011c10d29d36bd8dd7c293",
    },
    ("medium", 2): {
        "model.json": "197b99be1f385b9f7914ecd8fd6e9ebf65833859807aae90666188dbc39cbf93",
        "group1-shard1of1.bin": "6a210f30f209192bad4650ea4f619adadbd36228e998aa49a4195c6e7ec70761",
    },
    ("medium", 3): {
        "model.json": "fcf99e8e6b98b19e496d4ceb9d381b0d1236a6e62fbc3952eedf70b9596d8a8a",
        "group1-shard1of1.bin": "e164821f4251957f5037fb93d1e9a719c17d4346e102bf24d8e8fb60757df48b",
    },
    ("medium", 4): {
        "model.json": "6abcf2a497bb361a9b75afbab390a2bc0df88236c7b7c96edc1c2cdbdbec8e3c",
        "group1-shard1of1.bin": "ed791214e78e498dd42ce5da0e16b78a1047732e5d99467aaead2a90cb566a69",
    },
    ("medium", 8): {
        "model.json": "0e38431a05b744f88517b1c3dac48c0722a27fc733a7d0ed36789c99c4c302a5",
        "group1-shard1of1.bin": "722218d6ef8761836f345786f1befd14d8d81c793ab29d9d314ff4521ce5536f",
    },
    ("thick", 2): {
        "model.json": "fa724ce9e0fc0e17af6422f8c981c10c8cbff039e8205911613b610b74446b96",
        "group1-shard1of7.bin": "61d89b10b777baa25042a99b1dc6747259b8d534327a102234514e5d51e10bbb",
        "group1-shard2of7.bin": "0e00153883cad381e8a61e393df9cc387f688ec29682f22e3b49c6385b92036d",
        "group1-shard3of7.bin": "b6738bb9c0f3e950f0b446c5789ff9cba4436debc2b6df41703aafddd146c8cd",
        "group1-shard4of7.bin": "1a29e528ddfd2e266f6cd9e783447aeb76501d9124679092886585b591811e03",
        "group1-shard5of7.bin": "3b22a4bc2cbd12ab3e7d9b6cc8e91109721232c0a4992670573a99c5477ec5ec",
        "group1-shard6of7.bin": "f5b06f4b6dee42f9e91ced00f5ab142b9d712aac9ae8c93b98fc0ecaad5d7ae8",
        "group1-shard7of7.bin": "313b834bbe681c564f92e13c7d9a240a30f01d5836048438e1351780cca0d312",
    },
    ("thick", 3): {
        "model.json": "48329aa1d773000c775b0cad55ab6dafd6e516e5ac16227988649daa0cfc83ac",
        "group1-shard1of7.bin": "8636aae49965c848e68351cd19779407bc6491a9aec276e22c8c9170d6caecf3",
        "group1-shard2of7.bin": "1761e246a976450f3b1e0b1bd98398998fffa6ae1cb91ef5f5dc8c69f25e2a7f",
        "group1-shard3of7.bin": "2e13d04393bc357a4f4e78af7bc0bb2a5941f36d41c6cc026c664a841bb506b6",
        "group1-shard4of7.bin": "fd9c4777b134ce0451d29d22235f3898487b62df78bc9bf3b392eeccf6318694",
        "group1-shard5of7.bin": "0378f8822718ab22bbb033e35e7da7ab962ab29fe5ddd95713d70c2a6c2e921a",
        "group1-shard6of7.bin": "29106164672f2ee7e34c942d125f5a7a0ebf1aeb8c81c6406d9efd5c7478784c",
        "group1-shard7of7.bin": "51d5ef16c7258b26b3ee2c714df127b81839d1153bf1b30e44e274225bb49b5c",
    },
    ("thick", 4): {
        "model.json": "960433910ae4b2bff56d78a9d6dffc1289db3441bd67436c574b850dca429461",
        "group1-shard1of7.bin": "c2f3147cabd7451ca3c93090c0a0284034a2e1356c0ca16f72d39c46ab7fc9ea",
        "group1-shard2of7.bin": "6340d34ef2a1bf7cf32d5fc456662e39f9872a51d500a10907b9313f6278eb16",
        "group1-shard3of7.bin": "3467d72b6b9297dcf175244bc3462074ff7ed5c44f8dc3ba7a52bc843a51ee88",
        "group1-shard4of7.bin": "c384e24ac8c11bd3e2a9211fcadc8a9077345cd780e59245e758b622f37c83ae",
        "group1-shard5of7.bin": "90a60275d08465ba206116731639d5d9c0c44102b7796c68d1346fa0d997eed0",
        "group1-shard6of7.bin": "1bfa5f625a7316030ac47b420e2a77b809bce28519d069c45cfa7567d223e524",
        "group1-shard7of7.bin": "349e03caf92240e7643f587f36501bd4826e55fa8dc334b29b17cf2699d341e3",
    },
    ("thick", 8): {
        "model.json": "7031492e93c64bc450dbeaa20b4bbf9c519fe901506b051cd941c05f98a6236b",
        "group1-shard1of8.bin": "4316add8b58f0a31f65d2e66c53a8d41f7ab554aaff824933ccc5f21856b0510",
        "group1-shard2of8.bin": "0539bc3d025be0986f128c8165cbe184147e0520bf3bd005c6301fb3647e0bc1",
        "group1-shard3of8.bin": "5e2d3091b9753ea703b6950a20081a3821927f46ec5b92e372a2981c5d97754f",
        "group1-shard4of8.bin": "571a47db779ab4c5b4b4ef0c32bcbcd326f7842ca49add0e3c8e93362b10d19f",
        "group1-shard5of8.bin": "4b5518717b01028f889de440bf5a97c2dc3f117653bdd89bd18eba98933f77b9",
        "group1-shard6of8.bin": "28d51ed82026769fcb39ce3a17a0a27105818b7ce146c30e9634fbbc73499d88",
        "group1-shard7of8.bin": "58e0606462e22f8e6bbe402c6da30cfca0468e8154909ef64da719e47e9012ae",
        "group1-shard8of8.bin": "dbe91a392603a136efc0f0f838ea8d85f5957a83d9a60865bcb3077ae997cdbe",
    },
}
"""By size and scale the SHA-256 of each file, the network's first."""


def upscalerjs_networks() -> dict[str, Published]:
    """Returns the published networks by name, such as "esrgan-slim-x4"."""
    return {
        f"esrgan-{size}-x{scale}": Published(
            package=Package("npm", f"@upscalerjs/esrgan-{size}", _VERSION, licence=_LICENCE),
            members={f"package/models/x{scale}/{name}": sha for name, sha in files.items()},
            build=partial(_build, highest=_HIGHEST[size]),
            about=f"photographs, {scale} times; {_ABOUT[size]}",
            paper=_PAPERS[size],
            scale=scale,
            degradation="bicubic",
            folder=f"esrgan-{size}-x{scale}",
        )
        for (size, scale), files in _FILES.items()
    }


def _build(files: Sequence[Path], highest: float) -> keras.Model:
    model, *shards = files
    content = b"".join(shard.read_bytes() for shard in shards)
    network = read_layers_model(model.read_text("utf-8"), content)
    images = keras.Input((None, None, network.input_shape[-1]), name="images")
    x = network(layers.Rescaling(highest / 2, highest / 2)(images))
    enlarged = layers.Rescaling(2 / highest, -1.0, dtype="float32", name="enlarged")(x)
    return keras.Model(images, enlarged, name="generator")
