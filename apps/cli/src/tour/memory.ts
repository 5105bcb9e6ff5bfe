/**
 * What a running piece of work takes of the machine's memory.
 *
 * Resident memory alone does not tell: V8 sizes its young generation by how much survives and puts off collecting while memory is free, so the same work is
 * resident with 170 MB or 300. What the work needs is what is in use once garbage is collected; that is repeatable within a few percent.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes in use after a collection: JavaScript's heap and what lies outside it, array buffers first of all. */
export function bytesInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect() // the first marks array buffers that are swept in the background; the second waits for that
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Resident memory of the process, bytes. */
export function residentBytes(): number {
  return process.memoryUsage.rss()
}
