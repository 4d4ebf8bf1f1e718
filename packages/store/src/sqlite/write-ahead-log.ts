// The format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
const HEADER = { bytes: 32, pageSizeAt: 8, saltsAt: 16, sumAt: 24 }
const FRAME = { headerBytes: 24, commitAt: 4, saltsAt: 8, sumAt: 16, summedBytes: 8 }
/** The first word of a log whose sums go by words with the highest byte first. */
const HIGH_FIRST = 0x377f0683
const DEFAULT_PAGE_SIZE = 4_096

/** Salts and sums are pairs of words. */
type Pair = readonly [number, number]

interface Header {
  readonly sum: Pair
  readonly salts: Pair
  readonly pageSize: number
}

/** The bytes of a log, frame after frame: each is a page, and has a sum of all frames up to it. */
export class WriteAheadLog {
  readonly #bytes: Buffer
  /** Undefined when it is not as it was written: then SQLite reads nothing at all. */
  readonly #header: Header | undefined
  readonly #frameBytes: number
  readonly #frames: number

  /** `pageSize`: of the file, for where the header does not say it; 0 where nothing does. */
  constructor(bytes: Buffer, pageSize: number) {
    this.#bytes = bytes
    this.#header = bytes.length < HEADER.bytes ? undefined : this.#readHeader()
    this.#frameBytes = FRAME.headerBytes + (this.#header?.pageSize || pageSize || DEFAULT_PAGE_SIZE)
    this.#frames = Math.floor((bytes.length - HEADER.bytes) / this.#frameBytes)
  }

  hasHeaderOf(other: WriteAheadLog): boolean {
    return this.#bytes.subarray(0, HEADER.bytes).equals(other.#bytes.subarray(0, HEADER.bytes))
  }

  /**
   * Whether anything was written after a commit that SQLite does not read. A crash never leaves that: a commit is on the disk
   * before the next one begins. What is cut off, or damaged in the last commit of all, cannot be told from a crash.
   */
  isBrokenInside(): boolean {
    const header = this.#header
    for (let at = header ? this.#countRead(header) : 0; at < this.#frames - 1; at++)
      if (this.#isCommit(at) && this.#isOfOne(at, header?.salts) && this.#follows(at + 1, this.#sumOf(at)))
        return true
    return false
  }

  #readHeader(): Header | undefined {
    const sum = this.#sum(0, HEADER.sumAt, [0, 0])
    if (!isSame(sum, this.#pair(HEADER.sumAt))) return undefined
    const pageSize = this.#bytes.readUInt32BE(HEADER.pageSizeAt)
    return { sum, salts: this.#pair(HEADER.saltsAt), pageSize }
  }

  /** How many frames SQLite reads. */
  #countRead({ sum, salts }: Header): number {
    let at = 0
    for (let before = sum; at < this.#frames && this.#isOf(at, salts) && this.#follows(at, before); at++)
      before = this.#sumOf(at)
    return at
  }

  /** Whether a frame and the next are of the log that is read. One that is begun anew has other salts, over what was there. */
  #isOfOne(at: number, salts: Pair = this.#saltsOf(at)): boolean {
    return this.#isOf(at, salts) && this.#isOf(at + 1, salts)
  }

  #isOf(at: number, salts: Pair): boolean {
    return isSame(this.#saltsOf(at), salts)
  }

  /** Whether a frame was written after what has this sum, and is as it was written. */
  #follows(at: number, before: Pair): boolean {
    const start = this.#start(at)
    const ofHeader = this.#sum(start, start + FRAME.summedBytes, before)
    const sum = this.#sum(start + FRAME.headerBytes, start + this.#frameBytes, ofHeader)
    return isSame(sum, this.#sumOf(at))
  }

  /** Whether a frame is the last of a commit. */
  #isCommit(at: number): boolean {
    return this.#bytes.readUInt32BE(this.#start(at) + FRAME.commitAt) !== 0
  }

  #saltsOf(at: number): Pair {
    return this.#pair(this.#start(at) + FRAME.saltsAt)
  }

  #sumOf(at: number): Pair {
    return this.#pair(this.#start(at) + FRAME.sumAt)
  }

  #start(at: number): number {
    return HEADER.bytes + at * this.#frameBytes
  }

  #pair(offset: number): Pair {
    return [this.#bytes.readUInt32BE(offset), this.#bytes.readUInt32BE(offset + 4)]
  }

  #sum(from: number, to: number, [first, second]: Pair): Pair {
    const isHighFirst = this.#bytes.readUInt32BE(0) === HIGH_FIRST
    const word = (at: number) => (isHighFirst ? this.#bytes.readUInt32BE(at) : this.#bytes.readUInt32LE(at))
    let [a, b] = [first, second]
    for (let at = from; at < to; at += 8) {
      a = (a + word(at) + b) >>> 0
      b = (b + word(at + 4) + a) >>> 0
    }
    return [a, b]
  }
}

function isSame([a, b]: Pair, [c, d]: Pair): boolean {
  return a === c && b === d
}
