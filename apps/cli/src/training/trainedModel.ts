/** What `ketwork train` needs of a trained model of any kind. */
import type { Label, Matrix } from 'ketwork'

export interface TrainedModel {
  readonly classes: readonly Label[]
  /** What it is, for a person. */
  readonly description: string
  /** Figures of its own for the JSON result. */
  readonly figures: Readonly<Record<string, unknown>>
  /** Notes on the training, for the user. */
  readonly notes: readonly string[]
  score(features: Matrix, labels: readonly Label[]): Promise<number>
  dispose(): Promise<void>
}
