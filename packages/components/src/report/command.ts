/** The command that makes a job again, for a POSIX shell. Names come from strangers, so each is quoted. */
import type { ResultValue } from '../values.ts'

export function toCommand({ config, target }: Pick<ResultValue, 'config' | 'target'>): string {
  const body = JSON.stringify({ config, target })
  return `curl -sS -X POST "\${EVALFLOW_URL:-http://127.0.0.1:8377}/v1/evaluation/jobs" -H 'content-type: application/json' -d ${quote(body)}`
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
