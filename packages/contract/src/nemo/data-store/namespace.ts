/**
 * Namespaces of the Data Store, `/v1/datastore/namespaces`: not those of the Entity Store.
 *
 * Create takes a form body `namespace=<name>`. Times carry a zone here (`2025-05-08T17:19:19Z`).
 * Source: GenerativeAIExamples, tool calling tutorial, step 2.
 */
import { z } from 'zod'

export const dataStoreNamespaceSchema = z.looseObject({
  namespace: z.string(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
})
export type DataStoreNamespace = z.infer<typeof dataStoreNamespaceSchema>
