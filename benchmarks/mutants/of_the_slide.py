"""The mutants of the families of the slide whose names sound alike."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of

spatial = of("image", "spatial_gan/spatial_gan", "test_spatial_gan")
local_pairs = of("image", "local_pairs_gan/local_pairs_gan", "test_local_pairs_gan")
side_by_side = of("image", "local_pairs_gan/side_by_side", "test_local_pairs_gan")
stacked = of("conditional", "stacked_gan/stacked_gan", "test_stacked_gan")
seuda = of("translation", "seuda/seuda", "test_seuda")
sifting = of("conditional", "sifting_gan/sifting_gan", "test_sifting_gan")
chosen = of("conditional", "sifting_gan/sifting", "test_sifting_gan")
online = of("conditional", "sifting_gan/online_output", "test_sifting_gan")
tomographies = of("upscaling", "ct_enhancement_gan/ct_enhancement_gan", "test_ct_enhancement_gan")
worse = of("upscaling", "ct_enhancement_gan/degradations", "test_ct_enhancement_gan")
steganographic = of("image", "steganographic_gan/steganographic_gan", "test_steganographic_gan")
hiding = of("image", "steganographic_gan/hiding", "test_steganographic_gan")
high_pass = of("image", "steganographic_gan/steganalyser", "test_steganographic_gan")
sparse = of("translation", "sparsely_grouped_gan/sparsely_grouped_gan", "test_sparsely_grouped_gan")
grouped = of("translation", "sparsely_grouped_gan/grouped_data", "test_sparsely_grouped_gan")
ways = of("translation", "sparsely_grouped_gan/attribute_translator", "test_sparsely_grouped_gan")

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
    seuda(
        "seuda: the masks do not reach the generator",
        "L_GAN.generator(fake=D_m(f(x_ts), training=True))",
        "L_GAN.generator(fake=D_m(f(ops.stop_gradient(x_ts)), training=True))",
        "each_player or reach",
    ),
    seuda(
        "seuda: the discriminator of masks is shown the segmenter's own for real",
        "D_m(y_s, training=True), D_m(f(",
        "D_m(f(x_s), training=True), D_m(f(",
        "each_player",
    ),
    seuda(
        "seuda: one way back is not asked for",
        "cycle += mean_absolute(G_ts(x_st, training=True) - x_s)",
        "cycle += 0 * mean_absolute(G_ts(x_st, training=True) - x_s)",
        "each_player",
    ),
    seuda(
        "seuda: the segmenter goes on learning",
        "        finally:\n            self.segmenter.trainable = False\n",
        "        finally:\n            pass\n",
        "learns_before",
    ),
    sifting(
        "sifting_gan: fakes are judged by another class",
        "D([G(z), y], training=True)\n            return log_loss.real(real)",
        "D([G(z), 0 * y], training=True)\n            return log_loss.real(real)",
        "each_player",
    ),
    sifting(
        "sifting_gan: a saturating generator",
        "return log_loss.real(D([G(z), y], training=True))",
        "return -log_loss.fake(D([G(z), y], training=True))",
        "each_player",
    ),
    sifting(
        "sifting_gan: one draw of latents for all steps of the generator",
        "self.sample_latents(x) if step else z",
        "z",
        "latents_of_its_own",
    ),
    chosen(
        "sifting_gan: the least real are kept",
        "np.argsort(-probabilities[places]",
        "np.argsort(probabilities[places]",
        "best or drawn",
    ),
    online(
        "sifting_gan: states whose loss is above the threshold give",
        "self.losses[step] < self.loss_below",
        "self.losses[step] > self.loss_below",
        "states_draw",
    ),
    tomographies(
        "ct_enhancement_gan: generators are paid for being found out",
        "judged = log_loss.real(D(G_x, training=True))",
        "judged = log_loss.fake(D(G_x, training=True))",
        "each_player",
    ),
    tomographies(
        "ct_enhancement_gan: no gradient of the features",
        "features_of(phi, y) - features_of(phi, G_x)",
        f"features_of(phi, y) - {DETACHED}(features_of(phi, G_x))",
        "each_player",
    ),
    tomographies(
        "ct_enhancement_gan: the second generator sees noise as it is",
        "x_1 = self.generator_1(x_1, training=False)",
        "x_1 = 1 * x_1",
        "trained_on or flows",
    ),
    worse(
        "ct_enhancement_gan: one strength of noise for all",
        "_uniform(images, (0.0, most), seed) / 127.5",
        "0 * _uniform(images, (0.0, most), seed) + most / 127.5",
        "white",
    ),
    worse(
        "ct_enhancement_gan: pictures are blurred before they shrink",
        "x = resample(blurred(x, kernels), small, large, (height, width))",
        "x = resample(\n"
        "        resample(blurred(images, kernels), large, small, (height, width)),\n"
        "        small,\n"
        "        large,\n"
        "        (height, width),\n"
        "    )",
        "low_quality",
    ),
    steganographic(
        "steganographic_gan: the generator helps the steganalyser",
        "deceived = V.discriminator(real=empty, fake=stego)",
        "deceived = V.discriminator(real=stego, fake=empty)",
        "each_player",
    ),
    steganographic(
        "steganographic_gan: the steganalyser takes the empty for the full",
        "return V.discriminator(real=stego, fake=empty)",
        "return V.discriminator(real=empty, fake=stego)",
        "each_player",
    ),
    steganographic(
        "steganographic_gan: the shares are the wrong way round",
        "self.alpha * believed",
        "(1 - self.alpha) * believed",
        "each_player",
    ),
    steganographic(
        "steganographic_gan: the generator's pictures are detached from the steganalyser",
        "both = ops.concatenate([embedded(fakes, message), in_bytes(fakes)])",
        f"both = {DETACHED}(ops.concatenate([embedded(fakes, message), in_bytes(fakes)]))",
        "each_player",
    ),
    steganographic(
        "steganographic_gan: empty pictures keep fractions of a grey level",
        "embedded(fakes, message), in_bytes(fakes)]",
        "embedded(fakes, message), fakes]",
        "in_bytes",
    ),
    hiding(
        "steganographic_gan: rounding stops the gradient",
        "return images + ops.stop_gradient(kept - images)",
        "return kept",
        "gradient_passes",
    ),
    hiding(
        "steganographic_gan: twice as many changes",
        "down, up = drawn < PAYLOAD / 4, drawn >= 1 - PAYLOAD / 4",
        "down, up = drawn < PAYLOAD / 2, drawn >= 1 - PAYLOAD / 2",
        "a_fifth",
    ),
    hiding(
        "steganographic_gan: black goes down and comes out white",
        "np.where(chosen == 0, 1, ",
        "np.where(chosen == 0, -1, ",
        "black",
    ),
    hiding(
        "steganographic_gan: all keys hide in the same places",
        'check_whole(key, "key", least=0))',
        '0 * check_whole(key, "key", least=0))',
        "read_from_a_file",
    ),
    high_pass(
        "steganographic_gan: the filter in half precision",
        '{**kwargs, "dtype": "float32"}',
        '{"dtype": "float32", **kwargs}',
        "filter",
    ),
    sparse(
        "sparsely_grouped_gan: what is not known counts as absent",
        "known = ops.cast(labels >= 0, logits.dtype)",
        "known = ops.cast(labels >= -1, logits.dtype)",
        "goes_down or not_known",
    ),
    sparse(
        "sparsely_grouped_gan: the mean over all labels, known or not",
        "/ ops.maximum(ops.sum(known), 1.0)",
        "/ ops.cast(ops.size(known), known.dtype)",
        "goes_down",
    ),
    sparse(
        "sparsely_grouped_gan: the way back leads to the same drawing",
        "back = chosen(self.G(fake), av + 1 - 2 * v)",
        "back = chosen(self.G(fake), av)",
        "goes_down",
    ),
    sparse(
        "sparsely_grouped_gan: no gradient of the way back through the way there",
        "back = chosen(self.G(fake), av + 1 - 2 * v)",
        f"back = chosen(self.G({DETACHED}(fake)), av + 1 - 2 * v)",
        "goes_down",
    ),
    sparse(
        "sparsely_grouped_gan: asked for the other value",
        "ops.mean(log_loss(v, chosen(logits, a)))",
        "ops.mean(log_loss(1 - v, chosen(logits, a)))",
        "goes_down",
    ),
    sparse(
        "sparsely_grouped_gan: what is to change is to stay",
        "own = ops.cast(ops.equal(chosen(labels, a), v), fake.dtype)",
        "own = ops.cast(ops.equal(chosen(labels, a), 1 - v), fake.dtype)",
        "already",
    ),
    grouped(
        "sparsely_grouped_gan: sets with an attribute are taken for those without",
        "known[number, number // 2] = number % 2",
        "known[number, number // 2] = 1 - number % 2",
        "form",
    ),
    ways(
        "sparsely_grouped_gan: the picture is not beside the last convolution",
        "layers.Concatenate()([own, layers.Identity(dtype=own.dtype)(images)])",
        "layers.Concatenate()([own, 0 * layers.Identity(dtype=own.dtype)(images)])",
        "stands_beside",
    ),
)
