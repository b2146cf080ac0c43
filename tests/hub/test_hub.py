"""A published model over http on this machine, through tensorflow_hub and without it."""

import functools
import hashlib
import http.server
import sys
import threading

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan_zoo
from keras_gan_zoo import hub

LATENTS = np.random.default_rng(0).standard_normal((3, 4)).astype("float32")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; an address without a suffix is a TF Hub handle, and gives its archive."""

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path.endswith("?tf-hub-format=compressed") and ".tar.gz" not in self.path:
            self.path = f"{self.path.partition('?')[0]}.tar.gz"
        super().do_GET()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def gan():
    return keras_gan_zoo.get("gan", image_shape=(2,), latent_dim=4, width=4, body="mlp", seed=0)


@pytest.fixture(scope="module")
def published(gan, tmp_path_factory):
    directory = tmp_path_factory.mktemp("hub") / "points"
    return hub.publish(gan, directory, name="points", card="Drawn for a test. Licence: CC0.")


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server of the folder `tmp_path / "www"`, with the addresses that it was asked for."""
    (tmp_path / "www").mkdir()
    handler = functools.partial(Handler, directory=str(tmp_path / "www"))
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path / "tfhub"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.asked = []
        server.url = f"http://127.0.0.1:{server.server_port}"
        server.www = tmp_path / "www"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.fixture
def tensorflow_hub():
    return pytest.importorskip("tensorflow_hub", reason="tensorflow_hub does not import here")


def drawn(served):
    return served.signatures["generate"](latents=tf.constant(LATENTS))


def test_a_published_model_is_all_there(gan, published):
    expected = gan.generate(latents=LATENTS)
    served = hub.load(published.saved_model)
    np.testing.assert_allclose(served.generate(LATENTS), expected, atol=1e-6)
    digest = hashlib.sha256(published.archive.read_bytes()).hexdigest()
    sums = (published.directory / "SHA256SUMS").read_text()
    assert sums == f"{published.sha256}  points.tar.gz\n" == f"{digest}  points.tar.gz\n"
    card = published.card.read_text()
    assert "Licence: CC0" in card and published.sha256 in card
    assert "| `generate` | `latents` float32 (n, 4) |" in card
    with pytest.raises(FileExistsError, match="is not empty"):
        hub.publish(gan, published.directory)


def test_the_tensorflow_hub_client_loads_it_and_caches_it(gan, published, server, tensorflow_hub):
    (server.www / "points.tar.gz").write_bytes(published.archive.read_bytes())
    expected = gan.generate(latents=LATENTS)
    for _ in range(2):
        served = tensorflow_hub.load(f"{server.url}/points.tar.gz")
        np.testing.assert_allclose(served.generate(LATENTS), expected, atol=1e-6)
    assert len(server.asked) == 1
    layer = tensorflow_hub.KerasLayer(
        f"{server.url}/points.tar.gz", signature="generate", output_key=next(iter(drawn(served)))
    )
    np.testing.assert_allclose(layer(LATENTS), expected, atol=1e-6)
    assert len(server.asked) == 1
    # A handle without a suffix, as those of TF Hub are, goes through that client.
    for _ in range(2):
        served = hub.load(f"{server.url}/points")
        np.testing.assert_allclose(served.generate(LATENTS), expected, atol=1e-6)
    assert server.asked[1:] == ["/points?tf-hub-format=compressed"]


def test_an_archive_by_its_address(gan, published, server, tmp_path):
    (server.www / "points.tar.gz").write_bytes(published.archive.read_bytes())
    expected = gan.generate(latents=LATENTS)
    for _ in range(2):
        folder = hub.resolve(
            f"{server.url}/points.tar.gz", sha256=published.sha256, cache_dir=tmp_path / "cache"
        )
    assert server.asked == ["/points.tar.gz"]
    layer = keras.layers.TFSMLayer(folder, call_endpoint="generate")
    np.testing.assert_allclose(layer(LATENTS), expected, atol=1e-6)
    assert hub.resolve(published.archive, cache_dir=tmp_path / "cache") == folder


def test_truncated_and_altered_archives_are_refused(published, server, tmp_path, tensorflow_hub):
    whole = published.archive.read_bytes()
    (server.www / "short.tar.gz").write_bytes(whole[: len(whole) // 2])
    altered = bytearray(whole)
    altered[len(whole) // 2] ^= 1
    (server.www / "altered.tar.gz").write_bytes(altered)
    cache = tmp_path / "cache"
    for name, checksum, message in (
        ("short", published.sha256, "was altered, cut off"),
        ("short", None, "is damaged"),
        ("altered", published.sha256, "was altered, cut off"),
        ("altered", None, "is damaged"),
    ):
        with pytest.raises(hub.ArchiveRefused, match=message):
            hub.load(f"{server.url}/{name}.tar.gz", sha256=checksum, cache_dir=cache)
        with pytest.raises(hub.ArchiveRefused, match=message):
            hub.load(server.www / f"{name}.tar.gz", sha256=checksum, cache_dir=cache)
    assert list(cache.iterdir()) == []
    with pytest.raises(ConnectionError, match=r"tensorflow_hub does not get .*short'"):
        hub.load(f"{server.url}/short")
    assert not [each for each in (tmp_path / "tfhub").iterdir() if each.is_dir()]


@pytest.mark.parametrize(
    ("handle", "options", "error", "message"),
    [
        ("nowhere", {}, ValueError, "'nowhere', which does not exist"),
        ("http://example.org/a.tar.gz", {}, ValueError, "must be an https address"),
        ("http://example.org/model/1", {}, ValueError, "must be an https address"),
        (".", {}, ValueError, "holds no SavedModel"),
        (".", {"sha256": "ab"}, ValueError, "`sha256` must be 64 hexadecimal digits"),
        (".", {"sha256": "a" * 64}, ValueError, "`handle` is a folder"),
        ("https://tfhub.dev/a/1", {"sha256": "a" * 64}, ValueError, "in tensorflow_hub's hands"),
        (7, {}, TypeError, "`handle` must be a path or an address"),
    ],
)
def test_mistakes_are_named(handle, options, error, message):
    with pytest.raises(error, match=message):
        hub.load(handle, **options)


def test_an_address_that_does_not_answer(server, tmp_path, monkeypatch):
    with pytest.raises(ConnectionError, match="answers 404"):
        hub.load(f"{server.url}/none.tar.gz", cache_dir=tmp_path / "cache")
    monkeypatch.setitem(sys.modules, "tensorflow_hub", None)
    with pytest.raises(ImportError, match=r"pip install 'keras_gan_zoo\[hub\]'"):
        hub.load(f"{server.url}/points")
