/**
 * Measures the memory that running work needs: the bytes in use after a garbage collection.
 *
 * Resident memory is no measure of it, because V8 sizes its young generation by how much survives and delays
 * collections while memory is free.
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
