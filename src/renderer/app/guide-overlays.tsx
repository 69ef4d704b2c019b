import { Suspense } from 'react'
import { useGuide } from '../state/guide'
import { useHelpPage } from '../state/help-page'
import type { Route } from '../state/route'
import { lazyChunk } from './lazy-chunk'

const Welcome = lazyChunk(() => import('../features/welcome/welcome').then((feature) => feature.Welcome))
const Tour = lazyChunk(() => import('../features/tour/tour').then((feature) => feature.Tour))
const HelpPages = lazyChunk(() => import('../features/help/help-pages').then((feature) => feature.HelpPages))

/** What a newcomer needs, over any screen: the welcome, the tour, the pages of help. */
export function GuideOverlays({ route }: { route: Route }) {
  const { welcome, tour } = useGuide()
  const page = useHelpPage()
  return (
    <Suspense fallback={null}>
      {welcome && <Welcome />}
      {tour !== null && <Tour key={tour} step={tour} route={route} />}
      {page !== null && <HelpPages page={page} />}
    </Suspense>
  )
}
