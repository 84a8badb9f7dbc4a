/** The run ended while a call was waiting. Not a failure of the sample: nothing of it is journaled, a resume asks it again. */
export class RunStopped extends Error {
  override readonly name = 'AbortError'
  constructor() {
    super('The run was stopped.')
  }
}
