/**
 * What a simulator may hold in all, and what it holds: one ledger for pools, arenas and tables, so that none of them believes it has the whole.
 *
 * A call asks before it allocates anything. What others hold at that time counts as taken.
 */
import { platformCapabilities } from '@ketwork/math'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'

/** What is assumed to be there where the runtime does not tell: small for a browser's machine. */
const ASSUMED_BYTES = 2 ** 31
/** The part of the free memory that a simulator takes unasked. */
const SHARE = 0.5

/** Something that keeps states or tables. */
export interface MemoryHolder {
  readonly bytesInUse: number
}

export class MemoryLedger {
  readonly bytes: number
  readonly #holders = new Set<MemoryHolder>()

  constructor(bytes: number) {
    this.bytes = bytes
  }

  /** @param asked bytes; undefined: half of what the machine has free */
  static async open(asked: number | undefined): Promise<MemoryLedger> {
    if (asked !== undefined) return new MemoryLedger(asked)
    const { memoryAvailableBytes, memoryBytes } = await platformCapabilities()
    return new MemoryLedger(Math.floor(SHARE * (memoryAvailableBytes ?? memoryBytes ?? ASSUMED_BYTES)))
  }

  /** Counts what the holder has in use from now on. */
  add(holder: MemoryHolder): void {
    this.#holders.add(holder)
  }

  /** What nobody holds. */
  get free(): number {
    let held = 0
    for (const { bytesInUse } of this.#holders) held += bytesInUse
    return Math.max(0, this.bytes - held)
  }

  /**
   * Checks that a call on so many qubits, which needs so many bytes, fits.
   *
   * @param why so much is needed, where the qubits do not say it
   * @throws TooManyQubitsError
   */
  require(qubits: number, bytes: number, why?: string): void {
    if (!(bytes <= this.free)) throw new TooManyQubitsError(qubits, bytes, this.free, why)
  }
}
