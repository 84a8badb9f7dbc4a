/** Files that are damaged, cut, or made to harm: an import ends with a flow that holds, or one sentence; never otherwise. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCanonicalJson } from '../canonical.ts'
import { GraphError } from '../errors.ts'
import type { Flow, JsonValue } from '../flow.ts'
import { parseFlow } from '../parse-flow.ts'
import { damagedCopies, damagedTexts } from '../sample-damage.ts'
import { sampleSpecs } from '../sample-specs.ts'
import { createSpecIndex } from '../spec-index.ts'
import { exportLangflow } from './export-langflow.ts'
import { importFlowFile } from './import-flow-file.ts'
import { importLangflow } from './import-langflow.ts'
import { sampleFile } from './sample-files.ts'

const specs = createSpecIndex(sampleSpecs)
function expectSafe(input: unknown): void {
  let flow: Flow
  try {
    flow = importFlowFile(input).flow
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    expect(error.message.length).toBeGreaterThan(20)
    expect(error.message.length).toBeLessThan(2000)
    return
  } finally {
    expect('polluted' in {}).toBe(false)
  }
  // what was taken holds: nothing of it fails later
  expect(parseFlow(flow)).toEqual(flow)
  expect(importFlowFile(toCanonicalJson(flow, specs)).flow).toBeDefined()
  const again = importLangflow(exportLangflow(flow, specs)).flow
  expect(Object.keys(again.nodes)).toEqual(expect.arrayContaining(Object.keys(flow.nodes)))
}

const evalflowFile = () => JSON.parse(toCanonicalJson(importFlowFile(sampleFile()).flow, specs)) as JsonValue
const OTHER_PRODUCTS: readonly [string, JsonValue][] = [
  ['Flowise', { nodes: [{ id: 'a', type: 'customNode', data: { inputParams: [], inputAnchors: [{}] } }], edges: [] }],
  [
    'n8n',
    { name: 'x', nodes: [{ type: 'n8n.set', typeVersion: 1, parameters: {} }], connections: { a: { main: [] } } },
  ],
  [
    'ComfyUI',
    { last_node_id: 2, nodes: [{ id: 1, type: 'KSampler' }], links: [[1, 1, 0, 2, 0, 'MODEL']], version: 0.4 },
  ],
  ['ComfyUI', { 3: { class_type: 'KSampler', inputs: { model: ['4', 0] } } }],
  ['Dify', { kind: 'app', app: { mode: 'workflow' }, workflow: { graph: { nodes: [{ id: 'a' }], edges: [] } } }],
]

describe('import of damaged files', () => {
  it.each<[string, () => JsonValue]>([
    ['a Langflow file', sampleFile],
    ['a Langflow project', () => ({ folder_name: 'P', flows: [sampleFile()] })],
    ['a list of Langflow flows', () => [sampleFile()]],
    ['a bare graph of Langflow', () => sampleFile()['data'] ?? null],
    ['an Evalflow file', evalflowFile],
  ])('takes %s with parts replaced, doubled or gone, or says why not', (_kind, toFile) => {
    fc.assert(fc.property(damagedCopies(toFile()), expectSafe), { numRuns: 200 })
  })

  it('writes an Evalflow file with damage in what it keeps of Langflow, as far as it goes', () => {
    const isKept = (path: readonly (string | number)[]) => path[0] === 'foreign' && path.length > 1 && path.length < 6

    fc.assert(fc.property(damagedCopies(evalflowFile(), isKept), expectSafe), { numRuns: 600 })
  })

  it.each(OTHER_PRODUCTS)(
    'refuses a file of %s with parts replaced, doubled or gone, or takes what it became',
    (_product, file) => {
      fc.assert(fc.property(damagedCopies(file), expectSafe), { numRuns: 200 })
    },
  )

  it.each<[string, () => JsonValue]>([
    ['a Langflow file', sampleFile],
    ['an Evalflow file', evalflowFile],
  ])('takes no part of the text of %s that is cut off or has noise in it', (_kind, toFile) => {
    fc.assert(fc.property(damagedTexts(JSON.stringify(toFile())), expectSafe), { numRuns: 300 })
  })

  it('takes any JSON, and any text, for what it is', () => {
    fc.assert(fc.property(fc.oneof(fc.jsonValue({ maxDepth: 6 }), fc.string()), expectSafe), { numRuns: 600 })
  })
})
