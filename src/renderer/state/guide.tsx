import type { Guide, TourStep } from '@shared/model/guide'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { useCommand } from './connection/use-command'
import { useFeed } from './connection/use-feed'

interface GuideState {
  readonly welcome: boolean
  readonly tour: TourStep | null
  showWelcome(shown: boolean): void
  /** Null ends the tour. */
  goToStep(step: TourStep | null): void
}

const NONE: Guide = { welcome: false, tour: null }

const GuideContext = createContext<GuideState>({ ...NONE, showWelcome: () => {}, goToStep: () => {} })

/** Whether the welcome and the tour are shown; main keeps it for all windows, and through a reload. */
export function GuideProvider({ children }: { children: ReactNode }) {
  const feed = useFeed('guide', (api, signal) => api.guide.feed(undefined, { signal }))
  const command = useCommand()
  const { welcome, tour } = feed.state === 'live' ? feed.value : NONE
  const value = useMemo<GuideState>(() => {
    const change = (wanted: Partial<Guide>) =>
      void command('The guide could not be changed', (api) => api.guide.change(wanted))
    return {
      welcome,
      tour,
      showWelcome: (shown) => change({ welcome: shown }),
      goToStep: (step) => change({ tour: step, welcome: false }),
    }
  }, [command, welcome, tour])
  return <GuideContext value={value}>{children}</GuideContext>
}

export function useGuide(): GuideState {
  return useContext(GuideContext)
}
