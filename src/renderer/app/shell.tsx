import { useEffect, useRef } from 'react'
import { useAnswer } from '../state/connection/use-answer'
import { isDesktop } from '../state/is-desktop'
import type { Route } from '../state/route'
import { CommandPalette } from './command-palette'
import { ConnectionBanner } from './connection-banner'
import { DesktopActions } from './desktop-actions'
import { ErrorBoundary } from './error-boundary'
import { GuideOverlays } from './guide-overlays'
import { Header } from './header'
import { preloadChunks } from './lazy-chunk'
import { Navigation, SCREENS } from './navigation'
import { ReplaceScenarioDialog } from './replace-scenario-dialog'
import { ScreenRouter } from './screen-router'
import classes from './shell.module.css'
import { useHelpKey } from './use-help-key'
import { useNotificationPopups } from './use-notification-popups'

export function Shell({ route }: { route: Route }) {
  const answer = useAnswer('info', (api) => api.app.info())
  const info = answer.state === 'live' ? answer.value : null
  useNotificationPopups()
  useHelpKey()
  useEffect(() => void preloadChunks(), [])
  const main = useRef<HTMLElement>(null)
  const { screen } = route

  useEffect(() => {
    const shown = SCREENS.find((candidate) => candidate.screen === screen)
    document.title = shown ? `${shown.title} · Millrace` : 'Millrace'
    main.current?.scrollTo(0, 0)
  }, [screen])

  return (
    <div className={classes.shell}>
      <Header info={info} />
      <Navigation screen={screen} info={info} />
      <main className={classes.main} ref={main} tabIndex={-1}>
        <ConnectionBanner />
        <ErrorBoundary key={screen}>
          <ScreenRouter route={route} />
        </ErrorBoundary>
      </main>
      <GuideOverlays route={route} />
      <CommandPalette />
      <ReplaceScenarioDialog />
      {isDesktop() && <DesktopActions />}
    </div>
  )
}
