"""The mutants of talking heads, and of the data that they learn from."""

from benchmarks.mutants.mutant import DETACHED, Mutant

FAMILY = "keras_gan_zoo/families/video/talking_head"
TEST = "tests/families/video/test_talking_head.py"
PARTS_TEST = "tests/families/video/test_talking_head_parts.py"
SET = "keras_gan_zoo/data/sets/talking_heads"
SET_TEST = "tests/data/test_talking_heads.py"
LOSS = "goes_down_its_loss"

MUTANTS = (
    Mutant(
        "talking_head: the discriminator judges without what all people have in common",
        f"{FAMILY}/talking_head.py",
        "_, w = self.people(i, training=True)",
        "w, _ = self.people(i, training=True)",
        TEST,
        LOSS,
    ),
    Mutant(
        "talking_head: the embedding is told by one frame alone",
        f"{FAMILY}/talking_head.py",
        "(-1, frames.shape[1], vectors.shape[-1])), axis=1)",
        "(-1, frames.shape[1], vectors.shape[-1]))[:, :1], axis=1)",
        TEST,
        LOSS,
    ),
    Mutant(
        "talking_head: no gradient of what is drawn reaches the embedder",
        f"{FAMILY}/talking_head.py",
        "self.projection(e, training=True)], training=True), e]",
        f"self.projection({DETACHED}(e), training=True)], training=True), e]",
        TEST,
        LOSS,
    ),
    Mutant(
        "talking_head: the matching loss is of what the discriminator judges by",
        f"{FAMILY}/talking_head.py",
        "W_i, _ = self.people(i, training=True)",
        "_, W_i = self.people(i, training=True)",
        TEST,
        LOSS,
    ),
    Mutant(
        "talking_head: an adapted person's vector lacks what all have in common",
        f"{FAMILY}/talking_head.py",
        "ops.convert_to_numpy(common) + vector,",
        "0 * ops.convert_to_numpy(common) + vector,",
        TEST,
        "begins_at",
    ),
    Mutant(
        "talking_head: an adapted model is the networks themselves, not copies",
        f"{FAMILY}/talking_person.py",
        "copy = clone_network(network)",
        "copy = network",
        TEST,
        "nothing_of_the_old",
    ),
    Mutant(
        "talking_head: an adapted model's networks stand still but for its own vectors",
        f"{FAMILY}/talking_person.py",
        "copy.trainable = True",
        "copy.trainable = False",
        TEST,
        "nothing_of_the_old",
    ),
    Mutant(
        "talking_head: the discriminator is told fakes are real",
        f"{FAMILY}/talking_head.py",
        "hinge.discriminator(real=D(x)[0], fake=D(drawn.outputs[0])[0])",
        "hinge.discriminator(fake=D(x)[0], real=D(drawn.outputs[0])[0])",
        TEST,
        LOSS,
    ),
    Mutant(
        "talking_head: the maps of the discriminator have no gradient",
        f"{FAMILY}/head_gan.py",
        "zip(map(ops.stop_gradient, maps), drawn_maps, strict=True)",
        "zip(maps, map(ops.stop_gradient, drawn_maps), strict=True)",
        TEST,
        LOSS,
    ),
    Mutant(
        "talking_head: the frame that is drawn is one that the person is known by",
        f"{FAMILY}/episodes.py",
        "return x[:, :shots], y[:, :shots], x[:, shots], y[:, shots]",
        "return x[:, :shots], y[:, :shots], x[:, 0], y[:, 0]",
        PARTS_TEST,
        "no_frame_twice",
    ),
    Mutant(
        "talking_head: offsets and scales of adaptive normalization change places",
        f"{FAMILY}/layers.py",
        "return self.normalization(maps) * (1.0 + gamma) + beta",
        "return self.normalization(maps) * (1.0 + beta) + gamma",
        PARTS_TEST,
        "layers_compute",
    ),
    Mutant(
        "talking_heads: what is further away is seen",
        f"{SET}/rendering.py",
        'nearest = np.argsort(places[within, 2], kind="stable")',
        'nearest = np.argsort(-places[within, 2], kind="stable")',
        SET_TEST,
        "nearer",
    ),
    Mutant(
        "talking_heads: triangles are cut too coarsely",
        f"{SET}/rendering.py",
        "wanted = _DENSE * _FINER * size * _SHOWN * sides",
        "wanted = 0.1 * _DENSE * _FINER * size * _SHOWN * sides",
        SET_TEST,
        "no_holes",
    ),
    Mutant(
        "talking_heads: a person's number is the place in the batch",
        f"{SET}/sources.py",
        'tf.cast(row, "int32")',
        'tf.cast(tf.zeros_like(row), "int32")',
        SET_TEST,
        "with_their_numbers",
    ),
)
