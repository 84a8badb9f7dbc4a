import type { TargetPrice } from '@evalflow/contract'
import type { Endpoint } from '@evalflow/engine'

/** An endpoint that may have a price of its own, as may those that stand in for it. */
export interface PricedEndpoint extends Endpoint {
  readonly price?: TargetPrice
  readonly fallbacks?: readonly PricedEndpoint[]
}
