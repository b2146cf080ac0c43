"""The mutants of the families that encode pictures as well as they draw them."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of

autoencoder = of("autoencoder", "autoencoder", "test_autoencoder_gradients")
vae = of("autoencoder", "vae", "test_autoencoder_gradients")
vae_bounds = of("autoencoder", "vae", "test_vae")
vae_gan = of("autoencoder", "vae_gan", "test_adversarial_gradients")
alpha_gan = of("autoencoder", "alpha_gan", "test_adversarial_gradients")
bigan = of("autoencoder", "bigan", "test_adversarial_gradients")

MUTANTS = (
    autoencoder(
        "autoencoder: the encoder is not moved",
        "c = Enc(x, training=True)",
        f"c = {DETACHED}(Enc(x, training=True))",
        "autoencoder",
    ),
    of("autoencoder", "autoencoder", "test_plain_autoencoder")(
        "autoencoder: the Gaussian stays where it was",
        "gaussian_of(self.decoder).follow(c)\n            ",
        "",
        "random_codes",
    ),
    vae(
        "vae: no gradient through the code",
        "c = ops.exp(s) * e + m\n            log_p",
        f"c = {DETACHED}(ops.exp(s) * e + m)\n            log_p",
        "vae",
    ),
    vae(
        "vae: noise as large as the variance",
        "c = ops.exp(s) * e + m\n            log_p",
        "c = ops.exp(2.0 * s) * e + m\n            log_p",
        "vae",
    ),
    vae(
        "vae: codes are sent away from N(0, I)",
        "return reconstruction + self.beta * kl",
        "return reconstruction - self.beta * kl",
        "vae",
    ),
    vae_bounds(
        "vae: weights without the density of the code",
        "+ ops.sum(s, axis=-1)",
        "- ops.sum(s, axis=-1)",
        "bounds",
    ),
    vae_bounds(
        "vae: the mean of logarithms for the logarithm of a mean",
        "largest + np.log(np.exp(log_weights - largest).mean(axis=0))",
        "log_weights.mean(axis=0)",
        "bounds",
    ),
    Mutant(
        "vae: the KL without its half of the logarithm",
        "keras_gan_zoo/losses/normal.py",
        "- 1.0 - 2.0 * log_deviation",
        "- 1.0 - log_deviation",
        "tests/families/autoencoder/test_autoencoder_gradients.py",
        "vae",
    ),
    Mutant(
        "vae: the darkest shade's interval has two ends",
        "keras_gan_zoo/layers/likelihoods.py",
        "inner = ops.where(level > 0.5, between, below)",
        "inner = between",
        "tests/families/autoencoder/test_autoencoder_gradients.py",
        "logistic",
    ),
    vae_gan(
        "vae_gan: the game reaches the encoder",
        "return L_prior + L_llike",
        "return L_prior + L_llike - ops.mean(ops.softplus(Dis(Dec(z))[0]))",
        "vae_gan",
    ),
    vae_gan(
        "vae_gan: the likelihood reaches the discriminator",
        "            (real, _), (again, _), (drawn, _) = Dis(x), Dis(x_tilde), Dis(x_p)\n"
        "            return self.L_GAN(real, again, drawn)",
        "            (real, a), (again, b), (drawn, _) = Dis(x), Dis(x_tilde), Dis(x_p)\n"
        "            return self.L_GAN(real, again, drawn) + self.L_llike(a, b)",
        "vae_gan",
    ),
    vae_gan(
        "vae_gan: pictures of the prior are not judged",
        "fake = log_loss.fake(reconstructed) + log_loss.fake(drawn)",
        "fake = log_loss.fake(reconstructed)",
        "vae_gan",
    ),
    vae_gan(
        "vae_gan: gamma weighs the encoder's likelihood",
        "return L_prior + L_llike",
        "return L_prior + self.gamma * L_llike",
        "vae_gan",
    ),
    vae_gan(
        "vae_gan: the decoder is told nothing of the likelihood",
        "return self.gamma * self.L_llike(Dis_x, Dis_x_tilde) + game",
        f"return self.gamma * {DETACHED}(self.L_llike(Dis_x, Dis_x_tilde)) + game",
        "vae_gan",
    ),
    vae_gan(
        "vae_gan: no gradient through the code",
        "(_, Dis_x), (_, Dis_x_tilde) = Dis(x), Dis(Dec(z))",
        f"(_, Dis_x), (_, Dis_x_tilde) = Dis(x), Dis(Dec({DETACHED}(z)))",
        "vae_gan",
    ),
    alpha_gan(
        "alpha_gan: the code discriminator's labels change places",
        "return real(C(self.sample_latents(x))) + fake(C(E(x)))",
        "return fake(C(self.sample_latents(x))) + real(C(E(x)))",
        "alpha_gan",
    ),
    alpha_gan(
        "alpha_gan: the encoder flees the prior",
        "return self.reconstruction_weight * error + R(C(z_hat))",
        "return self.reconstruction_weight * error - R(C(z_hat))",
        "alpha_gan",
    ),
    alpha_gan(
        "alpha_gan: the generator is not told of reconstructions",
        "return self.reconstruction_weight * error + R(D(x_hat)) + R(D(x_tilde))",
        "return self.reconstruction_weight * error + R(D(x_tilde))",
        "alpha_gan",
    ),
    alpha_gan(
        "alpha_gan: the discriminator takes reconstructions for real",
        "return real(D(x)) + fake(D(x_hat)) + fake(D(x_tilde))",
        "return real(D(x)) + real(D(x_hat)) + fake(D(x_tilde))",
        "alpha_gan",
    ),
    alpha_gan(
        "alpha_gan: a logarithm of D for that of the ratio",
        "return -ops.mean(logits)",
        "return ops.mean(ops.softplus(-logits))",
        "alpha_gan",
    ),
    alpha_gan(
        "alpha_gan: one step, however many are asked for",
        "for _ in range(self.generator_steps):",
        "for _ in range(1):",
        "alpha_gan",
    ),
    bigan(
        "bigan: the encoder is not moved",
        "return cross_entropy(ones=D(G(z), z), zeros=D(x, E(x)))",
        f"return cross_entropy(ones=D(G(z), z), zeros=D(x, {DETACHED}(E(x))))",
        "bigan",
    ),
    bigan(
        "bigan: the labels are not exchanged",
        "return cross_entropy(ones=D(G(z), z), zeros=D(x, E(x)))",
        "return cross_entropy(ones=D(x, E(x)), zeros=D(G(z), z))",
        "bigan",
    ),
    bigan(
        "bigan: drawn pictures are judged with the codes of others",
        "return cross_entropy(ones=D(x, E(x)), zeros=D(G(z), z))",
        "return cross_entropy(ones=D(x, E(x)), zeros=D(G(z), E(x)))",
        "bigan",
    ),
)
