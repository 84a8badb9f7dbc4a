/** `TicketAPI`: support tickets. */
import { type CreateBackend, type Value, fault, given, method, number, text } from './backend.ts'

type Ticket = Record<string, Value>

const FIELDS = new Set(['title', 'description', 'status', 'priority'])

export const createTickets: CreateBackend = (scenario) => {
  const queue: Ticket[] = given(scenario, 'ticket_queue', [])
  let counter = given(scenario, 'ticket_counter', 1)
  let current: Value = given<Value>(scenario, 'current_user', null)

  const find = (id: Value) => queue.find((ticket) => ticket['id'] === id)
  const missing = (id: Value) => fault(`There is no ticket ${String(id)}.`)
  const finish = (id: Value, status: string, more: Ticket = {}) => {
    const ticket = find(id)
    if (ticket === undefined) return missing(id)
    if (ticket['status'] === status) return fault(`Ticket ${String(id)} is ${status.toLowerCase()} already.`)
    Object.assign(ticket, { status, ...more })
    return { status: `Ticket ${String(id)} is ${status.toLowerCase()}.` }
  }

  return {
    state: () => ({ ticket_queue: queue, ticket_counter: counter, current_user: current }),
    methods: {
      create_ticket: method(['title', ['description', ''], ['priority', 1]], ({ title, description, priority }) => {
        if (!current) return fault('Nobody is logged in.')
        const level = number(priority, 'priority')
        if (level < 1 || level > 5) return fault('The priority must be from 1 to 5.')
        const ticket = { id: counter, title, description, status: 'Open', priority, created_by: current }
        queue.push(ticket)
        counter++
        return ticket
      }),
      get_ticket: method(['ticket_id'], ({ ticket_id }) => find(ticket_id) ?? missing(ticket_id)),
      close_ticket: method(['ticket_id'], ({ ticket_id }) => finish(ticket_id, 'Closed')),
      resolve_ticket: method(['ticket_id', 'resolution'], ({ ticket_id, resolution }) =>
        finish(ticket_id, 'Resolved', { resolution }),
      ),
      edit_ticket: method(['ticket_id', 'updates'], ({ ticket_id, updates }) => {
        const ticket = find(ticket_id)
        if (ticket === undefined) return missing(ticket_id)
        if (typeof updates !== 'object' || updates === null) throw new Error('updates must be a dict')
        const entries: [string, Value][] = Object.entries(updates)
        const unknown = entries.filter(([field]) => !FIELDS.has(field)).map(([field]) => field)
        if (unknown.length > 0) return fault(`These fields cannot be changed: ${unknown.join(', ')}`)
        for (const [field, value] of entries) if (value !== null) ticket[field] = value
        return { status: `Ticket ${String(ticket_id)} is updated.` }
      }),
      ticket_login: method(['username', 'password'], ({ username, password }) => {
        const success = Boolean(username && password)
        if (success) current = username
        return { success }
      }),
      ticket_get_login_status: method([], () => ({ login_status: Boolean(current) })),
      logout: method([], () => {
        const success = Boolean(current)
        current = success ? null : current
        return { success }
      }),
      get_user_tickets: method([['status', null]], ({ status }) => {
        if (!current) return [fault('Nobody is logged in.')]
        const own = queue.filter((ticket) => ticket['created_by'] === current)
        if (!status) return own
        const wanted = text(status, 'status').toLowerCase()
        return own.filter((ticket) => text(ticket['status'], 'status').toLowerCase() === wanted)
      }),
    },
  }
}
