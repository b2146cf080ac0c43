"""Wrong algorithms: each a family with one line of it changed, and the tests that must see it."""

from benchmarks.mutants.mutant import DETACHED, Mutant, of
from benchmarks.mutants.of_angiograms import MUTANTS as OF_ANGIOGRAMS
from benchmarks.mutants.of_attention import MUTANTS as OF_ATTENTION
from benchmarks.mutants.of_augmentation import MUTANTS as OF_AUGMENTATION
from benchmarks.mutants.of_autoencoders import MUTANTS as OF_AUTOENCODERS
from benchmarks.mutants.of_changed_faces import MUTANTS as OF_CHANGED_FACES
from benchmarks.mutants.of_codes import MUTANTS as OF_CODES
from benchmarks.mutants.of_flows import MUTANTS as OF_FLOWS
from benchmarks.mutants.of_formats import MUTANTS as OF_FORMATS
from benchmarks.mutants.of_optimizers import MUTANTS as OF_OPTIMIZERS
from benchmarks.mutants.of_sequences import MUTANTS as OF_SEQUENCES
from benchmarks.mutants.of_sounds import MUTANTS as OF_SOUNDS
from benchmarks.mutants.of_speech import MUTANTS as OF_SPEECH
from benchmarks.mutants.of_streets import MUTANTS as OF_STREETS
from benchmarks.mutants.of_styles import MUTANTS as OF_STYLES
from benchmarks.mutants.of_summaries import MUTANTS as OF_SUMMARIES
from benchmarks.mutants.of_talking_heads import MUTANTS as OF_TALKING_HEADS
from benchmarks.mutants.of_text_styles import MUTANTS as OF_TEXT_STYLES
from benchmarks.mutants.of_the_slide import MUTANTS as OF_THE_SLIDE
from benchmarks.mutants.of_translation import MUTANTS as OF_TRANSLATION
from benchmarks.mutants.of_upscaling import MUTANTS as OF_UPSCALING
from benchmarks.mutants.of_videos import MUTANTS as OF_VIDEOS

gan = of("image", "gan", "test_image_gradients")
wgan = of("image", "wgan", "test_image_gradients")
wgan_gp = of("image", "wgan_gp", "test_image_gradients")
gogan = of("image", "gogan", "test_image_gradients")
began = of("image", "began", "test_image_gradients")
ebgan = of("image", "ebgan", "test_image_gradients")
r3gan = of("image", "r3gan", "test_image_gradients")
bgan = of("image", "bgan", "test_image_gradients")
unrolled = of("image", "unrolled_gan/unrolled_gan", "test_unrolled_gan")
unrolling = of("image", "unrolled_gan/unrolling", "test_unrolled_gan")
cgan = of("conditional", "cgan", "test_conditional_gradients")
acgan = of("conditional", "acgan", "test_conditional_gradients")
infogan = of("conditional", "infogan", "test_conditional_gradients")
projection = of("conditional", "projection_gan/projection_gan", "test_conditional_gradients")
text_to_image = of("conditional", "text_to_image/text_to_image", "test_conditional_gradients")
cyclegan = of("translation", "cyclegan", "test_translation_gradients")
discogan = of("translation", "discogan", "test_translation_gradients")
dualgan = of("translation", "dualgan", "test_translation_gradients")
pix2pix = of("translation", "pix2pix", "test_translation_gradients")
simgan = of("translation", "simgan/simgan", "test_translation_gradients")
stargan = of("translation", "stargan/stargan", "test_translation_gradients")
seqgan = of("text", "seqgan", "test_seqgan")
maligan = of("text", "maligan", "test_text_gradients")
rankgan = of("text", "rankgan", "test_text_gradients")
gumbel = of("text", "gumbel_gan", "test_text_gradients")
scratch = of("text", "scratch_gan", "test_text_gradients")

MUTANTS = (
    gan(
        "gan: real and generated pictures change places",
        "real=self.discriminator(real_images, training=True),\n"
        "                fake=self.discriminator(fake_images, training=True),",
        "real=self.discriminator(fake_images, training=True),\n"
        "                fake=self.discriminator(real_images, training=True),",
        "gan and loss",
    ),
    wgan(
        "wgan: the critic lowers real scores, too",
        "- ops.mean(self.critic(real_images, training=True))",
        "+ ops.mean(self.critic(real_images, training=True))",
        "wgan",
    ),
    wgan_gp(
        "wgan_gp: the critic goes down the distance",
        "return -distance + steepness",
        "return distance + steepness",
        "wgan_gp",
    ),
    gogan(
        "gogan: no gradient of the ranking through real pictures",
        "earlier + 2.0 * self.margin - real",
        "earlier + 2.0 * self.margin - ops.stop_gradient(real)",
        "gogan",
    ),
    gogan(
        "gogan: the ranking is of the present fakes",
        "earlier + 2.0 * self.margin - real",
        "fake + 2.0 * self.margin - real",
        "gogan",
    ),
    began(
        "began: fakes are reconstructed, too",
        'errors["real"] - self.k * self.error(fake_images)',
        'errors["real"] + self.k * self.error(fake_images)',
        "began",
    ),
    began(
        "began: the balance goes the other way",
        'self.gamma * errors["real"] - errors["fake"]',
        'errors["fake"] - self.gamma * errors["real"]',
        "began",
    ),
    ebgan(
        "ebgan: no gradient of the pulling away",
        "self.pulling_away_weight * pulling_away(code)",
        "self.pulling_away_weight * pulling_away(ops.stop_gradient(code))",
        "ebgan",
    ),
    r3gan(
        "r3gan: both penalties at real pictures",
        "zero_centered(self.discriminator, fake_images)",
        "zero_centered(self.discriminator, real_images)",
        "r3gan",
    ),
    r3gan(
        "r3gan: the generator is compared with nothing",
        "ops.mean(ops.softplus(real - fake))",
        "ops.mean(ops.softplus(-fake))",
        "r3gan",
    ),
    bgan(
        "bgan_discrete: weights among pictures of other latents",
        "ops.softmax(log_odds, axis=1)",
        "ops.softmax(log_odds, axis=0)",
        "discrete",
    ),
    unrolling(
        "unrolled_gan: the steps ahead go up",
        "weight - stride * gradient",
        "weight + stride * gradient",
    ),
    unrolled(
        "unrolled_gan: without the term of real pictures",
        "return f(self.judge_with(unrolled), fake_images) + self.penalty(",
        "return self.adversarial.generator(\n"
        "                fake=self.judge_with(unrolled)(fake_images)\n"
        "            ) + self.penalty(",
    ),
    unrolled(
        "unrolled_gan: no gradient through the steps ahead",
        "lambda weights: -f(self.judge_with(weights), fake_images)",
        "lambda weights: -f(self.judge_with(weights), keras.ops.stop_gradient(fake_images))",
    ),
    cgan(
        "cgan: real and generated pictures change places",
        "discriminator(real=D(x), fake=D(G_z))",
        "discriminator(real=D(G_z), fake=D(x))",
        "cgan",
    ),
    acgan(
        "acgan: the discriminator does not name fakes",
        "(class_real + class_fake)",
        "class_real",
        "acgan",
    ),
    acgan(
        "acgan: the generator hides the class",
        "self.adversarial.generator(fake=fake) + self.classification_weight",
        "self.adversarial.generator(fake=fake) - self.classification_weight",
        "acgan",
    ),
    infogan(
        "infogan: the generator learns nothing of its codes",
        "fake, Q = D_and_Q(G_zc)\n            return",
        "(fake, _), (_, Q) = D_and_Q(G_zc), D_and_Q(ops.stop_gradient(G_zc))\n            return",
        "infogan",
    ),
    projection(
        "projection_gan: fakes are judged by other labels",
        "fake=self.discriminator([fake, y], training=True),",
        "fake=self.discriminator([fake, (y + 1) % self.classes], training=True),",
        "projection",
    ),
    text_to_image(
        "text_to_image: the encoder makes the fakes worse",
        "x_hat = ops.stop_gradient(G(h))",
        "x_hat = G(h)",
        "three_cases",
    ),
    text_to_image(
        "text_to_image: the wrong text is the right one",
        "D(x, others(h))",
        "D(x, h)",
        "three_cases",
    ),
    text_to_image(
        "text_to_image: the generator avoids its text",
        "loss += self.matching_weight",
        "loss -= self.matching_weight",
        "all_that",
    ),
    cyclegan(
        "cyclegan: no gradient of one cycle through G",
        "F(fake_y, training=True) - x",
        f"F({DETACHED}(fake_y), training=True) - x",
        "cyclegan",
    ),
    cyclegan(
        "cyclegan: no gradient of an identity",
        "mean_absolute(same_x[0] - x)",
        f"mean_absolute({DETACHED}(same_x[0]) - x)",
        "cyclegan",
    ),
    discogan(
        "discogan: D_A's labels change places",
        'real=D_A(a, training=True), fake=D_A(fakes["a"], training=True)',
        'real=D_A(fakes["a"], training=True), fake=D_A(a, training=True)',
        "discogan",
    ),
    dualgan(
        "dualgan: no gradient of one reconstruction through G_A",
        "back_u, back_v = G_B(fake_v, training=True)",
        "back_u, back_v = G_B(ops.stop_gradient(fake_v), training=True)",
        "dualgan",
    ),
    pix2pix(
        "pix2pix: no gradient of the discriminator's judgement",
        "self.adversarial.generator(fake=D(x, fake))",
        "self.adversarial.generator(fake=D(x, ops.stop_gradient(fake)))",
        "pix2pix",
    ),
    simgan(
        "simgan: no gradient of the self-regularization",
        "* mean_absolute(refined - x)",
        f"* mean_absolute({DETACHED}(refined) - x)",
        "simgan",
    ),
    stargan(
        "stargan: no gradient of the way back through the way there",
        "back = self.G(fake, c_original)",
        "back = self.G(ops.stop_gradient(fake), c_original)",
        "stargan",
    ),
    stargan(
        "stargan: real pictures are named by the domain that is asked for",
        "* cross_entropy(c_original, logits)",
        "* cross_entropy(c, logits)",
        "stargan",
    ),
    seqgan(
        "seqgan: rollouts by the generator",
        "action_values(self.rollout_policy, tokens",
        "action_values(self.generator, tokens",
        "rests",
    ),
    Mutant(
        "seqgan: the discriminator's labels change places",
        "keras_gan_zoo/models/text_gan.py",
        "real=self.discriminator(real_tokens, training=True),\n"
        "                fake=self.discriminator(fake_tokens, training=True),",
        "real=self.discriminator(fake_tokens, training=True),\n"
        "                fake=self.discriminator(real_tokens, training=True),",
        "tests/families/text/test_text_gradients.py",
        "seqgan",
    ),
    maligan(
        "maligan: the least real weigh most",
        "ops.softmax(whole_batch(logits), axis=0)",
        "ops.softmax(-whole_batch(logits), axis=0)",
        "maligan",
    ),
    rankgan(
        "rankgan: the ranker ranks fakes first",
        "return -ops.mean(real_rank) - ops.mean(below)",
        "return -ops.mean(real_rank) + ops.mean(below)",
        "rankgan",
    ),
    rankgan(
        "rankgan: no gradient of the fakes' rank",
        "ops.maximum(1.0 - ops.exp(fake_rank), 1e-6)",
        "ops.maximum(1.0 - ops.exp(ops.stop_gradient(fake_rank)), 1e-6)",
        "rankgan",
    ),
    gumbel(
        "gumbel_gan: the generator wants to be found out",
        "return adversarial.generator(fake=self.discriminator(fake_tokens, training=True))",
        "return -adversarial.generator(fake=self.discriminator(fake_tokens, training=True))",
        "gumbel",
    ),
    scratch(
        "scratch_gan: fakes are said to be real",
        "mean_over(of_fake, ops.softplus(fake))",
        "mean_over(of_fake, ops.softplus(-fake))",
        "scratch",
    ),
    scratch(
        "scratch_gan: rewards of what came before",
        "np.where(later >= 0, discount ** np.maximum(later, 0), 0.0)",
        "np.where(later <= 0, discount ** np.maximum(-later, 0), 0.0)",
        "scratch",
    ),
    Mutant(
        "dualgan: the same noise at every step",
        "keras_gan_zoo/engine/game.py",
        "for variable in without_seeds(others)",
        "for variable in (v for n in others for v in n.variables)",
        "tests/families/translation/test_dualgan.py",
        "noise",
    ),
    *OF_ANGIOGRAMS,
    *OF_AUGMENTATION,
    *OF_ATTENTION,
    *OF_AUTOENCODERS,
    *OF_CHANGED_FACES,
    *OF_CODES,
    *OF_FLOWS,
    *OF_FORMATS,
    *OF_OPTIMIZERS,
    *OF_SEQUENCES,
    *OF_SOUNDS,
    *OF_SPEECH,
    *OF_STREETS,
    *OF_STYLES,
    *OF_SUMMARIES,
    *OF_TEXT_STYLES,
    *OF_THE_SLIDE,
    *OF_TRANSLATION,
    *OF_UPSCALING,
    *OF_VIDEOS,
    *OF_TALKING_HEADS,
)
