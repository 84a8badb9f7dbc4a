/**
 * Subsets and splits that a data set's README names: `configs` in its YAML front matter. They go before file names.
 *
 * ```yaml
 * configs:
 *   - config_name: main
 *     data_files:
 *       - split: test
 *         path: main/test-*.parquet
 *     default: true
 * ```
 *
 * Source: "Manual configuration", documentation of the Hugging Face hub.
 */
import { parse } from 'yaml'
import { z } from 'zod'
import { ROWS_FILE } from './rows-file.ts'
import type { Chosen, SplitChoice } from './hub-split.ts'

/** Larger ones are not read for it. */
export const MAX_README_BYTES = 1024 * 1024
export const README = 'README.md'

const patternsSchema = z.union([z.string(), z.array(z.string())]).transform((found) => [found].flat())
const fileSchema = z.union([
  z.string().transform((path) => ({ split: undefined, path: [path] })),
  z.object({ split: z.coerce.string().optional(), path: patternsSchema }),
])
const configSchema = z.object({
  config_name: z.coerce.string(),
  data_dir: z.string().nullish(),
  data_files: z.union([fileSchema.transform((one) => [one]), z.array(fileSchema)]).nullish(),
  default: z.boolean().nullish(),
})
const frontMatterSchema = z.looseObject({ configs: z.array(configSchema).nullish().catch(null) }).catch({})

export type HubConfig = z.infer<typeof configSchema>

/** Those with files; none if the README has no such part, or one that cannot be read. */
export function parseConfigs(readme: string): HubConfig[] {
  const front = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/.exec(readme)?.[1]
  if (front === undefined) return []
  let value: unknown
  try {
    // aliases are bounded, so that a small file cannot grow without end
    value = parse(front, { maxAliasCount: 100 })
  } catch {
    return []
  }
  return (frontMatterSchema.parse(value).configs ?? []).filter((config) => config.data_files != null)
}

/** Files by the README's word; undefined if it names no configs. */
export function chooseByConfig(
  configs: readonly HubConfig[],
  all: readonly string[],
  { split, subset }: Omit<SplitChoice, 'path'>,
): Chosen | undefined {
  if (configs.length === 0) return undefined
  const names = configs.map((config) => config.config_name)
  const config =
    subset === undefined
      ? (configs.find((one) => one.default === true || one.config_name === 'default') ??
        (configs.length === 1 ? configs[0] : undefined))
      : configs.find((one) => one.config_name === subset)
  if (!config)
    return {
      found: `${subset === undefined ? 'it has several subsets and none was asked for' : `it has no subset "${subset}"`}; its README names ${names.join(', ')}`,
      remedy: 'Set `subset` to one of them.',
    }
  const files = filesOf(config, all)
  const splits = [...files.keys()]
  const wanted = split ?? (splits.length === 1 ? splits[0] : undefined)
  const paths = wanted === undefined ? undefined : files.get(wanted)
  if (!paths)
    return {
      found: `${split === undefined ? 'it has several splits and none was asked for' : `it has no split "${split}"`}; subset "${config.config_name}" has ${splits.join(', ') || 'no file'}`,
      remedy: 'Set `split` to one of them.',
    }
  return { paths }
}

/** Paths by split, without double, in the order of the repository. A file without a split is of `train`. */
function filesOf({ data_files: files, data_dir: folder }: HubConfig, all: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const prefix = folder ? `${folder.replace(/^\.?\/+|\/+$/g, '')}/` : ''
  for (const { split = 'train', path } of files ?? []) {
    const patterns = path.map((pattern) => toPattern(`${prefix}${pattern.replace(/^\.?\/+/, '')}`))
    const matching = all.filter((file) => ROWS_FILE.test(file) && patterns.some((pattern) => pattern.test(file)))
    if (matching.length > 0) found.set(split, [...new Set([...(found.get(split) ?? []), ...matching])])
  }
  return found
}

/** `*` within a folder, `**` over folders, `?`, `[ab]`, and a folder for all below it. */
function toPattern(glob: string): RegExp {
  const text = glob.replaceAll(/\*\*\/|\*\*|\*|\?|\[[^\]/]+\]|[.+^${}()|\\\]]/g, (part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    return part.startsWith('[') ? part.replace('[!', '[^') : `\\${part}`
  })
  return new RegExp(`^${text.replace(/\/$/, '')}(?:/.*)?$`)
}
