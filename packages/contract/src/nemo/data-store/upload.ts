/**
 * Uploads of the Hugging Face compatible API: preupload, LFS batch, commit.
 *
 * A commit body is NDJSON, one `commitLineSchema` a line, the header first. Large files go through LFS: batch, `PUT`
 * of the raw bytes to the link given (which authorises itself), verify, then an `lfsFile` line.
 * Source: huggingface_hub `_commit_api.py`, `lfs.py`; Git LFS batch API.
 */
import { z } from 'zod'

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in lower-case hexadecimal')
const sizeSchema = z.int().min(0)

export const preuploadRequestSchema = z.looseObject({
  files: z.array(z.looseObject({ path: z.string(), size: sizeSchema, sample: z.string().nullish() })),
  gitIgnore: z.string().nullish(),
})
export const preuploadResponseSchema = z.looseObject({
  files: z.array(
    z.looseObject({
      path: z.string(),
      uploadMode: z.enum(['regular', 'lfs']),
      shouldIgnore: z.boolean(),
      oid: z.string().nullish(),
    }),
  ),
})

export const lfsBatchRequestSchema = z.looseObject({
  operation: z.enum(['upload', 'download']),
  transfers: z.array(z.string()).nullish(),
  objects: z.array(z.looseObject({ oid: sha256Schema, size: sizeSchema })),
  hash_algo: z.string().nullish(),
})
export const lfsActionSchema = z.looseObject({
  href: z.string(),
  header: z.record(z.string(), z.string()).nullish(),
})
export const lfsBatchResponseSchema = z.looseObject({
  transfer: z.string().nullish(),
  objects: z.array(
    z.looseObject({
      oid: z.string(),
      size: sizeSchema,
      /** Absent when the server has the object already. */
      actions: z
        .looseObject({
          upload: lfsActionSchema.nullish(),
          verify: lfsActionSchema.nullish(),
          download: lfsActionSchema.nullish(),
        })
        .nullish(),
      error: z.looseObject({ code: z.int(), message: z.string() }).nullish(),
    }),
  ),
})
export const lfsVerifySchema = z.looseObject({ oid: sha256Schema, size: sizeSchema })

export const commitLineSchema = z.discriminatedUnion('key', [
  z.looseObject({
    key: z.literal('header'),
    value: z.looseObject({
      summary: z.string(),
      description: z.string().nullish(),
      /** 40 hexadecimal digits; the commit is refused (412) if the branch has moved on. */
      parentCommit: z.string().nullish(),
    }),
  }),
  z.looseObject({
    key: z.literal('file'),
    value: z.looseObject({ path: z.string(), content: z.string(), encoding: z.literal('base64') }),
  }),
  z.looseObject({
    key: z.literal('lfsFile'),
    value: z.looseObject({
      path: z.string(),
      algo: z.literal('sha256'),
      oid: sha256Schema,
      size: sizeSchema.nullish(),
    }),
  }),
  z.looseObject({ key: z.literal('deletedFile'), value: z.looseObject({ path: z.string() }) }),
  z.looseObject({ key: z.literal('deletedFolder'), value: z.looseObject({ path: z.string() }) }),
])
export type CommitLine = z.infer<typeof commitLineSchema>

export const commitResponseSchema = z.looseObject({
  success: z.boolean().nullish(),
  commitOid: z.string(),
  commitUrl: z.string().nullish(),
  hookOutput: z.string().nullish(),
})
export type CommitResponse = z.infer<typeof commitResponseSchema>
