import { Button, Code } from '@mantine/core'
import { useEffect } from 'react'
import type { Refused } from '../state/connection/connect'
import { MillWheel } from './mill-wheel'
import classes from './refused-page.module.css'

const WHY: Record<Refused['why'], { title: string; text: string }> = {
  'no-token': {
    title: 'This address has no access token',
    text: 'The address contains an access token so that only you can open it.',
  },
  'wrong-token': {
    title: 'The access token in this address is not valid',
    text: 'Millrace makes a new token each time it starts. This one is from an earlier start, or was cut off.',
  },
}

export function RefusedPage({ why }: { why: Refused['why'] }) {
  const { title, text } = WHY[why]
  // The correct address differs only in its fragment, and a browser does not reload the page for a new fragment.
  useEffect(() => {
    const again = () => window.location.reload()
    window.addEventListener('hashchange', again)
    return () => window.removeEventListener('hashchange', again)
  }, [])
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <MillWheel size={40} />
        <h1>{title}</h1>
        <p>{text}</p>
        <p>Open the full address that Millrace printed in its terminal. It looks like this:</p>
        <Code block>{`${window.location.origin}/#token=…`}</Code>
        <p>
          If you closed that terminal, start Millrace again with <Code>npx millrace serve</Code>.
        </p>
        <Button variant="default" onClick={() => window.location.reload()}>
          Try again
        </Button>
      </div>
    </main>
  )
}
