"""SISGAN: its pairs, whose text the generator is given, and texts in and pictures out."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from moves import check_moves, descend, moves_in
from PIL import Image
from tiny import SEED, numpy
from translators import images, softplus

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.cli import drawing
from keras_gan_zoo.data import DataMismatch
from keras_gan_zoo.families.translation.sisgan.networks import conditioner, text_translator
from keras_gan_zoo.families.translation.sisgan.sisgan import SISGAN, text_rows
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.models.joint_embedding import build_image_encoder
from keras_gan_zoo.models.latents import fresh_latents
from keras_gan_zoo.networks.text_matching import text_discriminator
from keras_gan_zoo.samples.sheets import to_uint8

TEXTS = ["a red hat", "a blue hat", "one green coat", "a red coat"]
TOKENIZER = Tokenizer.from_texts(TEXTS, length=5)
TOKENS = TOKENIZER.encode(TEXTS, name="texts")
SMALL = {
    "image_shape": (16, 16, 1),
    "tokenizer": TOKENIZER,
    "width": 2,
    "blocks": 1,
    "condition_dim": 3,
    "discriminator_width": 2,
    "embedding_dim": 4,
    "units": 3,
    "seed": SEED,
}
PLAIN = {"normalization": "none", "discriminator_normalization": "none"}
X = images(4, seed=4)  # no unit of the discriminator lies at its kink
EPS = np.random.default_rng(2).normal(size=(4, 3)).astype("float32")
CHOSEN, OWN = [1, 0, 2, 3], np.array([0, 0, 1, 1])
"""Whose text each of four pictures is changed by, when half keep their own."""


def small(**arguments):
    return keras_gan_zoo.get("sisgan", **{**SMALL, **arguments})


@pytest.fixture(scope="module")
def gan():
    """Returns a model whose edits can be told from each other, as new weights' cannot."""
    gan = small(examples=TEXTS)
    for variable in (*gan.generator.trainable_variables, *gan.conditioner.trainable_variables):
        if len(variable.shape) > 1:
            variable.assign(8 * variable)
    return gan


def game(**arguments):
    """Returns a model whose noise is always the same, and whose steps are its gradients.

    Its texts are far from each other, and both players hear them well: else it would hardly be seen
    whose text a picture is judged by.
    """
    gan = descend(small(**PLAIN, **arguments))
    compressed = gan.discriminator.get_layer("compressed")
    for variable, factor in (
        *((embedding, 4) for embedding in gan.text_encoder.get_layer("embedding").weights),
        *((kernel, 3) for kernel in (*gan.conditioner.weights, compressed.kernel)),
    ):
        variable.assign(factor * variable)
    gan.sample_noise = lambda like: ops.convert_to_tensor(EPS)
    return gan


def read(gan):
    return numpy(gan.text_encoder(TOKENS, training=True)).astype("float32")


def judged(gan, pictures, text):
    return numpy(gan.discriminator([tf.constant(pictures), tf.constant(text)], training=True))


def drawn(gan, text):
    """Returns what the generator draws by these texts, and mean and log deviation."""
    mean, log_deviation = map(numpy, gan.conditioner(tf.constant(text), training=True))
    condition = (mean + np.exp(log_deviation) * EPS).astype("float32")
    pictures = gan.generator([tf.constant(X), tf.constant(condition)], training=True)
    return numpy(pictures).astype("float32"), mean, log_deviation


def divergence(mean, log_deviation):
    """Returns the divergence from N(0, 1), a mean over the numbers of conditions."""
    variance = np.exp(2 * log_deviation)
    return 0.5 * np.mean(variance + mean**2 - 1 - np.log(variance))


def test_each_player_goes_down_its_loss():
    gan = game(kl_weight=0.7, identity_weight=0.5)
    # What is changed is given: the encoder must not learn to make it worse.
    x_hat, _, _ = drawn(gan, read(gan)[CHOSEN])

    def told_apart():
        text = read(gan)
        wrong = softplus(judged(gan, X, text[[3, 0, 1, 2]])).mean()
        wrong += softplus(judged(gan, x_hat, text[CHOSEN])).mean()
        return softplus(-judged(gan, X, text)).mean() + 0.5 * wrong

    def believed():
        text = read(gan)[CHOSEN]
        edited, mean, log_deviation = drawn(gan, text)
        kept = np.mean(OWN * np.abs(X - edited).mean((1, 2, 3)))
        loss = softplus(-judged(gan, edited, text)).mean()
        return loss + 0.7 * divergence(mean, log_deviation) + 0.5 * kept

    moves = moves_in(gan, X, TOKENS)
    losses = [("discriminator", told_apart), ("generator", believed)]
    check_moves(gan, moves, losses, stride=2e-4)
    assert moves[0].of(gan, "text_encoder") > 1e-4
    assert moves[1].of(gan, "conditioner") > 1e-4
    logs = {name: float(value) for name, value in gan.logs().items()}
    parts = logs["real_own"] + logs["real_other"] + logs["fake"]
    assert logs["discriminator_loss"] == pytest.approx(parts, rel=1e-5)
    parts = logs["adversarial"] + logs["kl"] + logs["identity"]
    assert logs["generator_loss"] == pytest.approx(parts, rel=1e-5)
    assert min(logs["kl"], logs["identity"]) > 0 == logs["matching"]


def test_the_generator_pays_for_an_edit_whose_text_is_not_found():
    encoder = build_image_encoder((16, 16, 1), 3)
    gan = game(matching_weight=0.4, encoder_learns=False, image_encoder=encoder)
    text = read(gan)[CHOSEN]

    def cross_entropy(alike):
        return np.mean(np.logaddexp.reduce(alike, axis=1) - np.diag(alike))

    def believed():
        edited, mean, log_deviation = drawn(gan, text)
        seen = numpy(gan.image_encoder(edited, training=False))
        vectors = (seen, text.astype("float64"))
        seen, said = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in vectors)
        alike = seen @ said.T / 0.07
        found = 0.5 * (cross_entropy(alike) + cross_entropy(alike.T))
        loss = softplus(-judged(gan, edited, text)).mean() + divergence(mean, log_deviation)
        return loss + 0.4 * found

    moves = moves_in(gan, X, TOKENS)
    assert len(moves[0].gradient) == len(gan.discriminator.trainable_variables)
    check_moves(gan, moves[1:], [("generator", believed)], rtol=0.03, stride=2e-4)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.9])
def test_as_many_pictures_as_asked_keep_their_own_text(share, count):
    chosen, own = map(ops.convert_to_numpy, text_rows(ops.zeros((count, 2)), share))
    changed = int(np.ceil((1 - share) * count - 1e-6))
    expected = [*range(1, changed), 0, *range(changed, count)]
    np.testing.assert_array_equal(chosen, expected)
    np.testing.assert_array_equal(own, chosen == np.arange(count))
    assert sorted(chosen) == list(range(count))


def test_a_text_is_taken_without_noise_or_with_as_much_as_it_leaves_open(gan):
    mean, log_deviation = gan.conditioner(gan.text_encoder(TOKENS[:2]))
    edited = gan.generate(X[:2], TEXTS[:2])
    two = tf.constant(X[:2])
    np.testing.assert_allclose(edited, gan.generator([two, mean]), atol=1e-6)
    np.testing.assert_allclose(edited, gan([two, tf.constant(TOKENS[:2])]), atol=1e-6)
    noise = fresh_latents(6, 3, 7).reshape(2, 3, 3)
    several = gan.generate(X[:2], TEXTS[:2], n=3, seed=7)
    assert several.shape == (2, 3, 16, 16, 1)
    for copy in range(3):
        condition = mean + np.exp(log_deviation) * noise[:, copy]
        expected = gan.generator([two, condition])
        np.testing.assert_allclose(several[:, copy], expected, atol=1e-6)


def test_one_text_is_for_all_pictures_and_none_for_the_examples_in_turn(gan):
    by_one = gan.generate(X, "a  Blue hat")
    np.testing.assert_allclose(by_one, gan.generate(X, ["a blue hat"] * 4), atol=1e-6)
    assert np.abs(by_one - gan.generate(X, "a red coat")).max() > 0.1
    np.testing.assert_allclose(gan.generate(X, TEXTS)[1], by_one[1], atol=1e-6)
    np.testing.assert_array_equal(gan.generate(X), gan.generate(X, TEXTS))
    ((_, pictures), *edits) = gan.watched_samples({"edit": X})[0]
    np.testing.assert_array_equal(pictures, X)
    assert [text for text, _ in edits] == TEXTS[:3]
    np.testing.assert_array_equal(edits[1][1], gan.generate(X, "a blue hat"))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda gan: gan.generate(X, "a blu hat"), "condition has 'blu'.*Did you mean 'blue'"),
        (lambda gan: gan.generate(X, TEXTS[:3]), "one for each of the 4, got 3"),
        (lambda gan: gan.generate(X[:1], 7), "condition has 7 of the type int where text is"),
        (lambda gan: gan.generate(X[:, :8], "a hat"), r"images has .*16, 16, 1"),
        (lambda gan: gan.generate(X, "a hat", direction="back"), "`direction` must be 'edit'"),
        (lambda gan: gan.generate(X, "a hat", n=0), "`n` must be a whole number of at least 1"),
        (lambda gan: gan.fit(X), r"images and their texts, as \(images, texts\) .*ndarray"),
        (lambda gan: gan.fit((X, TEXTS), batch_size=1), "`batch_size` must be at least 2"),
        (lambda gan: small(own_text_share=1.0), "`own_text_share` must be .*below 1"),
        (lambda gan: small(matching_weight=1.0), "`matching_weight` needs"),
        (lambda gan: small(normalization="instance"), "`normalization` must be one of"),
        (lambda gan: small(image_shape=(18, 18, 1)), "sides divisible by 4 and of at least 16"),
        (lambda gan: small(tokenizer=None, encoder="lstm"), "`encoder` must be one of"),
    ],
)
def test_mistakes_are_named(gan, call, message):
    with pytest.raises((ValueError, DataMismatch), match=message):
        call(gan)


def test_networks_that_do_not_fit_are_refused(gan):
    networks = {name: getattr(gan, name) for name in gan.network_names}
    for name, other in (
        ("conditioner", conditioner(3, 4)),
        ("discriminator", text_discriminator((16, 16, 1), 5, 2)),
        ("generator", keras_gan_zoo.get("dcgan", image_shape=(16, 16, 1), width=1).discriminator),
    ):
        with pytest.raises(ValueError, match=r"maps .* but must map"):
            SISGAN(**{**networks, name: other}, tokenizer=TOKENIZER)


def test_the_condition_stands_beside_every_place():
    network = text_translator((16, 16, 1), 2, width=1, blocks=0, normalization="none")
    fusion = next(layer for layer in network.layers if layer.name.startswith("concatenate"))
    maps, _ = fusion.input
    joined = keras.Model(network.input, [maps, fusion.output])
    condition = np.arange(8, dtype="float32").reshape(4, 2)
    alone, both = map(numpy, joined([X, condition]))
    assert both.shape == (4, 4, 4, 4 + 2)
    np.testing.assert_array_equal(both[..., :4], alone)
    np.testing.assert_array_equal(
        both[..., 4:], np.broadcast_to(condition[:, None, None], both[..., 4:].shape)
    )


def test_skips_pass_the_lines_on():
    for skips in (False, True):
        network = text_translator((16, 16, 1), 2, 2, 1, skips=skips, normalization="none")
        # Nothing comes through the small map: what is left has come across.
        fusion = next(layer for layer in network.layers if layer.name.startswith("concatenate"))
        behind = network.layers[network.layers.index(fusion) + 1]
        behind.kernel.assign(0 * behind.kernel)
        edited = numpy(network([X, np.zeros((4, 2), "float32")]))
        assert (np.abs(edited[0] - edited[1]).max() > 1e-7) == skips


def test_the_discriminators_residual_is_added_to_its_last_map():
    network = text_discriminator((16, 16, 1), 3, 2, normalization="none", residual=True)
    add = next(layer for layer in network.layers if isinstance(layer, keras.layers.Add))
    inputs = [X, np.zeros((4, 3), "float32")]
    maps, branch, total = keras.Model(network.inputs, [*add.input, add.output])(inputs)
    assert np.abs(branch).max() > 0
    np.testing.assert_allclose(total, numpy(maps) + numpy(branch), atol=1e-6)


def test_it_leaves_with_pictures_and_tokens_in_and_pictures_out(gan, tmp_path):
    expected = gan.generate(X, TEXTS)
    file = export.tflite(gan, tmp_path / "edit.tflite")
    edited = export.TFLiteGenerator(file)(images=X, tokens=TOKENS)
    np.testing.assert_allclose(edited, expected, atol=1e-4)
    said = export.read_metadata(file)
    assert {each["name"]: each["meaning"] for each in said["inputs"]} == {
        "images": "picture, rows from the top, grey",
        "tokens": "tokens",
    }
    export.saved_model(gan, tmp_path / "saved")
    served = tf.saved_model.load(str(tmp_path / "saved")).signatures["edit"]
    (edited,) = served(images=tf.constant(X), tokens=tf.constant(TOKENS)).values()
    np.testing.assert_allclose(edited, expected, atol=1e-4)


def test_pictures_of_a_folder_are_changed_by_a_text(gan, tmp_path):
    (tmp_path / "in").mkdir()
    for number, picture in enumerate(to_uint8(X[:2])):
        Image.fromarray(picture[..., 0]).save(tmp_path / "in" / f"{number}.png")
    files = drawing.translate(gan, tmp_path / "in", tmp_path / "out", condition="a red coat")
    pictures = to_uint8(X[:2]).astype("float32") / 127.5 - 1
    expected = to_uint8(gan.generate(pictures, "a red coat"))
    for file, picture in zip(sorted(files), expected, strict=True):
        with Image.open(file) as found:
            difference = np.asarray(found, int) - picture[..., 0]
        assert np.abs(difference).max() <= 1
    stargan = keras_gan_zoo.get("stargan", image_shape=(16, 16, 1), width=2, blocks=0)
    with pytest.raises(ValueError, match="StarGAN translates by no condition: leave `condition`="):
        drawing.translate(stargan, tmp_path / "in", tmp_path / "other", condition="a red coat")


def test_it_is_saved_with_how_it_reads():
    given = {"own_text_share": 0.3, "kl_weight": 2.0, "identity_weight": 0.1}
    again = SISGAN.from_config(small(encoder_learns=False, examples=TEXTS, **given).get_config())
    assert {name: getattr(again, name) for name in given} == given
    assert not again.encoder_learns and again.examples == tuple(TEXTS)
    np.testing.assert_array_equal(again.tokenizer.encode(TEXTS), TOKENS)
