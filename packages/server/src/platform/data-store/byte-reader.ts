/** Cuts a byte stream at single bytes, holding no more than the caller asks for. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #buffered: Buffer = Buffer.alloc(0)
  #ended = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** True once nothing is left; known only after a read that reached the end. */
  get atEnd(): boolean {
    return this.#ended && this.#buffered.length === 0
  }

  /** Bytes before `stop`, which is dropped. Not complete if `limit` bytes came without it; the end of the stream completes too. */
  async readUntil(stop: number, limit: number): Promise<{ readonly bytes: Buffer; readonly complete: boolean }> {
    const parts: Buffer[] = []
    for (let read = 0; ;) {
      const index = this.#buffered.indexOf(stop)
      if (index >= 0 && read + index <= limit) {
        parts.push(this.#take(index))
        this.#take(1)
        return { bytes: Buffer.concat(parts), complete: true }
      }
      const part = this.#take(Math.min(this.#buffered.length, limit - read))
      parts.push(part)
      read += part.length
      if (read >= limit) return { bytes: Buffer.concat(parts), complete: false }
      if (!(await this.#fill())) return { bytes: Buffer.concat(parts), complete: true }
    }
  }

  /** Chunks before `stop`, as they come; `stop` is dropped. */
  async *chunksUntil(stop: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const index = this.#buffered.indexOf(stop)
      if (index >= 0) {
        yield this.#take(index)
        this.#take(1)
        return
      }
      yield this.#take(this.#buffered.length)
      if (!(await this.#fill())) return
    }
  }

  /** The next read starts with these. */
  putBack(bytes: Buffer): void {
    this.#buffered = Buffer.concat([bytes, this.#buffered])
  }

  #take(count: number): Buffer {
    const taken = this.#buffered.subarray(0, count)
    this.#buffered = this.#buffered.subarray(count)
    return taken
  }

  async #fill(): Promise<boolean> {
    const next = await this.#source.next()
    if (next.done) {
      this.#ended = true
      return false
    }
    this.#buffered = Buffer.concat([this.#buffered, next.value])
    return true
  }
}
