import { viewOfDeepLink } from '@shared/model/deep-link'

/** What the system reports about a notification while its sender waits. */
export type Shown =
  | { readonly said: 'shown' }
  | { readonly said: 'failed'; readonly reason: string }
  | { readonly said: 'nothing' }

/** Two seconds are enough for every system that confirms at all. */
export const CONFIRM_WITHIN_MS = 2_000

/**
 * Why a notification counts as not shown; null when it counts as shown. Linux never confirms. macOS shows notifications of signed apps
 * only (electronjs.org/docs/latest/api/notification), so silence means that nothing appeared.
 */
export function whyNotShown(platform: string, shown: Shown): string | null {
  if (shown.said === 'shown') return null
  if (shown.said === 'failed') {
    return platform === 'darwin'
      ? `macOS did not show it (${shown.reason}). Apps that are not signed cannot show notifications; for a signed one, allow them in System Settings → Notifications.`
      : `the system did not show it (${shown.reason})`
  }
  return platform === 'darwin'
    ? 'macOS did not confirm that it was shown. Allow notifications for Millrace in System Settings → Notifications.'
    : null
}

/** What a click on a notification shows; test messages have no incident. */
export function viewOfNotification(tag: string): string | null {
  return tag === 'test' ? null : viewOfDeepLink({ show: 'incident', incident: tag })
}

/** Once, when the last window is closed and Millrace continues. */
export function trayExplanation(platform: string): { readonly title: string; readonly text: string } {
  const place = platform === 'darwin' ? 'menu bar' : platform === 'win32' ? 'notification area' : 'system tray'
  return {
    title: 'Millrace keeps running',
    text: `The pipeline goes on without a window. Find Millrace in the ${place}, or start it again to bring the window back. You can change this in Settings.`,
  }
}
