import type { WindowStart } from '@shared/model/window'
import type { Api } from '../state/connection/connection'

/** The window's newest extract, downloaded in parts. */
export async function downloadExtract(api: Api, dataset: string, start: WindowStart): Promise<File> {
  const parts: File[] = []
  let [have, modifiedAt]: [number, number | undefined] = [0, undefined]
  for (;;) {
    const answer = await api.reports.extract({
      dataset,
      start,
      offset: have,
      ...(modifiedAt !== undefined && { modifiedAt }),
    })
    parts.push(answer.part)
    have += answer.part.size
    modifiedAt = answer.modifiedAt
    if (have >= answer.bytes || answer.part.size === 0) {
      return new File(parts, answer.part.name, { type: answer.part.type })
    }
  }
}
