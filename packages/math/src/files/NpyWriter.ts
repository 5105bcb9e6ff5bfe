/** Writing of .npy files, whole or row by row. Reading is in `ArrayFile.ts`. */
import { open } from 'node:fs/promises'
import type { Matrix } from '../matrix.ts'
import { fromDoubles, type NumberFormat } from './numberFormat.ts'
import { type ArrayLayout, WRITTEN_HEADER_BYTES, writeHeader } from './npyHeader.ts'
import type { OpenFile } from './OpenFile.ts'

/** What every row of a written file has in common. */
export interface NpyWriterOptions {
  readonly dtype: NumberFormat
  /** Numbers a row. */
  readonly columns: number
}

/**
 * Writes an array as a .npy file (version 1, C order), replacing what was there.
 *
 * @param array a matrix, or numbers with the shape they have
 * @param dtype f8 when omitted; f4 rounds, integer formats refuse what they cannot hold
 * @throws RangeError when the shape and the numbers do not agree
 *
 * @example
 * await writeNpy('points.npy', matrixFrom([[1, 2], [3, 4]]))
 */
export async function writeNpy(
  path: string,
  array: Matrix | { readonly data: ArrayLike<number>; readonly shape: readonly number[] },
  dtype: NumberFormat = 'f8',
): Promise<void> {
  const shape = 'shape' in array ? array.shape : [array.rows, array.columns]
  const numbers = shape.reduce((product, length) => product * length, 1)
  if (array.data.length !== numbers) throw new RangeError(`shape (${shape.join(', ')}) has ${numbers} numbers, got ${array.data.length}`)
  const header = writeHeader({ dtype, shape })
  const stored = fromDoubles(dtype, array.data)
  const handle = await open(path, 'w')
  try {
    await writeFully(handle, header, 0)
    await writeFully(handle, new Uint8Array(stored.buffer), WRITTEN_HEADER_BYTES)
  } finally {
    await handle.close()
  }
}

/**
 * Begins a .npy file that grows row by row; `close` writes how many rows it has. Until then the file says that it has none.
 *
 * @example
 * const writer = await createNpyWriter('states.npy', { dtype: 'f8', columns: 2 })
 * await writer.append([1, 2, 3, 4]) // two rows
 * await writer.close()
 */
export async function createNpyWriter(path: string, options: NpyWriterOptions): Promise<NpyWriter> {
  const { columns } = options
  if (!Number.isSafeInteger(columns) || columns < 1) throw new RangeError(`a row has a whole number of columns, at least 1, got ${columns}`)
  const handle = await open(path, 'w')
  try {
    await writeFully(handle, writeHeader({ dtype: options.dtype, shape: [0, columns] }), 0)
    return new NpyWriter(handle, options)
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** An open file that takes rows; made by `createNpyWriter`. Wait for one `append` before the next. */
export class NpyWriter {
  readonly #handle: OpenFile
  readonly #dtype: NumberFormat
  readonly #columns: number
  #rows = 0
  #position = WRITTEN_HEADER_BYTES
  #closed = false

  constructor(handle: OpenFile, { dtype, columns }: NpyWriterOptions) {
    this.#handle = handle
    this.#dtype = dtype
    this.#columns = columns
  }

  /** How many rows were appended. */
  get rows(): number {
    return this.#rows
  }

  /**
   * Adds rows at the end.
   *
   * @param rows a matrix of as many columns, or one or more whole rows of numbers
   * @throws RangeError when the rows are not whole or the format cannot hold a number; nothing is written then
   */
  async append(rows: Matrix | ArrayLike<number>): Promise<void> {
    if (this.#closed) throw new RangeError('the file is closed: no rows can be appended')
    if ('columns' in rows && rows.columns !== this.#columns) {
      throw new RangeError(`the file has ${this.#columns} columns, the matrix has ${rows.columns}`)
    }
    const values = 'columns' in rows ? rows.data : rows
    if (values.length % this.#columns !== 0) throw new RangeError(`${values.length} numbers are no whole rows of ${this.#columns} columns`)
    const bytes = new Uint8Array(fromDoubles(this.#dtype, values).buffer)
    const position = this.#position
    this.#position += bytes.length
    await writeFully(this.#handle, bytes, position)
    this.#rows += values.length / this.#columns
  }

  /** Writes the number of rows and closes the file. Closing twice does nothing. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const layout: ArrayLayout = { dtype: this.#dtype, shape: [this.#rows, this.#columns] }
    try {
      await writeFully(this.#handle, writeHeader(layout), 0)
    } finally {
      await this.#handle.close()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

const MOST_BYTES_A_WRITE = 2 ** 30

async function writeFully(handle: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(bytes.length - done, MOST_BYTES_A_WRITE), position + done)
    done += bytesWritten
  }
}
