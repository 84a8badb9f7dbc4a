/**
 * An endpoint that answers from a list: to compare prompts, filters and scores on answers that a small model never gives.
 * Both sides ask it. What a model's own numbers are is compared by the other tasks, over a real one.
 */
import { type ScriptedEndpoint, startScriptedEndpoint } from '@evalflow/testkit'

export interface ScriptedRow {
  /** Stands near the end of the row's prompt, and in no later row's. */
  marker: string
  answer: string
}

/** Answers with that of the row whose marker comes last in the prompt. @throws if no row's does */
export async function startScriptedModel(rows: readonly ScriptedRow[]): Promise<ScriptedEndpoint> {
  return startScriptedEndpoint({
    keepRequests: 0,
    script({ body }) {
      const prompt = typeof body['prompt'] === 'string' ? body['prompt'] : ''
      let best: ScriptedRow | undefined
      let at = -1
      for (const row of rows) {
        const found = prompt.lastIndexOf(row.marker)
        if (found > at || (found === at && found >= 0 && row.marker.length > (best?.marker.length ?? 0))) {
          at = found
          best = row
        }
      }
      return best?.answer ?? 'no row'
    },
  })
}

/** Answers in many shapes, right and wrong, for a row with the given parts. */
export function shapeAnswers(target: string, input: string): string[] {
  const choices = [...input.matchAll(/\([A-Z]\)([^\n(]*)/g)].map(([, text = '']) => text.trim())
  const words = (input.split('List:')[1] ?? '').trim().split(/\s+/)
  return [
    `Let us see. So the answer is ${target}.`,
    target,
    `The answer is ${target}. And there is more (B).`,
    `I think it is ${choices[1] ?? 'yes'}, not ${choices[0] ?? 'no'}.`,
    'Hence it is clear: B',
    'There are twenty-one things, or three hundred forty two.',
    'It is not plausible; she does not tell the truth. No.',
    'Yes, he tells the truth, which is plausible and valid: True.',
    `Sorted: ${[...words, words[0]].toReversed().join(' ')}`,
    `Sorted: ${words.toSorted().join(', ')}`,
    '',
    'The final answer: (A) or ] ] ) > 42',
    'sixteen and one thousand two hundred',
    '-7 apples. The answer is -7',
  ]
}
