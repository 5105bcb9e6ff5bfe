/** The data files that the tour works on; they ship with the package. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Path of a data file. Both `src/tour/` and `dist/` are tried, since the build puts all code into one folder. */
export function dataPath(name: string): string {
  const inSources = import.meta.url.includes('/src/tour/')
  return fileURLToPath(new URL(inSources ? `../../data/${name}` : `../data/${name}`, import.meta.url))
}

export function readData(name: string): Promise<string> {
  return readFile(dataPath(name), 'utf8')
}
