/**
 * Which files of a repository hold a split and a subset, by the names the Hugging Face hub gives meaning to.
 *
 * | layout | split | subset |
 * | --- | --- | --- |
 * | `data/train-00000-of-00002.parquet` | train | |
 * | `main/test-00000-of-00001.parquet`, `main/test.jsonl` | test | main |
 * | `test/a.jsonl`, `en/test/a.jsonl` | test | , en |
 * | `train.jsonl`, `easy_test.csv` | train, test | , easy |
 *
 * H1 A split's own name goes before its other names (`dev` for validation), a whole name before a part of one.
 * H2 Files of several subsets, splits or formats are never mixed: which one is meant must be said.
 * H3 A sharded file (`…-00000-of-00002`) has its whole name as split: `auxiliary_train` is not `train`.
 *
 * Source: "Structure your repository", documentation of the Hugging Face hub. `configs` in a README go before (`hub-configs.ts`).
 */
import { ROWS_FILE } from './rows-file.ts'

export interface SplitChoice {
  /** Without slash at either end; empty for the whole repository. */
  path: string
  split: string | undefined
  subset: string | undefined
}

/** What was chosen, or why nothing could be: a sentence part that lists what is there, and what to do. */
export type Chosen = { paths: string[] } | { found: string; remedy: string }

const SPLIT_NAMES: readonly (readonly string[])[] = [
  ['train', 'training'],
  ['validation', 'valid', 'val', 'dev'],
  ['test', 'testing', 'eval', 'evaluation'],
]
/** Files that describe a data set and hold no rows of it. */
const ABOUT = /(?:^|\/)(?:\..*|dataset_infos?\.json|dataset_dict\.json|state\.json)$/
const SHARD = /[-_]\d{5,}-of-\d{5,}$/
/** Folders that divide nothing. */
const PLAIN_FOLDERS = new Set(['data', '.'])
const LISTED = 12

export function chooseFiles(all: readonly string[], { path, split, subset }: SplitChoice): Chosen {
  if (path !== '' && all.includes(path)) return { paths: [path] }
  const inside = all.filter((file) => path === '' || file.startsWith(`${path}/`))
  const rows = inside.filter((file) => ROWS_FILE.test(file) && !ABOUT.test(file))
  const where = path === '' ? 'the repository' : `"${path}"`
  if (rows.length === 0)
    return {
      found: `${where} has no file of rows; found ${list(inside.length > 0 ? inside : all)}`,
      remedy: 'Expected .parquet, .jsonl, .json or .csv files; correct the path, or choose another dataset.',
    }
  const ofSubset = subset === undefined ? rows : rows.filter((file) => isOfSubset(file, subset))
  // a data set without subsets calls its only one "default"
  const candidates = ofSubset.length === 0 && subset === 'default' ? rows : ofSubset
  if (candidates.length === 0)
    return { found: `no file of subset "${subset}"; found ${list(rows)}`, remedy: 'Correct `subset`.' }
  const named = split === undefined ? oneSplit(candidates) : ofSplitOrPlain(candidates, split)
  if (named.length === 0)
    return split === undefined
      ? {
          found: `it has several splits and none was asked for; found ${list(candidates)}`,
          remedy: 'Set `split`, or put the path of one file after the name.',
        }
      : {
          found: `no file of split "${split}"; ${toSplits(candidates)}; found ${list(candidates)}`,
          remedy: 'Correct `split`, or put the path of one file after the name.',
        }
  if (new Set(named.map(toGroup)).size > 1)
    return {
      found: `it is not clear which files are meant: ${list(named)}`,
      remedy: 'Set `subset` or `split`, or put the path of one folder or file after the name.',
    }
  return { paths: named }
}

/** Files none of which names a split are `train`, as on the hub. */
function ofSplitOrPlain(files: readonly string[], split: string): string[] {
  const found = ofSplit(files, split)
  if (found.length > 0 || !namesOf('train').includes(split)) return found
  return files.every((file) => splitOf(file) === '') ? [...files] : []
}

function toSplits(files: readonly string[]): string {
  const names = [...new Set(files.map((file) => splitOf(file) || 'train (without a split in the name)'))]
  return `splits found: ${names.join(', ')}`
}

/** `split` or one of its other names, in the order of H1. */
function ofSplit(files: readonly string[], split: string): string[] {
  const others = namesOf(split).filter((name) => name !== split)
  const tests = [
    (file: string) => wholeNames(file).includes(split),
    (file: string) => nameParts(file).includes(split),
    (file: string) => wholeNames(file).some((name) => others.includes(name)),
    (file: string) => nameParts(file).some((name) => others.includes(name)),
  ]
  for (const test of tests) {
    const found = files.filter(test)
    if (found.length > 0) return found
  }
  return []
}

/** All files if they are of one split, or of none; nothing if of several. */
function oneSplit(files: readonly string[]): string[] {
  return new Set(files.map(splitOf)).size === 1 ? [...files] : []
}

function splitOf(file: string): string {
  if (SHARD.test(toStem(file))) return wholeNames(file).at(-1) ?? ''
  const names = [...wholeNames(file), ...nameParts(file)]
  return SPLIT_NAMES.find((group) => group.some((name) => names.includes(name)))?.[0] ?? ''
}

const namesOf = (split: string) => SPLIT_NAMES.find((group) => group.includes(split)) ?? [split]

/** Folders and file name, without shard number and extension. */
function wholeNames(file: string): string[] {
  return [...file.split('/').slice(0, -1), toStem(file).replace(SHARD, '')]
}

function nameParts(file: string): string[] {
  const stem = toStem(file)
  return SHARD.test(stem) ? [] : stem.split(/[^A-Za-z]+/)
}

function isOfSubset(file: string, subset: string): boolean {
  const stem = wholeNames(file).at(-1) ?? ''
  const begins = stem.startsWith(subset) && /^[-_.]/.test(stem.slice(subset.length))
  return wholeNames(file).includes(subset) || begins || file.startsWith(`${subset}/`)
}

/** What files of one table share: folder, format, and the name without split and numbers. */
function toGroup(file: string): string {
  const splits = SPLIT_NAMES.flat()
  const folders = file.split('/').slice(0, -1)
  const rest = folders.filter((folder) => !PLAIN_FOLDERS.has(folder) && !splits.includes(folder))
  const extension = file.replace(/\.gz$/i, '').slice(file.replace(/\.gz$/i, '').lastIndexOf('.')).toLowerCase()
  // a folder named after a split holds nothing else, whatever its files are called
  if (folders.some((folder) => splits.includes(folder))) return [...rest, extension].join('/')
  // files that name no split are parts of one table
  if (splitOf(file) === '') return [...rest, extension].join('/')
  const stem = toStem(file)
    .replace(SHARD, '')
    .split(/[-_. ]+/)
    .filter((part) => !splits.includes(part) && !/^\d+$/.test(part))
  return [...rest, stem.join('_'), extension].join('/')
}

function toStem(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.gz$/i, '')
  return name.slice(0, name.lastIndexOf('.'))
}

function list(files: readonly string[]): string {
  if (files.length === 0) return 'no file at all'
  const shown = files.slice(0, LISTED).join(', ')
  return files.length > LISTED ? `${shown} and ${files.length - LISTED} more` : shown
}
