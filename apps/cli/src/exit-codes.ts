export const EXIT = { ok: 0, failed: 1, usage: 2, partial: 3, interrupted: 130 } as const

/** Ends the command with a message for people and an exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number
  constructor(message: string, exitCode: number = EXIT.failed, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
