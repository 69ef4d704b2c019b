import { Button, Code } from '@mantine/core'
import { useEffect } from 'react'
import type { Refused } from '../state/connection/session'
import { MillWheel } from './mill-wheel'
import classes from './refused-page.module.css'

const WHY: Record<Refused['why'], { title: string; text: string }> = {
  'no-token': {
    title: 'This browser has no access yet',
    text: 'The first address you open must contain the access token, so that only you can open it. After that, links, tabs and bookmarks work without it.',
  },
  'wrong-token': {
    title: 'The access token in this address is not valid',
    text: 'The token was renewed in Settings, belongs to another data directory, or was cut off.',
  },
  ended: {
    title: 'The access of this browser has ended',
    text: 'The token was renewed in Settings, this browser logged out, or Millrace was not opened here for 90 days.',
  },
  'no-cookies': {
    title: 'This browser keeps no cookies for Millrace',
    text: 'Access needs a cookie of this address. Allow cookies for it, then try again.',
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
          If you closed that terminal, start Millrace again with <Code>npx millrace serve</Code>. It prints the address.
        </p>
        <Button variant="default" onClick={() => window.location.reload()}>
          Try again
        </Button>
      </div>
    </main>
  )
}
