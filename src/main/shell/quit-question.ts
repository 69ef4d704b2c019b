/** The work in progress that a quit would interrupt. */
export interface Work {
  /** Files that are being uploaded: their bytes come from the page, so an upload cannot continue later. */
  readonly uploads: readonly string[]
  /** Replays that are running: they continue at the next start. */
  readonly replays: readonly string[]
  /** Windows still to analyse again. */
  readonly reanalysis: number
  readonly scoring: boolean
  /** Images that are being pulled. */
  readonly pulls: number
}

export const NO_WORK: Work = { uploads: [], replays: [], reanalysis: 0, scoring: false, pulls: 0 }

/** The question before a quit, or null when nothing would be lost or interrupted. */
export function quitQuestion({ uploads, replays, reanalysis, scoring, pulls }: Work): string | null {
  const lines = [
    ...uploads.map((file) => `The upload of ${file} is lost.`),
    ...replays.map((file) => `The replay of ${file} stops, and continues when you open Millrace again.`),
    ...(reanalysis > 0 ? [`${count(reanalysis, 'window is', 'windows are')} not analysed again.`] : []),
    ...(scoring ? ['The running score is lost.'] : []),
    ...(pulls > 0 ? [`${count(pulls, 'image is', 'images are')} not pulled to the end.`] : []),
  ]
  return lines.length === 0 ? null : lines.join('\n')
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}
