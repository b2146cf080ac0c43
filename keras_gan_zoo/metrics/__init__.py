"""Metrics that judge generators: one readable file each, usable alone.

Importing this package imports NumPy and SciPy and nothing heavier; networks are built when first
used. `register_metric` makes a picture metric known by its name to `gan-zoo evaluate`, recipes and
`EvaluateEvery`; `list_metrics` says which are.

Example:
    >>> from keras_gan_zoo import metrics
    >>> print(metrics.fid(generated_images, real_images, count=10000, source="cifar10/train"))
    fid10k_legacy = 23.1 (10,000 samples against 10,000 of cifar10/train)
"""

import importlib
import importlib.util

from keras_gan_zoo.metrics.catalogue import find_metric, list_metrics
from keras_gan_zoo.metrics.features.extractor import FeatureExtractor
from keras_gan_zoo.metrics.features.features import Features, extract_features
from keras_gan_zoo.metrics.features.reference_files import reference_statistics
from keras_gan_zoo.metrics.features.statistics import (
    FeatureStatistics,
    cached_statistics,
    feature_statistics,
)
from keras_gan_zoo.metrics.frechet import GaussianStatistics, frechet_distance
from keras_gan_zoo.metrics.judges.inception import inception_pool3
from keras_gan_zoo.metrics.likelihood import log_likelihood
from keras_gan_zoo.metrics.metric import Metric, register_metric
from keras_gan_zoo.metrics.mode_coverage import mode_coverage
from keras_gan_zoo.metrics.pictures.bits_per_dimension import bits_per_dimension
from keras_gan_zoo.metrics.pictures.boundaries import boundary_f_score
from keras_gan_zoo.metrics.pictures.class_coverage import class_coverage
from keras_gan_zoo.metrics.pictures.colour import colour_distance
from keras_gan_zoo.metrics.pictures.dice import dice
from keras_gan_zoo.metrics.pictures.edges import edge_ssim, edges, sharpness
from keras_gan_zoo.metrics.pictures.face_share import HaarFaceDetector, face_share
from keras_gan_zoo.metrics.pictures.fid import fid
from keras_gan_zoo.metrics.pictures.image_similarity import l1, psnr, ssim
from keras_gan_zoo.metrics.pictures.inception_score import inception_score
from keras_gan_zoo.metrics.pictures.kid import kid
from keras_gan_zoo.metrics.pictures.lpips import lpips
from keras_gan_zoo.metrics.pictures.memorisation import memorisation, memorisation_of_features
from keras_gan_zoo.metrics.pictures.mifid import memorisation_distance, mifid
from keras_gan_zoo.metrics.pictures.ndb import statistically_different_bins
from keras_gan_zoo.metrics.pictures.precision_recall import precision_recall
from keras_gan_zoo.metrics.pictures.support_size import support_size
from keras_gan_zoo.metrics.pictures.verification import (
    pair_similarities,
    verification_auc,
    verification_rate,
)
from keras_gan_zoo.metrics.score import Score
from keras_gan_zoo.metrics.text.adversarial_success import (
    adversarial_success,
    judge_reliability,
    train_dialogue_judge,
)
from keras_gan_zoo.metrics.text.answer_diversity import answer_diversity
from keras_gan_zoo.metrics.text.bleu import bleu, paired_bleu, self_bleu
from keras_gan_zoo.metrics.text.chrf import chrf
from keras_gan_zoo.metrics.text.cooccurrence_vectors import cooccurrence_vectors
from keras_gan_zoo.metrics.text.copied_span import copied_spans
from keras_gan_zoo.metrics.text.corpus_bleu import corpus_bleu
from keras_gan_zoo.metrics.text.csls import csls_criterion, csls_nearest
from keras_gan_zoo.metrics.text.dictionary_precision import dictionary_precision
from keras_gan_zoo.metrics.text.distinct import distinct
from keras_gan_zoo.metrics.text.dull_share import dull_share
from keras_gan_zoo.metrics.text.frechet_embedding import (
    SentenceEmbedding,
    frechet_embedding_distance,
)
from keras_gan_zoo.metrics.text.phoneme_error_rate import phoneme_error_rate
from keras_gan_zoo.metrics.text.rouge import rouge
from keras_gan_zoo.metrics.text.sequence_likelihood import held_out_nll, oracle_nll, perplexity
from keras_gan_zoo.metrics.text.style_accuracy import (
    StyleClassifier,
    style_accuracy,
    train_style_classifier,
)
from keras_gan_zoo.metrics.text.temperature_sweep import temperature_sweep
from keras_gan_zoo.metrics.videos.moving_areas import moving_area_scores, moving_areas

_NEED_KERAS = {
    "AttributeClassifier": "judges.attribute_classifier",
    "train_attribute_classifier": "judges.attribute_classifier",
}

__all__ = [
    "AttributeClassifier",
    "FeatureExtractor",
    "FeatureStatistics",
    "Features",
    "GaussianStatistics",
    "HaarFaceDetector",
    "Metric",
    "Score",
    "SentenceEmbedding",
    "StyleClassifier",
    "adversarial_success",
    "answer_diversity",
    "bits_per_dimension",
    "bleu",
    "boundary_f_score",
    "cached_statistics",
    "chrf",
    "class_coverage",
    "colour_distance",
    "cooccurrence_vectors",
    "copied_spans",
    "corpus_bleu",
    "csls_criterion",
    "csls_nearest",
    "dice",
    "dictionary_precision",
    "distinct",
    "dull_share",
    "edge_ssim",
    "edges",
    "extract_features",
    "face_share",
    "feature_statistics",
    "fid",
    "find_metric",
    "frechet_distance",
    "frechet_embedding_distance",
    "held_out_nll",
    "inception_pool3",
    "inception_score",
    "judge_reliability",
    "kid",
    "l1",
    "list_metrics",
    "log_likelihood",
    "lpips",
    "memorisation",
    "memorisation_distance",
    "memorisation_of_features",
    "mifid",
    "mode_coverage",
    "moving_area_scores",
    "moving_areas",
    "oracle_nll",
    "pair_similarities",
    "paired_bleu",
    "perplexity",
    "phoneme_error_rate",
    "precision_recall",
    "psnr",
    "reference_statistics",
    "register_metric",
    "rouge",
    "self_bleu",
    "sharpness",
    "ssim",
    "statistically_different_bins",
    "style_accuracy",
    "support_size",
    "temperature_sweep",
    "train_attribute_classifier",
    "train_dialogue_judge",
    "train_style_classifier",
    "verification_auc",
    "verification_rate",
]


def __getattr__(name):
    module = f"{__name__}.{_NEED_KERAS.get(name, f'pictures.{name}')}"
    # A picture metric whose file bears its function's name needs no line here.
    if name in _NEED_KERAS or (name.isidentifier() and importlib.util.find_spec(module)):
        return getattr(importlib.import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
