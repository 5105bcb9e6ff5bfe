/** All checks of the repository, by the name under which `pnpm check` and the tests report them. */
import { circles } from './circles.ts'
import { cycles } from './cycles.ts'
import { fileNames } from './fileNames.ts'
import { importOrder } from './importOrder.ts'
import { indexFiles } from './indexFiles.ts'
import { machineTraces } from './machineTraces.ts'
import { packageContents } from './packageContents.ts'
import { purity } from './purity.ts'
import type { Check } from './readRepository.ts'
import { sizes } from './sizes.ts'

export const checks: Readonly<Record<string, Check>> = {
  'import order': importOrder,
  'no cycles': cycles,
  'no circles': circles,
  'file sizes': sizes,
  'file names': fileNames,
  'index files': indexFiles,
  'package contents': packageContents,
  'machine traces': machineTraces,
  purity,
}
