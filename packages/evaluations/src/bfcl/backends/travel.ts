/** `TravelAPI`: flights, credit cards, insurance. */
import { createPythonRandom } from '../../lm-eval-harness/python-random.ts'
import { type Args, type CreateBackend, type Value, fault, given, method, number, text } from './backend.ts'
import { allFares, findFare } from './travel-fares.ts'
import { AIRPORTS, NEAREST, findRate } from './travel-places.ts'

type Fields = Record<string, Value>

const SEED = 141_053
const CLASSES: Readonly<Record<string, number>> = { economy: 1, business: 2, first: 5 }
const TOKENS = ['access_token', 'token_type', 'token_expires_in', 'token_scope', 'user_first_name', 'user_last_name']

const own = <T>(table: Readonly<Record<string, T>>, key: Value): T | undefined =>
  typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined

export const createTravel: CreateBackend = (scenario, { today, longContext: long }) => {
  const random = createPythonRandom(given(scenario, 'random_seed', SEED))
  // a row's own win, and stand first
  const extended = (own_: Record<string, Fields>, more: Readonly<Record<string, Fields>> = {}) => {
    for (const [key, entry] of Object.entries(structuredClone(more))) own_[key] ??= entry
    return own_
  }
  const cards = extended(given(scenario, 'credit_card_list', {}), long?.CREDIT_CARD_EXTENSION)
  const bookings = extended(given(scenario, 'booking_record', {}), long?.BOOKING_RECORD_EXTENSION)
  const session: Fields = Object.fromEntries(TOKENS.map((name) => [name, given<Value>(scenario, name, null)]))
  let budget = given<number | null>(scenario, 'budget_limit', null)

  /** Why the token is refused; undefined if it is not. */
  const refusal = (token: Value) => {
    if (session['token_expires_in'] === 0) return 'The token is expired'
    return token === session['access_token'] ? undefined : 'The access token is not valid'
  }
  const guarded = (token: Value, run: () => object, more: object = {}) => {
    const why = refusal(token)
    return why === undefined ? run() : { ...more, ...fault(why) }
  }
  const balance = (card: Fields) => number(card['balance'], 'balance')

  return {
    state: () => ({ credit_card_list: cards, booking_record: bookings, ...session, budget_limit: budget }),
    methods: {
      authenticate_travel: method(
        ['client_id', 'client_secret', 'refresh_token', 'grant_type', 'user_first_name', 'user_last_name'],
        ({ grant_type, user_first_name, user_last_name }) => {
          const access_token = String(random.between(100_000, 999_999))
          const token = { access_token, token_type: 'Bearer', token_expires_in: 2, token_scope: grant_type }
          Object.assign(session, token, { user_first_name, user_last_name })
          return { expires_in: 2, access_token, token_type: 'Bearer', scope: grant_type }
        },
      ),
      travel_get_login_status: method([], () => ({ status: Boolean(session['token_expires_in']) })),
      get_budget_fiscal_year: method(
        [
          ['lastModifiedAfter', null],
          ['includeRemoved', null],
        ],
        () => ({
          budget_fiscal_year: '2018',
        }),
      ),
      register_credit_card: method(
        ['access_token', 'card_number', 'expiration_date', 'cardholder_name', 'card_verification_number'],
        ({ access_token, ...card }) => {
          if (session['token_expires_in'] === null) return fault('There is no token yet')
          return guarded(access_token, () => {
            if (own(cards, card['card_number']) !== undefined) return fault('The card is registered already')
            const card_id = String(random.between(100_000_000_000, 999_999_999_999))
            cards[card_id] = { ...card, balance: random.between(10_000, 99_999) }
            return { card_id }
          })
        },
      ),
      get_flight_cost: method(['travel_from', 'travel_to', 'travel_date', 'travel_class'], (args) => ({
        travel_cost_list: long === undefined ? [toCost(args)] : toCosts(args),
      })),
      get_credit_card_balance: method(['access_token', 'card_id'], ({ access_token, card_id }) =>
        guarded(access_token, () => {
          const card = own(cards, card_id)
          if (card === undefined) return fault(`There is no such card. Cards: ${Object.keys(cards).join(', ')}`)
          return { card_balance: card['balance'] }
        }),
      ),
      book_flight: method(
        ['access_token', 'card_id', 'travel_date', 'travel_from', 'travel_to', 'travel_class'],
        (args) => guarded(args['access_token'], () => book(args), { booking_status: false }),
      ),
      retrieve_invoice: method(['access_token', ['booking_id', null], ['insurance_id', null]], (args) =>
        guarded(args['access_token'], () => {
          const booking = own(bookings, args['booking_id'])
          if (booking === undefined) return fault('There is no such booking')
          const { card_id: _card, ...shown } = booking
          return { invoice: { booking_id: args['booking_id'], ...shown } }
        }),
      ),
      get_booking_history: method(['access_token'], ({ access_token }) =>
        guarded(access_token, () => ({ booking_history: structuredClone(bookings) })),
      ),
      list_all_airports: method([], () => [...AIRPORTS]),
      cancel_booking: method(['access_token', 'booking_id'], ({ access_token, booking_id }) =>
        guarded(
          access_token,
          () => {
            const booking = own(bookings, booking_id)
            if (booking === undefined) return { cancel_status: false, ...fault('There is no such booking') }
            const card = own(cards, booking['card_id'])
            if (card === undefined) throw new Error(`'${String(booking['card_id'])}'`)
            card['balance'] = balance(card) + number(booking['travel_cost'], 'travel_cost')
            delete bookings[String(booking_id)]
            return { cancel_status: true }
          },
          { cancel_status: false },
        ),
      ),
      compute_exchange_rate: method(['base_currency', 'target_currency', 'value'], (args) => {
        const value = number(args['value'], 'value')
        const rate = findRate(args['base_currency'], args['target_currency'])
        if (rate === undefined) throw new Error('There is no rate for these currencies.')
        const { factor, isInverse } = rate
        return { exchanged_value: isInverse ? Number((value / factor).toFixed(2)) : value * factor }
      }),
      verify_traveler_information: method(['first_name', 'last_name', 'date_of_birth', 'passport_number'], (args) =>
        verify(args),
      ),
      set_budget_limit: method(['access_token', 'budget_limit'], ({ access_token, budget_limit }) =>
        guarded(access_token, () => {
          budget = number(budget_limit, 'budget_limit')
          return { budget_limit: budget }
        }),
      ),
      get_nearest_airport_by_city: method(['location'], ({ location }) => ({
        nearest_airport: own(NEAREST, location) ?? 'Unknown',
      })),
      purchase_insurance: method(
        ['access_token', 'insurance_type', 'booking_id', 'insurance_cost', 'card_id'],
        (args) => guarded(args['access_token'], () => insure(args), { insurance_status: false }),
      ),
      contact_customer_support: method(['booking_id', 'message'], ({ booking_id }) =>
        own(bookings, booking_id) === undefined
          ? fault('There is no such booking')
          : { customer_support_message: 'Your message has been received; we will come back to you soon.' },
      ),
      get_all_credit_cards: method([], () => ({ credit_card_list: cards })),
    },
  }

  function book({ card_id, travel_date, travel_from, travel_to, travel_class }: Args) {
    const refuse = (why: string) => ({ booking_status: false, ...fault(why) })
    const card = own(cards, card_id)
    if (card === undefined) return refuse('There is no such card')
    if (!Object.hasOwn(card, 'balance')) return refuse('The card has no balance')
    for (const airport of [travel_from, travel_to])
      if (!AIRPORTS.includes(text(airport, 'airport'))) return refuse(`There is no airport ${String(airport)}`)
    if (toDate(travel_date) === undefined) return refuse('The date must be of the form YYYY-MM-DD')
    if (own(CLASSES, travel_class) === undefined) return refuse('The class must be economy, business or first')
    const fare = findFare(String(travel_from), String(travel_to))
    if (fare === undefined) return refuse('There is no route between these airports')
    const travel_cost = toCost({ travel_from, travel_to, travel_date, travel_class })
    if (balance(card) < travel_cost) return refuse('The card does not hold that much')
    if (budget !== null && balance(card) < budget) return refuse('The balance is below the budget limit')
    card['balance'] = balance(card) - travel_cost
    const booking_id = String(random.between(1_000_000, 9_999_999))
    const transaction_id = String(random.between(10_000_000, 99_999_999))
    const flight = { travel_date, travel_from, travel_to, travel_class, travel_cost }
    bookings[booking_id] = { card_id, ...flight, transaction_id }
    return {
      booking_id,
      transaction_id,
      booking_status: true,
      booking_history: long === undefined ? {} : structuredClone(bookings),
    }
  }

  function insure({ booking_id, insurance_cost, card_id }: Args) {
    const cost = number(insurance_cost, 'insurance_cost')
    const refuse = (why: string) => ({ insurance_status: false, ...fault(why) })
    if (budget !== null && budget < cost) return refuse('This is above the budget limit')
    if (own(bookings, booking_id) === undefined) return refuse('There is no such booking')
    const card = own(cards, card_id)
    if (card === undefined) return refuse('There is no such card')
    card['balance'] = balance(card) - cost
    return { insurance_id: String(random.between(100_000_000, 999_999_999)), insurance_status: true }
  }

  function verify({ first_name, last_name, date_of_birth, passport_number }: Args) {
    const refuse = (why: string) => ({ verification_status: false, verification_failure: why })
    const { user_first_name: first, user_last_name: last } = session
    if (first !== first_name || last !== last_name)
      return refuse(
        `Only for the user: expected ${String(first)} ${String(last)}, got ${String(first_name)} ${String(last_name)}`,
      )
    const born = toDate(date_of_birth)
    if (born === undefined) return refuse('The date of birth must be of the form YYYY-MM-DD')
    const birthday = Date.UTC(born.getUTCFullYear() + 18, born.getUTCMonth(), born.getUTCDate())
    if (today.getTime() < birthday) return refuse('A traveller must be 18 at least')
    if (!text(passport_number, 'passport_number').startsWith('US'))
      return refuse('The passport must be of the United States')
    return { verification_status: true }
  }
}

/** Dearer on days whose digits have an even sum. @throws Error where there is no route or class */
function toCost(args: Args): number {
  const fare = findFare(String(args['travel_from']), String(args['travel_to']))
  if (fare === undefined) throw new Error('There is no route between these airports.')
  return fare * toFactor(args)
}

/** Of every route. @throws Error as for the one that is asked for */
function toCosts(args: Args): number[] {
  toCost(args)
  return allFares().map((fare) => fare * toFactor(args))
}

function toFactor({ travel_date, travel_class }: Args): number {
  const factor = own(CLASSES, travel_class)
  if (factor === undefined) throw new Error('The class must be economy, business or first.')
  const digits = [...text(travel_date, 'travel_date')].filter((sign) => /\d/.test(sign)).map(Number)
  const isEven = digits.reduce((a, b) => a + b, 0) % 2 === 0
  return factor * (isEven ? 2 : 1)
}

/** Undefined for what is no day of the calendar. */
function toDate(value: Value): Date | undefined {
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text(value, 'date'))
  if (found === null) return undefined
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number]
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : undefined
}
