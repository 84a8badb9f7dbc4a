/** `/api/files` and `/api/preview`: uploads as raw bytes, and how their rows would be read. */
import { Hono } from 'hono'
import { sql } from 'kysely'
import { z } from 'zod'
import { previewRequestSchema, type FileRecord, type Preview } from '@evalflow/contract'
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Database } from '../db/database.ts'
import { problems } from '../errors.ts'
import { readJson } from './read-json.ts'

const MAX_UPLOAD_BYTES = 16 * 1024 ** 3
const nameSchema = z.string().trim().min(1).max(255)

export interface UploadDeps {
  db: Database
  blobs: BlobStore
  now: () => Date
  preview: (request: z.infer<typeof previewRequestSchema>, signal: AbortSignal) => Promise<Preview>
}

/** Name and size of an upload, by its sha256; undefined if there is none. */
export async function findUpload(db: Database, id: string): Promise<FileRecord | undefined> {
  const rows = await sql<FileRecord>`select id, name, size_bytes from uploads where id = ${id}`.execute(db)
  return rows.rows[0]
}

/** Streams `content` into the store under its hash. The same content again keeps the newer name. */
export async function saveUpload(
  { db, blobs, now }: Pick<UploadDeps, 'db' | 'blobs' | 'now'>,
  upload: { name: string; content: Parameters<BlobStore['write']>[0]; signal?: AbortSignal },
): Promise<FileRecord> {
  const { name, content, signal } = upload
  const stored = await blobs.write(content, { maxBytes: MAX_UPLOAD_BYTES, ...(signal ? { signal } : {}) })
  const record: FileRecord = { id: stored.sha256, name, size_bytes: stored.sizeBytes }
  await sql`insert into uploads (id, name, size_bytes, created_at) values (${record.id}, ${name}, ${record.size_bytes}, ${now().toISOString()})
    on conflict (id) do update set name = excluded.name`.execute(db)
  return record
}

export function fileRoutes({ db, blobs, now }: Pick<UploadDeps, 'db' | 'blobs' | 'now'>): Hono {
  const app = new Hono()
  app.post('/', async (context) => {
    const name = nameSchema.parse(context.req.query('name') ?? 'upload')
    const body = context.req.raw.body
    if (body === null) throw problems.badInput('The file is empty. Send its bytes as the body.', 'body')
    const record = await saveUpload({ db, blobs, now }, { name, content: body, signal: context.req.raw.signal })
    return context.json(record, 201)
  })
  app.get('/:id', async (context) => {
    const record = await findUpload(db, context.req.param('id'))
    if (!record) throw problems.notFound('file', context.req.param('id'))
    // never shown in place: an uploaded page or picture could carry a script (ComfyUI CVE-2024-10099)
    return new Response(await blobs.read(record.id), {
      headers: {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(record.name)}`,
        'content-length': String(record.size_bytes),
      },
    })
  })
  return app
}

export function previewRoutes({ preview }: Pick<UploadDeps, 'preview'>): Hono {
  const app = new Hono()
  app.post('/', async (context) =>
    context.json(await preview(await readJson(context, previewRequestSchema), context.req.raw.signal)),
  )
  return app
}
