/** Documentation of the simulated classes' functions, by class, from the original's files. */
import type { FunctionDocs } from '../../../packages/evaluations/src/bfcl/rows.ts'
import { linesOf } from './original.ts'

const FILES = {
  GorillaFileSystem: 'gorilla_file_system',
  MathAPI: 'math_api',
  MessageAPI: 'message_api',
  TwitterAPI: 'posting_api',
  TicketAPI: 'ticket_api',
  TradingBot: 'trading_bot',
  TravelAPI: 'travel_booking',
  VehicleControlAPI: 'vehicle_control',
}

export const readClassDocs = (data: string): FunctionDocs =>
  new Map(
    Object.entries(FILES).map(([name, file]) => [
      name,
      linesOf(data, `multi_turn_func_doc/${file}.json`).map((line) => JSON.parse(line)),
    ]),
  )
