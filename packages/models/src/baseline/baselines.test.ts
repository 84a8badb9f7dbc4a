import { describe, expect, it } from 'vitest'
import type { ChatMessage, GenerateOptions, Prompt, TextModel, TokenScore } from '../text-model.ts'
import { toWords } from './answering-baseline.ts'
import { END_TOKEN } from './byte-vocabulary.ts'
import { corpus } from './corpus.ts'
import { answerWithEcho } from './echo-baseline.ts'
import { answerWithNearest, findNearest } from './nearest-baseline.ts'
import { createNgramBaseline } from './ngram-baseline.ts'
import { baselines } from './registry.ts'
import { shippedQuestions } from './questions.ts'
import { trainWittenBell } from './witten-bell.ts'

const signal = new AbortController().signal
const greedy: GenerateOptions = {
  maxTokens: 40,
  temperature: 0,
  topP: 1,
  topK: 0,
  seed: 1,
  topLogProbs: null,
  scorePrompt: null,
  signal,
}
const chat = (...messages: ChatMessage[]): Prompt => ({ count: 1, tokens: [], text: '', messages })
const text = (content: string): Prompt => ({ count: 1, tokens: [], text: content, messages: null })

async function write(model: TextModel, prompt: Prompt, options = greedy): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const step of model.generate(prompt, options)) pieces.push(step.bytes)
  return Buffer.concat(pieces).toString('utf8')
}

async function score(model: TextModel, content: string, top: number): Promise<readonly (TokenScore | null)[]> {
  let found: readonly (TokenScore | null)[] = []
  const scorePrompt = { top, onScores: (scores: readonly (TokenScore | null)[]) => void (found = scores) }
  await write(model, model.promptFromText(content), { ...greedy, maxTokens: 0, scorePrompt })
  return found
}

describe('trainWittenBell', () => {
  it('interpolates as defined (worked by hand)', () => {
    // document 0 1 0; V = 3. unigram: c = {0: 2, 1: 1}, total 3, types 2, p0 = 1/3
    const model = trainWittenBell([[0, 1, 0]], { order: 2, symbols: 3 })
    const unigram = [(2 + 2 / 3) / 5, (1 + 2 / 3) / 5, 2 / 3 / 5]

    expect(Array.from(model.distribution([]))).toEqual(unigram.map((p) => expect.closeTo(p, 12)))
    // after 0: c = {1: 1}, total 1, types 1
    expect(model.distribution([0])[1]).toBeCloseTo((1 + (unigram[1] ?? 0)) / 2, 12)
    // 2 was never seen: the shorter context stands
    expect(Array.from(model.distribution([2]))).toEqual(unigram.map((p) => expect.closeTo(p, 12)))
  })
})

describe('baseline-ngram', () => {
  const model = createNgramBaseline('baseline-ngram', 1000)

  it('gives every byte a probability, and all together one', async () => {
    const scores = await score(model, 'zq\u0000😀', 257)

    expect(scores[0]).toBeNull()
    for (const score of scores.slice(1)) {
      const mass = score?.top.reduce((sum, entry) => sum + Math.exp(entry.logProb), 0)
      expect(mass).toBeCloseTo(1, 9)
      expect(score?.logProb).toBeGreaterThan(-30)
    }
  })

  it('finds English likelier than noise', async () => {
    const mean = async (content: string) => {
      const scores = await score(model, content, 1)
      return scores.reduce((sum, score) => sum + (score?.logProb ?? 0), 0) / (scores.length - 1)
    }

    expect(await mean('The people of the town went to the river.')).toBeGreaterThan(
      (await mean('xq vzj kkw qqp zzx jjh wvx.')) + 2,
    )
  })

  it('answers the same at temperature 0, and as its seed says above it', async () => {
    const prompt = model.promptFromText('The sun ')
    const warm = { ...greedy, temperature: 1 }

    expect(await write(model, prompt)).toBe(await write(model, prompt))
    expect(await write(model, prompt, warm)).toBe(await write(model, prompt, warm))
    expect(await write(model, prompt, warm)).not.toBe(await write(model, prompt, { ...warm, seed: 2 }))
  })

  it('ends where its corpus ends a paragraph', async () => {
    const steps = []
    for await (const step of model.generate(model.promptFromText('and it is salt.'), greedy)) steps.push(step)

    expect(steps.at(-1)).toMatchObject({ token: END_TOKEN, isEnd: true })
    expect(corpus).toContain('and it is salt.')
  })
})

describe('baseline-nearest', () => {
  it('answers with the most similar example of the conversation', () => {
    const examples: ChatMessage[] = [
      { role: 'user', content: 'Is the film good? I loved the film' },
      { role: 'assistant', content: 'positive' },
      { role: 'user', content: 'Is the film good? I hated the long film' },
      { role: 'assistant', content: 'negative' },
    ]

    expect(answerWithNearest(chat(...examples, { role: 'user', content: 'Is the film good? I hated it' }))).toBe(
      'negative',
    )
  })

  it('answers with the most similar question block of a text', () => {
    const prompt =
      'Question: two plus two?\nAnswer: four\n\nQuestion: capital of Peru?\nAnswer: Lima\n\nQuestion: What is the capital of Peru?\nAnswer:'

    expect(answerWithNearest(text(prompt))).toBe('Lima')
  })

  it('knows the shipped questions when the prompt has no examples', () => {
    expect(answerWithNearest(text('Please tell me: how many days are there in one week?'))).toBe('7')
  })

  it('takes the first at a tie, and when nothing is similar', () => {
    const known = [
      { question: 'a b', answer: '1' },
      { question: 'b a', answer: '2' },
    ]

    expect(findNearest('a', known)?.answer).toBe('1')
    expect(findNearest('zzz', known)?.answer).toBe('1')
  })

  it('ships as many questions as its description says', () => {
    expect(baselines.find((entry) => entry.id === 'baseline-nearest')?.detail).toContain(
      `${shippedQuestions.length} questions`,
    )
  })
})

describe('baseline-echo', () => {
  it('says the last user message, or the prompt, to the letter', async () => {
    const asked = '  two  words\n'

    expect(answerWithEcho(chat({ role: 'user', content: 'first' }, { role: 'user', content: asked }))).toBe(asked)
    expect(toWords(asked).join('')).toBe(asked)
    const echo = baselines.find((entry) => entry.id === 'baseline-echo')?.create()
    expect(echo && (await write(echo, text('a b c'), { ...greedy, maxTokens: 2 }))).toBe('a b')
  })
})
