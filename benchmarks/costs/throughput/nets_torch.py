"""The zoo's networks for pictures written plainly in PyTorch, for benchmarks/costs/throughput.

Module by module what keras_gan_zoo.networks builds: as many channels, kernels and weights, the same
normalisation and the same momentum. Where Keras pads one side more than the other ("same", stride
2, kernel 3) the padding is even here; it costs the same.
"""

import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

_SMALLEST = 4


def _batch_norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.1)


def _instance_norm(channels):
    return nn.InstanceNorm2d(channels, affine=True)


def _layer_norm(channels):
    return nn.GroupNorm(1, channels)


class DCGANGenerator(nn.Module):
    """Latents (batch, latent_dim) to pictures (batch, 3, side, side)."""

    def __init__(self, side, latent_dim, width):
        super().__init__()
        steps = (side // _SMALLEST).bit_length() - 1
        channels = width * 2 ** (steps - 1)
        self.project = nn.Linear(latent_dim, channels * _SMALLEST**2, bias=False)
        blocks = [_batch_norm(channels), nn.ReLU()]
        for step in reversed(range(steps - 1)):
            narrower = width * 2**step
            blocks += [
                nn.ConvTranspose2d(channels, narrower, 4, 2, 1, bias=False),
                _batch_norm(narrower),
                nn.ReLU(),
            ]
            channels = narrower
        self.up = nn.Sequential(*blocks, nn.ConvTranspose2d(channels, 3, 4, 2, 1), nn.Tanh())

    def forward(self, latents):
        """Runs the network."""
        return self.up(self.project(latents).unflatten(1, (-1, _SMALLEST, _SMALLEST)))


def dcgan_discriminator(side, width, norm=_batch_norm):
    """Pictures to logits (batch, 1)."""
    steps = (side // _SMALLEST).bit_length() - 1
    blocks = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2)]
    for step in range(1, steps):
        channels = width * 2**step
        blocks += [
            nn.Conv2d(channels // 2, channels, 4, 2, 1, bias=False),
            norm(channels),
            nn.LeakyReLU(0.2),
        ]
    logits = nn.Linear(width * 2 ** (steps - 1) * _SMALLEST**2, 1)
    return nn.Sequential(*blocks, nn.Flatten(), logits)


class _UpBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.shortcut = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(width, width, 1))
        self.body = nn.Sequential(
            _batch_norm(width),
            nn.ReLU(),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            _batch_norm(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1),
        )

    def forward(self, x):
        """Runs the network."""
        return self.shortcut(x) + self.body(x)


class ResNetGenerator(nn.Module):
    """Latents to pictures of 32 pixels (1802.05957, table 4)."""

    def __init__(self, latent_dim, width):
        super().__init__()
        channels = 4 * width
        self.project = nn.Linear(latent_dim, channels * _SMALLEST**2)
        self.up = nn.Sequential(
            *(_UpBlock(channels) for _ in range(3)),
            _batch_norm(channels),
            nn.ReLU(),
            nn.Conv2d(channels, 3, 3, padding=1),
            nn.Tanh(),
        )

    def forward(self, latents):
        """Runs the network."""
        return self.up(self.project(latents).unflatten(1, (-1, _SMALLEST, _SMALLEST)))


class _DownBlock(nn.Module):
    def __init__(self, taken, width, downsample, first=False):
        super().__init__()
        pool = [nn.AvgPool2d(2)] if downsample else []
        self.body = nn.Sequential(
            *([] if first else [nn.ReLU()]),
            spectral_norm(nn.Conv2d(taken, width, 3, padding=1)),
            nn.ReLU(),
            spectral_norm(nn.Conv2d(width, width, 3, padding=1)),
            *pool,
        )
        self.shortcut = nn.Identity()
        if downsample:
            convolution = spectral_norm(nn.Conv2d(taken, width, 1))
            self.shortcut = nn.Sequential(
                *([*pool, convolution] if first else [convolution, *pool])
            )

    def forward(self, x):
        """Runs the network."""
        return self.shortcut(x) + self.body(x)


class ResNetDiscriminator(nn.Module):
    """Pictures of 32 pixels to logits (1802.05957, table 4)."""

    def __init__(self, width):
        super().__init__()
        channels = 2 * width
        self.blocks = nn.Sequential(
            _DownBlock(3, channels, downsample=True, first=True),
            _DownBlock(channels, channels, downsample=True),
            _DownBlock(channels, channels, downsample=False),
            _DownBlock(channels, channels, downsample=False),
            nn.ReLU(),
        )
        self.logits = spectral_norm(nn.Linear(channels, 1))

    def forward(self, images):
        """Runs the network."""
        return self.logits(self.blocks(images).sum((2, 3)))


class UNet(nn.Module):
    """Pictures to pictures (1611.07004), down to a single pixel."""

    def __init__(self, side, width):
        super().__init__()
        depth = side.bit_length() - 1
        channels = [width * min(2**level, 8) for level in range(depth)]
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        for level in range(depth):
            normalized = 0 < level < depth - 1
            taken = channels[level - 1] if level else 3
            self.down.append(
                nn.Sequential(
                    *([nn.LeakyReLU(0.2)] if level else []),
                    nn.Conv2d(taken, channels[level], 4, 2, 1, bias=not normalized),
                    *([_instance_norm(channels[level])] if normalized else []),
                )
            )
        taken = channels[-1]
        for level in reversed(range(depth - 1)):
            self.up.append(
                nn.Sequential(
                    nn.ReLU(),
                    nn.ConvTranspose2d(taken, channels[level], 4, 2, 1, bias=False),
                    _instance_norm(channels[level]),
                    *([nn.Dropout(0.5)] if level >= depth - 4 else []),
                )
            )
            taken = 2 * channels[level]
        self.last = nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(taken, 3, 4, 2, 1), nn.Tanh())

    def forward(self, x):
        """Runs the network."""
        passed = []
        for down in self.down:
            x = down(x)
            passed.append(x)
        passed.pop()
        for up in self.up:
            x = torch.cat([up(x), passed.pop()], 1)
        return self.last(x)


def patchgan(channels, width):
    """Pictures to logits, one for each patch of 70 pixels (1611.07004, section 3.2.2)."""
    blocks = [nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2)]
    for power in (1, 2, 3):
        # "same" of an even kernel cannot be had of a stride.
        place = {"stride": 2, "padding": 1} if power < 3 else {"padding": "same"}
        blocks += [
            nn.Conv2d(width * 2 ** (power - 1), width * 2**power, 4, bias=False, **place),
            _instance_norm(width * 2**power),
            nn.LeakyReLU(0.2),
        ]
    return nn.Sequential(*blocks, nn.Conv2d(width * 8, 1, 4, padding="same"))


class _ResidualBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(
            *_reflected(width, width, 3), nn.ReLU(), *_reflected(width, width, 3)
        )

    def forward(self, x):
        """Runs the network."""
        return x + self.body(x)


def _reflected(taken, width, kernel):
    return [
        nn.Conv2d(taken, width, kernel, padding=kernel // 2, padding_mode="reflect", bias=False),
        _instance_norm(width),
    ]


def translator(width, blocks=6):
    """Pictures to pictures (1703.10593, appendix 7.2), resized on the way up."""
    layers = [*_reflected(3, width, 7), nn.ReLU()]
    for power in (1, 2):
        layers += [
            nn.Conv2d(width * 2 ** (power - 1), width * 2**power, 3, 2, 1, bias=False),
            _instance_norm(width * 2**power),
            nn.ReLU(),
        ]
    layers += [_ResidualBlock(width * 4) for _ in range(blocks)]
    for power in (1, 0):
        layers += [
            nn.Upsample(scale_factor=2),
            nn.Conv2d(width * 2 ** (power + 1), width * 2**power, 3, padding=1, bias=False),
            _instance_norm(width * 2**power),
            nn.ReLU(),
        ]
    last = nn.Conv2d(width, 3, 7, padding=3, padding_mode="reflect")
    return nn.Sequential(*layers, last, nn.Tanh())


def networks(setting):
    """Returns the networks of a setting by name; discriminators are called D."""
    side, width = setting.side, setting.width
    if setting.family == "dcgan":
        return {
            "G": DCGANGenerator(side, setting.latent_dim, width),
            "D": dcgan_discriminator(side, width),
        }
    if setting.family == "wgan_gp":
        return {
            "G": DCGANGenerator(side, setting.latent_dim, width),
            "D": dcgan_discriminator(side, width, _layer_norm),
        }
    if setting.family == "sngan":
        return {
            "G": ResNetGenerator(setting.latent_dim, width),
            "D": ResNetDiscriminator(width),
        }
    if setting.family == "pix2pix":
        return {"G": UNet(side, width), "D": patchgan(6, 64)}
    return {
        "G": translator(width),
        "F": translator(width),
        "D_X": patchgan(3, 64),
        "D_Y": patchgan(3, 64),
    }
