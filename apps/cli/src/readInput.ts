/** Files that commands read: a path, or `-` for standard input. Text is UTF-8, or UTF-16 with its byte order mark. */
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { MisuseError } from './MisuseError.ts'
import { note } from './terminal/output.ts'

export interface Input {
  /** What messages call it: the path, or `stdin`. */
  readonly name: string
  readonly text: string
}

/**
 * @throws MisuseError where standard input is asked for a second time; an error of the system where a file cannot be
 *   read
 */
export async function readInput(path: string): Promise<Input> {
  return path === '-' ? { name: 'stdin', text: decode(await readStandardInput()) } : { name: path, text: decode(await readFile(path)) }
}

async function readStandardInput(): Promise<Uint8Array> {
  if (process.stdin.readableEnded) throw new MisuseError('standard input can be read once: let "-" stand for one file, and name the others')
  if (process.stdin.isTTY) note('reading standard input: end it with Ctrl-D')
  return buffer(process.stdin)
}

/** Without the byte order mark, which decides between the encodings. */
function decode(bytes: Uint8Array): string {
  const [a, b] = bytes
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}
