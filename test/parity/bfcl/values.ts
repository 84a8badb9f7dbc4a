/** Texts of Java and JavaScript as they are read, type by type: the value and its type must be the original's. */
import { PyFloat, type PyValue, pyRepr } from '@evalflow/metrics'
import { convertJava } from '../../../packages/metrics/src/bfcl/java-value.ts'
import { convertJavaScript } from '../../../packages/metrics/src/bfcl/javascript-value.ts'
import { type Random, chance, pick } from '../texts.ts'
import { inventText } from './language-cases.ts'

const READERS = { java: convertJava, javascript: convertJavaScript }
const TYPES = {
  java: [
    'byte',
    'short',
    'integer',
    'float',
    'double',
    'long',
    'boolean',
    'char',
    'Array',
    'ArrayList',
    'HashMap',
    'Hashtable',
    'Queue',
    'Stack',
    'String',
    'any',
  ],
  javascript: ['String', 'integer', 'float', 'Bigint', 'Boolean', 'dict', 'array', 'any'],
}
const CONTAINERS = ['Array', 'ArrayList', 'HashMap', 'array', 'dict']

/** Gives how many differ. */
export async function compareValues(
  random: Random,
  ask: (line: string) => Promise<unknown>,
  count: number,
): Promise<number> {
  let [differ, read] = [0, 0]
  for (let i = 0; i < count; i++) {
    const language = pick(random, ['java', 'javascript'] as const)
    const all = TYPES[language]
    const type = chance(random, 0.6)
      ? pick(
          random,
          all.filter((name) => CONTAINERS.includes(name)),
        )
      : pick(random, all)
    const nested = chance(random, 0.5) ? pick(random, all) : null
    const text = inventText(random)
    const theirs = fromTagged(await ask(JSON.stringify({ mode: 'convert', language, text, type, nested })))
    const ours = READERS[language](text, type, nested ?? undefined)
    if (ours !== undefined && ours !== text) read++
    if (show(ours) === show(theirs)) continue
    if (differ++ < 8)
      console.log(
        `  ${language} ${type}<${nested}> ${JSON.stringify(text)}: ours ${show(ours)}, original ${show(theirs)}`,
      )
  }
  console.log(`arguments in Java and JavaScript: ${count} texts, ${read} read as another value, ${differ} differ`)
  return differ
}

const show = (value: PyValue | undefined): string => (value === undefined ? 'throws' : pyRepr(value))

function fromTagged(given: unknown): PyValue | undefined {
  return given === null ? undefined : untag((given as { value: unknown }).value)
}

function untag(given: unknown): PyValue {
  if (Array.isArray(given)) return given.map(untag)
  if (typeof given !== 'object' || given === null) return given as PyValue
  const tagged = given as { int?: string; float?: string; dict?: [string, unknown][] }
  if (tagged.int !== undefined) return Number(tagged.int)
  if (tagged.float !== undefined) return new PyFloat(toFloat(tagged.float))
  return Object.fromEntries((tagged.dict ?? []).map(([key, item]) => [key, untag(item)]))
}

const toFloat = (text: string): number =>
  text.endsWith('inf') ? Number(`${text.replace('inf', '')}Infinity`) : Number(text)
