import type { AnalysisProgress } from '@main/ports/analyser'
import { parseJson } from '@shared/lib/parse-json'
import { z } from 'zod'

/** The lines in which `analyse.py` tells how far it is. */
const PREFIX = 'millrace '

const News = z.union([
  z.object({ started: z.literal(true), link: z.string().nullable() }),
  z.object({ tasks: z.number(), of: z.number() }),
  z.object({ written: z.number() }),
])

/** Follows the news of one job. `read` returns null for lines that are Spark's own. */
export function createJobNews(windows: number): { read(line: string): AnalysisProgress | null } {
  const what = windows === 1 ? 'one window' : `${windows} windows`
  let link: string | null = null
  return {
    read(line) {
      if (!line.startsWith(PREFIX)) return null
      const parsed = News.safeParse(parseJson(line.slice(PREFIX.length)))
      if (!parsed.success) return null
      const news = parsed.data
      if ('started' in news) {
        link = news.link !== null && /^https?:\/\//.test(news.link) ? news.link : null
        return { note: `Spark reads ${what}`, link }
      }
      if ('tasks' in news) return { note: `${what}: ${news.tasks} of ${news.of} tasks`, link }
      return { note: `Spark has analysed ${what}`, link: null }
    },
  }
}
