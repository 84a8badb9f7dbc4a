/**
 * The endpoint under all runners, in a process of its own: `node echo-server.ts <delayMs>`; prints its URL, ends with
 * its parent. Answers `POST …/chat/completions` with the words of the last message.
 *
 * Straight on `node:net`: a server on `node:http` takes more time for a row than a bare client does, and would be what
 * is measured. It knows what the clients here send, requests with `content-length` on kept connections, and no more.
 */
import { createServer, type Socket } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')
const NO_BYTES = Buffer.alloc(0)
const delayMs = Number(process.argv[2] ?? 0)

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => {}) // a client that was killed
  let rest: Buffer = NO_BYTES
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let size = answerFirst(socket, rest); size > 0; size = answerFirst(socket, rest)) rest = rest.subarray(size)
  })
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}/v1`)
})
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))

/** Answers the first request in `bytes` if it is whole. Gives its size, or 0. */
function answerFirst(socket: Socket, bytes: Buffer): number {
  const headEnd = bytes.indexOf(HEAD_END)
  if (headEnd < 0) return 0
  const head = bytes.toString('latin1', 0, headEnd)
  const bodyStart = headEnd + HEAD_END.length
  const size = bodyStart + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  if (bytes.length < size) return 0
  const reply = head.startsWith('POST ') ? toAnswer(bytes.toString('utf8', bodyStart, size)) : NOT_FOUND
  if (delayMs > 0) setTimeout(() => socket.write(reply), delayMs)
  else socket.write(reply)
  return size
}

const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'

function toAnswer(body: string): string {
  const request = JSON.parse(body) as { messages?: { content: unknown }[] }
  const text = JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 0,
    model: 'scripted',
    choices: [{ index: 0, message: { role: 'assistant', content: toWords(request.messages) }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 40, completion_tokens: 40, total_tokens: 80 },
  })
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

/** Content is a text, or a list of parts as newer clients send it. */
function toWords(messages: { content: unknown }[] | undefined): string {
  const content = messages?.at(-1)?.content
  if (!Array.isArray(content)) return String(content)
  return content.map((part: { text?: string }) => part.text ?? '').join('')
}
