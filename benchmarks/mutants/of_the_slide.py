"""The mutants of the families that are all called SGAN in their papers."""

from benchmarks.mutants.mutant import Mutant, of

spatial = of("image", "spatial_gan/spatial_gan", "test_spatial_gan")
local_pairs = of("image", "local_pairs_gan/local_pairs_gan", "test_local_pairs_gan")
side_by_side = of("image", "local_pairs_gan/side_by_side", "test_local_pairs_gan")
stacked = of("conditional", "stacked_gan/stacked_gan", "test_stacked_gan")

MUTANTS = (
    spatial(
        "spatial_gan: fakes are called real",
        "return log_loss.real(real) + log_loss.fake(fake)",
        "return log_loss.real(real) + log_loss.real(fake)",
        "each_player",
    ),
    spatial(
        "spatial_gan: a saturating generator",
        "return log_loss.real(self.discriminator(fakes.outputs, training=True))",
        "return -log_loss.fake(self.discriminator(fakes.outputs, training=True))",
        "each_player",
    ),
    spatial(
        "spatial_gan: a smaller picture than was asked for",
        'shape = self.map_shape(size, "size")',
        "shape = self.latent_shape",
        "any_size",
    ),
    Mutant(
        "spatial_gan: the last place is never cut out",
        "keras_gan_zoo/layers/random_crops.py",
        "- length + 1",
        "- length",
        "tests/families/image/test_spatial_gan.py",
        "all_places",
    ),
    Mutant(
        "spatial_gan: one place for all pictures",
        "keras_gan_zoo/layers/random_crops.py",
        "start[:, None] + ops",
        "0 * start[:, None] + start[0] + ops",
        "tests/families/image/test_spatial_gan.py",
        "all_places",
    ),
    local_pairs(
        "local_pairs_gan: the global discriminator judges the global generator",
        "fake = [D_0(local(n), training=True) for n in N]",
        "fake = [D_0(drawn(n), training=True) for n in N]",
        "each_player",
    ),
    local_pairs(
        "local_pairs_gan: the global generator learns from the global discriminator",
        "return believed(M, drawn)",
        "return believed(lambda fakes, **_: [D_0(fake) for fake in fakes], drawn)",
        "each_player",
    ),
    local_pairs(
        "local_pairs_gan: the messengers learn from the local generators",
        "judged(M, drawn)",
        "judged(M, local)",
        "each_player",
    ),
    local_pairs(
        "local_pairs_gan: the local discriminators see what the global generator draws",
        "self.minimize(lambda: judged(D, local)",
        "self.minimize(lambda: judged(D, drawn)",
        "never_affects",
    ),
    local_pairs(
        "local_pairs_gan: the messengers are never renewed",
        "ops.equal(self.steps_taken % self.renewed_every, 0)",
        "ops.equal(self.steps_taken, 0)",
        "renewed",
    ),
    side_by_side(
        "local_pairs_gan: one network in the place of several, once it is loaded",
        ' if k != "shared_object_id"',
        "",
        "saving",
    ),
    stacked(
        "stacked_gan: the lower generator's loss reaches the upper one",
        "ops.where(alone, h_1, ops.stop_gradient(H_1))",
        "ops.where(alone, h_1, H_1)",
        "each_player",
    ),
    stacked(
        "stacked_gan: never trained together",
        "self.steps_taken < self.independent_steps",
        "self.steps_taken > -1",
        "each_player or alone",
    ),
    stacked(
        "stacked_gan: the pictures' features need not be those they were drawn from",
        "ops.square(found - h)",
        "ops.square(found - h_1)",
        "each_player",
    ),
    stacked(
        "stacked_gan: the latents are read off the wrong level",
        "judge(D_1, H_1, z_1), judge(D_0, X, z_0)\n            real =",
        "judge(D_1, H_1, z_0), judge(D_0, X, z_1)\n            real =",
        "each_player",
    ),
    stacked(
        "stacked_gan: the encoder goes on learning",
        "        finally:\n            self.encoder.trainable = False\n",
        "        finally:\n            pass\n",
        "before_the_game",
    ),
)
