"""Answers a JSON line {"metric", "rows"} with {"scores", "seconds"}: the original's scores and its processor time."""
import json
import sys
import time

from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU

# made once, as a user in a hurry would; sacrebleu.sentence_bleu makes one for each row
BLEU_13A = BLEU(effective_order=True)
ROUGE = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)


def rouge(hypothesis, reference):
    scores = ROUGE.score(reference, hypothesis)
    return [scores[name].fmeasure for name in ("rouge1", "rouge2", "rougeL")]


METRICS = {
    "bleu": lambda hypothesis, reference: [BLEU_13A.sentence_score(hypothesis, [reference]).score],
    "rouge": rouge,
}

for line in sys.stdin.buffer:
    request = json.loads(line)
    score = METRICS[request["metric"]]
    started = time.process_time()
    scores = [score(hypothesis, reference) for hypothesis, reference in request["rows"]]
    seconds = time.process_time() - started
    sys.stdout.write(json.dumps({"scores": scores, "seconds": seconds}) + "\n")
    sys.stdout.flush()
