import type { GuideStore } from '@main/api/context'
import type { Documents } from '@main/ports/documents'
import { createFeed } from '@main/signals/feed'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { type Guide, TourStep } from '@shared/model/guide'
import { z } from 'zod'

const DOCUMENT = 'guide.json'
/** Each backend counts its starts: a data directory without any of these was never started. */
const STARTS = ['starts.json', 'docker/starts.json']

const Kept = z.object({
  /** The welcome was closed. */
  welcomed: z.boolean().default(false),
  tour: TourStep.nullable().default(null),
})

/**
 * The welcome is due only on the first start of a data directory, and never when `welcome` is false. Open this before the session, which
 * counts the start. An unreadable document does not prevent the start: the welcome then counts as closed.
 */
export async function openGuide(documents: Documents, welcome: boolean): Promise<GuideStore> {
  const kept = Kept.catch({ welcomed: true, tour: null }).parse(
    (await documents.read(DOCUMENT).catch(() => 'unreadable')) ?? {},
  )
  const feed = createFeed<Guide>({
    welcome: welcome && !kept.welcomed && (await isFirstStart(documents)),
    tour: kept.tour,
  })
  const inTurn = oneAtATime()
  return {
    feed,
    change: (change) =>
      inTurn(async () => {
        const { welcome = feed.value.welcome, tour = feed.value.tour } = change
        await documents.write(DOCUMENT, { welcomed: !welcome, tour })
        feed.publish({ welcome, tour })
        return feed.value
      }),
  }
}

async function isFirstStart(documents: Documents): Promise<boolean> {
  const counts = await Promise.all(STARTS.map((name) => documents.read(name).catch(() => 'unreadable')))
  return counts.every((count) => count === null)
}
