import type { LoadOptions } from '../backend.ts'

/** Load options as text: part of every cache's key. An option that is left out differs from its default. */
export function loadOptionsKey({ precision, method, expectedRuns }: LoadOptions): string {
  return `${precision ?? ''} ${method ?? ''} ${expectedRuns ?? ''} `
}
