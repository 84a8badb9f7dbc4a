"""Sentence vectors of a BERT encoder, computed with NumPy alone: `reference.py FOLDER < texts.json > reference.json`.

Prints [{"text", "tokens": [id, ...], "vector": [...]}] with mean pooling and L2 norm 1, as sentence-transformers gives them.
Independent of llama.cpp: tokens come from Hugging Face `tokenizers`, arithmetic is float64 on the F32 weights.
"""
import json
import math
import struct
import sys

import numpy as np
from tokenizers import Tokenizer

folder = sys.argv[1]
config = json.load(open(f"{folder}/config.json"))
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.no_truncation()
tokenizer.no_padding()

with open(f"{folder}/model.safetensors", "rb") as file:
    size = struct.unpack("<Q", file.read(8))[0]
    header = json.loads(file.read(size))
    data = file.read()
weights = {}
for name, tensor in header.items():
    if name != "__metadata__" and tensor["dtype"] == "F32":
        begin, end = tensor["data_offsets"]
        weights[name] = np.frombuffer(data[begin:end], np.float32).astype(np.float64).reshape(tensor["shape"])

erf = np.vectorize(math.erf)


def dense(x, name):
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def norm(x, name):
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + config["layer_norm_eps"]) * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def layer(x, prefix):
    heads = config["num_attention_heads"]
    length, width = x.shape

    def split(name):
        return dense(x, f"{prefix}.attention.self.{name}").reshape(length, heads, -1).transpose(1, 0, 2)

    scores = split("query") @ split("key").transpose(0, 2, 1) / math.sqrt(width // heads)
    odds = np.exp(scores - scores.max(-1, keepdims=True))
    mixed = (odds / odds.sum(-1, keepdims=True)) @ split("value")
    mixed = mixed.transpose(1, 0, 2).reshape(length, width)
    x = norm(dense(mixed, f"{prefix}.attention.output.dense") + x, f"{prefix}.attention.output.LayerNorm")
    inner = dense(x, f"{prefix}.intermediate.dense")
    inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
    return norm(dense(inner, f"{prefix}.output.dense") + x, f"{prefix}.output.LayerNorm")


def hidden_states(text):
    """Token ids, and the vectors of all tokens: of the embeddings, then after each layer."""
    ids = tokenizer.encode(text).ids
    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    states = [x]
    for number in range(config["num_hidden_layers"]):
        states.append(layer(states[-1], f"encoder.layer.{number}"))
    return ids, states


def encode(text):
    ids, states = hidden_states(text)
    vector = states[-1].mean(0)
    return {"text": text, "tokens": ids, "vector": (vector / np.linalg.norm(vector)).tolist()}


if __name__ == "__main__":
    json.dump([encode(text) for text in json.load(sys.stdin)], sys.stdout)
