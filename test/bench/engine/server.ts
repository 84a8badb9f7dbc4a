/** The endpoint under both runners, in a process of its own: `node server.ts <delayMs>`; prints its URL, ends with its parent. */
import { startScriptedEndpoint } from '@evalflow/testkit'

const delayMs = Number(process.argv[2] ?? 0)
const server = await startScriptedEndpoint({
  script: (request) => ({ text: request.prompt, delayMs }),
  keepRequests: 0,
  countPrompts: false,
})
console.log(server.url)
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
