"""The mutants of the GANs whose networks are their own, and of the layers they are built of."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of, of_file

fastgan = of("image", "fastgan/fastgan", "test_fastgan")
sagan = of("conditional", "sagan", "test_sagan")
biggan = of("conditional", "biggan/biggan", "test_biggan")
biggan_networks = of("conditional", "biggan/networks", "test_biggan")
standing = of("conditional", "biggan/standing_statistics", "test_biggan")
parts = of("image", "fastgan/parts", "test_fastgan")

attention = of_file("layers/self_attention", "layers/test_self_attention")
modulated = of_file("layers/modulated_batch_normalization", "layers/test_self_attention")
bilinear = of_file("layers/bilinear_resampling", "layers/test_resampling_and_groups")
grouped = of_file("layers/grouped_convolution", "layers/test_resampling_and_groups")
excitation = of_file("layers/skip_layer_excitation", "layers/test_gated_layers")
noise = of_file("layers/learned_noise", "layers/test_gated_layers")

MUTANTS = (
    fastgan(
        "fastgan: fakes are redrawn, too",
        'whole = self.decoder(real["maps"], training=True)',
        'whole = self.decoder(real["maps"], training=True) + 0 * ops.mean(\n'
        '                self.decoder(fake["maps"], training=True)\n'
        "            )",
        "redrawn",
    ),
    fastgan(
        "fastgan: what is redrawn teaches the discriminator nothing",
        'whole = self.decoder(real["maps"], training=True)',
        f'whole = self.decoder({DETACHED}(real["maps"]), training=True)',
        "goes_down",
    ),
    fastgan(
        "fastgan: a quarter is held against another",
        "shrunk(cut_out(x, part), quarter.shape[1])",
        "shrunk(cut_out(x, part[:, ::-1]), quarter.shape[1])",
        "goes_down",
    ),
    fastgan(
        "fastgan: the generator is judged without augmentation",
        "lambda: self.augmented(self.generator(z, training=True))",
        "lambda: self.generator(z, training=True)",
        "augmented",
    ),
    parts(
        "fastgan: columns for rows",
        "top, bottom = maps[:, : height // 2], maps[:, height // 2 :]",
        "top, bottom = maps[:, height // 2 :], maps[:, : height // 2]",
        "quarters",
    ),
    excitation(
        "fastgan: a gate without its second kernel",
        "ops.sigmoid(self.mix(said, training=training))",
        "ops.sigmoid(said)",
    ),
    Mutant(
        "r3gan: branches that say something from the first",
        "keras_gan_zoo/networks/r3gan.py",
        'use_bias=False, kernel_initializer="zeros")',
        "use_bias=False)",
        "tests/networks/test_r3gan_networks.py",
        "branches or linear",
    ),
    Mutant(
        "r3gan: kernels of one size, however many branches",
        "keras_gan_zoo/networks/r3gan.py",
        "(blocks * len(widths)) ** -0.25",
        "1.0",
        "tests/networks/test_r3gan_networks.py",
        "branches",
    ),
    bilinear(
        "r3gan: halved beside the middle",
        "min(max(2 * row + tap - 1, 0), side - 1)",
        "min(max(2 * row + tap, 0), side - 1)",
    ),
    grouped(
        "r3gan: one group's kernels for another",
        "pairs = zip(\n            ops.split(inputs, self.groups, axis=-1),",
        "pairs = zip(\n            ops.split(inputs, self.groups, axis=-1)[::-1],",
    ),
    noise(
        "fastgan: noise of each channel",
        "(*ops.shape(inputs)[:3], 1)",
        "ops.shape(inputs)",
    ),
    sagan(
        "sagan: a generator without spectral normalization",
        "spectral=True,",
        "spectral=False,",
        "spectrally",
    ),
    sagan(
        "sagan: the players' rates change places",
        '"discriminator": keras.optimizers.Adam(4e-4,',
        '"discriminator": keras.optimizers.Adam(1e-4,',
        "defaults",
    ),
    attention(
        "sagan: places are looked at in equal shares",
        'weights = ops.softmax(ops.cast(alike, "float32"), axis=-1)',
        'weights = ops.softmax(0 * ops.cast(alike, "float32"), axis=-1)',
    ),
    attention(
        "sagan: attention over those who look",
        "axis=-1)\n        found",
        "axis=1)\n        found",
    ),
    attention(
        "sagan: the map itself is left out",
        "return inputs + ops.cast(self.gamma, inputs.dtype) * found",
        "return ops.cast(self.gamma, inputs.dtype) * found",
    ),
    modulated(
        "biggan: a gain around 0",
        "* (1.0 + gain) + offset",
        "* gain + offset",
    ),
    biggan(
        "biggan: kernels are pulled away from orthogonal",
        "                + orthogonality\n",
        "                - orthogonality\n",
        "goes_down",
    ),
    biggan(
        "biggan: what was kept for a truncation is never forgotten",
        "self.standing_truncation.assign(0.0)  #",
        "self.standing_truncation  #",
        "go_with_training",
    ),
    biggan_networks(
        "biggan: all blocks are told the same part of the latents",
        "[*map(normalized_by, others), ",
        "[*map(normalized_by, others[:1] * len(others)), ",
        "cut",
    ),
    standing(
        "biggan: variance within the passes alone",
        "(np.asarray(layer.moving_variance.value) + mean**2) / passes",
        "(np.asarray(layer.moving_variance.value) + means[at] ** 2) / passes",
        "one_large_batch",
    ),
    standing(
        "biggan: power iterations go on in the drawing",
        "with FrozenState(others):",
        "with FrozenState([]):",
        "one_large_batch",
    ),
    Mutant(
        "biggan: the length of each column counts, too",
        "keras_gan_zoo/penalties/orthogonal.py",
        "products * (1.0 - ops.eye(kernel.shape[-1]))",
        "products * 1.0",
        "tests/families/conditional/test_biggan.py",
        "goes_down",
    ),
)
