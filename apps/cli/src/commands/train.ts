/**
 * `ketwork train DATA.csv --label NAME --model qnn|qsvm`: trains a quantum model on a table of numbers and scores it on
 * unseen rows.
 */
import { Command, Option } from 'commander'
import { openBackend } from 'ketwork'
import { examples } from '../help.ts'
import { commandLine, nothingSaved } from '../interruption.ts'
import { longWork, type LongWork } from '../longWork.ts'
import { positiveNumber, seedOption, wholeNumber, type CommonOptions } from '../options.ts'
import { MisuseError } from '../MisuseError.ts'
import { facts, note, printResult } from '../terminal/output.ts'
import { baselineNotes, largestClass } from '../training/baseline.ts'
import { prepareData, type DataOptions } from '../training/prepareData.ts'
import { readModel, type SavedModel } from '../training/savedModel.ts'
import { trainClassifier } from '../training/trainClassifier.ts'
import { trainKernelMachine } from '../training/trainKernelMachine.ts'

interface Options extends CommonOptions, DataOptions {
  readonly model: 'qnn' | 'qsvm'
  readonly layers?: number
  readonly epochs?: number
  readonly penalty?: number
  readonly bandwidth?: number
  readonly save?: string
  readonly resume?: string
}

export function trainCommand(): Command {
  return new Command('train')
    .argument('<data>', 'CSV file (commas, semicolons or tabs): numbers in every column but the label; - for standard input')
    .requiredOption('--label <column>', 'the label: a column name, its 0-based index, or "last"')
    .addOption(
      new Option('--model <name>', 'qnn: quantum neural network; qsvm: support vector machine with a quantum kernel')
        .choices(['qnn', 'qsvm'])
        .makeOptionMandatory(),
    )
    .option('--no-header', 'the first line is data already')
    .option('--test <file>', 'score on this file; without it a stratified fifth of the rows is set aside')
    .option('--qubits <n>', 'most qubits: columns beyond are reduced by PCA (default 8, qsvm 10)', wholeNumber(1))
    .option(
      '--max-rows <n>',
      'most training rows, drawn by class (default: qnn all, qsvm 2000, whose cost grows with their square)',
      wholeNumber(4),
    )
    .option('--layers <n>', 'qnn: layers of the circuit (default 3; 5 from 1000 rows on; more for fewer than 4 columns)', wholeNumber(1))
    .option(
      '--epochs <n>',
      'qnn: passes over the rows (default: by their number; of a saved model: the number it was planned for)',
      wholeNumber(1),
    )
    .option('--penalty <c>', 'qsvm: soft-margin penalty C (default: chosen by cross-validation)', positiveNumber)
    .option('--bandwidth <b>', 'qsvm: factor on every angle (default: chosen by cross-validation)', positiveNumber)
    .option('--save <file>', 'qnn: write the model here after every epoch')
    .option('--resume <file>', 'qnn: continue a saved model, on the same data')
    .addOption(seedOption())
    .addHelpText(
      'after',
      examples({
        'a neural network, saved after every epoch': 'ketwork train iris.csv --label species --model qnn --save model.json',
        'a support vector machine whose label is the last column': 'ketwork train iris.csv --label last --model qsvm',
      }),
    )
    .action(async (file: string, options: Options, command: Command) => {
      const saved: { epochs?: number } = {}
      const seedGiven = command.getOptionValueSource('seed') !== 'default'
      const result = await longWork(
        'train',
        (tools) => train(file, options, { ...tools, seedGiven, onSave: (epochs) => (saved.epochs = epochs) }),
        () => remains(options, saved.epochs),
      )
      printResult(options, result, () => resultText(result))
    })
}

function resultText(result: Awaited<ReturnType<typeof train>>): string {
  return facts([
    ['test score', `${result.testScore.toFixed(4)} (share of the largest class: ${result.largestClassShare.toFixed(4)})`],
    ['train score', result.trainScore.toFixed(4)],
    ['rows', `${result.trainRows} to train, ${result.testRows} to test (${result.split})`],
    ['classes', result.classes.join(', ')],
    ['model', result.description],
    ['time', `${result.seconds.toFixed(2)} s; ${Math.round(result.samplesPerSecond)} samples a second in one batch of test rows`],
  ])
}

const DEFAULTS = { qnn: { qubits: 8, maxRows: undefined }, qsvm: { qubits: 10, maxRows: 2000 } } as const
/** Options that do not apply to the model. */
const FOREIGN = { qnn: ['penalty', 'bandwidth'], qsvm: ['layers', 'epochs', 'save', 'resume'] } as const

/** @throws MisuseError rather than leave an option unused */
function refuseForeignOptions(options: Options): void {
  const foreign = FOREIGN[options.model].find((name) => options[name] !== undefined)
  if (foreign !== undefined) throw new MisuseError(`--${foreign} does not apply to --model ${options.model}: leave it out`)
}

/** What an interrupted training has saved. */
function remains({ model, save }: Options, epochs: number | undefined): string {
  if (save === undefined) return `${nothingSaved()}${model === 'qnn' ? ' (--save FILE keeps the model after every epoch)' : ''}`
  if (epochs === undefined) return nothingSaved()
  return `the model after ${epochs} epoch${epochs === 1 ? '' : 's'} is saved in ${save}; to continue from it: ${commandLine((words) => resumed(words, save))}`
}

/** The same command, continuing from this file. */
function resumed(words: readonly string[], save: string): string[] {
  const at = words.indexOf('--resume')
  const others = words.filter((word, i) => !(at >= 0 && (i === at || i === at + 1)) && !word.startsWith('--resume='))
  return [...others, '--resume', save]
}

interface Tools extends LongWork {
  readonly seedGiven: boolean
  readonly onSave: (epochs: number) => void
}

async function train(file: string, commandOptions: Options, { progress, signal, seedGiven, onSave }: Tools) {
  const begin = performance.now()
  refuseForeignOptions(commandOptions)
  const saved = commandOptions.resume === undefined ? undefined : await readModel(commandOptions.resume)
  const options = saved === undefined ? commandOptions : { ...commandOptions, seed: seedOf(saved, commandOptions.seed, seedGiven) }
  const { qubits, maxRows } = DEFAULTS[options.model]
  const data = await prepareData(file, { ...options, maxRows: options.maxRows ?? maxRows }, qubits)
  for (const text of data.notes) note(text)
  await using backend = await openBackend()
  const model =
    options.model === 'qnn'
      ? await trainClassifier({
          backend,
          data,
          progress,
          signal,
          onSave,
          ...pick(options, ['seed', 'layers', 'epochs', 'save']),
          ...(saved && { resume: saved }),
        })
      : await trainKernelMachine({ backend, data, progress, signal, ...pick(options, ['seed', 'penalty', 'bandwidth']) })
  try {
    const [trainScore, testBegin] = [await model.score(data.train.features, data.train.labels), performance.now()]
    const testScore = await model.score(data.test.features, data.test.labels)
    const testSeconds = (performance.now() - testBegin) / 1000
    const baseline = largestClass(data.test.labels)
    const afterNotes = [...model.notes, ...baselineNotes(testScore, baseline)]
    for (const text of afterNotes) note(text)
    return {
      model: options.model,
      trainScore,
      testScore,
      largestClassShare: baseline.share,
      classes: model.classes,
      qubits: data.train.features.columns,
      trainRows: data.train.features.rows,
      testRows: data.test.features.rows,
      split: data.split,
      description: model.description,
      ...model.figures,
      notes: [...data.notes, ...afterNotes],
      seed: options.seed,
      seconds: (performance.now() - begin) / 1000,
      samplesPerSecond: data.test.features.rows / testSeconds,
    }
  } finally {
    await model.dispose()
  }
}

/** The seed determines the split too, so a continued training keeps its seed. */
function seedOf({ file, seed }: SavedModel, commandSeed: number, seedGiven: boolean): number {
  if (seedGiven && commandSeed !== seed)
    throw new MisuseError(
      `--seed is ${commandSeed}, but ${file} was trained with ${seed}: leave --seed out to continue, or leave --resume out to start a new training`,
    )
  return seed
}

/** The named options that were given. */
function pick<T extends object, K extends keyof T>(options: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]))) as Pick<T, K>
}
