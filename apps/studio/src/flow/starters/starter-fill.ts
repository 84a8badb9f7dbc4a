/** What a starter says in the reader's language. */
import { t } from './starter-messages.ts'
import type { Starter, StarterFill } from './starter.ts'

export function fillOf({ id }: Starter, model: string): StarterFill {
  return { model, name: t(`${id}_title`), description: t(`${id}_summary`), note: t(`${id}_note`) }
}
