/** What a run means: the precision of its numbers, and what its states are. */

export type Precision = 'f64' | 'f32'
export type Method = 'stateVector' | 'densityMatrix' | 'trajectories'
