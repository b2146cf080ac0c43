"""The example page draws in a real browser what Keras draws."""

import base64
import functools
import http.server
import io
import json
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from urllib.parse import quote

import keras
import numpy as np
import pytest
from chromium import find_chromium
from PIL import Image

import keras_gan_zoo
from keras_gan_zoo.export import TFLiteGenerator, read_metadata, tflite
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.pretrained import find_weights
from keras_gan_zoo.samples.sheets import to_uint8
from keras_gan_zoo.storage.cache import cache_folder, write_atomically
from keras_gan_zoo.storage.packages import DataUnavailable, Package, fetch_members

PAGE = Path(__file__).parents[2] / "examples" / "browser"
LITERT = {
    "core": (
        "2.5.3",
        ("dist/index.js", "wasm/litert_wasm_internal.js", "wasm/litert_wasm_internal.wasm"),
    ),
    "wasm-utils": ("2.5.3", ("dist/index.js",)),
}


# Opens the page in a frame of the same origin and sends home what it says, once it is drawn or
# has failed. Chromium's --dump-dom with a virtual time does not wait for what the page compiles.
WATCHER = """<!doctype html>
<iframe></iframe>
<script>
const frame = document.querySelector("iframe");
frame.src = new URLSearchParams(location.search).get("page");
const watch = setInterval(() => {
  const status = frame.contentDocument?.getElementById("status")?.textContent;
  if (!status || status === "Loading.") return;
  clearInterval(watch);
  const picture = frame.contentDocument.getElementById("picture").src;
  fetch("/told", { method: "POST", body: JSON.stringify({ status, picture }) });
}, 50);
</script>
"""


class Site(http.server.SimpleHTTPRequestHandler):
    """The files of a folder; what is sent to it is put into a queue of the server."""

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.put(json.loads(content))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def chromium():
    return find_chromium()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The page's folder with the runtime that npm would install, on a server of this machine."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(PAGE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    for name, (version, members) in LITERT.items():
        kept = cache_folder() / "npm" / f"litertjs_{name}_{version}"
        try:
            fetch_missing(kept, Package("npm", f"@litertjs/{name}", version), members)
        except DataUnavailable as error:
            pytest.skip(f"LiteRT for browsers is not to be had here: {error}")
        shutil.copytree(kept, folder / "node_modules" / "@litertjs" / name)
    (folder / "watcher.html").write_text(WATCHER)
    handler = functools.partial(Site, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.told = queue.Queue()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, server
        server.shutdown()


def fetch_missing(folder, package, members):
    if all((folder / member).is_file() for member in members):
        return
    contents, _ = fetch_members(package, {f"package/{member}": None for member in members})
    for member in members:
        content = contents[f"package/{member}"]
        write_atomically(folder / member, lambda file, content=content: file.write(content))


def told(chromium, server, page, profile):
    """Returns what the page says first, and its picture, if it has one."""
    address = f"http://127.0.0.1:{server.server_port}/watcher.html?page={quote(page)}"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
    browser = subprocess.Popen(
        [chromium, *flags, "--remote-debugging-port=0", address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return server.told.get(timeout=240)
    finally:
        browser.terminate()
        browser.wait(30)


def drawn(chromium, server, page, profile):
    """Returns the page's picture, uint8 (height, width, 3)."""
    said = told(chromium, server, page, profile)
    kind, _, content = said["picture"].partition(",")
    assert kind == "data:image/png;base64", said["status"]
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))).convert("RGB"), "int32")


def test_latents_become_the_picture_that_keras_draws(chromium, site, dcgan, tmp_path):
    folder, server = site
    tflite(dcgan, folder / "gan.tflite")
    latents = np.round(np.random.default_rng(0).standard_normal(8), 3)
    given = ",".join(map(str, latents))
    picture = drawn(chromium, server, f"index.html#latents={given}", tmp_path)
    expected = to_uint8(dcgan.generate(latents=latents[None]))[0].astype("int32")
    assert expected.std() > 1
    assert np.abs(picture - expected).max() <= 1


def test_sliders_go_along_the_directions_that_the_file_names(chromium, site, dcgan, tmp_path):
    folder, server = site
    random = np.random.default_rng(1)
    latents, *directions = np.round(random.standard_normal((3, 8)), 3)
    named = dict(zip(("glasses", "long hair"), directions, strict=True))
    tflite(dcgan, folder / "named.tflite", directions=named)
    given = f"latents={','.join(map(str, latents))}&sliders=1.5,-0.5"
    picture = drawn(chromium, server, f"index.html?model=named.tflite#{given}", tmp_path)
    moved = latents + 1.5 * directions[0] - 0.5 * directions[1]
    expected = to_uint8(dcgan.generate(latents=moved[None]))[0].astype("int32")
    assert np.abs(expected - to_uint8(dcgan.generate(latents=latents[None]))[0]).max() > 1
    assert np.abs(picture - expected).max() <= 1


def test_a_text_becomes_the_picture_that_python_draws(chromium, site, tmp_path):
    folder, server = site
    stored = find_weights("text_to_image", "faces").directory / "generate.tflite"
    shutil.copy(stored, folder / "faces.tflite")
    said = read_metadata(stored)
    length = next(one["shape"][0] for one in said["inputs"] if one["name"] == "latents")
    latents = np.round(np.random.default_rng(2).standard_normal(length), 3)
    text = "A girl with long blue hair, green eyes and glasses"
    tokens = Tokenizer(**said["tokenizer"]).encode([text])
    given = f"latents={','.join(map(str, latents))}&text={quote(text)}"
    picture = drawn(chromium, server, f"index.html?model=faces.tflite#{given}", tmp_path)
    expected = TFLiteGenerator(stored)(latents=latents[None].astype("float32"), tokens=tokens)
    assert np.abs(picture - to_uint8(expected)[0].astype("int32")).max() <= 2


def test_a_class_is_chosen_by_its_name(chromium, site, tmp_path):
    folder, server = site
    sizes = {"width": 4, "blocks": 0, "discriminator_width": 2}
    gan = keras_gan_zoo.get(
        "stargan", image_shape=(16, 16, 3), domains=("black", "pink", "blue"), seed=0, **sizes
    )
    tflite(gan, folder / "dyes.tflite")
    white = np.ones((1, 16, 16, 3), "float32")
    black, pink = (to_uint8(gan.generate(white, direction=name))[0] for name in ("black", "pink"))
    picture = drawn(chromium, server, "index.html?model=dyes.tflite#label=pink", tmp_path)
    assert np.abs(picture - pink.astype("int32")).max() <= 1
    assert np.any(black != pink)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("faces.tflite#text=a girl with a zebra", 'The model does not know "zebra". It knows: '),
        ("faces.tflite", "Write what to draw. The model knows: "),
        ("dyes.tflite#label=99", "The class must be a whole number from 0 to 2, or one of black"),
    ],
)
def test_what_the_model_does_not_know_is_refused(chromium, site, tmp_path, page, sentence):
    folder, server = site
    assert (folder / page.partition("#")[0]).is_file()  # of the tests above
    said = told(chromium, server, f"index.html?model={page}", tmp_path)
    assert said["status"].startswith(sentence) and "data:image" not in said["picture"]


def test_a_canvas_is_translated(chromium, site, exportable, tmp_path):
    folder, server = site
    model = exportable(keras.layers.Rescaling(-0.5), (6, 8, 3))
    tflite(model, folder / "translator.tflite")
    picture = drawn(chromium, server, "index.html?model=translator.tflite", tmp_path)
    # An empty canvas is white: 1 becomes -0.5.
    assert picture.shape == (6, 8, 3)
    np.testing.assert_allclose(picture, 64, atol=1)
