import { describe, expect, it } from 'vitest'
import { chooseFiles } from './hub-split.ts'

const choose = (files: string, split?: string, subset?: string, path = '') =>
  chooseFiles(files.split(' '), { split, subset, path })

describe('files of a split', () => {
  it.each([
    [
      'data/train-00000-of-00002.parquet data/train-00001-of-00002.parquet data/test-00000-of-00001.parquet',
      'train',
      undefined,
      2,
    ],
    ['train.jsonl test.jsonl README.md .gitattributes', 'test', undefined, 1],
    ['test/a.jsonl test/b.jsonl train/a.jsonl', 'test', undefined, 2],
    ['main/test.jsonl socratic/test.jsonl', 'test', 'main', 1],
    ['easy_test.csv hard_test.csv', 'test', 'hard', 1],
    ['ARC-Easy/test-00000-of-00001.parquet ARC-Challenge/test-00000-of-00001.parquet', 'test', 'ARC-Easy', 1],
    ['dev.jsonl test.jsonl', 'validation', undefined, 1],
    ['data/test-00000-of-00001.parquet', 'test', 'default', 1],
    ['part-1.jsonl part-2.jsonl', undefined, undefined, 2],
    ['rows.parquet dataset_infos.json', undefined, undefined, 1],
  ])('of %s, %s of %s', (files, split, subset, count) => {
    expect(choose(files, split, subset)).toMatchObject({ paths: { length: count } })
  })

  it('[H1] a split goes by its own name first', () => {
    expect(choose('dev.jsonl validation.jsonl', 'validation')).toEqual({ paths: ['validation.jsonl'] })
    expect(choose('dev.jsonl validation.jsonl', 'dev')).toEqual({ paths: ['dev.jsonl'] })
  })

  it('[H2] what could be meant in several ways is listed', () => {
    expect(choose('train.jsonl test.jsonl')).toMatchObject({
      found: expect.stringContaining('train.jsonl, test.jsonl'),
    })
    expect(choose('test.jsonl test.csv', 'test')).toMatchObject({ found: expect.stringContaining('not clear') })
    expect(choose('a/test.csv b/test.csv', 'test')).toMatchObject({ remedy: expect.stringContaining('subset') })
    expect(choose('a/test.csv', 'test', 'c')).toMatchObject({ found: expect.stringContaining('subset "c"') })
  })

  it('[H3] a sharded file has its whole name as split', () => {
    expect(choose('a/auxiliary_train-00000-of-00001.parquet', 'train')).toMatchObject({
      found: expect.stringContaining('no file of split "train"'),
    })
    expect(choose('a/auxiliary_train-00000-of-00001.parquet', 'auxiliary_train')).toMatchObject({
      paths: { length: 1 },
    })
  })

  it('a path names one file, whatever it is called', () => {
    expect(choose('notes.txt test.csv', undefined, undefined, 'notes.txt')).toEqual({ paths: ['notes.txt'] })
  })
})
