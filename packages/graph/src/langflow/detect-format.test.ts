import { describe, expect, it } from 'vitest'
import { detectFormat } from './detect-format.ts'
import { importFlowFile } from './import-flow-file.ts'
import { sampleFile } from './sample-files.ts'

describe('detectFormat', () => {
  const files: [string, unknown][] = [
    ['evalflow', { schema: 'evalflow.flow/1' }],
    ['langflow', sampleFile()],
    ['langflow', [sampleFile()]],
    ['langflow', { flows: [sampleFile()] }],
    ['flowise', { nodes: [{ id: 'a', type: 'customNode', data: { inputParams: [], inputAnchors: [] } }], edges: [] }],
    ['flowise', { name: 'x', flowData: '{}' }],
    ['n8n', { name: 'x', nodes: [{ type: 'n8n-nodes-base.set', typeVersion: 1, parameters: {} }], connections: {} }],
    ['comfyui', { last_node_id: 2, last_link_id: 1, nodes: [], links: [], version: 0.4 }],
    ['comfyui', { 3: { class_type: 'KSampler', inputs: {} } }],
    ['dify', { kind: 'app', version: '0.1', app: { mode: 'workflow' }, workflow: { graph: { nodes: [], edges: [] } } }],
    ['unknown', { nodes: [{ id: 'a', data: {} }], edges: [] }],
    ['unknown', {}],
    ['unknown', []],
    ['unknown', null],
    ['unknown', 'text'],
  ]
  it.each(files)('[L6] knows %s', (format, file) => {
    expect(detectFormat(file)).toBe(format)
    const text = JSON.stringify(file)
    if (['evalflow', 'langflow'].includes(format)) return
    expect(() => importFlowFile(text)).toThrow(
      format === 'unknown'
        ? 'neither an Evalflow flow nor a Langflow flow'
        : /^This is a (Flowise|n8n|ComfyUI|Dify) file/,
    )
  })

  it("[L6] knows Dify's YAML, and text that is nothing", () => {
    expect(() => importFlowFile('app:\n  mode: workflow\nkind: app\n')).toThrow('Dify')
    expect(() => importFlowFile('hello')).toThrow('neither')
  })

  it('reads a file with a byte order mark', () => {
    expect(importFlowFile(`\uFEFF${JSON.stringify(sampleFile())}`).format).toBe('langflow')
    expect(importFlowFile(JSON.stringify({ schema: 'evalflow.flow/1', id: 'f', name: 'F' })).flow.name).toBe('F')
  })
})
