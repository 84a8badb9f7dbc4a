/** A server over the folders given; prints its address. Ends with the process that started it. */
import { startServer } from '@evalflow/server'

const [dataDir = '', modelsDir = ''] = process.argv.slice(2)
const server = await startServer({ port: 0, dataDir, modelsDir, firstRun: false, logLevel: 'error' })
console.log(server.url)
