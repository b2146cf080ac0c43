"""The data sets that come with the zoo, a file each; `keras_gan_zoo.data.catalogue` finds them."""
