/** The file of a saved classifier, one JSON object: its state, and the pipeline that makes angles of its rows. */
import { QuantumClassifier, type FeaturePipeline } from 'ketwork'
import { readFeaturePipeline, type RestoreOptions } from 'ketwork/ml-algorithms'
import { MisuseError } from '../MisuseError.ts'
import { readInput } from '../readInput.ts'
import { writeFileSafely } from '../writeFileSafely.ts'

export interface SavedModel {
  /** What messages call the file. */
  readonly file: string
  /** Not checked yet: `restore` does it. */
  readonly state: object
  readonly pipeline: FeaturePipeline
  readonly seed: number
}

export async function writeModel(file: string, model: QuantumClassifier, pipeline: FeaturePipeline): Promise<void> {
  await writeFileSafely(file, JSON.stringify({ ...model.toJSON(), pipeline }))
}

/** @throws MisuseError when the file is no saved model */
export async function readModel(path: string): Promise<SavedModel> {
  const { name: file, text } = await readInput(path)
  try {
    const state: unknown = JSON.parse(text)
    if (typeof state !== 'object' || state === null || !('pipeline' in state && 'weights' in state && 'seed' in state))
      throw new RangeError('it has no weights, pipeline and seed')
    const { pipeline, ...rest } = state
    const { seed } = rest
    if (typeof seed !== 'number') throw new RangeError(`its seed is ${JSON.stringify(seed)}`)
    return { file, state: rest, pipeline: readFeaturePipeline(pipeline), seed }
  } catch (error) {
    throw new MisuseError(`${file}:1:1: this is not a saved model: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** @throws MisuseError naming the file, when its state is damaged or an option disagrees with it */
export async function restore({ file, state }: SavedModel, options: RestoreOptions): Promise<QuantumClassifier> {
  try {
    return await QuantumClassifier.fromJSON(state, options)
  } catch (error) {
    throw error instanceof RangeError || error instanceof TypeError ? new MisuseError(`${file}: ${error.message}`) : error
  }
}
