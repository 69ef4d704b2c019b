import { hrefOf } from './route'

/** A named window: opening it again brings the existing one to the front. */
export function openLiveWindow(): void {
  window.open(hrefOf('live-window'), 'millrace-live', 'width=1100,height=720')?.focus()
}
