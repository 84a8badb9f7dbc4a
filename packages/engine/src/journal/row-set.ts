/**
 * A growing set of row numbers as a bitmap: 1,000,000 rows take 125 kB. Answers "the k-th row in order" by counts per
 * block, so that a page deep in a journal needs no scan of the table.
 */
const BITS = 32
/** Words per block; one count is kept for each block. */
const BLOCK_WORDS = 32

export class RowSet {
  private words = new Uint32Array(1024)
  private blocks = new Uint32Array(1024 / BLOCK_WORDS)
  private count = 0

  get size(): number {
    return this.count
  }

  has(row: number): boolean {
    return (((this.words[Math.floor(row / BITS)] ?? 0) >>> (row % BITS)) & 1) === 1
  }

  add(row: number): void {
    const word = Math.floor(row / BITS)
    if (word >= this.words.length) this.grow(word + 1)
    const before = this.words[word] ?? 0
    const after = (before | (1 << (row % BITS))) >>> 0
    if (after === before) return
    this.words[word] = after
    this.shift(word, 1)
  }

  delete(row: number): void {
    const word = Math.floor(row / BITS)
    const before = this.words[word] ?? 0
    const after = (before & ~(1 << (row % BITS))) >>> 0
    if (after === before) return
    this.words[word] = after
    this.shift(word, -1)
  }

  /** Rows that are here and not in `other`, ascending. */
  without(other: RowSet): number[] {
    const rows: number[] = []
    for (let word = 0; word < this.words.length; word++) {
      let bits = ((this.words[word] ?? 0) & ~(other.words[word] ?? 0)) >>> 0
      while (bits !== 0) {
        rows.push(word * BITS + 31 - Math.clz32(bits & -bits))
        bits = (bits & (bits - 1)) >>> 0
      }
    }
    return rows
  }

  /** Adds the rows `32 * word` to `32 * word + 31` whose bits are set; for loading what nothing was added to. */
  addWord(word: number, bits: number): void {
    if (bits === 0) return
    if (word >= this.words.length) this.grow(word + 1)
    this.words[word] = bits
    let size = 0
    for (let left = bits; left !== 0; left = (left & (left - 1)) >>> 0) size++
    const block = Math.floor(word / BLOCK_WORDS)
    this.blocks[block] = (this.blocks[block] ?? 0) + size
    this.count += size
  }

  /** The bitmap as bytes, for `fromBytes` on a machine of the same byte order. */
  toBytes(): Uint8Array {
    let length = this.words.length
    while (length > 0 && this.words[length - 1] === 0) length--
    return new Uint8Array(this.words.slice(0, length).buffer)
  }

  static fromBytes(bytes: Uint8Array): RowSet {
    const set = new RowSet()
    const words = new Uint32Array(bytes.slice().buffer) // a copy, so that it begins at a multiple of 4
    for (let word = words.length - 1; word >= 0; word--) set.addWord(word, words[word] ?? 0)
    return set
  }

  /** Rows at positions `from` to `from + limit - 1` in ascending order. */
  slice(from: number, limit: number): number[] {
    const rows: number[] = []
    let skip = from
    let block = 0
    while (block < this.blocks.length && skip >= (this.blocks[block] ?? 0)) skip -= this.blocks[block++] ?? 0
    for (let word = block * BLOCK_WORDS; word < this.words.length && rows.length < limit; word++) {
      let bits = this.words[word] ?? 0
      while (bits !== 0 && rows.length < limit) {
        const bit = 31 - Math.clz32(bits & -bits)
        if (skip > 0) skip--
        else rows.push(word * BITS + bit)
        bits = (bits & (bits - 1)) >>> 0
      }
    }
    return rows
  }

  private shift(word: number, by: 1 | -1): void {
    const block = Math.floor(word / BLOCK_WORDS)
    this.blocks[block] = (this.blocks[block] ?? 0) + by
    this.count += by
  }

  private grow(words: number): void {
    let length = this.words.length
    while (length < words) length *= 2
    const grown = new Uint32Array(length)
    grown.set(this.words)
    this.words = grown
    const blocks = new Uint32Array(length / BLOCK_WORDS)
    blocks.set(this.blocks)
    this.blocks = blocks
  }
}
