/** `TradingBot`: an account, orders and a watch list at a simulated market. */
import { createPythonRandom } from '../../lm-eval-harness/python-random.ts'
import { type Args, type CreateBackend, type Value, fault, given, list, method, number, text } from './backend.ts'
import { lookUp, stocksOf, withAverages, withReport } from './trading-long.ts'
import { SYMBOLS, defaultStocks } from './trading-stocks.ts'

type Fields = Record<string, Value>

const SEED = 1_053_520
const NOW = Date.UTC(2024, 8, 1, 10, 30)
const DAY_SECONDS = 86_400
const ORDERS: Record<string, Fields> = {
  12345: { id: 12345, order_type: 'Buy', symbol: 'AAPL', price: 210.65, amount: 10, status: 'Completed' },
  12446: { id: 12446, order_type: 'Sell', symbol: 'GOOG', price: 2840.56, amount: 5, status: 'Pending' },
}
const ACCOUNT = { account_id: 12345, balance: 10_000, binding_card: 1974202140965533 }

export const createTrading: CreateBackend = (scenario, { longContext: long }) => {
  const random = createPythonRandom(given(scenario, 'random_seed', SEED))
  const orders = new Map<Value, Fields>(
    Object.entries(given(scenario, 'orders', ORDERS)).map(([id, order]) => [/^\d+$/.test(id) ? Number(id) : id, order]),
  )
  const account: Fields = given(scenario, 'account_info', ACCOUNT)
  let authenticated = given(scenario, 'authenticated', false)
  const market: string = given(scenario, 'market_status', 'Closed')
  let counter = given(scenario, 'order_counter', 12_446)
  const stocks: Record<string, Fields> = given(scenario, 'stocks', defaultStocks())
  const watched: Value[] = given(scenario, 'watch_list', ['NVDA'])
  const history: Fields[] = given(scenario, 'transaction_history', [])

  const denied = () => fault('Nobody is logged in; log in first.')
  const balance = () => number(account['balance'] ?? 0, 'balance')
  const missing = (id: Value) => fault(`There is no order ${String(id)}. Orders: ${[...orders.keys()].join(', ')}`)
  const timestamp = () =>
    new Date(NOW + random.between(0, DAY_SECONDS) * 1000).toISOString().slice(0, 19).replace('T', ' ')
  const book = (type: string, amount: number, sign: 1 | -1) => {
    account['balance'] = balance() + sign * amount
    history.push({ type, amount, timestamp: timestamp() })
  }

  return {
    state: () => ({
      orders: [...orders],
      account_info: account,
      authenticated,
      market_status: market,
      order_counter: counter,
      stocks,
      watch_list: watched,
      transaction_history: history,
    }),
    methods: {
      get_current_time: method([], () => ({ current_time: '10:30 AM' })),
      get_symbol_by_name: method(['name'], ({ name }) => ({ symbol: lookUp(SYMBOLS, name) ?? 'Stock not found' })),
      get_stock_info: method(
        ['symbol'],
        ({ symbol }) => withAverages(lookUp(stocks, symbol), long) ?? fault(`There is no stock '${String(symbol)}'.`),
      ),
      get_order_details: method(
        ['order_id'],
        ({ order_id }) => withReport(orders.get(order_id), long) ?? missing(order_id),
      ),
      cancel_order: method(['order_id'], ({ order_id }) => {
        const order = orders.get(order_id)
        if (order === undefined) return missing(order_id)
        if (order['status'] === 'Completed') return fault(`Order ${String(order_id)} is completed and stays so.`)
        order['status'] = 'Cancelled'
        return { order_id, status: 'Cancelled' }
      }),
      place_order: method(['order_type', 'symbol', 'price', 'amount'], (args) =>
        authenticated ? place(args) : denied(),
      ),
      withdraw_funds: method(['amount'], ({ amount: given_ }) => {
        if (!authenticated) return denied()
        if (market !== 'Open') return fault('The market is closed.')
        const amount = number(given_, 'amount')
        if (amount <= 0) return fault('The amount must be positive.')
        if (amount > balance()) return fault('The account does not hold that much.')
        book('withdrawal', amount, -1)
        return { status: 'Withdrawn', new_balance: balance() }
      }),
      fund_account: method(['amount'], ({ amount: given_ }) => {
        if (!authenticated) return denied()
        const amount = number(given_, 'amount')
        if (amount <= 0) return fault('The amount must be positive.')
        book('deposit', amount, 1)
        return { status: 'Account funded', new_balance: balance() }
      }),
      get_account_info: method([], () => (authenticated ? account : denied())),
      trading_login: method(['username', 'password'], () => {
        if (authenticated) return { status: 'Logged in before' }
        authenticated = true
        return { status: 'Logged in' }
      }),
      trading_get_login_status: method([], () => ({ status: Boolean(authenticated) })),
      trading_logout: method([], () => {
        if (!authenticated) return { status: 'Nobody is logged in' }
        authenticated = false
        return { status: 'Logged out' }
      }),
      remove_stock_from_watchlist: method(['symbol'], ({ symbol }) => {
        if (!authenticated) return denied()
        const at = watched.indexOf(symbol)
        if (at < 0) return fault(`${String(symbol)} is not on the watch list.`)
        watched.splice(at, 1)
        return { status: `${String(symbol)} is off the watch list.` }
      }),
      get_watchlist: method([], () => {
        if (!authenticated) return [denied().error]
        return long === undefined ? { watchlist: watched } : [...watched, ...long.WATCH_LIST_EXTENSION]
      }),
      get_order_history: method([], () => (authenticated ? { history: [...orders.keys()] } : [denied()])),
      get_transaction_history: method(
        [
          ['start_date', null],
          ['end_date', null],
        ],
        ({ start_date, end_date }) => {
          if (!authenticated) return [denied()]
          const [start, end] = [start_date, end_date].map((date) => (date ? toDay(date) : null))
          const at = (entry: Fields) => text(entry['timestamp'], 'timestamp')
          const isWithin = (entry: Fields) =>
            (start == null || at(entry) >= `${start} 00:00:00`) && (end == null || at(entry) <= `${end} 00:00:00`)
          return { transaction_history: [...history.filter(isWithin), ...(long?.TRANSACTION_HISTORY_EXTENSION ?? [])] }
        },
      ),
      get_available_stocks: method(['sector'], ({ sector }) => ({ stock_list: stocksOf(sector, long) })),
      filter_stocks_by_price: method(['stocks', 'min_price', 'max_price'], (args) => {
        const price = (symbol: Value) => number(lookUp(stocks, symbol)?.['price'] ?? 0, 'price')
        const [low, high] = [number(args['min_price'], 'min_price'), number(args['max_price'], 'max_price')]
        const symbols = list(args['stocks'], 'stocks')
        return { filtered_stocks: symbols.filter((symbol) => price(symbol) >= low && price(symbol) <= high) }
      }),
      add_to_watchlist: method(['stock'], ({ stock }) => {
        if (!watched.includes(stock) && lookUp(stocks, stock) !== undefined) watched.push(stock)
        return { watchlist: watched }
      }),
      notify_price_change: method(['stocks', 'threshold'], (args) => {
        const threshold = number(args['threshold'], 'threshold')
        const changed = list(args['stocks'], 'stocks').filter((symbol) => {
          const stock = lookUp(stocks, symbol)
          return stock !== undefined && Math.abs(number(stock['percent_change'], 'percent_change')) >= threshold
        })
        return { notification: changed.length > 0 ? `Changed much: ${changed.join(', ')}.` : 'No stock changed much.' }
      }),
    },
  }

  function place({ order_type, symbol, price: asked, amount }: Args) {
    if (lookUp(stocks, symbol) === undefined) return fault(`There is no stock '${String(symbol)}'.`)
    const price = number(asked, 'price')
    const count = number(amount, 'amount')
    if (price <= 0 || count <= 0) return fault('Price and amount must be positive.')
    const cost = price * Math.trunc(count)
    if (text(order_type, 'order_type').toLowerCase() === 'buy' && cost > balance())
      return fault(`This costs ${cost.toFixed(2)}, and the account holds ${balance().toFixed(2)}.`)
    const id = counter++
    orders.set(id, { id, order_type, symbol, price, amount, status: 'Open' })
    return { order_id: id, order_type, status: 'Pending', price, amount }
  }
}

/** `2024-9-1` and `2024-09-01` are the same day. @throws Error if it is none */
function toDay(value: Value): string {
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text(value, 'date'))
  if (found === null) throw new Error(`${String(value)} is no date of the form YYYY-MM-DD`)
  return [found[1], found[2]?.padStart(2, '0'), found[3]?.padStart(2, '0')].join('-')
}
