export default {
  type: 'acme/word-count',
  version: 1,
  title: 'Word Count',
  summary: 'Adds the number of words of a column',
  category: 'data',
  keywords: ['length'],
  icon: 'hash',
  inputs: [{ id: 'rows', type: 'rows', label: 'rows', required: true }],
  outputs: [{ id: 'rows', type: 'rows', label: 'rows' }],
  fields: [{ id: 'column', label: 'Column', kind: 'text', default: 'answer', required: true }],
  // the same rows and column always give the same output, so an earlier one may be used
  pure: true,
  async run({ inputs, values, report }) {
    const { column } = values
    const without = inputs.rows.findIndex((row) => typeof row[column] !== 'string')
    if (without >= 0) throw new Error(`Row ${without + 1} has no text in "${column}". Choose another column.`)
    report({ done: inputs.rows.length, total: inputs.rows.length })
    return { rows: inputs.rows.map((row) => ({ ...row, words: row[column].trim().split(/\s+/).length })) }
  },
}
