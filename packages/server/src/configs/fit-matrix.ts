/** Which templates suit which datasets, a page of each at a time. */
import { needsOf } from '@evalflow/components'
import { versionOf } from '@evalflow/configs'
import type { FitMatrix } from '@evalflow/contract'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { escapeLike } from '../studio/flow-store.ts'
import { toPage } from '../studio/page.ts'
import { parseConfig } from '../views/config-view.ts'
import type { FactsReader, KnownDataset } from './dataset-facts.ts'

/** A cell is small, but a page is drawn whole. */
const MOST = 50

export const fitQuerySchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(MOST).default(20),
  search: z.string().max(200).optional(),
  dataset_page: z.coerce.number().int().min(1).default(1),
  dataset_page_size: z.coerce.number().int().min(1).max(MOST).default(10),
  dataset_search: z.string().max(200).optional(),
})

interface EntityRow {
  namespace: string
  name: string
  body: string
}

export async function listFit(
  { db, facts }: { db: Database; facts: FactsReader },
  query: z.infer<typeof fitQuerySchema>,
): Promise<FitMatrix> {
  const ofTemplates = { page: query.page, page_size: query.page_size }
  const ofDatasets = { page: query.dataset_page, page_size: query.dataset_page_size }
  const templates = await listPage(db, ofTemplates, {
    kind: 'config',
    search: query.search,
    where: sql`config_kind(seq, updated_at, body) = 'template'
      and json_extract(body, '$.custom_fields.evalflow.version_of') is null`,
  })
  const datasets = await listPage(db, ofDatasets, { kind: 'dataset', search: query.dataset_search, where: sql`true` })
  const known: KnownDataset[] = []
  for (const { namespace, name, body } of datasets.rows) known.push(await facts.toKnown(`${namespace}/${name}`, body))
  const parsed = templates.rows.map((row) => ({ ref: `${row.namespace}/${row.name}`, config: parseConfig(row.body) }))
  const cells: FitMatrix['cells'] = []
  for (const { config } of parsed) cells.push(await Promise.all(known.map((dataset) => facts.fit(config, dataset))))
  return {
    templates: parsed.map(({ ref, config }) => ({
      ref,
      type: config.type,
      version: versionOf(config),
      needs: needsOf(config).columns.map(({ name }) => name),
    })),
    datasets: known.map(({ ref, files_url, records, facts: { columns } }) => ({
      ref,
      files_url,
      columns: columns?.map(({ name }) => name) ?? null,
      records,
    })),
    cells,
    pagination: {
      templates: toPage(templates.rows, templates.total, ofTemplates).pagination,
      datasets: toPage(datasets.rows, datasets.total, ofDatasets).pagination,
    },
  }
}

async function listPage(
  db: Database,
  { page, page_size }: { page: number; page_size: number },
  { kind, search, where }: { kind: string; search: string | undefined; where: ReturnType<typeof sql> },
): Promise<{ rows: EntityRow[]; total: number }> {
  const like = `%${escapeLike(search ?? '')}%`
  const chosen = sql`kind = ${kind} and name like ${like} escape '\\' and ${where}`
  const rows = await sql<EntityRow>`select namespace, name, body from entities where ${chosen}
    order by name, namespace limit ${page_size} offset ${(page - 1) * page_size}`.execute(db)
  const count = await sql<{ n: number }>`select count(*) as n from entities where ${chosen}`.execute(db)
  return { rows: rows.rows, total: count.rows[0]?.n ?? 0 }
}
