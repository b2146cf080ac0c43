"""Variational auto-encoder (Kingma and Welling 2013), and how likely it finds pictures."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_gan_zoo.checks import check_number, check_whole, random_source
from keras_gan_zoo.engine.seeding import seeded
from keras_gan_zoo.layers.likelihoods import Likelihood, get_likelihood
from keras_gan_zoo.losses.normal import kl_from_standard_normal
from keras_gan_zoo.models.encoder_decoder import EncoderDecoder, check_code_distribution
from keras_gan_zoo.networks.encoders import build_encoder, build_picture_decoder
from keras_gan_zoo.networks.mlp import check_shape
from keras_gan_zoo.networks.subnetworks import without_last_layer
from keras_gan_zoo.registry import register
from keras_gan_zoo.types import ArrayLike, Tensor

if TYPE_CHECKING:
    from typing_extensions import Self


@register(
    "vae",
    paper="1312.6114",
    title="Auto-Encoding Variational Bayes",
    tags=("auto-encoder", "baseline", "likelihood", "variational"),
)
class VAE(EncoderDecoder):
    r"""An auto-encoder whose codes are noisy and kept near N(0, I), so that it can draw.

    The encoder says of a picture x a mean m and a log-deviation s; the code is
    \( c = e^{s} \odot e + m \) with e ~ N(0, I), through which the gradient reaches the encoder.
    The decoder says how likely x is given c. Minus the loss, at beta = 1, is a lower bound of
    \( \log p(x) \) (eq. 3, 7 and 10), in nats a picture.

    Some lectures write the second term as \( \sum_j e^{\sigma_j} - (1 + \sigma_j) + m_j^2 \):
    there \( \sigma = 2 s \) is the logarithm of the variance, and the sum twice the KL.

    Args:
        encoder: Network from images (batch, height, width, channels) in [-1, 1] to two outputs
            (batch, latent_dim): m and s.
        decoder: Network from codes to mean images in [-1, 1], whose last layer is one of
            `keras_gan_zoo.layers.likelihoods`.
        beta: Weight of the KL: 1 is the paper's bound, more of it a beta-VAE (Higgins et al. 2017;
            1804.03599), whose loss is no bound of the likelihood any more.
        **kwargs: `ema_decay`, `seed`, `name`.

    Raises:
        ValueError: If the networks do not fit each other or are not as said, or beta is negative.

    Example:
        >>> model = keras_gan_zoo.get("vae")
        >>> model.fit(keras_gan_zoo.data.load("binarized_mnist"), epochs=10)
        >>> digits = model.generate(16, seed=0)
        >>> codes, again = model.encode(digits), model.reconstruct(digits)
        >>> nats = model.importance_weighted_bound(digits, samples=500, seed=0).mean()

    Reference:
        https://arxiv.org/abs/1312.6114
    """

    players = {"vae": ["encoder", "decoder"]}
    terms = ("reconstruction", "kl")
    objective = (
        "code:             c = exp(s) * e + m,  e ~ N(0, I),  (m, s) = Enc(x)",
        "encoder, decoder: min  -E_x E_e log p(x | c) + beta * KL(N(m, exp(s)^2) || N(0, I))",
        "                  KL = 1/2 sum_j exp(2 s_j) + m_j^2 - 1 - 2 s_j",
    )
    watch = (
        "`reconstruction` and `kl` are in nats a picture: their sum is the loss at beta = 1, and "
        "minus it bounds the log-likelihood from below. It goes below 0 with 'gaussian' alone.",
        "A `kl` that falls to 0 says that the decoder has learned to do without the code: all "
        "that is drawn looks alike.",
        "Pictures drawn are means, and blurred where the code leaves something open.",
    )
    differs = (
        "the optimizer, Adam(1e-3) where the paper has Adagrad.",
        "the networks: with body='mlp' two hidden layers of 200 tanh units and 50 latents, as in "
        "1509.00519, where the paper has one hidden layer.",
        "the spread of 'gaussian', which is one given number where the paper's decoder learns one "
        "for each value.",
        "what is drawn, the mean picture of a code, not a draw of pixels around it.",
    )
    default_batch_size = 100

    def __init__(
        self, encoder: keras.Model, decoder: keras.Model, beta: float = 1.0, **kwargs: Any
    ):
        super().__init__({"encoder": encoder, "decoder": decoder}, **kwargs)
        check_code_distribution(encoder, decoder)
        if not isinstance(decoder.layers[-1], Likelihood):
            raise ValueError(
                "`decoder` must end in a layer of keras_gan_zoo.layers.likelihoods, such as "
                f"BernoulliLikelihood(), got {type(decoder.layers[-1]).__name__}."
            )
        self.beta = check_number(beta, "beta", least=0)
        # Made here, in the scope of the strategy that the model is built in.
        for network in (decoder, self.inference_network("decoder")):
            without_last_layer(network)

    @classmethod
    def from_defaults(
        cls,
        image_shape: Sequence[int] = (28, 28, 1),
        latent_dim: int = 50,
        width: int | None = None,
        body: str = "mlp",
        normalization: str | None = None,
        likelihood: str = "bernoulli",
        deviation: float | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> "Self":
        """Builds an encoder and a decoder.

        Args:
            image_shape: (height, width, channels) of the pictures; with body="mlp" also
                (dimensions,) of points.
            latent_dim: Length of the code.
            width: Channels of the widest map at full resolution, or units of a layer; `None` for
                the body's own, 64 or 200.
            body: "mlp", the two hidden layers of tanh of 1509.00519; "dcgan", convolutions as in
                1511.06434, for square pictures of 16 pixels and more; or "infogan", the networks
                on which 1711.10337 compares a VAE with GANs, for sides that divide by 4; they ask
                for a lower rate than the default optimizer's, 2e-4.
            normalization: "batch", "layer" or "none"; `None` for the body's own, which is "batch"
                of "dcgan" and "none" of "mlp".
            likelihood: What p(x | c) is: "bernoulli" for black and white pictures, of which shades
                are taken for probabilities; "discretized_logistic" for the 256 shades of a byte;
                "gaussian" for a density, and for points.
            deviation: Standard deviation of "gaussian", in units of [-1, 1]; `None` for 0.25.
            seed: Seed of the initial weights and of training, or `None`.
            **kwargs: As for the class.
        """
        if body == "mlp":
            image_shape = check_shape(image_shape)
        last = get_likelihood(likelihood, tuple(image_shape), deviation)
        with seeded(seed):
            sizes = (body, image_shape, latent_dim, width, normalization)
            return cls(
                build_encoder(*sizes, outputs=("mean", "log_deviation")),
                build_picture_decoder(*sizes, last=last),
                seed=seed,
                **kwargs,
            )

    def default_optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """Returns the Adam of 1509.00519's first stage, with Keras's epsilon."""
        return {"vae": keras.optimizers.Adam(1e-3)}

    @property
    def likelihood(self) -> Likelihood:
        """The distribution of a picture given its code: the decoder's last layer."""
        return self.decoder.layers[-1]

    def train_step(self, x: Tensor) -> dict[str, Tensor]:
        """Moves both networks up the bound of the likelihood (eq. 7 and 10)."""
        e = self.sample_latents(x)
        decoder = without_last_layer(self.decoder)

        def minus_bound():
            m, s = self.encoder(x, training=True)
            c = ops.exp(s) * e + m
            log_p = self.likelihood.log_likelihood(x, decoder(c, training=True))
            reconstruction = -ops.mean(log_p)
            kl = ops.mean(kl_from_standard_normal(m, s))
            self.track("reconstruction", reconstruction)
            self.track("kl", kl)
            return reconstruction + self.beta * kl

        self.minimize(minus_bound, player="vae")
        return self.logs()

    def bound(
        self,
        images: ArrayLike,
        samples: int = 1,
        *,
        seed: int | None = None,
        batch_size: int = 1000,
    ) -> np.ndarray:
        r"""Returns a lower bound of each picture's log-likelihood, in nats (eq. 10).

        \( E_e \log p(x | c) - KL \), the KL in closed form, whatever `beta` is.

        Args:
            images: An array (n, height, width, channels) in [-1, 1], or (n, dimensions).
            samples: Codes drawn of each picture, for the mean over e.
            seed: Seed of the codes; `None` for new ones.
            batch_size: Codes decoded at once.

        Returns:
            Float64 (n,); its mean is the bound of a data set. Of "gaussian" it is a log-density.

        Raises:
            TypeError: If the pictures are no array.
            ValueError: If a number is not as said.
            keras_gan_zoo.data.DataMismatch: If the pictures do not fit the model.

        Example:
            >>> model.bound(images, samples=10, seed=0).mean()
            -97.3
        """
        bounds = []
        for m, s, log_p, _ in self._decoded(images, samples, seed, batch_size):
            kl = np.asarray(kl_from_standard_normal(m, s), "float64")
            bounds.append(log_p.mean(axis=0) - kl)
        return np.concatenate(bounds)

    def importance_weighted_bound(
        self,
        images: ArrayLike,
        samples: int = 5000,
        *,
        seed: int | None = None,
        batch_size: int = 1000,
    ) -> np.ndarray:
        r"""Returns a tighter lower bound of each picture's log-likelihood, in nats.

        \( \log \frac1k \sum_{i=1}^k p(x | c_i) \, p(c_i) / q(c_i | x) \) with codes of the encoder
        (1509.00519, eq. 8). It rises with k towards the log-likelihood, by which name papers
        publish it with k = 5000.

        Args:
            images: As for `bound`.
            samples: k.
            seed: As for `bound`.
            batch_size: As for `bound`.

        Returns:
            Float64 (n,).

        Raises:
            TypeError: As for `bound`.
            ValueError: As for `bound`.
            keras_gan_zoo.data.DataMismatch: As for `bound`.

        Example:
            >>> model.importance_weighted_bound(images, samples=500, seed=0).mean()
            -91.8
        """
        bounds = []
        for _, _, log_p, log_ratio in self._decoded(images, samples, seed, batch_size):
            log_weights = log_p + log_ratio
            largest = log_weights.max(axis=0)
            bounds.append(largest + np.log(np.exp(log_weights - largest).mean(axis=0)))
        return np.concatenate(bounds)

    def _decoded(
        self, images: ArrayLike, samples: int, seed: int | None, batch_size: int
    ) -> Iterator[tuple[Tensor, Tensor, np.ndarray, np.ndarray]]:
        """Yields, for a few pictures at a time, what becomes of codes drawn for each.

        That is m and s, (pictures, latent_dim), and of each code log p(x | c) and
        log p(c) - log q(c | x), float64 (samples, pictures).
        """
        images = self.check_pictures(images)
        samples = check_whole(samples, "samples", least=1)
        batch_size = check_whole(batch_size, "batch_size", least=1)
        random = random_source(seed)
        encoder = self.inference_network("encoder")
        decoder = without_last_layer(self.inference_network("decoder"))
        pictures = max(1, batch_size // samples)
        for start in range(0, len(images), pictures):
            x = ops.convert_to_tensor(images[start : start + pictures])
            m, s = encoder(x, training=False)
            parts = []
            for first in range(0, samples, batch_size):
                shape = (min(batch_size, samples - first), len(x), self.latent_dim)
                e = random.standard_normal(shape, "float32")
                c = ops.exp(s) * e + m
                parameters = decoder(ops.reshape(c, (-1, self.latent_dim)), training=False)
                parameters = ops.reshape(parameters, (*shape[:2], *parameters.shape[1:]))
                log_p = self.likelihood.log_likelihood(x, parameters)
                # Of both normal densities the constant is the same.
                log_ratio = 0.5 * ops.sum(e * e - c * c, axis=-1) + ops.sum(s, axis=-1)
                parts.append([np.asarray(each, "float64") for each in (log_p, log_ratio)])
            yield m, s, *(np.concatenate(each) for each in zip(*parts, strict=True))

    def get_config(self) -> dict[str, Any]:
        """Returns the networks and beta."""
        return {**super().get_config(), "beta": self.beta}
