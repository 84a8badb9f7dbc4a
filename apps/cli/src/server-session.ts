/** A server to talk to: the one at `--url`, or one started in this process on a free port, and stopped after. */
import { NemoClient, StudioClient } from '@evalflow/client'
import { CommandError, EXIT } from './exit-codes.ts'

export interface ServerOptions {
  url?: string
  token?: string
  dataDir?: string
  /** Modules with components of third parties, for a server that is started here. */
  component?: string[]
}

export interface ServerSession {
  client: StudioClient
  nemo: NemoClient
  url: string
}

/** Stops the server whatever `work` does. @throws CommandError if no server can be reached or started */
export async function withServer<T>(options: ServerOptions, work: (session: ServerSession) => Promise<T>): Promise<T> {
  if (options.url !== undefined) {
    if (!URL.canParse(options.url))
      throw new CommandError(`"${options.url}" is no address. Expected e.g. http://127.0.0.1:8377.`, EXIT.usage)
    const url = options.url.replace(/\/+$/, '')
    return work(connect(url, options.token))
  }
  const { startServer } = await import('@evalflow/server')
  const server = await startServer({
    port: 0,
    firstRun: false,
    ...(options.dataDir ? { dataDir: options.dataDir } : {}),
    ...(options.component ? { components: options.component } : {}),
  })
  try {
    return await work(connect(server.url))
  } finally {
    await server.close()
  }
}

function connect(url: string, token?: string): ServerSession {
  const options = { baseURL: url, ...(token ? { token } : {}) }
  return { url, client: new StudioClient(options), nemo: new NemoClient(options) }
}
