/**
 * The memory of a backend: how much there is, and a pool of state buffers that runs borrow, so that repeated runs allocate nothing.
 *
 * A run checks what it will need before it allocates anything. What other runs hold at that time counts as taken.
 */
import { TooManyQubitsError, type Precision } from '@ketwork/backend'
import { BufferPool, platformCapabilities } from '@ketwork/math'
import type { Amplitudes } from '../kernels/cube.ts'
import { MOST_QUBITS } from '../kernels/cube.ts'

/** What is assumed to be there where the runtime does not tell: small for a browser's machine. */
const ASSUMED_BYTES = 2 ** 31
/** The part of the free memory that a backend takes unasked. */
const SHARE = 0.5

export class StateMemory {
  readonly bytes: number
  readonly #pool = new BufferPool()
  readonly #lent = new Set<Amplitudes>()

  constructor(bytes: number) {
    this.bytes = bytes
  }

  static async open(asked: number | undefined): Promise<StateMemory> {
    if (asked !== undefined) return new StateMemory(asked)
    const { memoryAvailableBytes, memoryBytes } = await platformCapabilities()
    return new StateMemory(Math.floor(SHARE * (memoryAvailableBytes ?? memoryBytes ?? ASSUMED_BYTES)))
  }

  /** What no run holds. */
  get free(): number {
    return Math.max(0, this.bytes - this.#pool.statistics().bytesInUse)
  }

  /**
   * Checks that a run of this many qubits, which needs so many bytes, fits.
   *
   * @throws TooManyQubitsError
   */
  require(qubits: number, bytes: number): void {
    if (qubits > MOST_QUBITS || bytes > this.free) throw new TooManyQubitsError(qubits, bytes, this.free)
  }

  /** Lends an array; its content is left over from its last use. */
  borrow(precision: Precision, length: number): { array: Amplitudes; reused: boolean } {
    const before = this.#pool.statistics()
    if (before.bytesHeld + length * 8 > this.bytes) this.#pool.clear()
    const array = this.#pool.acquire(precision, length)
    this.#lent.add(array)
    return { array, reused: this.#pool.statistics().reused > before.reused }
  }

  giveBack(array: Amplitudes): void {
    if (!this.#lent.delete(array)) return
    this.#pool.release(array as Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>)
  }

  /** Gives up all idle buffers. */
  clear(): void {
    this.#pool.clear()
  }
}

export function bytesAnAmplitude(precision: Precision): number {
  return precision === 'f64' ? 16 : 8
}
