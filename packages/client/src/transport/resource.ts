import type { Transport } from './transport.ts'

/** Base of all resource classes: holds the transport. */
export class Resource {
  protected readonly transport: Transport
  constructor(transport: Transport) {
    this.transport = transport
  }
}
