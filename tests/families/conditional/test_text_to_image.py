"""GAN-CLS: its three cases, its encoders, and text in and out of the model."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from tiny import numpy, sigmoid

import keras_gan_zoo
from keras_gan_zoo import export
from keras_gan_zoo.layers import Tokenizer
from keras_gan_zoo.losses import mode_seeking
from keras_gan_zoo.models.joint_embedding import matching_loss
from keras_gan_zoo.networks.text_encoders import build_text_encoder, unrolled

TEXTS = ["a red hat", "a blue hat", "one green coat", "a red coat"]
IMAGES = np.random.default_rng(0).uniform(-1, 1, (4, 16, 16, 1)).astype("float32")
TOKENIZER = Tokenizer.from_texts(TEXTS, length=5)


def small(**arguments):
    """Returns a model on tiny pictures whose optimizers stand still."""
    gan = keras_gan_zoo.get(
        "text_to_image",
        image_shape=(16, 16, 1),
        tokenizer=TOKENIZER,
        latent_dim=2,
        width=1,
        embedding_dim=4,
        units=3,
        seed=5,
        **arguments,
    )
    gan.compile({player: keras.optimizers.SGD(0.0) for player in gan.players})
    return gan


@pytest.fixture(scope="module")
def gan():
    return small()


def step(gan):
    """Returns what a step logs, and the probabilities of the cases it is about."""
    z = keras.random.normal((4, 2), seed=keras.random.SeedGenerator(gan.seed))
    h = gan.text_encoder(gan.encode(TEXTS, "texts"))
    wrong = tf.concat([h[-1:], h[:-1]], axis=0)

    def judged(images, text):
        return sigmoid(numpy(gan.discriminator([tf.constant(images), text], training=True)))

    fake = gan.generator([z, h], training=True)
    between = 0.25 * h + 0.75 * wrong
    drawn_between = gan.generator([z, between], training=True)
    cases = {
        "right": judged(IMAGES, h),
        "wrong": judged(IMAGES, wrong),
        "fake": judged(fake, h),
        "between": judged(drawn_between, between),
    }
    gan.reset_metrics()
    logs = gan.train_step((tf.constant(IMAGES), tf.constant(gan.encode(TEXTS, "texts"))))
    return {name: float(value) for name, value in logs.items()}, cases


def test_a_step_shows_the_three_cases(gan):
    logs, cases = step(gan)
    expected = -np.mean(np.log(cases["right"])) - 0.5 * (
        np.mean(np.log(1 - cases["wrong"])) + np.mean(np.log(1 - cases["fake"]))
    )
    assert logs["discriminator_loss"] == pytest.approx(expected, rel=1e-4)
    assert logs["real_wrong"] == pytest.approx(-0.5 * np.mean(np.log(1 - cases["wrong"])), rel=1e-4)
    assert logs["generator_loss"] == pytest.approx(-np.mean(np.log(cases["fake"])), rel=1e-4)


def test_the_wrong_text_can_be_left_out_and_texts_interpolated():
    logs, cases = step(small(wrong_text=False, interpolation=0.25))
    expected = -np.mean(np.log(cases["right"])) - np.mean(np.log(1 - cases["fake"]))
    assert logs["discriminator_loss"] == pytest.approx(expected, rel=1e-4)
    assert logs["real_wrong"] == 0.0
    expected = -np.mean(np.log(cases["fake"])) - np.mean(np.log(cases["between"]))
    assert logs["generator_loss"] == pytest.approx(expected, rel=1e-4)


def test_texts_come_in_as_text_and_draw_different_pictures(gan):
    images = gan.generate("a blue hat", n=3, seed=0)
    assert images.shape == (3, 16, 16, 1)
    assert np.abs(images[0] - images[1]).max() > 1e-6
    np.testing.assert_array_equal(images, gan.generate("A blue  hat", n=3, seed=0))
    of_two = gan.generate(["a blue hat", "a red coat"], n=3, seed=0)
    np.testing.assert_allclose(of_two[:3], images, atol=1e-6)


def test_the_first_texts_it_is_trained_on_are_its_examples(gan):
    texts = np.array(TEXTS)
    dataset = tf.data.Dataset.from_tensor_slices((IMAGES, texts)).batch(2)
    arrays = gan.prepare_data((IMAGES, TEXTS), 2, shuffle=False)
    for (x, t), (images, tokens) in zip(
        gan.prepare_data(dataset, 2, shuffle=False), arrays, strict=True
    ):
        np.testing.assert_array_equal(x, images)
        np.testing.assert_array_equal(t, tokens)
    assert gan.in_turn(5) == [*TEXTS, TEXTS[0]]


def test_a_text_with_an_unknown_word_is_no_example():
    gan = small()
    texts = ["a red balloon", "a red hat", "a blue hat", "one green coat"]
    gan.prepare_data((IMAGES, texts), 2, shuffle=False)
    assert gan.examples == tuple(texts[1:])
    assert gan.generate(n=2).shape == (2, 16, 16, 1)  # by the examples


def test_a_vocabulary_of_other_texts_is_told():
    with pytest.warns(UserWarning, match=r"^86% of the words of x\[1\] are not in .*from_texts\(t"):
        small().prepare_data((IMAGES, ["ein roter Hut", "a hut", *["x"] * 2]), 2, shuffle=False)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda gan: gan.fit((IMAGES, ["ein Hut"] * 4)), r"^100% of the words of x\[1\] are not"),
        (lambda gan: small(examples="a hat"), r"`examples` must be .* got one: pass \['a hat'\]"),
        (lambda gan: gan.generate("a blu hat"), "condition has 'blu'.*Did you mean 'blue'"),
        (lambda gan: gan.generate(7), "condition has 7 of the type int where text is expected"),
        (lambda gan: gan.fit(IMAGES), r"images and their texts, as \(images, texts\) .*ndarray"),
        (lambda gan: gan.fit((IMAGES, TEXTS[:3])), "`x` has 4 images and 3 texts"),
        (lambda gan: gan.fit((IMAGES, TEXTS), batch_size=1), "`batch_size` must be at least 2"),
        (lambda gan: gan.fit((IMAGES, ["a red hat"] * 3 + [""])), r"x\[1\]\[3\] is empty text"),
        (lambda gan: small(interpolation=1.0), "`interpolation` must be None or a number between"),
        (lambda gan: small(encoder="lstm"), "`encoder` must be one of 'recurrent', 'transformer'"),
        (lambda gan: small().generate(n=2), "no example texts yet: give `generate` a `condition`"),
    ],
)
def test_mistakes_are_named(gan, call, message):
    with pytest.raises(ValueError, match=message):
        call(gan)


def test_what_follows_the_end_of_a_text_changes_nothing():
    for encoder in ("recurrent", "transformer"):
        short, long = (
            build_text_encoder(encoder, 9, length, embedding_dim=4, units=3) for length in (3, 5)
        )
        weights = [
            longer if shorter.shape == longer.shape else longer[: len(shorter)]
            for shorter, longer in zip(short.get_weights(), long.get_weights(), strict=True)
        ]
        short.set_weights(weights)
        filled = long(np.array([[2, 7, 3, 0, 0]]))
        np.testing.assert_allclose(short(np.array([[2, 7, 3]])), filled, atol=1e-6)
        assert np.abs(filled - long(np.array([[7, 2, 3, 0, 0]]))).max() > 1e-5


def test_a_recurrent_encoder_leaves_as_the_same_function(gan, tmp_path):
    tokens = gan.encode(TEXTS, "texts")
    written_out = unrolled(gan.text_encoder)
    np.testing.assert_allclose(written_out(tokens), gan.text_encoder(tokens), atol=1e-6)
    file = export.tflite(gan, tmp_path / "gan.tflite")
    latents = np.random.default_rng(0).standard_normal((4, 2)).astype("float32")
    expected = gan.generate(TEXTS, latents=latents)
    drawn = export.TFLiteGenerator(file)(latents=latents, tokens=tokens)
    np.testing.assert_allclose(drawn, expected, atol=1e-4)
    with pytest.raises(ValueError, match=r"takes \(latents=\.\.\., tokens=\.\.\.\), got latents"):
        export.TFLiteGenerator(file)(latents=latents)


def assert_same(weights, others):
    for mine, theirs in zip(weights, others, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_cost_of_a_match_is_the_mean_of_two_cross_entropies():
    similarities = np.random.default_rng(1).normal(size=(3, 3)).astype("float32")
    right = np.diag(similarities)
    to_texts = np.log(np.exp(similarities).sum(axis=1)) - right
    to_images = np.log(np.exp(similarities).sum(axis=0)) - right
    found = numpy(matching_loss(tf.range(3), tf.constant(similarities)))
    np.testing.assert_allclose(found, (to_texts + to_images) / 2, rtol=1e-5)


def test_the_encoder_learns_beforehand_to_say_what_its_pictures_show():
    gan = small(ema_decay=0.9)
    shown = np.repeat(np.arange(4), 8)  # each text with pictures of its own grey
    noise = np.random.default_rng(2).normal(0, 0.05, (32, 16, 16, 1))
    images = np.clip(np.linspace(-0.9, 0.9, 4)[shown, None, None, None] + noise, -1, 1)
    order = np.arange(32).reshape(4, 8).T.ravel()  # a batch of four has each text once
    images, texts = images[order].astype("float32"), [TEXTS[index] for index in shown[order]]
    others = {name: getattr(gan, name).get_weights() for name in ("generator", "discriminator")}
    stage = {"epochs": 10, "batch_size": 4, "shuffle": False, "learning_rate": 0.01, "verbose": 0}
    history = gan.pretrain((images, texts), **stage).history
    assert history["accuracy"][-1] == 1.0
    assert history["loss"][-1] < 0.1 * history["loss"][0]
    for name, before in others.items():
        assert_same(getattr(gan, name).get_weights(), before)
    assert_same(gan.text_encoder_average.get_weights(), gan.text_encoder.get_weights())
    assert int(gan.optimizer.iterations) == 0
    again = small(ema_decay=0.9)
    again.pretrain((images, texts), **stage)
    assert_same(again.text_encoder.get_weights(), gan.text_encoder.get_weights())


def test_no_other_player_is_trained_beforehand():
    with pytest.raises(ValueError, match=r"must be 'text_encoder'.*got 'generator'"):
        small().pretrain((IMAGES, TEXTS), "generator")
    with pytest.raises(ValueError, match="`epochs` must be a whole number of at least 1, got 0"):
        small().pretrain((IMAGES, TEXTS), epochs=0)


def test_mode_seeking_is_how_little_pictures_differ_for_their_latents():
    drawn = np.random.default_rng(3)
    images, others = drawn.normal(size=(2, 4, 16, 16, 1)).astype("float32")
    z, other_z = drawn.normal(size=(2, 4, 2)).astype("float32")
    coarse = (images - others).reshape(4, 8, 2, 8, 2).mean(axis=(2, 4))
    ratio = np.abs(coarse).mean() / np.abs(z - other_z).mean()
    assert float(mode_seeking(images, others, z, other_z)) == pytest.approx(1 / (ratio + 0.1))
    assert float(mode_seeking(images, images, z, other_z)) == pytest.approx(10.0)


def test_the_generator_pays_for_a_picture_whose_text_is_not_found():
    arguments = {"encoder_learns": False}
    gan = small(matching_weight=2.0, **arguments)
    without = small(**arguments)
    for name in without.network_names:
        getattr(without, name).set_weights(getattr(gan, name).get_weights())
    tokens = tf.constant(gan.encode(TEXTS, "texts"))
    z = keras.random.normal((4, 2), seed=keras.random.SeedGenerator(gan.seed))
    h = gan.text_encoder(tokens)
    seen = gan.image_encoder(gan.generator([z, h], training=True), training=False)
    vectors = [numpy(of) for of in (seen, h)]
    cosines = [of / np.linalg.norm(of, axis=1, keepdims=True) for of in vectors]
    expected = float(ops.mean(matching_loss(np.arange(4), cosines[0] @ cosines[1].T / 0.07)))
    judge = gan.image_encoder.get_weights()
    losses = [
        float(one.train_step((tf.constant(IMAGES), tokens))["generator_loss"])
        for one in (gan, without)
    ]
    assert losses[0] - losses[1] == pytest.approx(2.0 * expected, rel=1e-3)
    assert_same(gan.image_encoder.get_weights(), judge)
    with pytest.raises(ValueError, match="`matching_weight` needs"):
        small(matching_weight=2.0)


def test_the_judge_of_matches_learns_beforehand_and_is_saved(tmp_path):
    gan = small(encoder_learns=False, matching_weight=1.0)
    before = gan.image_encoder.get_weights()
    gan.pretrain((IMAGES, TEXTS), batch_size=4, epochs=2, verbose=0)
    after = gan.image_encoder.get_weights()
    assert any(not np.array_equal(one, other) for one, other in zip(before, after, strict=True))
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert_same(loaded.image_encoder.get_weights(), after)


def test_mode_seeking_is_added_to_the_generators_loss():
    with_it, without = (small(mode_seeking_weight=weight) for weight in (0.5, 0.0))
    tokens = tf.constant(with_it.encode(TEXTS, "texts"))
    seed = keras.random.SeedGenerator(with_it.seed)
    z, other_z = (keras.random.normal((4, 2), seed=seed) for _ in range(2))
    h = with_it.text_encoder(tokens)
    pair = (with_it.generator([latents, h], training=True) for latents in (z, other_z))
    expected = float(mode_seeking(*pair, z, other_z))
    losses = [
        float(gan.train_step((tf.constant(IMAGES), tokens))["generator_loss"])
        for gan in (with_it, without)
    ]
    assert losses[0] - losses[1] == pytest.approx(0.5 * expected, rel=1e-4)


def test_r1_is_the_slope_at_real_pictures_with_their_texts():
    with_it, without = (
        small(r1_weight=weight, discriminator_normalization="layer") for weight in (3.0, 0.0)
    )
    tokens = tf.constant(with_it.encode(TEXTS, "texts"))
    h = with_it.text_encoder(tokens)
    images = tf.constant(IMAGES)
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = tf.reduce_sum(with_it.discriminator([images, h], training=True))
    squares = np.square(numpy(tape.gradient(total, images))).sum(axis=(1, 2, 3))
    losses = [gan.train_step((images, tokens)) for gan in (with_it, without)]
    found = float(losses[0]["discriminator_loss"]) - float(losses[1]["discriminator_loss"])
    assert found == pytest.approx(3.0 * 0.5 * squares.mean(), rel=1e-4)
    with pytest.raises(ValueError, match="r1_weight"):
        small(r1_weight=3.0)


def test_an_encoder_that_does_not_learn_stays_as_it_is():
    moved = {}
    for learns in (True, False):
        gan = small(encoder_learns=learns)
        gan.compile({player: keras.optimizers.SGD(0.1) for player in gan.players})
        before = {name: getattr(gan, name).get_weights() for name in gan.network_names}
        gan.train_step((tf.constant(IMAGES), tf.constant(gan.encode(TEXTS, "texts"))))
        moved[learns] = {
            name
            for name, weights in before.items()
            if any(map(np.any, map(np.subtract, getattr(gan, name).get_weights(), weights)))
        }
    assert moved[True] == {"generator", "discriminator", "text_encoder"}
    assert moved[False] == {"generator", "discriminator"}


def test_a_generator_of_flat_colours_chooses_them_by_the_text():
    gan = small(body="flat_colours")
    draw = gan.generator.get_layer("images")
    palette = keras.Model(draw.input, draw.get_layer("palette").output)
    colours = [
        numpy(palette(np.concatenate([np.zeros((1, 2)), text], axis=1, dtype="float32")))
        for text in np.eye(2, 128)[:, None]
    ]
    assert np.abs(colours[0] - colours[1]).max() > 1e-3
    assert gan.generate(["a red hat"], seed=0).shape == (1, 16, 16, 1)
    with pytest.raises(ValueError, match=r"`body` must be one of .*, got 'flat_colors'"):
        small(body="flat_colors")
