"""The mutants of the families that change faces and keep what they are not asked to change."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of

siamese = of("upscaling", "siamese_gan/siamese_gan", "test_siamese_gan")
paired = of("upscaling", "siamese_gan/pairs", "test_siamese_gan")
sisgan = of("translation", "sisgan/sisgan", "test_sisgan")
edits = of("translation", "sisgan/edits_by_text", "test_sisgan")
told = of("translation", "sisgan/networks", "test_sisgan")

MUTANTS = (
    siamese(
        "siamese_gan: the generator is paid for being found out",
        "believed = log_loss.real(D(G_z, training=True))",
        "believed = log_loss.fake(D(G_z, training=True))",
        "each_player",
    ),
    siamese(
        "siamese_gan: the pairs do not reach the generator",
        "ops.split(self.embedder(maps, training=True), 2)",
        f"ops.split(self.embedder(0 * maps + {DETACHED}(maps), training=True), 2)",
        "each_player or alone",
    ),
    siamese(
        "siamese_gan: neighbours of a batch are taken for pairs",
        "f_1, f_2 = ops.split(self.embedder(maps, training=True), 2)",
        "f = self.embedder(maps, training=True)\n        f_1, f_2 = f[::2], f[1::2]",
        "each_player",
    ),
    siamese(
        "siamese_gan: persons are pushed together and pairs of one apart",
        "contrastive(f_1, f_2, y, self.margin)",
        "contrastive(f_1, f_2, 1 - y, self.margin)",
        "each_player",
    ),
    siamese(
        "siamese_gan: reconstructs what it saw, noise and all",
        "mean_absolute(again - z) / 2",
        "mean_absolute(again - seen) / 2",
        "each_player",
    ),
    paired(
        "siamese_gan: partners are never changed",
        "[[0, 1], [3, 0], [1, 1], [3, 1]])",
        "[[0, 1], [2, 1], [1, 1], [3, 1]])",
        "half or order",
    ),
    paired(
        "siamese_gan: pairs of two persons are all that is not as it came",
        "tf.cast(tf.equal(numbers[0], numbers[1]), tf.int32)",
        "tf.constant([1, 0, 1, 0], tf.int32)",
        "few_people",
    ),
    paired(
        "siamese_gan: who has no partner is a pair alone",
        "tf.equal(tf.shape(persons)[0], 2)",
        "tf.greater(tf.shape(persons)[0], 0)",
        "once",
    ),
    Mutant(
        "contrastive: squared distances are held against the margin",
        "keras_gan_zoo/losses/contrastive.py",
        "margin - ops.sqrt(square + _LEAST)",
        "margin - square",
        "tests/families/upscaling/test_siamese_gan.py",
        "closed_form or each_player",
    ),
    Mutant(
        "verification: one more is accepted falsely",
        "keras_gan_zoo/metrics/pictures/verification.py",
        "[::-1][accepted]",
        "[::-1][accepted + 1]",
        "tests/metrics/test_verification.py",
        "falsely",
    ),
    Mutant(
        "verification: ties count as more alike",
        "keras_gan_zoo/metrics/pictures/verification.py",
        "ranks = rankdata(np.concatenate([of_one, of_two]))[: len(of_one)]",
        'ranks = rankdata(np.concatenate([of_two, of_one]), "ordinal")[len(of_two) :]',
        "tests/metrics/test_verification.py",
        "ties",
    ),
    sisgan(
        "sisgan: the encoder makes what is changed worse",
        "x_hat = ops.stop_gradient(G(phi_target)[0])",
        "x_hat = G(phi_target)[0]",
        "goes_down",
    ),
    sisgan(
        "sisgan: what is changed is judged by the picture's own text",
        '"fake": 0.5 * minus_log_not(D(x_hat, phi_target))',
        '"fake": 0.5 * minus_log_not(D(x_hat, phi_t))',
        "goes_down",
    ),
    sisgan(
        "sisgan: another's text is the picture's own",
        "minus_log_not(D(x, others(phi_t)))",
        "minus_log_not(D(x, phi_t))",
        "goes_down",
    ),
    sisgan(
        "sisgan: conditions without noise",
        "mu + ops.exp(s) * eps",
        "mu + 0 * ops.exp(s) * eps",
        "goes_down",
    ),
    sisgan(
        "sisgan: the deviation of conditions is taken for their variance",
        "mu + ops.exp(s) * eps",
        "mu + ops.exp(0.5 * s) * eps",
        "goes_down",
    ),
    sisgan(
        "sisgan: what is to be changed is to be kept",
        "kept = ops.cast(own_rows(own), changed.dtype) * changed",
        "kept = changed",
        "goes_down",
    ),
    sisgan(
        "sisgan: the generator avoids its text",
        'loss["matching"] = self.matching_weight',
        'loss["matching"] = -self.matching_weight',
        "not_found",
    ),
    sisgan(
        "sisgan: every picture keeps its own text",
        "ops.where(rows < changed, (rows + 1) % changed, rows)",
        "ops.where(rows < changed, rows, rows)",
        "as_many or goes_down",
    ),
    edits(
        "sisgan: texts are mixed up where some are alike",
        "rows = [different.index(text) for text in texts]",
        "rows = [0 for text in texts]",
        "in_turn",
    ),
    edits(
        "sisgan: each picture is changed once, and repeated",
        "conditions = conditions + np.exp(",
        "conditions = conditions + 0 * np.exp(",
        "without_noise",
    ),
    edits(
        "sisgan: the command line's text is lost",
        '"condition": condition}',
        '"condition": None}',
        "folder",
    ),
    told(
        "sisgan: the maps that come across are those of the small map",
        "layers.Concatenate()([x, passed.pop()])",
        "layers.Concatenate()([x, x])",
        "skips",
    ),
    Mutant(
        "sisgan: the discriminator's residual is left out",
        "keras_gan_zoo/networks/text_matching.py",
        "layers.Add()([x, convolved(y, channels, 3)])",
        "layers.Add()([x, 0 * convolved(y, channels, 3)])",
        "tests/families/translation/test_sisgan.py",
        "residual",
    ),
    Mutant(
        "text_reader: a wrong text is the picture's own",
        "keras_gan_zoo/models/text_reader.py",
        "ops.roll(whole_batch(text), 1, axis=0)",
        "whole_batch(text)",
        "tests/families/translation/test_sisgan.py",
        "goes_down",
    ),
    Mutant(
        "inversion: every picture is told to be of the first one's class",
        "keras_gan_zoo/latent/inversion.py",
        "np.repeat(each, starts, axis=0)",
        "np.repeat(each[:1], starts * count, axis=0)",
        "tests/latent/test_inversion.py",
        "can_be_another",
    ),
)
