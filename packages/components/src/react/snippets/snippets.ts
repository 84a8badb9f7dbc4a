/**
 * How a stored flow is run from outside of Studio, as text to copy. No key stands in them: a server that wants a token gets
 * it from `EVALFLOW_TOKEN`, and keys of models stay secrets of the server.
 */

export interface SnippetInput {
  /** Of this server, without a slash at the end. */
  origin: string
  flowId: string
}

export interface Snippet {
  id: 'cli' | 'curl' | 'python' | 'typescript'
  /** What stands on its tab; a name, the same in every language. */
  title: string
  text: string
}

export function toSnippets({ origin, flowId }: SnippetInput): Snippet[] {
  const asked = { origin, flowId, needsToken: !isLoopback(origin) }
  return [
    { id: 'cli', title: 'evalflow', text: toCommand(asked) },
    { id: 'curl', title: 'curl', text: toCurl(asked) },
    { id: 'python', title: 'Python', text: toPython(asked) },
    { id: 'typescript', title: 'TypeScript', text: toTypeScript(asked) },
  ]
}

type Asked = SnippetInput & { needsToken: boolean }

/** Bound to loopback a server asks for no token, unless it was given one. */
function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}

function toCommand({ origin, flowId, needsToken }: Asked): string {
  const note = needsToken ? '# reads the token from EVALFLOW_TOKEN\n' : ''
  return `${note}evalflow run ${flowId} --url ${origin} --json\n`
}

function toCurl({ origin, flowId, needsToken }: Asked): string {
  const token = needsToken ? ' -H "Authorization: Bearer $EVALFLOW_TOKEN"' : ''
  return `URL=${origin}
RUN=$(curl -fsS${token} "$URL/api/runs" -H 'Content-Type: application/json' \\
  -d '{"flow_id": "${flowId}"}' | grep -o '"id":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
# what happens, until it is done
curl -fsSN${token} "$URL/api/runs/$RUN/events"
# every node with its outputs
curl -fsS${token} "$URL/api/runs/$RUN"
`
}

function toPython({ origin, flowId, needsToken }: Asked): string {
  const header = needsToken
    ? `,
    default_headers={"Authorization": f"Bearer {os.environ['EVALFLOW_TOKEN']}"}`
    : ''
  return `# pip install nemo-microservices
${needsToken ? 'import os\n' : ''}import time
from nemo_microservices import NeMoMicroservices

client = NeMoMicroservices(
    base_url="${origin}",
    inference_base_url="${origin}/nim"${header},
)
run = client.post("/api/runs", body={"flow_id": "${flowId}"}, cast_to=object)
while run["state"] == "running":
    time.sleep(1)
    run = client.get(f"/api/runs/{run['id']}", cast_to=object)
print(run["state"])

for node in run["nodes"].values():
    job = ((node.get("outputs") or {}).get("result") or {}).get("job_id")
    if job:
        print(job, client.evaluation.jobs.results(job).tasks)
`
}

function toTypeScript({ origin, flowId, needsToken }: Asked): string {
  const token = needsToken ? ", token: process.env['EVALFLOW_TOKEN']" : ''
  return `import { NemoClient, StudioClient } from '@evalflow/client'

const server = { baseURL: '${origin}'${token} }
const studio = new StudioClient(server)
const nemo = new NemoClient(server)

const { id } = await studio.runs.start('${flowId}')
for await (const event of studio.runs.events(id))
  console.log(event.type === 'run' ? event.state : \`\${event.node.node}: \${event.node.state}\`)

const run = await studio.runs.get(id)
for (const { outputs } of Object.values(run.nodes)) {
  const result = outputs?.['result']
  if (typeof result !== 'object' || result === null || !('job_id' in result)) continue
  const { tasks } = await nemo.evaluation.jobs.results(String(result['job_id']))
  console.log(JSON.stringify(tasks, null, 2))
}
`
}
