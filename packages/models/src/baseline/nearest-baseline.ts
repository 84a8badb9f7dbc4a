/**
 * `baseline-nearest`: answers with the answer of the most similar question it knows.
 *
 * 1. The questions it knows are the examples in the prompt itself: in chat each user message with the assistant message
 *    right after it; in any text, blocks `Question: … Answer: …` (also `Q:` and `A:`), where a block ends at the next
 *    question. If the prompt holds none, it knows the shipped list `questions.ts`.
 * 2. The question asked is the last user message, or the whole prompt; of it, if it holds question marks as in 1, the last
 *    one.
 * 3. Similarity is the cosine of word counts; words are lower-cased runs of letters and digits.
 * 4. The most similar wins; at a tie the first. If nothing is similar at all (cosine 0 with every one), the first answers.
 */
import type { Prompt } from '../text-model.ts'
import { type QuestionAnswer, shippedQuestions } from './questions.ts'

const BLOCK_START = /^[ \t]*(?:question|q)[ \t]*:[ \t]*/gimu
const ANSWER_START = /^[ \t]*(?:answer|a)[ \t]*:[ \t]*/imu

export function answerWithNearest(prompt: Prompt): string {
  const asked = prompt.messages?.findLast((message) => message.role === 'user')?.content ?? prompt.text
  const blocks = splitBlocks(asked)
  const query = blocks.at(-1)?.question ?? asked
  const examples = [...chatExamples(prompt), ...blocks.filter((block) => block.answer !== '')]
  return findNearest(query, examples.length > 0 ? examples : shippedQuestions)?.answer ?? ''
}

export function findNearest(query: string, known: readonly QuestionAnswer[]): QuestionAnswer | undefined {
  const counts = countWords(query)
  let best = known[0]
  let bestSimilarity = 0
  for (const candidate of known) {
    const similarity = cosine(counts, countWords(candidate.question))
    if (similarity > bestSimilarity) {
      best = candidate
      bestSimilarity = similarity
    }
  }
  return best
}

function chatExamples(prompt: Prompt): QuestionAnswer[] {
  const messages = prompt.messages ?? []
  return messages.flatMap((message, index) => {
    const next = messages[index + 1]
    return message.role === 'user' && next?.role === 'assistant'
      ? [{ question: message.content, answer: next.content }]
      : []
  })
}

/** The last block, which asks, usually has an empty answer. */
function splitBlocks(text: string): QuestionAnswer[] {
  const starts = [...text.matchAll(BLOCK_START)]
  return starts.map((start, index) => {
    const block = text.slice(start.index + start[0].length, starts[index + 1]?.index ?? text.length)
    const answer = ANSWER_START.exec(block)
    if (!answer) return { question: block.trim(), answer: '' }
    return {
      question: block.slice(0, answer.index).trim(),
      answer: block.slice(answer.index + answer[0].length).trim(),
    }
  })
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let dot = 0
  for (const [word, count] of a) dot += count * (b.get(word) ?? 0)
  const norm = (counts: ReadonlyMap<string, number>) => Math.hypot(...counts.values())
  return dot === 0 ? 0 : dot / (norm(a) * norm(b))
}
