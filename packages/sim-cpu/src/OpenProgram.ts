/** What an engine makes of a program. */
import type { Executable, LoadOptions, Program } from '@ketwork/backend'

/** Makes an executable of a program that has the structure that was planned: what the compile cache keeps. */
export type OpenProgram = (program: Program) => Executable | Promise<Executable>

/** Plans what follows from structure and options alone. */
export type PlanProgram = (program: Program, options: LoadOptions) => OpenProgram
