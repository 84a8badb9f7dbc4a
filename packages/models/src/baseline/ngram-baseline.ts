/**
 * `baseline-ngram`: a byte-level 6-gram language model (interpolated Witten-Bell) trained on the shipped corpus. It has real
 * log-probabilities for any text, so it is the floor of log-likelihood tasks.
 *
 * A chat prompt is the contents of its messages, each followed by a line break. There is no instruction following.
 */
import { createRandom, drawToken } from '../local/sampler.ts'
import type { ChatMessage, GenerateOptions, Prompt, Step, TextModel, TokenLogProb, TokenScore } from '../text-model.ts'
import { concatBytes } from '../text/token-text.ts'
import { byteVocabulary, END_TOKEN } from './byte-vocabulary.ts'
import { corpus } from './corpus.ts'
import { trainWittenBell, type NgramModel } from './witten-bell.ts'

export const NGRAM_ORDER = 6
/** Steps after which other work gets a turn: one step takes a few microseconds. */
const STEPS_PER_TURN = 256

export function createNgramBaseline(id: string, contextTokens: number): TextModel {
  let trained: NgramModel | null = null
  const model = () => (trained ??= trainOnCorpus())
  const toPrompt = (tokens: readonly number[], messages: readonly ChatMessage[] | null): Prompt => {
    const text = new TextDecoder().decode(concatBytes(tokens.map((token) => byteVocabulary.bytesOf(token))))
    return { count: tokens.length, tokens, text, messages }
  }
  const tokenize = (text: string) => byteVocabulary.tokenize(text, { addStart: false, special: false })
  return {
    id,
    contextTokens,
    vocabulary: byteVocabulary,
    fingerprint: `evalflow-ngram-${NGRAM_ORDER}`,
    promptFromChat: (messages) =>
      toPrompt(tokenize(messages.map((message) => `${message.content}\n`).join('')), messages),
    promptFromText: (text) => toPrompt(tokenize(text), null),
    promptFromTokens: (tokens) => toPrompt(tokens, null),

    async *generate(prompt, options) {
      if (options.scorePrompt) {
        const { top, onScores } = options.scorePrompt
        onScores(await scoreAll(model(), prompt.tokens, top, options.signal))
      }
      const random = createRandom(options.seed)
      const context = [...prompt.tokens]
      for (let generated = 0; generated < options.maxTokens; generated++) {
        options.signal.throwIfAborted()
        if (generated % STEPS_PER_TURN === 0) await nextTurn()
        const logProbs = model()
          .distribution(context.slice(1 - NGRAM_ORDER))
          .map(Math.log)
        const token = chooseToken(logProbs, options, random)
        context.push(token)
        yield toStep(token, logProbs, options.topLogProbs)
        if (token === END_TOKEN) return
      }
    },
  }
}

async function scoreAll(model: NgramModel, tokens: readonly number[], top: number, signal: AbortSignal) {
  const scores: (TokenScore | null)[] = []
  for (const [index, token] of tokens.entries()) {
    if (index % STEPS_PER_TURN === 0) {
      signal.throwIfAborted()
      await nextTurn()
    }
    if (index === 0) scores.push(null)
    else {
      const logProbs = model.distribution(tokens.slice(Math.max(0, index + 1 - NGRAM_ORDER), index)).map(Math.log)
      scores.push({ logProb: logProbs[token] ?? -Infinity, top: mostLikely(logProbs, Math.max(1, top)) })
    }
  }
  return scores
}

/** Paragraphs are the documents; each ends with the end token. */
function trainOnCorpus(): NgramModel {
  const documents = corpus
    .split('\n\n')
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => [...byteVocabulary.tokenize(paragraph, { addStart: false, special: false }), END_TOKEN])
  return trainWittenBell(documents, { order: NGRAM_ORDER, symbols: byteVocabulary.size })
}

function chooseToken(logProbs: Float64Array, options: GenerateOptions, random: () => number): number {
  if (options.temperature === 0) return mostLikely(logProbs, 1)[0]?.token ?? END_TOKEN
  return drawToken(new Map(logProbs.entries()), options, random())
}

function toStep(token: number, logProbs: Float64Array, topLogProbs: number | null): Step {
  const isEnd = token === END_TOKEN
  return {
    token,
    bytes: isEnd ? new Uint8Array() : byteVocabulary.bytesOf(token),
    logProb: topLogProbs === null ? null : (logProbs[token] ?? -Infinity),
    top: topLogProbs === null ? [] : mostLikely(logProbs, topLogProbs),
    isEnd,
  }
}

/** Ties go to the smaller byte. */
function mostLikely(logProbs: Float64Array, count: number): TokenLogProb[] {
  return Array.from(logProbs, (logProb, token) => ({ token, logProb }))
    .toSorted((a, b) => b.logProb - a.logProb || a.token - b.token)
    .slice(0, count)
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
