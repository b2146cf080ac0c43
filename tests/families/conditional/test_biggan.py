"""BigGAN: what reaches which block, how it is kept orthogonal, and truncated pictures."""

import keras
import numpy as np
import pytest
from keras import ops
from moves import check_moves, descend, moves_in, settle
from tiny import numpy, rates, reloaded

import keras_gan_zoo
from keras_gan_zoo import callbacks, export
from keras_gan_zoo.families.conditional.biggan.standing_statistics import replace_statistics
from keras_gan_zoo.layers import ModulatedBatchNormalization, SpectralNormalization

RANDOM = np.random.default_rng(0)
SMALL = {
    "image_shape": (16, 16, 1),
    "width": 2,
    "latent_dim": 9,
    "embedding_dim": 4,
    "classes": 3,
    "critic_steps": 1,
    "seed": 5,
}
X = RANDOM.uniform(-1, 1, (4, 16, 16, 1)).astype("float32")
Z = RANDOM.normal(size=(4, 9)).astype("float32")
LABELS = np.array([0, 2, 1, 2], "int32")


@pytest.fixture(scope="module")
def drawing():
    """A model to draw by, whose average is not what it was in the beginning."""
    gan = keras_gan_zoo.get("biggan", **SMALL)
    gan.train_step((ops.convert_to_tensor(X), ops.convert_to_tensor(LABELS)))  # not traced
    return gan


def run(network, *inputs):
    return network([ops.convert_to_tensor(each) for each in inputs], training=True)


def test_each_player_goes_down_its_loss():
    gan = descend(keras_gan_zoo.get("biggan", orthogonal_weight=0.01, **SMALL))
    gan.sample_latents = lambda like: ops.convert_to_tensor(Z)
    settle(gan)

    def D(images):
        return numpy(run(gan.discriminator, images, LABELS))

    def fake():
        return D(run(gan.generator, Z, LABELS))

    def judged():
        return np.maximum(0, 1 - D(X)).mean() + np.maximum(0, 1 + fake()).mean()

    def believed():
        lengths = 0.0
        for variable in gan.generator.trainable_variables:
            if variable.path.endswith("kernel"):
                matrix = numpy(variable).reshape(-1, variable.shape[-1])
                products = matrix.T @ matrix
                lengths += np.sum(products**2) - np.sum(np.diag(products) ** 2)
        return -fake().mean() + 0.01 * lengths

    moves = moves_in(gan, X, LABELS)
    check_moves(gan, moves, [("discriminator", judged), ("generator", believed)])


def test_two_discriminator_steps_have_other_pictures():
    gan = keras_gan_zoo.get("biggan", **{**SMALL, "critic_steps": 2})
    seen = []
    gan.discriminator_step = lambda x, y: seen.append((numpy(x), numpy(y)))
    gan.train_step((ops.convert_to_tensor(X), ops.convert_to_tensor(LABELS)))
    for index, (x, y) in enumerate(seen):
        np.testing.assert_array_equal(x, X[index::2])
        np.testing.assert_array_equal(y, LABELS[index::2])
    assert len(seen) == 2


def test_latents_are_cut_into_one_part_for_each_block():
    gan = keras_gan_zoo.get("biggan", **SMALL)
    layers = [x for x in gan.generator.layers if isinstance(x, ModulatedBatchNormalization)]
    embedding = gan.generator.get_layer("shared_embedding")
    seen = keras.Model(gan.generator.inputs, [layer.input[1] for layer in layers])
    vectors = seen([Z, LABELS])
    assert len(layers) == 4  # two blocks of two
    shared = numpy(embedding(LABELS))
    for index, vector in enumerate(vectors):
        part = Z[:, 3 * (1 + index // 2) : 3 * (2 + index // 2)]
        np.testing.assert_allclose(vector, np.concatenate([shared, part], axis=1), rtol=1e-6)
    first = next(x for x in gan.generator.layers if getattr(x, "layer", None) is not None)
    assert first.kernel.shape[0] == 3


def test_kernels_begin_orthogonal():
    gan = keras_gan_zoo.get("biggan", **SMALL)
    for network in (gan.generator, gan.discriminator):
        for variable in network.trainable_variables:
            if variable.path.endswith("kernel"):
                matrix = numpy(variable).reshape(-1, variable.shape[-1])
                values = np.linalg.svd(matrix, compute_uv=False)
                # Of all but the logits' one column the lengths are 1, too.
                np.testing.assert_allclose(values, values[0], rtol=1e-4, err_msg=variable.path)


def test_standing_statistics_are_those_of_one_large_batch():
    inputs = keras.Input((5,))
    normalization = keras.layers.BatchNormalization()
    network = keras.Model(
        inputs, normalization(SpectralNormalization(keras.layers.Dense(3))(inputs))
    )
    network.trainable = False
    others = [v for v in network.variables if "moving" not in v.path]
    before = [v.numpy() for v in others]
    parts = RANDOM.normal(size=(4, 8, 5)).astype("float32") * np.arange(1, 5)[:, None, None]
    replace_statistics(network, lambda number: parts[number].astype("float32"), 4)
    for variable, value in zip(others, before, strict=True):
        np.testing.assert_array_equal(variable, value)
    assert not network.trainable_variables and normalization.momentum == 0.99
    middle = keras.Model(inputs, normalization.input)
    values = numpy(middle(parts.reshape(-1, 5).astype("float32")))
    # The power iteration goes on within a pass, and by how much says the layer's own test.
    scale = np.std(values, axis=0) / np.sqrt(numpy(normalization.moving_variance))
    np.testing.assert_allclose(scale, scale.mean(), rtol=1e-3)
    np.testing.assert_allclose(
        numpy(normalization.moving_mean) * scale, values.mean(axis=0), atol=1e-3
    )


def test_truncated_pictures_ask_for_their_statistics(drawing):
    with pytest.raises(ValueError, match=r"latents without one: call gan.keep_standing.*n=0\.5\)"):
        drawing.generate(0, n=2, truncation=0.5)
    plain = drawing.generate(n=6, seed=1)
    drawing.keep_standing_statistics(truncation=0.5, passes=3, batch_size=8)
    typical = drawing.generate(n=6, truncation=0.5, seed=1)
    assert np.any(typical != plain)
    # What is drawn without a word is drawn so, too, a batch at a time as well.
    np.testing.assert_array_equal(drawing.generate(n=6, seed=1), typical)
    batches = np.concatenate(list(drawing.generate_batches(6, seed=1, batch_size=4)))
    np.testing.assert_allclose(batches, typical, atol=1e-6)
    latents = drawing.latents_to_draw(1000, seed=2)
    assert 0.49 < np.abs(latents).max() <= 0.5
    with pytest.raises(ValueError, match=r"for a truncation of 0\.5: call .*truncation=0\.7\)"):
        drawing.generate(0, n=2, truncation=0.7)
    with pytest.raises(ValueError, match="either `truncation` or `latents`, not both"):
        drawing.generate(0, truncation=0.5, latents=Z)
    drawing.keep_standing_statistics(passes=3, batch_size=8)
    assert np.abs(drawing.latents_to_draw(1000, seed=2)).max() > 2


def test_they_are_kept_in_files_and_go_with_training(drawing, tmp_path):
    drawing.keep_standing_statistics(truncation=0.5, passes=3, batch_size=8)
    expected = drawing.generate(latents=Z)
    typical = drawing.generate(n=4, truncation=0.5, seed=1)
    again = reloaded(drawing, tmp_path)
    np.testing.assert_array_equal(again.generate(n=4, truncation=0.5, seed=1), typical)
    export.tflite(drawing, tmp_path / "gan.tflite")
    drawn = export.TFLiteGenerator(tmp_path / "gan.tflite")(latents=Z, labels=np.arange(4) % 3)
    np.testing.assert_allclose(drawn, expected, atol=1e-4)
    again.train_step((ops.convert_to_tensor(X), ops.convert_to_tensor(LABELS)))
    with pytest.raises(ValueError, match="latents without one"):
        again.generate(0, truncation=0.5)


def test_the_network_in_training_keeps_its_own(drawing):
    before = [v.numpy() for v in drawing.generator.variables]
    drawing.keep_standing_statistics(truncation=1.0, passes=2, batch_size=8)
    for variable, value in zip(drawing.generator.variables, before, strict=True):
        np.testing.assert_array_equal(variable, value)


class BegunRules(callbacks.CollapseRules):
    """For a game of a few steps, which has not begun by what its pictures look like."""

    begun = True


class Collapse(keras.callbacks.Callback):
    """Lets the generator draw one grey from a step on."""

    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.optimizer.iterations) >= 12:
            for weight in self.model.generator.trainable_variables:
                weight.assign(0 * weight)


def test_a_monitor_goes_back_to_the_model_from_before_a_collapse(tmp_path, pictures):
    gan = keras_gan_zoo.get("biggan", **SMALL)
    real = numpy(ops.image.resize(pictures[:16], (16, 16))).astype("float32")
    monitor = callbacks.CollapseMonitor(
        real, tmp_path, every=2, count=9, rules=BegunRules(), stream=False, stop=True
    )
    labels = np.arange(16) % 3
    gan.fit((real, labels), batch_size=4, epochs=6, verbose=0, callbacks=[Collapse(), monitor])
    assert monitor.alarms and 12 <= monitor.alarms[0].noticed < 24
    assert int(monitor.kept.stem.rpartition("_")[2]) < 12
    again = keras.models.load_model(monitor.kept)
    assert again.generate(n=6, seed=0).std(axis=0).mean() > 1e-3
    assert again.samples_as_trained(6, 0).std(axis=0).mean() > 1e-3
    assert gan.samples_as_trained(6, 0).std(axis=0).mean() < 1e-6


def test_defaults_and_saving(tmp_path):
    gan = keras_gan_zoo.get("biggan", **{k: v for k, v in SMALL.items() if k != "critic_steps"})
    assert rates(gan) == {"discriminator": (2e-4, 0.0), "generator": (5e-5, 0.0)}
    assert (gan.critic_steps, gan.orthogonal_weight, gan.ema_decay) == (2, 1e-4, 0.9999)
    again = reloaded(keras_gan_zoo.get("biggan", orthogonal_weight=0.5, **SMALL), tmp_path)
    assert again.orthogonal_weight == 0.5


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"multiple of 3, one part .* 2 blocks, got 8; .* is 9"):
        keras_gan_zoo.get("biggan", **{**SMALL, "latent_dim": 8})
    with pytest.raises(ValueError, match=r"`attention` .* which are 8, 16, got 32"):
        keras_gan_zoo.get("biggan", attention=(32,), **SMALL)
    with pytest.raises(ValueError, match="`orthogonal_weight` must be a number of at least 0"):
        keras_gan_zoo.get("biggan", orthogonal_weight=-1, **SMALL)
    with pytest.raises(ValueError, match="`truncation` must be a number above 0, got 0"):
        keras_gan_zoo.get("biggan", **SMALL).generate(0, truncation=0)
