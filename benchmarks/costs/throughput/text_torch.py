"""SeqGAN written plainly in PyTorch, for benchmarks/costs/throughput."""

import copy

import torch
from torch import nn
from torch.nn import functional

from benchmarks.costs.throughput.settings import SEQUENCE

_VOCABULARY, _LENGTH, _ROLLOUTS = (
    SEQUENCE[name] for name in ("vocabulary_size", "length", "rollouts")
)
_UNITS = 32
_LAG = 0.8


class Decoder(nn.Module):
    """Embedding, LSTM, logits; the embedding's last row begins a sequence."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(_VOCABULARY + 1, _UNITS)
        self.lstm = nn.LSTM(_UNITS, _UNITS, batch_first=True)
        self.output = nn.Linear(_UNITS, _VOCABULARY)

    def forward(self, tokens, state=None):
        """Runs the network."""
        x, state = self.lstm(self.embedding(tokens), state)
        return self.output(x), state


class Discriminator(nn.Module):
    """Convolutions of some widths, their maxima, a highway, one logit (1609.05473)."""

    def __init__(self, filters, dim=64):
        super().__init__()
        self.embedding = nn.Embedding(_VOCABULARY + 1, dim)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(dim, count, width) for width, count in filters.items()
        )
        features = sum(filters.values())
        self.transform = nn.Linear(features, features)
        self.gate = nn.Linear(features, features)
        self.dropout = nn.Dropout(0.25)
        self.logits = nn.Linear(features, 1)

    def forward(self, tokens):
        """Runs the network."""
        x = self.embedding(tokens).transpose(1, 2)
        x = torch.cat([functional.relu(each(x)).amax(2) for each in self.convolutions], 1)
        gate = torch.sigmoid(self.gate(x))
        x = gate * functional.relu(self.transform(x)) + (1 - gate) * x
        return self.logits(self.dropout(x))[:, 0]


def networks(setting):
    """Returns the writer G and the discriminator D."""
    return {"G": Decoder(), "D": Discriminator(setting.arguments["filters"])}


def stepper(setting, nets, compile_network=None):
    """Returns a function that makes one step of the game on a batch of sequences.

    One policy gradient by rollouts, one step of the discriminator, and the rollout policy follows
    (Algorithm 1).
    """
    G, D = nets["G"], nets["D"]
    policy = copy.deepcopy(G)
    writer, reader, rolled = G, D, policy
    if compile_network:
        writer, reader, rolled = (compile_network(net) for net in (G, D, policy))
    betas = {"lr": setting.rate, "betas": (setting.beta_1, setting.beta_2), "eps": 1e-7}
    writers, readers = (torch.optim.Adam(net.parameters(), **betas) for net in (G, D))

    def begin(rows):
        return torch.full((rows, 1), _VOCABULARY)

    def write(decoder, tokens, previous, state):
        """Goes on with sequences until they are whole."""
        pieces = [tokens]
        for _ in range(_LENGTH - tokens.shape[1]):
            logits, state = decoder(previous, state)
            previous = torch.multinomial(functional.softmax(logits[:, 0], 1), 1)
            pieces.append(previous)
        return torch.cat(pieces, 1)

    @torch.no_grad()
    def action_values(tokens):
        D.eval()
        values, state, previous = [], None, begin(len(tokens))
        for position in range(_LENGTH - 1):
            _, state = rolled(previous, state)
            previous = tokens[:, position : position + 1]
            whole = write(
                rolled,
                tokens[:, : position + 1].repeat_interleave(_ROLLOUTS, 0),
                previous.repeat_interleave(_ROLLOUTS, 0),
                tuple(part.repeat_interleave(_ROLLOUTS, 1) for part in state),
            )
            values.append(torch.sigmoid(reader(whole)).view(-1, _ROLLOUTS).mean(1))
        values.append(torch.sigmoid(reader(tokens)))
        D.train()
        return torch.stack(values, 1)

    @torch.no_grad()
    def sample(rows):
        return write(writer, torch.empty(rows, 0, dtype=torch.long), begin(rows), None)

    def step(real):
        real = real.long()
        rows = len(real)
        tokens = sample(rows)
        values = action_values(tokens)
        expected = (values.sum(0, keepdim=True) - values) / (rows - 1)
        logits, _ = writer(torch.cat([begin(rows), tokens[:, :-1]], 1))
        log_probs = -functional.cross_entropy(logits.transpose(1, 2), tokens, reduction="none")
        writers.zero_grad(set_to_none=True)
        (-(log_probs * (values - expected)).sum() / rows).backward()
        writers.step()

        fake = sample(rows)
        loss = functional.softplus(-reader(real)).mean() + functional.softplus(reader(fake)).mean()
        penalty = sum(parameter.square().sum() for parameter in D.logits.parameters())
        readers.zero_grad(set_to_none=True)
        (loss + 0.1 * penalty).backward()
        readers.step()
        with torch.no_grad():
            for followed, moved in zip(policy.parameters(), G.parameters(), strict=True):
                followed.lerp_(moved, 1 - _LAG)

    return step
