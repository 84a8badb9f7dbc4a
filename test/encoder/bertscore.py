"""BERTScore of pairs by bert_score's own matching: `bertscore.py FOLDER UTILS_PY < pairs.json > bertscore.json`.

Token vectors are NumPy's (`reference.py`, every hidden layer). The matching is the function `greedy_cos_idf` out of the
file `bert_score/utils.py` as published, run over a stand-in for the few tensor calls it makes, so that no torch is needed.
Prints [{"candidate", "reference", "layers": {"6": [precision, recall, f1], ...}, "idf": [...]}]; `idf` is of the last layer
with weights over all references.
"""
import ast
import json
import math
import sys
from collections import Counter

import numpy as np

from reference import config, hidden_states, tokenizer


class Tensor(np.ndarray):
    device = None

    def div_(self, other):
        self[...] = self / other
        return self

    def unsqueeze(self, dim):
        return np.expand_dims(self, dim).view(Tensor)

    def size(self, dim):
        return self.shape[dim]

    def transpose(self, a, b):
        return np.swapaxes(self, a, b)

    def sum(self, dim=None, keepdim=False):
        return np.sum(np.asarray(self), axis=dim, keepdims=keepdim).view(Tensor)

    def max(self, dim):
        return (np.max(np.asarray(self), axis=dim).view(Tensor),)

    def expand(self, *shape):
        return np.broadcast_to(self, [a if b == -1 else b for a, b in zip(self.shape, shape)]).view(Tensor)

    def eq(self, value):
        return (np.asarray(self) == value).view(Tensor)

    def masked_fill(self, mask, value):
        return np.where(mask, value, self).view(Tensor)

    def float(self):
        return self.astype(np.float64)

    def contiguous(self):
        return self

    def view_as(self, other):
        return self.reshape(other.shape)

    def to(self, _device):
        return self


class Torch:
    norm = staticmethod(lambda x, dim: np.linalg.norm(x, axis=dim).view(Tensor))
    bmm = staticmethod(np.matmul)
    any = staticmethod(np.any)
    isnan = staticmethod(np.isnan)


def upstream(path):
    tree = ast.parse(open(path).read())
    body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "greedy_cos_idf"]
    names = {"torch": Torch, "sys": sys}
    exec(compile(ast.Module(body, []), path, "exec"), names)
    return names["greedy_cos_idf"]


def tensor(values):
    return np.array([values], dtype=np.float64).view(Tensor)


def score(match, candidate, reference, weights, layer):
    sides = []
    for text in (reference, candidate):
        ids, states = encoded[text]
        sides += [tensor(states[layer]), tensor([1] * len(ids)), tensor([weights(i) for i in ids])]
    with np.errstate(all="ignore"):
        return [float(value[0]) for value in match(*sides)]


pairs = json.load(sys.stdin)
match = upstream(sys.argv[2])
# as bert_score's `sent_encode`: without white space around
encoded = {text: hidden_states(text.strip()) for pair in pairs for text in pair}
specials = {tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")}
count = len(pairs)
seen = Counter(i for _, reference in pairs for i in set(encoded[reference][0]))
last = config["num_hidden_layers"]
plain = lambda token: 0.0 if token in specials else 1.0
idf = lambda token: math.log((count + 1) / (seen[token] + 1))
json.dump(
    [
        {
            "candidate": candidate,
            "reference": reference,
            "layers": {str(layer): score(match, candidate, reference, plain, layer) for layer in (last // 2, last)},
            "idf": score(match, candidate, reference, idf, last),
        }
        for candidate, reference in pairs
    ],
    sys.stdout,
)
