"""Stands in for the metric "code_eval" of Hugging Face's hub, which no package carries: is a program right by its tests?

Candidate and tests are one program, as there. It runs in bubblewrap, since a model wrote it.
"""
import secrets
import shutil
import subprocess
import sys

TIMEOUT_SECONDS = 3


def passes(candidate, tests):
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise RuntimeError("bubblewrap is needed to run what a model wrote")
    # a program that ends early with code 0 is not right
    end = secrets.token_hex(16)
    inside = ["/usr/bin/python3", "-I", "-S", "-c", f"{candidate}\n{tests}\nprint('{end}')"]
    command = [bwrap, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev", "--tmpfs", "/tmp", "--"]
    try:
        return end in subprocess.run(command + inside, capture_output=True, text=True, timeout=TIMEOUT_SECONDS).stdout
    except subprocess.TimeoutExpired:
        return False


class CodeEval:
    def compute(self, references, predictions, k):
        rows = [[passes(one, tests) for one in candidates] for tests, candidates in zip(references, predictions)]
        if list(k) != [1]:
            raise ValueError("only pass@1 is computed here")
        return {"pass@1": sum(sum(row) / len(row) for row in rows) / len(rows)}, rows


def load(name):
    if name != "code_eval":
        raise ValueError(name + " is not here")
    return CodeEval()


if __name__ == "__main__":
    print(passes(*sys.argv[1:3]))
