"""The encoder of ``train_stance.py``: MiniLM with two heads in PyTorch, trained on both tasks at once.

A passage's features are its first token and the means over the marked names. One head answers what the passage says
of the target; the other what the holder thinks of the target, and the target of the holder.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import stance_graph
import torch
from stance_passages import NEUTRAL, UNKNOWN, Example
from torch import nn
from torch.nn import functional

from osint.stance import encoder

WIDTH, HEADS, LAYERS = 384, 12, 6
DROPOUT = 0.1
SEED = 20
#: Epochs from MiniLM's weights on.
EPOCHS = 2
#: From weights that this script made before: of the data sets, every so manieth passage, once.
FURTHER_SPARED = 3
BATCH = 32
#: Learning rate of the encoder and of the heads; decay of the weights; share of the steps in which the rate rises.
RATE, HEAD_RATE, DECAY, WARM = 1e-4, 1e-3, 0.01, 0.06
#: The share of these rates for weights that were trained before.
FURTHER_RATE = 0.5
#: Share of the training passages in which a name is replaced by another one, so that names tell nothing.
RENAMED = 0.2
#: The embeddings and so many layers from below keep their first weights.
FROZEN = 2
#: The marks around names begin as these signs, which already part a text.
SIGNS = "{}<>"
#: The state is kept after each so many batches.
KEEP = 25
#: Of the pairs without a stance every so manieth is read in an epoch, another part in each.
SPARED = 2
#: The project's own sentences come so many times in each epoch, and their names are replaced more often: there are few.
REPEATS, OWN_RENAMED = 10, 0.5


class Layer(nn.Module):
    """A transformer layer, computed for `asked` alone, with the whole passage to look at."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm_attention, self.norm_out = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, states: torch.Tensor, asked: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Give the new states of `asked`."""

        def split(x: torch.Tensor) -> torch.Tensor:
            return x.view(x.shape[0], x.shape[1], HEADS, -1).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            split(self.query(asked)), split(self.key(states)), split(self.value(states)), attn_mask=mask
        )
        seen = seen.transpose(1, 2).reshape(asked.shape)
        asked = self.norm_attention(asked + self.out(seen))
        return self.norm_out(asked + self.down(functional.gelu(self.up(asked))))


class Encoder(nn.Module):
    """MiniLM with a head for each task; the last layer is computed for the first token and the names alone."""

    def __init__(self) -> None:
        super().__init__()
        size = len(encoder.vocabulary())
        self.words = nn.Embedding(size, WIDTH)
        self.marks = nn.Embedding(4, WIDTH)
        self.places = nn.Embedding(encoder.LIMIT, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.toward = nn.Linear(2 * WIDTH, 3)
        self.between = nn.Linear(3 * WIDTH, 6)
        self.drop = nn.Dropout(DROPOUT)
        first = encoder.vocabulary()[encoder.HOLDER[0]]
        self.register_buffer("first_mark", torch.tensor(first), persistent=False)

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, asked: torch.Tensor, shares: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Give the log-odds of both heads.

        Parameters
        ----------
        ids, mask
            Word pieces, and which of them are no padding: batch × length.
        asked, shares
            Places of the first token and of the names' tokens, and how much each counts for the first token, the
            holder and the target: batch × places, batch × 3 × places.
        """
        mark = ids - self.first_mark
        is_mark = ((mark >= 0) & (mark < 4)).unsqueeze(-1)
        states = torch.where(is_mark, self.marks(mark.clamp(0, 3)), self.words(ids))
        states = self.drop(self.norm(states + self.places.weight[: ids.shape[1]]))
        wide = mask[:, None, None, :]
        for layer in self.layers[:-1]:
            states = layer(states, states, wide)
        picked = states.gather(1, asked.unsqueeze(-1).expand(-1, -1, WIDTH))
        features = self.drop(shares @ self.layers[-1](states, picked, wide))
        first, holder, target = features.unbind(1)
        return self.toward(torch.cat([first, target], 1)), self.between(torch.cat([first, holder, target], 1))


def first_weights(path: Path) -> dict[str, torch.Tensor]:
    """Read a BERT's weights in safetensors format under this module's names."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    head = json.loads(data[8 : 8 + size])
    parts = {
        "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
        "attention.output.dense": "out", "attention.output.LayerNorm": "norm_attention",
        "intermediate.dense": "up", "output.dense": "down", "output.LayerNorm": "norm_out",
    }  # fmt: skip

    def read(name: str) -> torch.Tensor:
        start, end = head[name]["data_offsets"]
        flat = np.frombuffer(data[8 + size + start : 8 + size + end], dtype=np.float32)
        return torch.tensor(flat.reshape(head[name]["shape"]))

    found = {f"norm.{x}": read(f"embeddings.LayerNorm.{x}") for x in ("weight", "bias")}
    kind = read("embeddings.token_type_embeddings.weight")[0]
    found["words.weight"] = read("embeddings.word_embeddings.weight")
    found["places.weight"] = (read("embeddings.position_embeddings.weight") + kind)[: encoder.LIMIT]
    found["marks.weight"] = found["words.weight"][[encoder.vocabulary()[sign] for sign in SIGNS]].clone()
    for i in range(LAYERS):
        for old, new in parts.items():
            for x in ("weight", "bias"):
                found[f"layers.{i}.{new}.{x}"] = read(f"encoder.layer.{i}.{old}.{x}")
    return found


def further_weights(path: Path) -> dict[str, torch.Tensor]:
    """Read the weights of an encoder that was written before, rounded as they are."""
    held = stance_graph.read(path, LAYERS)
    first = encoder.vocabulary()[encoder.HOLDER[0]]
    held["marks.weight"] = held["words.weight"][first : first + 4].copy()
    return {name: torch.tensor(value) for name, value in held.items()}


def renamed(example: Example, names: Sequence[str], chance: random.Random) -> Example:
    """Put other names into a passage where the two do not touch."""
    spans = [span for span in (example.holder, example.target) if span is not None]
    order = sorted(spans, reverse=True)
    if len(order) == 2 and order[1][1] > order[0][0]:
        return example
    text, moved = example.text, {}
    shift = 0
    for start, end in reversed(order):
        name = chance.choice(names)
        text = text[: start + shift] + name + text[end + shift :]
        moved[start, end] = (start + shift, start + shift + len(name))
        shift += len(name) - (end - start)
    return example._replace(
        text=text, target=moved[example.target], holder=moved[example.holder] if example.holder else None
    )


def swapped(example: Example) -> Example:
    """Ask the other way round."""
    if example.holder is None:
        return example
    return example._replace(holder=example.target, target=example.holder, forth=example.back, back=example.forth)


def collate(examples: Sequence[Example]) -> tuple[list[torch.Tensor], torch.Tensor]:
    """Turn passages into the encoder's arguments and the classes of the three answers."""
    read = [encoder.encode(e.text, e.target, e.holder) for e in examples]
    length = max(len(r.ids) for r in read)
    wide = 1 + max(len(r.holder) + len(r.target) for r in read)
    ids, mask = np.zeros((len(read), length), np.int64), np.zeros((len(read), length), bool)
    asked, shares = np.zeros((len(read), wide), np.int64), np.zeros((len(read), 3, wide), np.float32)
    for i, r in enumerate(read):
        laid = encoder.arguments(r)
        ids[i, : len(r.ids)], mask[i, : len(r.ids)] = laid["ids"], True
        places = len(laid["asked"])
        asked[i, :places], shares[i, :, :places] = laid["asked"], laid["shares"]
    answers = torch.tensor([(e.toward, e.forth, e.back) for e in examples])
    return [torch.from_numpy(x) for x in (ids, mask, asked, shares)], answers


def batches(examples: Sequence[Example], chance: random.Random | None) -> Iterator[list[int]]:
    """Cut passages into batches of nearly equal length, in random order where `chance` is given."""
    sizes = [len(e.text) + (chance.randrange(20) if chance else 0) for e in examples]
    order = sorted(range(len(examples)), key=sizes.__getitem__)
    cut = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    if chance:
        chance.shuffle(cut)
    yield from cut


def loss(model: Encoder, examples: Sequence[Example]) -> torch.Tensor:
    """Average the cross-entropy of what is known; either direction of a pair counts half."""
    arguments, answers = collate(examples)
    toward, between = model(*arguments)
    parts = [(toward, answers[:, 0], 1.0), (between[:, :3], answers[:, 1], 0.5), (between[:, 3:], answers[:, 2], 0.5)]
    total = sum(
        weight * functional.cross_entropy(odds, known, ignore_index=UNKNOWN, reduction="sum")
        for odds, known, weight in parts
    )
    return total / len(examples)  # type: ignore[operator]


def mixed(
    data: Sequence[Example], own: Sequence[Example], names: Sequence[str], epoch: int
) -> tuple[list[Example], random.Random]:
    """Lay out an epoch: which way each pair is asked, which names are replaced."""
    chance = random.Random(SEED + epoch)
    spared = [e for i, e in enumerate(data) if not (e.forth == e.back == NEUTRAL and i % SPARED != epoch % SPARED)]
    drawn = [*((e, RENAMED) for e in spared), *((e, OWN_RENAMED) for e in list(own) * REPEATS)]
    turned = [(swapped(e) if chance.random() < 0.5 else e, share) for e, share in drawn]
    return [renamed(e, names, chance) if chance.random() < share else e for e, share in turned], chance


def rate(n: int, size: int) -> float:
    """Give the share of the full learning rate for batch `n` of `size`."""
    return min(n / size / WARM, (1 - n / size) / (1 - WARM), 1.0)


def name_list(data: Iterable[Example]) -> list[str]:
    """List the marked names that are capitalised."""
    spans = ((e.text, s) for e in data for s in (e.holder, e.target) if s)
    return sorted({text[s[0] : s[1]] for text, s in spans if text[s[0] : s[0] + 1].isupper()})


def train(first: Path, data: Sequence[Example], own: Sequence[Example], checkpoints: Path) -> Encoder:
    """Train from the first weights on, or from the state that an interrupted training left.

    Parameters
    ----------
    first
        Weights of MiniLM-L6 in safetensors format, or an encoder that this script wrote.
    data, own
        Passages of the published data sets, and the project's own.
    checkpoints
        Folder for the state of the training.

    Returns
    -------
    Encoder
        Ready for use.
    """
    torch.manual_seed(SEED)
    model = Encoder()
    is_further = first.suffix == ".onnx"
    weights = further_weights(first) if is_further else first_weights(first)
    lacking, _ = model.load_state_dict(weights, strict=False)
    assert {name.split(".")[0] for name in lacking} == (set() if is_further else {"toward", "between"})
    optimizer = _optimizer(model)
    names = name_list(data)
    begun, epochs, top = (EPOCHS, 1, FURTHER_RATE) if is_further else (0, EPOCHS, 1.0)
    read = data[begun::FURTHER_SPARED] if is_further else data
    laid = [mixed(read, own, names, begun + epoch) for epoch in range(epochs)]
    todo = [[drawn[i] for i in batch] for drawn, chance in laid for batch in batches(drawn, chance)]
    path = checkpoints / "state.pt"
    done = 0
    if path.exists():
        state = torch.load(path)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        done = state["done"]
    began, lost = time.time(), 0.0
    model.train()
    for n in range(done, len(todo)):
        torch.manual_seed(SEED + n)
        lost += _step(model, optimizer, todo[n], top * rate(n, len(todo)))
        if (n + 1) % KEEP == 0 or n + 1 == len(todo):
            print(f"batch {n + 1} of {len(todo)}: loss {lost / KEEP:.4f}, {time.time() - began:.0f} s", flush=True)
            lost = 0.0
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "done": n + 1}, path)
    return model.eval()


def _optimizer(model: Encoder) -> torch.optim.Optimizer:
    """Leave the frozen part alone, and let the heads learn faster than the rest."""
    for part in (model.words, model.marks, model.places, model.norm, *model.layers[:FROZEN]):
        part.requires_grad_(False)
    heads = [*model.toward.parameters(), *model.between.parameters()]
    body = [p for p in model.layers.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in body if p.ndim > 1], "top": RATE, "weight_decay": DECAY},
        {"params": [p for p in body if p.ndim == 1], "top": RATE, "weight_decay": 0.0},
        {"params": heads, "top": HEAD_RATE, "weight_decay": DECAY},
    ]
    return torch.optim.AdamW(groups, lr=RATE)


def _step(model: Encoder, optimizer: torch.optim.Optimizer, batch: Sequence[Example], share: float) -> float:
    """Learn from one batch, at a share of the full rate."""
    for group in optimizer.param_groups:
        group["lr"] = group["top"] * share
    optimizer.zero_grad()
    value = loss(model, batch)
    value.backward()
    nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
    optimizer.step()
    return value.item()


@torch.no_grad()
def log_odds(model: Encoder, examples: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
    """Apply the encoder in floating point: log-odds of both heads, a row for each passage."""
    toward, between = np.zeros((len(examples), 3)), np.zeros((len(examples), 6))
    model.eval()
    for batch in batches(examples, None):
        arguments, _ = collate([examples[i] for i in batch])
        toward[batch], between[batch] = (x.numpy() for x in model(*arguments))
    return toward, between


@torch.no_grad()
def ranges(model: Encoder, examples: Sequence[Example]) -> dict[str, stance_graph.Range]:
    """Measure what each linear layer of the encoder is given on `examples`, by the layer's name."""
    found: dict[str, stance_graph.Range] = {}

    def watch(name: str) -> Callable[..., None]:
        def note(_: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            rows = given[0].reshape(-1, given[0].shape[-1]).numpy()
            low, high = rows.min(axis=0), rows.max(axis=0)
            old = found.get(name, stance_graph.Range(low, high))
            found[name] = stance_graph.Range(np.minimum(low, old.low), np.maximum(high, old.high))

        return note

    watched = [
        module.register_forward_pre_hook(watch(name))
        for name, module in model.layers.named_modules(prefix="layers")
        if isinstance(module, nn.Linear)
    ]
    for example in examples:
        arguments, _ = collate([example])
        model(*arguments)
    for handle in watched:
        handle.remove()
    return found
