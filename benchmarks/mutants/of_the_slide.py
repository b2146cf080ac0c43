"""The mutants of the families that are all called SGAN in their papers."""

from benchmarks.mutants.mutant import of

spatial = of("image", "spatial_gan/spatial_gan", "test_spatial_gan")
crops = of("image", "spatial_gan/crops", "test_spatial_gan")

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
    crops(
        "spatial_gan: the last place is never cut out",
        "- length + 1",
        "- length",
        "all_places",
    ),
    crops(
        "spatial_gan: one place for all pictures",
        "start[:, None] + ops",
        "0 * start[:, None] + start[0] + ops",
        "all_places",
    ),
)
