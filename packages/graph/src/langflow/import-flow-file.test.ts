import { describe, expect, it } from 'vitest'
import { FOREIGN_PRODUCTS } from './detect-format.ts'
import { importFlowFile } from './import-flow-file.ts'
import { sampleFile } from './sample-files.ts'

const refusalOf = (text: string): string => {
  try {
    return importFlowFile(text).format
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('importFlowFile', () => {
  it.each([
    ['an app with a workflow', 'app:\n  mode: workflow\nworkflow:\n  graph: {}\n'],
    ['an app with a model', 'version: 1\napp: \n  mode: chat\nmodel_config:\n'],
    ['an app of a kind', 'kind:   app\napp:\n  name: x\n'],
    ['an app of a kind, without a space', 'kind:app\napp:\n'],
  ])("[L6] knows Dify's YAML by %s, and says what to do", (_what, text) => {
    expect(refusalOf(text)).toMatch(/^This is a Dify file/)
    expect(refusalOf(text)).toContain(FOREIGN_PRODUCTS.dify?.hint)
  })

  it.each([
    ['an app alone', 'app:\n  mode: workflow\n'],
    ['a kind alone', 'kind: app\n'],
    ['an app that is a text', 'app: mine\nkind: app\n'],
    ['an app inside of something', 'my_app:\nkind: app\n'],
    ['a workflow inside of something', 'app:\n  workflow: 1\n'],
    ['a kind far below', `app:\n${'#\n'.repeat(50_000)}kind: app\n`],
    ['words', 'hello {'],
    ['words before a bracket', 'x[1'],
  ])('[L6] takes %s for no file that it knows', (_what, text) => {
    expect(refusalOf(text)).toContain('neither an Evalflow flow nor a Langflow flow')
  })

  it.each([
    ['an object', '{"a" 1}', 'line 1, column 6 has "1}" where ":" was expected'],
    ['a list', '[1 2]', 'line 1, column 4'],
    ['a text behind a mark of byte order and space', '\uFEFF \n\t {"a" 1}', 'line 2, column 8'],
  ])('says where %s stops being JSON', (_what, text, expected) => {
    expect(refusalOf(text)).toContain(expected)
  })

  it('takes a mark of byte order at the start alone, as JSON does', () => {
    const text = JSON.stringify(sampleFile())

    expect(importFlowFile(`\uFEFF${text}`).format).toBe('langflow')
    expect(refusalOf(`${text}\uFEFF`)).toContain('not valid JSON')
    const marked = importFlowFile(`\uFEFF${text.replace('Evaluate', '\uFEFFEvaluate')}`).flow
    expect(marked.name).toBe('\uFEFFEvaluate tickets')
    expect(importFlowFile(text.replace('Evaluate', '\uFEFFEvaluate')).flow.name).toBe('\uFEFFEvaluate tickets')
  })
})

describe('the report of an import', () => {
  it('[L5] names the fields of the secrets that were left out', () => {
    const text = JSON.stringify(sampleFile()).replace('"load_from_db":true', '"load_from_db":false')

    const { report } = importFlowFile(text)

    expect(report?.secrets).toEqual([{ node: 'NVIDIANeMoDatasetCreator-1', field: 'auth_token' }])
    expect(report?.messages.at(-1)).toBe('Secrets were left out and have to be given anew: auth_token.')
  })

  it('[L4] tells at most twenty parts that were kept, and none where all is drawn', () => {
    const edges = Array.from({ length: 25 }, (_, n) => ({ source: `gone-${n}`, target: 'a' }))
    const nodes = [{ id: 'a', type: 'genericNode', data: { type: 'NVIDIANeMoEvaluator', node: {} } }]

    const { report } = importFlowFile({ data: { nodes, edges } })
    const { report: whole } = importFlowFile({ data: { nodes, edges: [] } })

    expect(report?.kept).toHaveLength(25)
    expect(report?.messages).toHaveLength(20)
    expect(report?.messages[0]).toBe('Kept but not drawn: wire 1, since it ends at "gone-0", which is not there.')
    expect(whole?.messages).toEqual([])
  })

  it.each([
    ['nodes', 50_001, 0],
    ['edges', 0, 200_001],
  ])('[L7] refuses too many %s with their number', (key, nodes, edges) => {
    const data = {
      nodes: Array.from({ length: nodes }, () => 1),
      edges: Array.from({ length: edges }, () => 1),
    }

    expect(refusalOf(JSON.stringify({ data }))).toContain(
      `data.${key}: found ${Math.max(nodes, edges)}, expected at most ${Math.max(nodes, edges) - 1}`,
    )
  })

  it('[L7] takes as many nodes as may be', () => {
    const nodes = Array.from({ length: 50_000 }, () => 1)

    expect(importFlowFile({ data: { nodes, edges: [] } }).report?.kept).toHaveLength(50_000)
  })
})
