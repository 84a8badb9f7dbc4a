import assert from 'node:assert/strict'
import test from 'node:test'
import wordCount from './word-count.js'

const run = (rows) => wordCount.run({ inputs: { rows }, values: { column: 'answer' }, report() {} })

test('counts the words of a column', async () => {
  assert.deepEqual(await run([{ answer: 'It is  Paris.' }]), { rows: [{ answer: 'It is  Paris.', words: 3 }] })
})

test('names the row that has no text', async () => {
  await assert.rejects(run([{ answer: 'yes' }, {}]), /Row 2 has no text in "answer"/)
})
