/** The classes that rows name in `involved_classes`. */
import type { CreateBackend } from './backend.ts'
import { createFileSystem } from './file-system.ts'
import { createMath } from './math.ts'
import { createMessages } from './messages.ts'
import { createPosting } from './posting.ts'
import { createTickets } from './tickets.ts'
import { createTrading } from './trading.ts'
import { createTravel } from './travel.ts'
import { createVehicle } from './vehicle.ts'

export const backends: Readonly<Record<string, CreateBackend>> = {
  GorillaFileSystem: createFileSystem,
  MathAPI: createMath,
  MessageAPI: createMessages,
  TwitterAPI: createPosting,
  TicketAPI: createTickets,
  TradingBot: createTrading,
  TravelAPI: createTravel,
  VehicleControlAPI: createVehicle,
}
