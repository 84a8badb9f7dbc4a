/** The server's log: JSON lines on stderr, quiet by default, secrets cut out by field name at every depth that occurs. */
import { pino, type Logger } from 'pino'

export type Log = Logger

const SECRET_FIELDS = [
  'api_key',
  'apiKey',
  'token',
  'authorization',
  'cookie',
  'hf_token',
  'secret',
  'password',
  'value',
]

/** @param level pino level; `warn` unless `EVALFLOW_LOG` says otherwise, so that a terminal shows the URL and little else */
export function createLog(level = process.env['EVALFLOW_LOG'] ?? 'warn'): Log {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
  return pino({ level, base: null, redact: { paths, censor: '******' } }, pino.destination({ dest: 2, sync: true }))
}
