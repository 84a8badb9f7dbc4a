/** A server to talk to: the one at `--url`, or one started in this process on a free port, and stopped after. */
import { StudioClient } from '@evalflow/client'
import { CommandError, EXIT } from './exit-codes.ts'

export interface ServerOptions {
  url?: string
  token?: string
  dataDir?: string
}

export interface ServerSession {
  client: StudioClient
  url: string
}

/** Stops the server whatever `work` does. @throws CommandError if no server can be reached or started */
export async function withServer<T>(options: ServerOptions, work: (session: ServerSession) => Promise<T>): Promise<T> {
  if (options.url !== undefined) {
    if (!URL.canParse(options.url))
      throw new CommandError(`"${options.url}" is no address. Expected e.g. http://127.0.0.1:8377.`, EXIT.usage)
    const url = options.url.replace(/\/+$/, '')
    return work({ url, client: new StudioClient({ baseURL: url, ...(options.token ? { token: options.token } : {}) }) })
  }
  const { startServer } = await import('@evalflow/server')
  const server = await startServer({
    port: 0,
    firstRun: false,
    ...(options.dataDir ? { dataDir: options.dataDir } : {}),
  })
  try {
    return await work({ url: server.url, client: new StudioClient({ baseURL: server.url }) })
  } finally {
    await server.close()
  }
}
