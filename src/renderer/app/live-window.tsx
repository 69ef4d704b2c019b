import { useEffect } from 'react'
import { ConnectionBanner } from './connection-banner'
import { ErrorBoundary } from './error-boundary'
import classes from './live-window.module.css'
import type { Route } from './route'
import { ScreenOf } from './screen-of'

export function LiveWindow({ route }: { route: Route }) {
  useEffect(() => {
    document.title = 'Live · Millrace'
  }, [])
  return (
    <main className={classes.main}>
      <ConnectionBanner />
      <ErrorBoundary>
        <ScreenOf route={route} />
      </ErrorBoundary>
    </main>
  )
}
