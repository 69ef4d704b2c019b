import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import classes from './channels-card.module.css'
import { TestButton, TestOutcomeLine, useTest } from './test-button'

/** System notifications, or notifications of the browser that shows this window. */
export function DesktopChannel() {
  const test = useTest('The desktop', (api) => api.alerts.test({ desktop: true }))
  const info = useAnswer('info', (api) => api.app.info())
  const shows = info.state === 'live' ? info.value.notifications : null
  return (
    <li className={classes.channel} aria-label="Desktop">
      <div className={classes.head}>
        <strong className={classes.name}>Desktop</strong>
        <TestButton name="the desktop" test={test} />
      </div>
      {shows === 'system' && <p className={classes.about}>System notifications, while Millrace is running.</p>}
      {shows === 'browser' && <BrowserPermission />}
      <TestOutcomeLine test={test} />
    </li>
  )
}

type Permission = NotificationPermission | 'missing'

/** Browsers ask for permission only after a click; without permission, notifications stay within the page. */
function BrowserPermission() {
  const [permission, setPermission] = useState<Permission>(() =>
    'Notification' in window ? Notification.permission : 'missing',
  )
  const ask = async () => setPermission(await Notification.requestPermission())
  return (
    <>
      <p className={classes.about}>{MEANINGS[permission]}</p>
      {permission === 'default' && (
        <Button variant="default" size="xs" w="fit-content" onClick={() => void ask()}>
          Allow browser notifications
        </Button>
      )}
    </>
  )
}

const IN_PAGE = 'Shown in this page while it is open.'
const MEANINGS: Record<Permission, string> = {
  default: `${IN_PAGE} The browser can also show them while the page is in the background.`,
  granted: `${IN_PAGE} The browser also shows them while the page is in the background.`,
  denied: `${IN_PAGE} Browser notifications are blocked; you can allow them in the browser's settings for this address.`,
  missing: `${IN_PAGE} This browser does not support notifications.`,
}
