import { corpusBleu, meanInterval, summarize, tokenF1 } from '@evalflow/metrics'

const answers = ['It is Paris.', 'Rome', 'Lisbon']
const references = ['Paris', 'Rome', 'Madrid']

const f1 = summarize(answers.map((answer, i) => tokenF1(answer, references[i] ?? '')))
const bleu = corpusBleu(
  answers,
  references.map((text) => [text]),
)

export const report = { f1: f1.mean, interval: meanInterval(f1, false), bleu: bleu.score }
