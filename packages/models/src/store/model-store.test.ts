import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createModelStore, type ModelStore } from './model-store.ts'

let folder: string
let store: ModelStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evalflow-store-'))
  store = createModelStore(join(folder, 'models'), {})
})
afterEach(() => rm(folder, { recursive: true }))

/** The smallest GGUF: version 3, no tensors, three texts and one number. Source: ggml, docs/gguf.md. */
function tinyGguf(): Buffer {
  const text = (value: string) => {
    const size = Buffer.alloc(8)
    size.writeBigUInt64LE(BigInt(value.length))
    return Buffer.concat([size, Buffer.from(value)])
  }
  const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer)
  const u64 = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer)
  const entry = (key: string, value: string | number) =>
    typeof value === 'string' ? [text(key), u32(8), text(value)] : [text(key), u32(4), u32(value)]
  const entries = [
    entry('general.architecture', 'llama'),
    entry('general.name', 'Tiny'),
    entry('general.license', 'mit'),
    entry('llama.context_length', 64),
  ]
  return Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0), u64(entries.length), ...entries.flat()])
}

describe('add', () => {
  it('takes a GGUF file, names it after the file, and reads what it says of itself', async () => {
    const path = join(folder, 'My Model.Q4.gguf')
    await writeFile(path, tinyGguf())

    const item = await store.add(path)
    const again = await store.add(path)

    expect(item).toMatchObject({
      id: 'my-model.q4',
      label: 'Tiny',
      kind: 'local',
      state: 'ready',
      context_tokens: 64,
      licence: 'mit',
    })
    expect(again).toEqual(item)
    expect((await store.list()).map((entry) => entry.id)).toEqual(['smollm2-135m-instruct', 'my-model.q4'])
  })

  it.each([
    ['not_a_gguf', 'a.gguf', Buffer.from('PK..')],
    ['not_a_gguf', 'a.gguf', Buffer.from('GGUF')],
    ['reserved_id', 'baseline-echo.gguf', tinyGguf()],
    ['reserved_id', 'SmolLM2-135M.gguf', tinyGguf()],
  ])('refuses with %s: %s', async (code, name, data) => {
    await writeFile(join(folder, name), data)

    await expect(store.add(join(folder, name))).rejects.toMatchObject({ code })
  })

  it('refuses another file of the same name', async () => {
    const path = join(folder, 'a.gguf')
    await writeFile(path, tinyGguf())
    await store.add(path)
    await rm(path)
    await writeFile(path, Buffer.concat([tinyGguf(), Buffer.alloc(8)]))

    await expect(store.add(path)).rejects.toMatchObject({ code: 'id_taken' })
  })
})

describe('remove', () => {
  it('removes the file and what was written beside it', async () => {
    await writeFile(join(folder, 'a.gguf'), tinyGguf())
    await store.add(join(folder, 'a.gguf'))

    await store.remove('a')

    expect(await readdir(join(folder, 'models'))).toEqual([])
    await expect(store.remove('a')).rejects.toMatchObject({ code: 'unknown_model' })
    await expect(store.remove('../a')).rejects.toMatchObject({ code: 'unknown_model' })
    await expect(store.remove('baseline-echo')).rejects.toMatchObject({ code: 'not_removable' })
  })
})
