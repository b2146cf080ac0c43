"""The mutants of the GANs whose networks are their own, and of the layers they are built of."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of

fastgan = of("image", "fastgan/fastgan", "test_fastgan")
parts = of("image", "fastgan/parts", "test_fastgan")


def _of_layers(file: str, test: str):
    """Returns a function that makes the mutants of a layer."""

    def mutant(name, old, new):
        return Mutant(name, f"keras_gan_zoo/layers/{file}.py", old, new, f"tests/layers/{test}.py")

    return mutant


excitation = _of_layers("skip_layer_excitation", "test_gated_layers")
noise = _of_layers("noise_injection", "test_gated_layers")

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
    noise(
        "fastgan: noise of each channel",
        "(*ops.shape(inputs)[:-1], 1),",
        "ops.shape(inputs),",
    ),
)
