import { useEffect } from 'react'
import type { Route } from '../state/route'
import { ConnectionBanner } from './connection-banner'
import { ErrorBoundary } from './error-boundary'
import classes from './live-window.module.css'
import { ScreenRouter } from './screen-router'

export function LiveWindow({ route }: { route: Route }) {
  useEffect(() => {
    document.title = 'Live · Millrace'
  }, [])
  return (
    <main className={classes.main}>
      <ConnectionBanner />
      <ErrorBoundary>
        <ScreenRouter route={route} />
      </ErrorBoundary>
    </main>
  )
}
