"""The zoo's training steps on pictures written plainly in PyTorch, for benchmarks/costs/throughput.

Each follows its paper's algorithm as the zoo's `train_step` does, in the way of PyTorch's own
examples: where both players judge the same generated pictures, they are drawn once.
"""

import random

import torch
from torch.nn import functional


def stepper(setting, nets, compile_network=None):
    """Returns a function that makes one training step on a batch of pictures.

    Args:
        setting: What is trained.
        nets: The networks by name.
        compile_network: `torch.compile`, or `None`.
    """
    used = nets
    if compile_network:
        used = {name: compile_network(net) for name, net in nets.items()}

    def adam(*names):
        return torch.optim.Adam(
            [parameter for name in names for parameter in nets[name].parameters()],
            lr=setting.rate,
            betas=(setting.beta_1, setting.beta_2),
            eps=1e-7,
        )

    steps = {
        "dcgan": _dcgan,
        "sngan": _sngan,
        "wgan_gp": _wgan_gp,
        "pix2pix": _pix2pix,
        "cyclegan": _cyclegan,
    }
    if setting.family == "wgan_gp":
        # What torch.compile makes cannot be differentiated twice.
        used = {**used, "penalised": nets["D"]}
    return steps[setting.family](setting, used, adam)


def _move(optimizer, loss):
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


def _dcgan(setting, nets, adam):
    G, D = nets["G"], nets["D"]
    generators, discriminators = adam("G"), adam("D")

    def step(real):
        fake = G(torch.randn(len(real), setting.latent_dim))
        _move(
            discriminators,
            functional.softplus(-D(real)).mean() + functional.softplus(D(fake.detach())).mean(),
        )
        _move(generators, functional.softplus(-D(fake)).mean())

    return step


def _sngan(setting, nets, adam):
    G, D = nets["G"], nets["D"]
    generators, discriminators = adam("G"), adam("D")

    def step(real):
        for batch in real.split(setting.batch):
            with torch.no_grad():
                fake = G(torch.randn(len(batch), setting.latent_dim))
            _move(
                discriminators,
                functional.relu(1 - D(batch)).mean() + functional.relu(1 + D(fake)).mean(),
            )
        _move(generators, -D(G(torch.randn(setting.batch, setting.latent_dim))).mean())

    return step


def _wgan_gp(setting, nets, adam):
    G, D, penalised = nets["G"], nets["D"], nets["penalised"]
    generators, critics = adam("G"), adam("D")

    def penalty(real, fake):
        place = torch.rand(len(real), 1, 1, 1)
        between = (real + place * (fake - real)).requires_grad_()
        (slope,) = torch.autograd.grad(penalised(between).sum(), between, create_graph=True)
        norm = slope.flatten(1).square().sum(1).add(1e-12).sqrt()
        return 10 * (norm - 1).square().mean()

    def step(real):
        for batch in real.split(setting.batch):
            with torch.no_grad():
                fake = G(torch.randn(len(batch), setting.latent_dim))
            _move(critics, D(fake).mean() - D(batch).mean() + penalty(batch, fake))
        _move(generators, -D(G(torch.randn(setting.batch, setting.latent_dim))).mean())

    return step


def _pix2pix(setting, nets, adam):
    G, D = nets["G"], nets["D"]
    generators, discriminators = adam("G"), adam("D")

    def judged(x, y):
        return D(torch.cat([x, y], 1))

    def step(x, y):
        fake = G(x)
        real_loss = functional.softplus(-judged(x, y)).mean()
        fake_loss = functional.softplus(judged(x, fake.detach())).mean()
        _move(discriminators, 0.5 * (real_loss + fake_loss))
        adversarial = functional.softplus(-judged(x, fake)).mean()
        _move(generators, adversarial + 100 * functional.l1_loss(fake, y))

    return step


class _History:
    """Fifty generated pictures, half of which are shown again (1703.10593, section 4)."""

    def __init__(self, size=50):
        self._size, self._images = size, []

    def __call__(self, images):
        shown = []
        for image in images.detach().split(1):
            if len(self._images) < self._size:
                self._images.append(image)
            elif random.random() < 0.5:
                place = random.randrange(self._size)
                image, self._images[place] = self._images[place], image
            shown.append(image)
        return torch.cat(shown)


def _cyclegan(setting, nets, adam):
    G, F, D_X, D_Y = (nets[name] for name in ("G", "F", "D_X", "D_Y"))
    generators, discriminators = adam("G", "F"), adam("D_X", "D_Y")
    history_x, history_y = _History(), _History()

    def step(x, y):
        fake_y, fake_x = G(x), F(y)
        _move(
            generators,
            (D_Y(fake_y) - 1).square().mean()
            + (D_X(fake_x) - 1).square().mean()
            + 10 * functional.l1_loss(F(fake_y), x)
            + 10 * functional.l1_loss(G(fake_x), y)
            + 5 * functional.l1_loss(F(x), x)
            + 5 * functional.l1_loss(G(y), y),
        )
        old_x, old_y = history_x(fake_x), history_y(fake_y)
        _move(
            discriminators,
            0.5 * ((D_X(x) - 1).square().mean() + D_X(old_x).square().mean())
            + 0.5 * ((D_Y(y) - 1).square().mean() + D_Y(old_y).square().mean()),
        )

    return step
