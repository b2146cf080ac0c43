"""The trainings of the text benchmarks, each in steps that a killed script goes on from."""

import time

import numpy as np

from benchmarks.common.training_cell import TrainingCell
from benchmarks.families.text_sets import SAMPLES, TextSet

GENERATOR = {"embedding_dim": 64, "units": 200}
FILTERS = dict.fromkeys((1, 2, 3, 4, 5, 7), 64)
SCRATCH = {"embedding_dim": 64, "units": 128, "depth": 1}
"""The networks: as far as the two cores of the benchmarks go, smaller than the papers'."""

SCRATCH_LEARNING_RATES = {"generator": 1e-3, "discriminator": 1e-3}
SCRATCH_AVERAGE = 0.99
"""Decay of the averaged generator that is judged: the distance of the last one swings by half."""

ON_THE_WAY = 200
"""Steps between two measurements of an adversarial training."""


class TextCell(TrainingCell):
    """One training on a set of real text.

    Args:
        folder: Where all cells are.
        text: The set.
        row: The row of the table.
        seed: The seed of the training.
    """

    def __init__(self, folder, text: TextSet, row, seed):
        super().__init__(folder, f"{text.name}-{row}-{seed}", set=text.name, row=row, seed=seed)
        self.text, self.row, self.seed = text, row, seed

    def samples(self, model, temperature=1.0) -> np.ndarray:
        """Returns the tokens that numbers are taken of, the same at each call."""
        return model.generate_tokens(SAMPLES, temperature=temperature, seed=self.seed)

    def rows(self, count: int, number: int) -> np.ndarray:
        """Returns `count` training sequences, which depend on the seed and `number` alone."""
        drawn = np.random.default_rng([self.seed, number])
        return self.text.train[drawn.integers(len(self.text.train), size=count)]

    def loaded(self):
        """Returns the model of the last checkpoint."""
        import keras

        return keras.models.load_model(self.model_path)


def train_by_likelihood(cell: TextCell, patience=3, most_epochs=40) -> dict:
    """Trains until the validation text's likelihood has turned, and keeps the best weights."""
    import keras_gan_zoo
    from keras_gan_zoo.metrics.text.sequence_likelihood import mean_nll

    best_path = cell.path.with_suffix(".best.weights.h5")
    if cell.curve:
        model = cell.loaded()
    else:
        model = keras_gan_zoo.get(
            "mle_lm", tokenizer=cell.text.tokenizer, seed=cell.seed, **GENERATOR
        )
        model.optimizer.learning_rate = 2e-3
    while len(cell.curve) < most_epochs and not turned(cell.curve, patience):
        began = time.perf_counter()
        order = np.random.default_rng([cell.seed, len(cell.curve)]).permutation(
            len(cell.text.train)
        )
        model.fit(cell.text.train[order], batch_size=64, shuffle=False, verbose=0)
        loss = mean_nll(model.inference_network("generator"), cell.text.validation)
        if all(loss < earlier["validation"] for earlier in cell.curve):
            model.save_weights(best_path)
        distance = cell.text.distance(cell.samples(model))
        cell.checkpoint(model, began, step=len(cell.curve) + 1, validation=loss, distance=distance)
    model.load_weights(best_path)
    model.save(cell.model_path)
    return cell.finish()


def turned(curve, patience) -> bool:
    """Returns whether the best validation loss is `patience` epochs ago."""
    losses = [point["validation"] for point in curve]
    return len(losses) > patience and min(losses[-patience:]) > min(losses[:-patience])


def train_seqgan(cell: TextCell, likelihood: TextCell, steps: int) -> dict:
    """Goes on from likelihood training by SeqGAN's rewards."""
    import keras_gan_zoo

    began = time.perf_counter()
    if cell.curve:
        gan = cell.loaded()
    else:
        gan = keras_gan_zoo.get(
            "seqgan",
            tokenizer=cell.text.tokenizer,
            rollouts=8,
            filters=FILTERS,
            discriminator_steps=2,
            discriminator_epochs=2,
            seed=cell.seed,
            optimizers={
                "generator": {"learning_rate": 1e-3},
                "discriminator": {"learning_rate": 1e-4},
            },
            **GENERATOR,
        )
        start = likelihood.loaded().generator.get_weights()
        gan.generator.set_weights(start)
        gan.rollout_policy.set_weights(start)
        gan.pretrain(cell.text.train, "discriminator", batch_size=64, epochs=3, verbose=0)
        cell.checkpoint(gan, began, step=0, distance=cell.text.distance(cell.samples(gan)))
    return train_on(cell, gan, steps, batch_size=64, batches=gan.discriminator_steps, every=20)


def train_scratch_gan(cell: TextCell, steps: int, batch_size=512, embeddings=True, **arguments):
    """Trains from random weights.

    Args:
        cell: The cell.
        steps: Steps of the game.
        batch_size: Sequences a step.
        embeddings: Whether word vectors are given beside the trained dimensions; without them
            there are as many more trained ones.
        **arguments: As for `get("scratch_gan")`.
    """
    import keras_gan_zoo

    began = time.perf_counter()
    if cell.curve:
        gan = cell.loaded()
    else:
        given = cell.text.vectors if embeddings else None
        more = 0 if embeddings else cell.text.vectors.shape[1]
        sizes = SCRATCH | {"embedding_dim": SCRATCH["embedding_dim"] + more}
        gan = keras_gan_zoo.get(
            "scratch_gan",
            tokenizer=cell.text.tokenizer,
            embeddings=given,
            seed=cell.seed,
            ema_decay=SCRATCH_AVERAGE,
            optimizers={
                player: {"learning_rate": rate} for player, rate in SCRATCH_LEARNING_RATES.items()
            },
            **sizes,
            **arguments,
        )
        cell.checkpoint(gan, began, step=0, distance=cell.text.distance(cell.samples(gan)))
    return train_on(cell, gan, steps, batch_size, batches=1, every=ON_THE_WAY)


def train_on(cell, gan, steps, batch_size, batches, every) -> dict:
    """Plays the game up to `steps`, with a checkpoint after every `every` steps."""
    while cell.curve[-1]["step"] < steps:
        began = time.perf_counter()
        step = cell.curve[-1]["step"]
        ahead = min(every, steps - step)
        rows = cell.rows(batch_size * batches * ahead, step)
        history = gan.fit(rows, batch_size=batch_size, shuffle=False, verbose=0).history
        losses = {name: values[-1] for name, values in history.items()}
        distance = cell.text.distance(cell.samples(gan))
        cell.checkpoint(gan, began, step=step + ahead, distance=distance, losses=losses)
    return cell.finish()
