import { readFileSync } from 'node:fs'

/** Of this package. Both `src/` and `dist/` lie one folder below it. */
export const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
