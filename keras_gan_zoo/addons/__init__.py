"""What GAN code used from TensorFlow Addons and Keras 3 has no one-line replacement for.

Names, arguments and defaults are those of `tfa`, so that changing the import is most of a port;
`docs/from_tensorflow_addons.md` names the successor of everything else.

Example:
    >>> from keras_gan_zoo import addons
    >>> optimizer = addons.Lookahead(addons.RectifiedAdam(2e-4, beta_1=0.5))
    >>> turned = addons.rotate(images, angles)
"""

from keras_gan_zoo.addons.adabelief import AdaBelief
from keras_gan_zoo.addons.bilinear_warp import dense_image_warp, interpolate_bilinear
from keras_gan_zoo.addons.cutout import cutout, random_cutout
from keras_gan_zoo.addons.filter_response_normalization import FilterResponseNormalization
from keras_gan_zoo.addons.gather_tree import gather_tree
from keras_gan_zoo.addons.gaussian_filter import gaussian_filter2d
from keras_gan_zoo.addons.lookahead import Lookahead
from keras_gan_zoo.addons.rectified_adam import RectifiedAdam
from keras_gan_zoo.addons.rigid_motion import rotate, translate
from keras_gan_zoo.addons.sparsemax import sparsemax
from keras_gan_zoo.addons.stochastic_depth import StochasticDepth
from keras_gan_zoo.addons.stochastic_weight_averaging import SWA
from keras_gan_zoo.addons.thresholded_linear_unit import TLU
from keras_gan_zoo.addons.triplet_loss import triplet_hard_loss, triplet_semihard_loss
from keras_gan_zoo.addons.weight_normalization import WeightNormalization

__all__ = [
    "SWA",
    "TLU",
    "AdaBelief",
    "FilterResponseNormalization",
    "Lookahead",
    "RectifiedAdam",
    "StochasticDepth",
    "WeightNormalization",
    "cutout",
    "dense_image_warp",
    "gather_tree",
    "gaussian_filter2d",
    "interpolate_bilinear",
    "random_cutout",
    "rotate",
    "sparsemax",
    "translate",
    "triplet_hard_loss",
    "triplet_semihard_loss",
]
