import { describe, expect, it } from 'vitest'
import { fromCanonical } from '../canonical.ts'
import { paste } from '../commands/clipboard.ts'
import { connect, reconnect } from '../commands/edges.ts'
import { group } from '../commands/groups.ts'
import { addNode, moveNodes, removeNodes, renameNode, setFlowInfo, setFrozen, setValue } from '../commands/nodes.ts'
import type { Flow, JsonValue } from '../flow.ts'
import { createFragment } from '../fragment.ts'
import { applyPatches } from '../patches.ts'
import { countingIds } from '../sample-flows.ts'
import { sampleIndex as specs } from '../sample-specs.ts'
import { detectFormat } from './detect-format.ts'
import { exportLangflow } from './export-langflow.ts'
import { importLangflow } from './import-langflow.ts'
import { sampleFile } from './sample-files.ts'

const EVALUATOR = 'NVIDIANeMoEvaluator-2'
const imported = () => importLangflow(sampleFile())
type Raw = Record<string, JsonValue> & { data: Record<string, JsonValue> & { nodes: Raw[]; edges: Raw[] } }

/** The Langflow file after `patches` were made here. */
function exported(flow: Flow): Raw {
  return JSON.parse(JSON.stringify(exportLangflow(flow))) as Raw
}
const nodeIn = (file: Raw, id: string): Raw | undefined => file.data.nodes.find((node) => node['id'] === id)

describe('exportLangflow', () => {
  const context = countingIds()
  const edit = (flow: Flow, ...commands: ((flow: Flow) => { patches: Parameters<typeof applyPatches>[1] })[]): Flow =>
    commands.reduce((at, command) => applyPatches(at, command(at).patches), flow)

  it('[L2] writes edits into the fields they came from and leaves the rest', () => {
    const flow = edit(
      imported().flow,
      (at) => setValue(at, { node: EVALUATOR, field: 'config', value: 'team/other_template' }, context),
      (at) => setValue(at, { node: EVALUATOR, field: 'dataset', value: 'team/tickets' }, context),
      (at) => setValue(at, { node: EVALUATOR, field: 'target', value: undefined }, context),
      (at) => moveNodes(at, { to: { [EVALUATOR]: { x: 7, y: 8 } } }, context),
      (at) => renameNode(at, { node: EVALUATOR, name: 'Judge' }, context),
      (at) => setFrozen(at, { nodes: [EVALUATOR], frozen: true }, context),
      (at) => setValue(at, { node: 'note-0MDGm', field: 'text', value: 'New' }, context),
      (at) => setFlowInfo(at, { name: 'Renamed' }, context),
    )

    const expected = structuredClone(sampleFile()) as Raw
    const node = nodeIn(expected, EVALUATOR)
    const definition = node?.data['node'] as { template: Record<string, { value: string }> }
    Object.assign(definition.template['config'] ?? {}, { value: 'team/other_template' })
    Object.assign(definition.template['existing_dataset'] ?? {}, { value: 'team/tickets' })
    Object.assign(definition.template['target'] ?? {}, { value: '' })
    Object.assign(definition, { display_name: 'Judge', frozen: true })
    Object.assign(node ?? {}, { position: { x: 7, y: 8 }, positionAbsolute: { x: 7, y: 8 } })
    Object.assign(nodeIn(expected, 'note-0MDGm')?.data['node'] ?? {}, { description: 'New' })
    Object.assign(expected, { name: 'Renamed' })
    expect(exported(flow)).toEqual(expected)
  })

  it('[L2] leaves deleted parts out and adds new ones, readable by Langflow and by us', () => {
    const flow = edit(
      imported().flow,
      (at) => removeNodes(at, { nodes: ['GroupNode-3'] }, context),
      (at) =>
        addNode(
          at,
          { id: 'mine', type: 'results', version: 3, at: { x: 1, y: 2 }, values: { deep: [{ a: 'œ' }] } },
          context,
        ),
      (at) =>
        connect(
          at,
          { id: 'wire', source: { node: EVALUATOR, port: 'result' }, target: { node: 'mine', port: 'results' } },
          context,
        ),
      (at) => reconnect(at, { edge: 'langflow-2', target: { node: EVALUATOR, port: 'target' } }, context),
      (at) => group(at, { id: 'g', nodes: ['mine', EVALUATOR], name: 'Frame' }, context),
    )

    const file = exported(flow)

    expect(nodeIn(file, 'GroupNode-3')).toBeUndefined()
    const edge = file.data.edges.find((item) => item['target'] === 'mine')
    expect(edge?.data['sourceHandle']).toMatchObject({
      dataType: 'NVIDIANeMoEvaluator',
      id: EVALUATOR,
      name: 'job_info',
    })
    expect(JSON.parse(String(edge?.['sourceHandle']).replaceAll('œ', '"'))).toEqual(edge?.data['sourceHandle'])
    const moved = file.data.edges.find((item) => item['target'] === EVALUATOR)
    expect(moved?.data['targetHandle']).toMatchObject({ fieldName: 'customized_model' })
    const again = importLangflow(file).flow
    expect(again.nodes['mine']).toMatchObject({ type: 'results', version: 3, values: { deep: [{ a: 'œ' }] } })
    expect(again.groups).toEqual(flow.groups)
  })

  it('[L2] a pasted Langflow node gets its own ids inside', () => {
    const { flow } = imported()
    const change = paste(flow, { fragment: createFragment(flow, [EVALUATOR]) }, countingIds())

    const file = exported(applyPatches(flow, change.patches))

    const [copy = ''] = change.nodes
    expect(nodeIn(file, copy)).toMatchObject({ id: copy, data: { id: copy, type: 'NVIDIANeMoEvaluator' } })
  })

  it.each<[string, Record<string, JsonValue>]>([
    ['no list of nodes', { nodes: null }],
    ['an entry that is nothing', { edges: [null] }],
    ['an entry without its part', { nodes: [{}] }],
    ['a path that is no list', { path: 'data' }],
    ['a path of numbers', { path: [0] }],
    ['a path that leads nowhere', { path: ['flows', '3', 'data'] }],
    ['another path than a reader takes', { path: [] }],
    ['no file', { file: null }],
  ])('[L1] a flow loses no node where what it kept of its file was changed to %s', (_damage, change) => {
    const { flow } = imported()
    const { langflow: kept } = flow.foreign as { langflow: Record<string, JsonValue> }
    const langflow = { ...kept, ...change }

    const again = importLangflow(exportLangflow({ ...flow, foreign: { langflow } })).flow

    expect(again.nodes).toEqual(flow.nodes)
    expect(again.name).toBe(flow.name)
  })

  it('[L2] a flow drawn here goes to Langflow and back', () => {
    const flow = applyPatches(
      fromCanonical({ schema: 'evalflow.flow/1', id: 'f', name: 'F' }),
      addNode(
        fromCanonical({ schema: 'evalflow.flow/1', id: 'f' }),
        {
          id: 't',
          type: 'target',
          version: 1,
          at: { x: 5, y: 6 },
          name: 'T',
          values: { headers: { Cookie: 'secret-cookie', a: 'b' } },
        },
        context,
      ).patches,
    )

    const file = exportLangflow(flow, specs)

    expect(detectFormat(file)).toBe('langflow')
    expect(JSON.stringify(file)).not.toContain('secret-cookie')
    expect(importLangflow(file).flow.nodes['t']).toMatchObject({
      type: 'target',
      name: 'T',
      values: { headers: { a: 'b' } },
    })
  })
})
