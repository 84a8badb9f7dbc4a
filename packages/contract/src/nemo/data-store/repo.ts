/**
 * Repositories of the Hugging Face compatible API under `/v1/hf`: create, info, tree, commits.
 *
 * Source: huggingface_hub `hf_api.py`, `utils/_validators.py`.
 */
import { z } from 'zod'

export const REPO_TYPES = ['dataset', 'model'] as const
export type HfRepoType = (typeof REPO_TYPES)[number]

/** One part of a repo id: at most 96 of letters, digits, `_ . -`; not `--`, `..`, not ending `.git`, no `-` or `.` at an end. */
export const repoNameSchema = z
  .string()
  .min(1)
  .max(96)
  .regex(/^[\w.-]+$/, 'expected only letters, digits and _ . -')
  .refine(
    (name) => !name.includes('--') && !name.includes('..') && !/^[-.]|[-.]$/.test(name) && !name.endsWith('.git'),
    'a repository name has no "--" or "..", no "-" or "." at its ends, and does not end in ".git"',
  )

export const repoCreateSchema = z.looseObject({
  name: z.string().min(1),
  organization: z.string().nullish(),
  /** Absent means model. */
  type: z.enum(['dataset', 'model', 'space']).nullish(),
  private: z.boolean().nullish(),
  visibility: z.string().nullish(),
})
export type RepoCreate = z.infer<typeof repoCreateSchema>
/** Also the body of the 409, since clients read `url` from it. */
export const repoCreatedSchema = z.looseObject({ url: z.string() })

const lfsInfoSchema = z.looseObject({
  /** sha256, in some answers written `sha256:<hex>`. */
  oid: z.string().nullish(),
  sha256: z.string().nullish(),
  size: z.number(),
  pointerSize: z.number().nullish(),
})

export const repoInfoSchema = z.looseObject({
  /** `namespace/name` */
  id: z.string(),
  author: z.string().nullish(),
  /** Newest commit of the revision asked for, 40 hexadecimal digits. */
  sha: z.string().nullish(),
  lastModified: z.string().nullish(),
  createdAt: z.string().nullish(),
  private: z.boolean().nullish(),
  siblings: z
    .array(
      z.looseObject({
        rfilename: z.string(),
        size: z.number().nullish(),
        blobId: z.string().nullish(),
        lfs: lfsInfoSchema.nullish(),
      }),
    )
    .nullish(),
})
export type RepoInfo = z.infer<typeof repoInfoSchema>

const lastCommitSchema = z.looseObject({ id: z.string(), title: z.string(), date: z.string() })

/** One item of `GET .../tree/{revision}` and `POST .../paths-info/{revision}`. */
export const treeItemSchema = z.looseObject({
  type: z.enum(['file', 'directory']),
  path: z.string(),
  /** Git object id. */
  oid: z.string(),
  /** Bytes; 0 or absent for a directory. */
  size: z.number().nullish(),
  lfs: lfsInfoSchema.nullish(),
  lastCommit: lastCommitSchema.nullish(),
})
export type TreeItem = z.infer<typeof treeItemSchema>

export const repoCommitSchema = z.looseObject({
  id: z.string(),
  title: z.string(),
  message: z.string().nullish(),
  date: z.string(),
  authors: z.array(z.looseObject({ user: z.string() })),
})
export const repoRefsSchema = z.looseObject({
  branches: z.array(z.looseObject({ name: z.string(), ref: z.string(), targetCommit: z.string() })),
  converts: z.array(z.unknown()),
  tags: z.array(z.looseObject({ name: z.string(), ref: z.string(), targetCommit: z.string() })),
})
