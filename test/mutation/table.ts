/** How many changes were noticed, per file. A change that ends in a compile or runtime error of its own is not counted. */
import { relative } from 'node:path'
import type { Stryker } from '@stryker-mutator/core'

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number]

interface FileScore {
  file: string
  /** Changes that some test noticed, by failing or by not ending. */
  killed: number
  /** Changes made, without those that are marked as equivalent in the source. */
  counted: number
}

const NOTICED = new Set(['Killed', 'Timeout'])
const COUNTED = new Set([...NOTICED, 'Survived', 'NoCoverage'])

/** Worst file first. */
export function scoreFiles(results: readonly MutantResult[], root: string): FileScore[] {
  const scores = new Map<string, FileScore>()
  for (const { fileName, status } of results.filter((result) => COUNTED.has(result.status))) {
    const file = relative(root, fileName)
    const before = scores.get(file) ?? { file, killed: 0, counted: 0 }
    scores.set(file, { file, killed: before.killed + (NOTICED.has(status) ? 1 : 0), counted: before.counted + 1 })
  }
  return [...scores.values()].toSorted((a, b) => percentOf(a) - percentOf(b))
}

/** 0 to 100; of nothing, 100. */
export const percentOf = ({ killed, counted }: Omit<FileScore, 'file'>): number =>
  counted === 0 ? 100 : (100 * killed) / counted

export function toTable(scores: readonly FileScore[]): string {
  const rows = scores.map(
    (score) => `| ${score.file} | ${score.killed} | ${score.counted} | ${percentOf(score).toFixed(1)} |`,
  )
  return ['| file | noticed | changes | % |', '| --- | ---: | ---: | ---: |', ...rows].join('\n')
}
