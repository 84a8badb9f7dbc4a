import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../flow.ts'
import { findMapping, findMappingByType, reverseOf, toOurPort } from './component-map.ts'
import { detectFormat } from './detect-format.ts'
import { readGroups } from './draw-parts.ts'
import { decodeHandle, encodeHandle, portOf, readHandle } from './handles.ts'
import { at, importLangflow, textOf } from './import-langflow.ts'
import { readNode } from './read-node.ts'
import { takeOutSecrets } from './secret-values.ts'

const fileOf = (nodes: JsonValue[], edges: JsonValue[] = [], more: Record<string, JsonValue> = {}) => ({
  name: 'F',
  data: { nodes, edges, ...more },
})
const plain = (id: string, type = 'X'): Record<string, JsonValue> => ({ id, type: 'genericNode', data: { id, type } })

describe('importLangflow', () => {
  it('[L3] keeps nodes that cannot be drawn, and says why', () => {
    const nodes: JsonValue[] = [plain('a'), 5, {}, { id: '' }, plain('a'), { id: '__proto__x' }, { id: 'constructor' }]

    const { flow, report } = importLangflow(fileOf([...nodes, { id: 'x'.repeat(257) }, { id: 'y'.repeat(256) }]))

    expect(Object.keys(flow.nodes)).toEqual(['a', '__proto__x', 'y'.repeat(256)])
    expect(report.kept).toEqual([
      { what: 'node 2', reason: 'it is not an object' },
      { what: 'node 3', reason: 'it has no id' },
      { what: 'node 4', reason: 'it has no id' },
      { what: 'node 5', reason: 'its id "a" is there twice' },
      { what: 'node 7', reason: 'its id "constructor" is not allowed' },
      { what: 'node 8', reason: 'its id has 257 characters, at most 256 are possible' },
    ])
    expect(report.messages).toContain('Kept but not drawn: node 2, since it is not an object.')
  })

  it('[L4] keeps wires that cannot be drawn, and says why', () => {
    const wire = (more: Record<string, JsonValue>): JsonValue => ({ source: 'a', target: 'b', ...more })
    const edges = [
      5,
      wire({ source: 7 }),
      wire({ target: 'toString' }),
      wire({ sourceHandle: 'x'.repeat(257) }),
      wire({ targetHandle: 'x'.repeat(257) }),
      wire({ sourceHandle: 'x'.repeat(256) }),
    ]

    const { flow, report } = importLangflow(fileOf([plain('a'), plain('b')], edges))

    expect(Object.keys(flow.edges)).toEqual(['langflow-6'])
    expect(report.kept.map(({ what, reason }) => `${what}: ${reason}`)).toEqual([
      'wire 1: it is not an object',
      'wire 2: it ends at "7", which is not there',
      'wire 3: it ends at "toString", which is not there',
      'wire 4: the name of its port is too long',
      'wire 5: the name of its port is too long',
    ])
  })

  it('says in sentences what a person should know, once each', () => {
    const files = [fileOf([plain('a'), plain('b'), plain('c', 'Y')]), fileOf([])]

    expect(importLangflow(files).report).toMatchObject({
      flows: ['F', 'F'],
      messages: [
        'The file holds 2 flows; one is drawn, the others go along on export.',
        'Not installed here, so drawn but not run: X, Y.',
      ],
    })
    expect(importLangflow(fileOf([])).report.messages).toEqual([])
    expect(importLangflow({ data: { nodes: [], edges: [] } })).toMatchObject({
      flow: { name: 'Imported flow', description: '' },
      report: { flows: ['Untitled'] },
    })
  })

  it.each<[string, JsonValue, unknown]>([
    ['as it is', { x: 1, y: 2, zoom: 100 }, { x: 1, y: 2, zoom: 100 }],
    ['at the limit', { x: -1e7, y: 1e7, zoom: 0.1 }, { x: -1e7, y: 1e7, zoom: 0.1 }],
    ['not beyond it', { x: 1e7 + 1, y: 0, zoom: 1 }, undefined],
    ['not beyond it, upwards', { x: 0, y: -1e7 - 1, zoom: 1 }, undefined],
    ['not without zoom', { x: 0, y: 0, zoom: 0 }, undefined],
    ['not with too much', { x: 0, y: 0, zoom: 101 }, undefined],
    ['not with a text', { x: 0, y: 0, zoom: '1' }, undefined],
    ['not as a list', [0, 0, 1], undefined],
  ])('takes the view: %s', (_case, viewport, expected) => {
    expect(importLangflow(fileOf([], [], { viewport })).flow.layout.viewport).toEqual(expected)
  })

  it.each<[string, JsonValue, RegExp]>([
    ['of the file', 'mine', /^mine$/],
    ['a fresh one for an empty text', '', /^flow-/],
    ['a fresh one for a number', 5, /^flow-/],
    ['a fresh one for one that is too long', 'x'.repeat(257), /^flow-/],
    ['the longest', 'x'.repeat(256), /^x{256}$/],
  ])('has an id: %s', (_case, id, expected) => {
    expect(importLangflow({ ...fileOf([]), id }).flow.id).toMatch(expected)
  })

  it('refuses more than the document may hold, and a file without a graph, with the path', () => {
    const pathOf = (file: unknown) => {
      try {
        importLangflow(file)
        return undefined
      } catch (error) {
        return (error as { issues: { path: string[]; message: string }[] }).issues.map(
          ({ path, message }) => `${path.join('.')}: ${message}`,
        )
      }
    }

    expect(pathOf({ data: { nodes: [] } })).toEqual(['data.nodes: expected lists "nodes" and "edges"'])
    expect(pathOf({ data: { edges: [] } })).toEqual(['data.nodes: expected lists "nodes" and "edges"'])
    expect(pathOf([{ nodes: 1 }])).toEqual(['0.nodes: expected lists "nodes" and "edges"'])
    expect(pathOf({ flows: [{ data: 5 }] })).toEqual(['flows.0.nodes: expected lists "nodes" and "edges"'])
    expect(pathOf([])).toEqual([': there is no flow 1, the file holds 0'])
  })
})

describe('readGroups', () => {
  const nodes = importLangflow(fileOf([plain('a'), plain('b'), plain('c')])).flow.nodes

  it('takes frames of ours, each node once, and nothing else', () => {
    const groups = readGroups(
      {
        evalflow_groups: [
          { id: 'g', name: 'G', nodes: ['a', 'a', 'gone', 5], collapsed: true },
          { id: 'g', name: 'again', nodes: ['b'] },
          { id: 'h', name: 5, nodes: ['a', 'b'], collapsed: 'yes' },
          { id: 'i', name: 'taken', nodes: ['a'] },
          { id: '', name: 'no id', nodes: ['c'] },
          { id: 5, name: 'no id', nodes: ['c'] },
          { id: 'j', name: 'no list', nodes: 'c' },
          'odd',
          { id: 'k', name: 'n'.repeat(1_001), nodes: ['c'] },
        ],
      },
      nodes,
    )

    expect(groups).toStrictEqual({
      g: { id: 'g', name: 'G', nodes: ['a'], collapsed: true },
      h: { id: 'h', name: '', nodes: ['b'] },
      k: { id: 'k', name: 'n'.repeat(1_000), nodes: ['c'] },
    })
    expect(readGroups({}, nodes)).toEqual({})
  })
})

describe('readNode', () => {
  const read = (data: JsonValue, more: Record<string, JsonValue> = {}) => readNode({ id: 'n', data, ...more }, 'n')

  it.each<[string, JsonValue, Record<string, JsonValue>, string, string]>([
    ['from data', { type: 'Prompt' }, { type: 'genericNode' }, 'Prompt', 'langflow:Prompt'],
    ['from the node', {}, { type: 'odd' }, 'odd', 'langflow:odd'],
    ['of nothing', 5, {}, 'unknown', 'langflow:unknown'],
    ['cut to the limit', { type: 'x'.repeat(300) }, {}, 'x'.repeat(300), `langflow:${'x'.repeat(247)}`],
    ['of a note by its node', { type: 'Other' }, { type: 'noteNode' }, 'Other', 'note'],
    ['of a note by its data', { type: 'note' }, {}, 'note', 'note'],
  ])('takes the type %s', (_case, data, more, langflowType, type) => {
    const found = read(data, more)

    expect(found).toMatchObject({ langflowType, node: { id: 'n', type, version: 1, values: {} } })
    expect(found.isMapped).toBe(type === 'note')
  })

  it('takes name and freezing of a person, not those of the component', () => {
    const named = (node: JsonValue) => read({ type: 'Prompt', node }).node

    expect(named({ display_name: 'Mine', frozen: true })).toStrictEqual({
      id: 'n',
      type: 'langflow:Prompt',
      version: 1,
      values: {},
      name: 'Mine',
      frozen: true,
    })
    for (const node of [{ display_name: 'Prompt' }, { display_name: '' }, { display_name: 5, frozen: 'yes' }, 5])
      expect(Object.keys(named(node))).toEqual(['id', 'type', 'version', 'values'])
    expect(named({ display_name: 'n'.repeat(1_001) }).name).toHaveLength(1_000)
  })

  it('[L2] takes values that are texts and set', () => {
    const template = { config: { value: 'a' }, target: { value: '' }, namespace: { value: 5 }, existing_dataset: 'x' }

    expect(read({ type: 'NeMoEvaluator', node: { template } })).toMatchObject({
      isMapped: true,
      node: { type: 'evaluator', values: { config: 'a' } },
    })
    expect(read({ type: 'NeMoEvaluator', node: { template } }).node.values).toStrictEqual({ config: 'a' })
    expect(read({ type: 'NeMoEvaluator', node: { template: 5 } }).node.values).toEqual({})
  })

  it.each<[string, Record<string, JsonValue>, unknown]>([
    ['where it stands', { position: { x: 1.5, y: -2 } }, { x: 1.5, y: -2 }],
    ['at the origin without a position', { position: 'x' }, { x: 0, y: 0 }],
    ['at the edge', { position: { x: 1e9, y: -1e9 } }, { x: 10_000_000, y: -10_000_000 }],
    ['no size for what is no note', { width: 5, height: 5 }, { x: 0, y: 0 }],
    ['the size of a note', { type: 'noteNode', width: 5, height: 1e7 }, { x: 0, y: 0, width: 5, height: 1e7 }],
    ['no size of nothing', { type: 'noteNode', width: 0, height: 5 }, { x: 0, y: 0 }],
    ['no size beyond the limit', { type: 'noteNode', width: 5, height: 1e7 + 1 }, { x: 0, y: 0 }],
    ['folded', { data: { showNode: false } }, { x: 0, y: 0, collapsed: true }],
    ['open', { data: { showNode: null } }, { x: 0, y: 0 }],
  ])('places it: %s', (_case, raw, place) => {
    expect(readNode({ id: 'n', ...raw }, 'n').place).toStrictEqual(place)
  })

  it.each<[string, JsonValue, unknown]>([
    [
      'a whole record',
      { type: 't', version: 3, values: { a: 1 }, name: 'N', frozen: true },
      { type: 't', version: 3, values: { a: 1 }, name: 'N', frozen: true },
    ],
    ['a version below 0', { type: 't', version: -4, values: {} }, { type: 't', version: 0, values: {} }],
    ['a version that is none', { type: 't', version: 1.5, values: {} }, { type: 't', version: 1, values: {} }],
    [
      'an empty name and no freezing',
      { type: 't', version: 1, values: {}, name: '', frozen: 1 },
      { type: 't', version: 1, values: {} },
    ],
    ['no type', { type: '', version: 1, values: {} }, undefined],
    ['a type that is no text', { type: 5, version: 1, values: {} }, undefined],
    ['a type that is too long', { type: 'x'.repeat(257), version: 1, values: {} }, undefined],
    ['values that are none', { type: 't', version: 1, values: [] }, undefined],
  ])('[L2] reads what was written here before: %s', (_case, evalflow, expected) => {
    const { node, isMapped } = read({ type: 'X', evalflow })

    expect(isMapped).toBe(expected !== undefined)
    if (expected) expect(node).toStrictEqual({ id: 'n', ...expected })
    else expect(node.type).toBe('langflow:X')
  })
})

describe('handles', () => {
  it('[L4] are read from data first, then from the text, else not at all', () => {
    const text = encodeHandle({ name: 'b', id: 'x' })

    expect(text).toBe('{œidœ:œxœ,œnameœ:œbœ}')
    expect(decodeHandle(text)).toEqual({ id: 'x', name: 'b' })
    expect(decodeHandle('out')).toBeUndefined()
    expect(decodeHandle('[1]')).toBeUndefined()
    expect(readHandle({ data: { sourceHandle: { name: 'a' } }, sourceHandle: text }, 'sourceHandle')).toEqual({
      name: 'a',
    })
    expect(readHandle({ data: { sourceHandle: 'x' }, sourceHandle: text }, 'sourceHandle')).toMatchObject({ name: 'b' })
    expect(readHandle({ data: 5 }, 'sourceHandle')).toBeUndefined()
  })

  it.each<[string, Record<string, unknown>, 'sourceHandle' | 'targetHandle', string]>([
    ['an output by its name', { data: { sourceHandle: { name: 'o', fieldName: 'f' } } }, 'sourceHandle', 'o'],
    ['an input by its field', { data: { targetHandle: { name: 'o', fieldName: 'f' } } }, 'targetHandle', 'f'],
    ['a loop input by its name', { data: { targetHandle: { name: 'o' } } }, 'targetHandle', 'o'],
    ['a plain text as it is', { sourceHandle: 'plain' }, 'sourceHandle', 'plain'],
    ['an empty name by its text', { sourceHandle: 't', data: { sourceHandle: { name: '' } } }, 'sourceHandle', 't'],
    ['nothing as the output', { sourceHandle: '' }, 'sourceHandle', 'output'],
    ['nothing as the input', { targetHandle: null }, 'targetHandle', 'input'],
  ])('[L4] name the port: %s', (_case, edge, side, port) => {
    expect(portOf(edge, side)).toBe(port)
  })
})

describe('the component map', () => {
  it('[L2] leads both ways, and leaves what it does not know', () => {
    expect(findMapping('NvidiaEvaluator')).toBe(findMappingByType('evaluator'))
    expect(findMapping('toString')).toBeUndefined()
    expect(reverseOf({ a: 'x', b: 'y' }, 'y')).toBe('b')
    expect(reverseOf({ a: 'x' }, 'z')).toBe('z')
    expect(toOurPort('evaluator', 'customized_model', 'inputs')).toBe('target')
    expect(toOurPort('evaluator', 'customized_model', 'outputs')).toBe('customized_model')
    expect(toOurPort('evaluator', 'toString', 'inputs')).toBe('toString')
    expect(toOurPort('mystery', 'x', 'inputs')).toBe('x')
  })
})

describe('takeOutSecrets', () => {
  const field = (value: JsonValue, more: Record<string, JsonValue> = {}) => ({ value, ...more })

  it('[L5] gives back the very same value where there is none', () => {
    const file = fileOf([
      { id: 'n', data: { a: field('plain', { password: false }), b: field('', { password: true }) } },
    ])

    expect(takeOutSecrets(file).value).toBe(file)
  })

  it('[L5] names the innermost node, in lists too, and copies only what changes', () => {
    const kept = { id: 'o', data: { k: field('x') } }
    const group = {
      id: 'g',
      data: {
        inner: [
          {
            id: 'n',
            data: { key: field('s', { password: true, load_from_db: true }), pw: field('s', { password: true }) },
          },
        ],
      },
    }

    const { value, secrets } = takeOutSecrets([kept, group])

    expect(secrets).toEqual([{ node: 'n', field: 'pw' }])
    expect((value as JsonValue[])[0]).toBe(kept)
    expect(at(value, ['1', 'data', 'inner', '0', 'data', 'pw', 'value'])).toBe('')
    expect(at(value, ['1', 'data', 'inner', '0', 'data', 'key', 'value'])).toBe('s')
  })

  it('[L5] knows a key in a plain field by both its name and its looks', () => {
    const taken = (name: string, value: JsonValue) => takeOutSecrets({ [name]: field(value) }).secrets.length

    expect([
      taken('api_key', 'sk-live'),
      taken('api_key', 'my key'),
      taken('prompt', 'sk-live'),
      taken('api_key', 5),
    ]).toEqual([1, 0, 0, 0])
  })
})

it('at and textOf lead to what is there, and nowhere else', () => {
  const value = { a: [{ b: 'x' }] }

  expect(at(value, ['a', '0', 'b'])).toBe('x')
  expect(at(value, ['a', '1', 'b'])).toBeUndefined()
  expect(at(value, ['toString'])).toBeUndefined()
  expect([textOf({ a: 'long' }, 'a', 2), textOf({ a: 5 }, 'a', 2), textOf(undefined, 'a', 2)]).toEqual(['lo', '', ''])
})

describe('detectFormat', () => {
  const customNode = { id: 'a', type: 'customNode' }
  const generic = { id: 'a', type: 'genericNode' }

  it.each<[string, unknown]>([
    ['evalflow', { schema: 'evalflow.flow/9', nodes: [generic], edges: [] }],
    ['unknown', { schema: 'evalflow.template/1' }],
    ['unknown', [{ nodes: [generic], edges: [] }, {}]],
    ['flowise', { ChatFlow: [{}] }],
    ['flowise', { AgentFlow: [{}] }],
    ['unknown', { ChatFlow: [] }],
    ['flowise', { nodes: [generic, customNode], edges: [] }],
    ['flowise', { nodes: [{ type: 'agentFlow' }], edges: [] }],
    ['flowise', { nodes: [{ type: 'stickyNote', data: { outputAnchors: [] } }], edges: [] }],
    ['unknown', { nodes: [{ type: 'stickyNote', data: {} }], edges: [] }],
    ['n8n', { nodes: [], connections: {} }],
    ['n8n', { nodes: [{ type: 'x', typeVersion: 1 }], connections: {} }],
    ['n8n', { nodes: [{ type: 'x', parameters: {} }], connections: {} }],
    ['unknown', { nodes: [{ type: 'x' }], connections: {} }],
    ['unknown', { connections: {} }],
    ['unknown', { nodes: [{ type: 'x', typeVersion: 1 }], connections: [] }],
    ['comfyui', { nodes: [], links: [], extra: {} }],
    ['unknown', { nodes: [], links: [] }],
    ['unknown', { 3: { class_type: 'KSampler', inputs: {} }, 4: { class_type: 'x' } }],
    ['dify', { app: {}, workflow: { graph: {} } }],
    ['dify', { kind: 'app', app: {} }],
    ['unknown', { kind: 'app' }],
    ['unknown', { app: {}, workflow: {} }],
    ['langflow', { data: { nodes: [], edges: [] } }],
    ['langflow', { nodes: [{ type: 'noteNode' }], edges: [] }],
    ['langflow', { nodes: [{ type: 'x', data: { node: {} } }], edges: [] }],
    ['unknown', { nodes: [generic] }],
    ['unknown', { data: { nodes: [] } }],
    ['unknown', { data: { edges: [] } }],
    ['unknown', { flows: [] }],
    ['unknown', { flows: [{ data: { nodes: [], edges: [] } }, 5] }],
  ])('[L6] tells %s from its shape: %j', (format, file) => {
    expect(detectFormat(file)).toBe(format)
  })
})
