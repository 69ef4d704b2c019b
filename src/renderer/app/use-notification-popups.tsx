import { notifications } from '@mantine/notifications'
import type { Popup } from '@shared/model/alert'
import { useItems } from '../state/connection/use-feed'
import { hrefOfIncident } from '../state/route'
import { ScreenLink } from '../ui/screen-link'

const SHOWN_MS = 15_000
const TEST = 'test'

/**
 * Shows notifications as they arrive: in the page, and, when the page is hidden and the browser has permission, as browser
 * notifications. The desktop app does not use this: there the system shows them.
 */
export function useNotificationPopups(): void {
  useItems('popups', (api, signal) => api.alerts.popups(undefined, { signal }), {
    begin: () => undefined,
    item: show,
    failed: () => undefined,
  })
}

function show({ tag, title, text }: Popup): void {
  const href = tag === TEST ? null : hrefOfIncident(tag)
  const away = document.visibilityState === 'hidden'
  notifications.show({
    title,
    message: (
      <>
        <p>{text}</p>
        {href && (
          <p>
            <ScreenLink href={href}>Open incident</ScreenLink>
          </p>
        )}
      </>
    ),
    autoClose: away ? false : SHOWN_MS,
  })
  if (away && 'Notification' in window && Notification.permission === 'granted') {
    const shown = new Notification(title, { body: text, tag })
    shown.onclick = () => {
      window.focus()
      if (href) window.location.assign(href)
      shown.close()
    }
  }
}
