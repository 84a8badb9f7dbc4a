/** What the endpoint under the killed job answers, faults included. */
import type { ScriptedAnswer, ScriptedEndpoint, ScriptedRequest } from '@evalflow/testkit'

export interface Answered {
  /** Well-formed answers given: those that count as paid. */
  count: number
  /** The same by prompt. */
  readonly byPrompt: Map<string, number>
}

/** Starts counting anew. `onRequest` sees each request before it is answered. */
export function resetServer(server: ScriptedEndpoint, onRequest?: (request: ScriptedRequest) => void): Answered {
  const answered: Answered = { count: 0, byPrompt: new Map() }
  server.stats.byPrompt.clear()
  server.stats.requests = 0
  server.stats.maxInFlight = 0
  server.setScript((request) => {
    onRequest?.(request)
    const answer = toAnswer(request)
    if (!answer.fault) {
      answered.count++
      answered.byPrompt.set(request.prompt, (answered.byPrompt.get(request.prompt) ?? 0) + 1)
    }
    return answer
  })
  return answered
}

/** Faults hang on the count of requests, answers on the prompt alone. */
function toAnswer(request: ScriptedRequest): ScriptedAnswer {
  const delayMs = 1 + (request.number % 7)
  const fault = toFault(request.number)
  if (fault) return { fault, delayMs }
  const rated = /^rate SAY (\d+)$/.exec(request.prompt)
  if (rated) return { text: `Rating: ${Number(rated[1]) % 11}`, delayMs }
  const row = Number(/\d+$/.exec(request.prompt)?.[0])
  return { text: row % 5 === 0 ? 'I do not know' : request.prompt.toUpperCase(), delayMs }
}

function toFault(number: number): ScriptedAnswer['fault'] {
  if (number % 97 === 13) return { kind: 'status', status: 500 }
  if (number % 211 === 50) return { kind: 'status', status: 429, retryAfter: '0' }
  if (number % 151 === 77) return { kind: 'malformed' }
  if (number % 173 === 90) return { kind: 'break_off' }
  if (number % 191 === 20) return { kind: 'reset' }
  if (number % 997 === 500) return { kind: 'hang' }
  return undefined
}
