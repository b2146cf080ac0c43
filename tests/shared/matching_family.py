"""`unsupervised_asr` by its other objective, for the contract tests to run on."""

import keras_gan_zoo
from keras_gan_zoo.families.text.unsupervised_asr.unsupervised_asr import UnsupervisedASR


@keras_gan_zoo.register(
    "toy_matching_asr", task="text", title="Speech recognition by distribution matching"
)
class MatchingASR(UnsupervisedASR):
    smallest = {"objective": "distribution_matching"}

    def prepare_data(self, x, batch_size, shuffle):
        """Counts n-grams as `fit` does, without which there are none to match."""
        if isinstance(x, tuple):
            self.learn_language(x[2])
        return super().prepare_data(x, batch_size, shuffle)
