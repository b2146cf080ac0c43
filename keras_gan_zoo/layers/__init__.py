"""Keras layers that GANs need and Keras does not have."""

from keras_gan_zoo.layers.act_norm import ActNorm
from keras_gan_zoo.layers.adaptive_augment import AdaptiveAugment
from keras_gan_zoo.layers.affine_coupling import AffineCoupling
from keras_gan_zoo.layers.bijection import Bijection
from keras_gan_zoo.layers.bilinear_resampling import BilinearDownsampling2D, BilinearUpsampling2D
from keras_gan_zoo.layers.causal_attention import CausalAttention
from keras_gan_zoo.layers.conditional_batch_normalization import ConditionalBatchNormalization
from keras_gan_zoo.layers.constant_map import ConstantMap
from keras_gan_zoo.layers.diff_augment import DiffAugment
from keras_gan_zoo.layers.equalized import EqualizedConv2D, EqualizedDense
from keras_gan_zoo.layers.factor_out import FactorOut
from keras_gan_zoo.layers.fir_filters import Blur2D, FIRDownsampling2D, FIRUpsampling2D
from keras_gan_zoo.layers.fitted_gaussian import FittedGaussian
from keras_gan_zoo.layers.flow_batch_normalization import FlowBatchNormalization
from keras_gan_zoo.layers.frames_as_channels import FramesAsChannels
from keras_gan_zoo.layers.gated_linear_unit import GatedLinearUnit
from keras_gan_zoo.layers.global_attention import GlobalAttention
from keras_gan_zoo.layers.global_layer_normalization import GlobalLayerNormalization
from keras_gan_zoo.layers.grouped_convolution import GroupedConvolution2D
from keras_gan_zoo.layers.highway import Highway
from keras_gan_zoo.layers.image_history import ImageHistory
from keras_gan_zoo.layers.instance_noise import InstanceNoise
from keras_gan_zoo.layers.instance_normalization import InstanceNormalization
from keras_gan_zoo.layers.invertible_convolution import InvertibleConvolution
from keras_gan_zoo.layers.latent_planes import LatentPlanes
from keras_gan_zoo.layers.learned_noise import LearnedNoise
from keras_gan_zoo.layers.likelihoods import (
    BernoulliLikelihood,
    DiscretizedLogisticLikelihood,
    GaussianLikelihood,
)
from keras_gan_zoo.layers.log_mel import LogMel, mel_filters
from keras_gan_zoo.layers.maxout import Maxout
from keras_gan_zoo.layers.mfcc import MFCC
from keras_gan_zoo.layers.minibatch_discrimination import MinibatchDiscrimination
from keras_gan_zoo.layers.minibatch_stddev import MinibatchStdDev
from keras_gan_zoo.layers.modulated_batch_normalization import ModulatedBatchNormalization
from keras_gan_zoo.layers.modulated_convolution import ModulatedConv2D
from keras_gan_zoo.layers.nearest_upsampling import NearestUpsampling2D
from keras_gan_zoo.layers.packing import Packing
from keras_gan_zoo.layers.picture_levels import PictureLevels
from keras_gan_zoo.layers.pixel_normalization import PixelNormalization
from keras_gan_zoo.layers.pixel_shuffle import PixelShuffle
from keras_gan_zoo.layers.position_embedding import PositionEmbedding
from keras_gan_zoo.layers.reflection_padding import ReflectionPadding2D
from keras_gan_zoo.layers.self_attention import SelfAttention
from keras_gan_zoo.layers.skip_layer_excitation import SkipLayerExcitation
from keras_gan_zoo.layers.spectral_normalization import SpectralNormalization
from keras_gan_zoo.layers.squeeze import Squeeze
from keras_gan_zoo.layers.token_embedding import TokenEmbedding
from keras_gan_zoo.layers.tokenizer import Tokenizer
from keras_gan_zoo.layers.virtual_batch_normalization import (
    DropReference,
    ReferenceBatch,
    VirtualBatchNormalization,
)

__all__ = [
    "MFCC",
    "ActNorm",
    "AdaptiveAugment",
    "AffineCoupling",
    "BernoulliLikelihood",
    "Bijection",
    "BilinearDownsampling2D",
    "BilinearUpsampling2D",
    "Blur2D",
    "CausalAttention",
    "ConditionalBatchNormalization",
    "ConstantMap",
    "DiffAugment",
    "DiscretizedLogisticLikelihood",
    "DropReference",
    "EqualizedConv2D",
    "EqualizedDense",
    "FIRDownsampling2D",
    "FIRUpsampling2D",
    "FactorOut",
    "FittedGaussian",
    "FlowBatchNormalization",
    "FramesAsChannels",
    "GatedLinearUnit",
    "GaussianLikelihood",
    "GlobalAttention",
    "GlobalLayerNormalization",
    "GroupedConvolution2D",
    "Highway",
    "ImageHistory",
    "InstanceNoise",
    "InstanceNormalization",
    "InvertibleConvolution",
    "LatentPlanes",
    "LearnedNoise",
    "LogMel",
    "Maxout",
    "MinibatchDiscrimination",
    "MinibatchStdDev",
    "ModulatedBatchNormalization",
    "ModulatedConv2D",
    "NearestUpsampling2D",
    "Packing",
    "PictureLevels",
    "PixelNormalization",
    "PixelShuffle",
    "PositionEmbedding",
    "ReferenceBatch",
    "ReflectionPadding2D",
    "SelfAttention",
    "SkipLayerExcitation",
    "SpectralNormalization",
    "Squeeze",
    "TokenEmbedding",
    "Tokenizer",
    "VirtualBatchNormalization",
    "mel_filters",
]
