/** What other tools the engine is held against: each runs as its users run it, from its own command line. */

export interface PeerRun {
  /** Base URL of the endpoint, ending in `/v1`. */
  readonly url: string
  readonly rows: number
  readonly concurrency: number
  /** A fresh folder, where the command is run; deleted after. */
  readonly folder: string
  /** Where `install` has put the tool. */
  readonly installed: string
}

export interface Peer {
  /** Name and pinned version, for people. */
  readonly name: string
  /** What differs from the usual command line; absent for the usual one. */
  readonly tuned?: string
  /** How many times ours the issue of speed asks for; absent where it asks nothing. */
  readonly required?: number
  /** Rows of the two runs whose difference counts: as many as pass in some ten seconds. */
  readonly counts: readonly [small: number, large: number]
  /** Installs the tool where it is not yet, and gives its folder. @throws with the reason if it cannot be had */
  install(): Promise<string>
  /** The command that evaluates the rows once. Writes what it needs into `run.folder`. */
  toCommand(run: PeerRun): PeerCommand
  /** Whether the output says that all rows were answered and found right. */
  isRight(output: string, rows: number): boolean
}

export interface PeerCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}
