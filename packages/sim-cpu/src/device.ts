/** What results and capabilities call this simulator. */
export const CPU_DEVICE = 'cpu'
