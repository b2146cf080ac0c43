"""The mutants of the families that learn vectors, gradients or a score in place of an encoder."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of

glo = of("autoencoder", "glo/glo", "test_autoencoder_gradients")
glo_vectors = of("autoencoder", "glo/glo", "test_glo")
gon = of("autoencoder", "gon/gon", "test_autoencoder_gradients")
energy = of("density", "energy_model/energy_model", "test_energy_model")
search = of("density", "energy_model/search", "test_energy_model")
replay = of("density", "energy_model/replay", "test_energy_model")

MUTANTS = (
    glo(
        "glo: each picture is given another's vector",
        "drawn = G(self.vectors(i), training=True)",
        "drawn = G(self.vectors(i[::-1]), training=True)",
        "glo",
    ),
    glo(
        "glo: the vectors do not move",
        "drawn = G(self.vectors(i), training=True)",
        f"drawn = G({DETACHED}(self.vectors(i)), training=True)",
        "glo",
    ),
    glo(
        "glo: a vector's step goes with the size of the batch",
        'return ops.cast(ops.shape(numbers)[0], "float32") * sum(terms().values())',
        "return sum(terms().values())",
        "glo",
    ),
    glo_vectors(
        "glo: a picture that is twice in a batch counts twice in the Gaussian",
        "after = ops.where(ops.expand_dims(once, 1), after, before)",
        "after = ops.where(ops.expand_dims(once, 1), after, after)",
        "gaussian",
    ),
    Mutant(
        "glo: vectors leave the unit ball",
        "keras_gan_zoo/families/autoencoder/glo/vectors.py",
        "vectors / ops.maximum(norms, 1.0)",
        "vectors / ops.maximum(norms / norms, 1.0)",
        "tests/families/autoencoder/test_glo.py",
        "ball",
    ),
    Mutant(
        "glo: all levels of the pyramid count by their size",
        "keras_gan_zoo/losses/laplacian_pyramid.py",
        "4.0**level * ops.sum",
        "1.0**level * ops.sum",
        "tests/families/autoencoder/test_autoencoder_gradients.py",
        "glo",
    ),
    Mutant(
        "glo: pictures are numbered after they are shuffled",
        "keras_gan_zoo/models/numbered_pictures.py",
        "pairs = _numbered(examples, kind, batched)",
        "pairs = _numbered(examples.shuffle(100), kind, batched)",
        "tests/families/autoencoder/test_glo.py",
        "place_in_the_data or however",
    ),
    Mutant(
        "glo: each batch is numbered as if the one before had one picture",
        "keras_gan_zoo/models/numbered_pictures.py",
        "return first + rows, (pictures, numbers)",
        "return first + 1, (pictures, numbers)",
        "tests/families/autoencoder/test_glo.py",
        "smaller_last",
    ),
    gon(
        "gon: a step up from the origin",
        "return -input_gradient(",
        "return input_gradient(",
        "gon",
    ),
    gon(
        "gon: no gradient through the code",
        "z = self.codes(x)",
        f"z = {DETACHED}(self.codes(x))",
        "gon",
    ),
    Mutant(
        "gon: what the mean has moved by is left out of the covariance",
        "keras_gan_zoo/layers/fitted_gaussian.py",
        "old = self.covariance + _outer(self.mean - mean)",
        "old = self.covariance + 0.0 * _outer(self.mean - mean)",
        "tests/families/autoencoder/test_gon.py",
        "gaussian",
    ),
    energy(
        "energy_model: the scores of the data fall",
        "return down - up + self.alpha * size",
        "return up - down + self.alpha * size",
        "loss_and_gradient",
    ),
    energy(
        "energy_model: what was found does not stay in the buffer",
        "self.replay.put(places, found)",
        "self.replay.put(places, starts)",
        "keeps_what_was_found",
    ),
    energy(
        "energy_model: points of a grid count alike",
        "ops.stop_gradient(ops.softmax(scores, axis=0))",
        "ops.stop_gradient(ops.softmax(0.0 * scores, axis=0))",
        "likelihood",
    ),
    search(
        "energy_model: the search goes downhill",
        "moved = x + step_size * ops",
        "moved = x - step_size * ops",
        "a_step_goes_up",
    ),
    search(
        "energy_model: a gradient goes through the search",
        "return ops.stop_gradient(ops.fori_loop(0, steps, step, x))",
        "return ops.fori_loop(0, steps, step, x)",
        "no_gradient",
    ),
    replay(
        "energy_model: nearly all searches begin in noise",
        "ops.where(chance < self.fresh, noise, stored)",
        "ops.where(chance >= self.fresh, noise, stored)",
        "searches",
    ),
)
