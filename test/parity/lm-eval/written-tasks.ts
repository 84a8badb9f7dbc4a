/** Benchmarks whose answers are written: all forms that this package has, on a few shared rows each. */
import { readFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { DATA, readLines, readMmlu } from './shared-data.ts'
import type { ComparedTask } from './tasks.ts'

const BBH_FORMS = ['cot_fewshot', 'fewshot', 'zeroshot', 'cot_zeroshot'] as const

export async function loadWrittenTasks(): Promise<ComparedTask[]> {
  const [gsm8k, train, humaneval, mbpp, ifeval, anatomy, anatomyDev] = await Promise.all([
    readLines('gsm8k/test_part1.jsonl'),
    readLines('gsm8k/train.jsonl'),
    readLines('humaneval/HumanEval.jsonl'),
    readLines('mbpp/mbpp_test_ids_11-343.jsonl'),
    readLines('ifeval/input_data_part1.jsonl'),
    readMmlu('anatomy', 'test'),
    readMmlu('anatomy', 'dev'),
  ])
  const arithmetic = { split: 'test', examples: { split: 'train', rows: train } }
  const gsm8kForms = ['cot', 'cot-llama'].map((form, i) => ({
    ...arithmetic,
    name: `gsm8k_${form.replaceAll('-', '_')}`,
    file: `gsm8k/gsm8k-${form}.yaml`,
    rows: gsm8k.slice(10 + i, 12 + i),
    maxTokens: 24,
  }))
  // its rows are those of GSM8K but for a few; the layout is the same
  const platinum = ['-cot', '-cot-zeroshot'].map((form) => ({
    name: `gsm8k_platinum${form.replaceAll('-', '_')}`,
    file: `gsm8k_platinum/gsm8k-platinum${form}.yaml`,
    split: 'test',
    rows: gsm8k.slice(20, 22),
    maxTokens: 16,
  }))
  return [
    ...gsm8kForms,
    ...platinum,
    {
      name: 'mmlu_anatomy_generative',
      file: 'mmlu/generative/mmlu_anatomy.yaml',
      split: 'test',
      rows: anatomy.slice(0, 4),
      examples: { split: 'dev', rows: anatomyDev },
      fewshot: 2,
      maxTokens: 8,
    },
    { name: 'ifeval', file: 'ifeval/ifeval.yaml', split: 'train', rows: ifeval.slice(0, 4), maxTokens: 64 },
    ...['humaneval', 'humaneval_instruct'].map((name) => ({
      name,
      file: `humaneval/${name}.yaml`,
      split: 'test',
      rows: humaneval.slice(0, 3),
      maxTokens: 48,
    })),
    ...['mbpp', 'mbpp_instruct'].map((name) => ({
      name,
      file: `mbpp/${name}.yaml`,
      split: 'test',
      rows: mbpp.slice(0, 2),
      maxTokens: 48,
    })),
    ...(await loadBbhTasks()),
  ]
}

/** Each task that has shared rows in one form, the forms in turn; together all kinds of filter. */
async function loadBbhTasks(): Promise<ComparedTask[]> {
  const names = readdirSync(`${DATA}/bbh`)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
    .toSorted()
  return Promise.all(
    names.map(async (name, i): Promise<ComparedTask> => {
      const form = BBH_FORMS[i % BBH_FORMS.length] ?? 'zeroshot'
      const { examples } = JSON.parse(await readFile(`${DATA}/bbh/${name}.json`, 'utf8')) as { examples: object[] }
      return {
        name: `bbh_${form}_${name}`,
        file: `bbh/${form}/${name}.yaml`,
        split: 'test',
        rows: examples.slice(0, 2).map((row) => ({ ...row })),
        maxTokens: 24,
      }
    }),
  )
}
