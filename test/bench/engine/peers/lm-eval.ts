/** lm-eval: a generative task of its own over a JSON Lines file, exact match, through `local-chat-completions`. */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { installLmEval } from '../../../parity/lm-eval/install.ts'
import { toPrompt } from '../rows.ts'
import type { Peer, PeerRun } from './peer.ts'

/** A Jinja template for prompt and reference, as nearly all of its own tasks have. */
const usual: Peer = {
  name: 'lm-eval 0.4.13',
  required: 10,
  counts: [2_000, 10_000],
  // the environment, pinned, that the parity tests compare with
  install: async () => dirname(await installLmEval()),
  toCommand: (run) => toCommand(run, '{{prompt}}'),
  isRight: (output) => /exact_match\|[^|]*\|\s*1\|/.test(output),
}

export const lmEvalPeers: readonly Peer[] = [
  usual,
  {
    ...usual,
    tuned: 'column names in place of templates',
    toCommand: (run) => toCommand(run, 'prompt'),
  },
]

function toCommand({ url, rows, concurrency, folder, installed }: PeerRun, template: string) {
  const data = join(folder, 'rows.jsonl')
  writeFileSync(
    data,
    Array.from({ length: rows }, (_, row) => `${JSON.stringify({ prompt: toPrompt(row) })}\n`).join(''),
  )
  // JSON is YAML
  const task = {
    task: 'bench_echo',
    dataset_path: 'json',
    dataset_kwargs: { data_files: { test: data } },
    test_split: 'test',
    output_type: 'generate_until',
    doc_to_text: template,
    doc_to_target: template,
    generation_kwargs: { until: [], max_gen_toks: 64, temperature: 0 },
    metric_list: [{ metric: 'exact_match', aggregation: 'mean', higher_is_better: true }],
  }
  writeFileSync(join(folder, 'bench_echo.yaml'), JSON.stringify(task))
  const model = `model=scripted,base_url=${url}/chat/completions,num_concurrent=${concurrency},max_retries=1`
  const args = ['run', '--model', 'local-chat-completions', '--model_args', model, '--tasks', 'bench_echo']
  return {
    file: join(installed, 'lm_eval'),
    args: [...args, '--include_path', folder, '--apply_chat_template', '--output_path', folder, '--log_samples'],
    env: { HF_HUB_OFFLINE: '1', HF_HOME: folder, OPENAI_API_KEY: 'none' },
  }
}
