/**
 * What a test needs from the machine besides Node: a browser, a GPU, a server.
 *
 * Without it the test is skipped, and reported as skipped. `KETWORK_REQUIRE=chromium,redis` names what must be there:
 * then a lack is a failure.
 *
 * @example
 * const chromium = requirement('chromium')
 * test.skipIf(!chromium.present)('shows the report', () => open(chromium.path))
 */
import { existsSync } from 'node:fs'

export type Requirement = { readonly present: boolean; readonly path: string }

const searchPaths: Readonly<Record<string, { variable: string; paths: readonly string[] }>> = {
  chromium: {
    variable: 'CHROMIUM_PATH',
    paths: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
  },
}

/** @throws Error when KETWORK_REQUIRE names what is missing; RangeError for an unknown name */
export function requirement(name: string, environment: Readonly<Record<string, string | undefined>> = process.env): Requirement {
  const search = searchPaths[name]
  if (search === undefined) throw new RangeError(`unknown requirement ${name}: known are ${Object.keys(searchPaths).join(', ')}`)
  const chosen = environment[search.variable]
  const path = (chosen === undefined ? search.paths : [chosen]).find((candidate) => existsSync(candidate))
  return requireFound(name, path, `install ${name} or set ${search.variable} to its path`, environment)
}

/** The same rule for a requirement that is found by other means: `found` is undefined when it is missing. */
export function requireFound(
  name: string,
  found: string | undefined,
  remedy: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Requirement {
  const required = (environment['KETWORK_REQUIRE'] ?? '').split(',').map((entry) => entry.trim())
  if (found === undefined && required.includes(name)) throw new Error(`KETWORK_REQUIRE names ${name}, which is missing: ${remedy}`)
  return { present: found !== undefined, path: found ?? '' }
}
