/** `MessageAPI`: users of a workspace, and messages sent to them. */
import { createPythonRandom } from '../../lm-eval-harness/python-random.ts'
import { type CreateBackend, fault, given, method, text } from './backend.ts'

type Sent = Readonly<Record<string, string>>

const SEED = 200_191
const USERS = { Alice: 'USR001', Bob: 'USR002', Catherine: 'USR003', Daniel: 'USR004' }
const INBOX: Sent[] = [
  { USR002: 'My name is Alice. I want to connect.' },
  { USR003: 'Could you upload the file?' },
  { USR004: 'Could you upload the file?' },
]

export const createMessages: CreateBackend = (scenario) => {
  const random = createPythonRandom(given(scenario, 'random_seed', SEED))
  const users: Record<string, string> = given(scenario, 'user_map', USERS)
  const inbox: Sent[] = given(scenario, 'inbox', INBOX)
  const ids = new Set<number>(given<number[]>(scenario, 'generated_ids', []))
  let userCount = given(scenario, 'user_count', 4)
  let messageCount = given(scenario, 'message_count', 3)
  let current: string | null = given(scenario, 'current_user', null)

  const loggedIn = (run: () => object) => (current ? run() : fault('Nobody is logged in.'))
  const entry = (message: Sent): [string, string] => Object.entries(message)[0] ?? ['', '']
  const newId = () => {
    let id = random.between(10_000, 99_999)
    while (ids.has(id)) id = random.between(10_000, 99_999)
    ids.add(id)
    return { new_id: id }
  }

  return {
    state: () => ({
      generated_ids: [...ids].toSorted((a, b) => a - b),
      user_count: userCount,
      user_map: users,
      inbox,
      message_count: messageCount,
      current_user: current,
    }),
    methods: {
      list_users: method([], () => ({ user_list: Object.keys(users) })),
      get_user_id: method(['user'], ({ user }) => {
        const name = text(user, 'user')
        return Object.hasOwn(users, name) ? { user_id: users[name] } : fault(`There is no user '${name}'.`)
      }),
      message_login: method(['user_id'], ({ user_id }) => {
        const id = text(user_id, 'user_id')
        if (!Object.values(users).includes(id)) return { login_status: false, message: `There is no user '${id}'.` }
        current = id
        return { login_status: true, message: `User '${id}' is logged in.` }
      }),
      message_get_login_status: method([], () => ({ login_status: Boolean(current) })),
      send_message: method(['receiver_id', 'message'], ({ receiver_id, message }) =>
        loggedIn(() => {
          const receiver = text(receiver_id, 'receiver_id')
          if (!Object.values(users).includes(receiver)) return fault(`There is no receiver '${receiver}'.`)
          const id = newId()
          inbox.push({ [receiver]: text(message, 'message') })
          messageCount++
          return { sent_status: true, message_id: id, message: `Sent to '${receiver}'.` }
        }),
      ),
      delete_message: method(['receiver_id'], ({ receiver_id }) =>
        loggedIn(() => {
          const last = inbox.findLast((message) => entry(message)[0] === receiver_id)
          if (last === undefined) return fault(`There is no message to ${String(receiver_id)}.`)
          // the first that equals it goes, as Python's `remove` has it
          const at = inbox.findIndex((message) => entry(message).join('\n') === entry(last).join('\n'))
          inbox.splice(at, 1)
          return {
            deleted_status: true,
            receiver_id,
            message: `The last message to ${String(receiver_id)} is deleted.`,
          }
        }),
      ),
      view_messages_sent: method([], () =>
        loggedIn(() => {
          const messages: Record<string, string[]> = {}
          for (const [receiver, message] of inbox.map(entry)) (messages[receiver] ??= []).push(message)
          return { messages }
        }),
      ),
      add_contact: method(['user_name'], ({ user_name }) => {
        const name = text(user_name, 'user_name')
        if (Object.hasOwn(users, name)) return fault(`There is a user '${name}' already.`)
        const id = `USR${String(++userCount).padStart(3, '0')}`
        if (Object.values(users).includes(id)) return fault(`There is a user with the id '${id}' already.`)
        users[name] = id
        return { added_status: true, user_id: id, message: `'${name}' is added.` }
      }),
      search_messages: method(['keyword'], ({ keyword }) =>
        loggedIn(() => {
          const wanted = text(keyword, 'keyword').toLowerCase()
          const found = inbox.map(entry).filter(([, message]) => message.toLowerCase().includes(wanted))
          return { results: found.map(([receiver_id, message]) => ({ receiver_id, message })) }
        }),
      ),
      get_message_stats: method([], () =>
        loggedIn(() => ({
          stats: {
            received_count: inbox.length,
            total_contacts: new Set(inbox.map((message) => entry(message)[0])).size,
          },
        })),
      ),
    },
  }
}
