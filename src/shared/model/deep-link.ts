import { decodePart } from '../lib/decode-part'
import { DatasetName } from './dataset'
import { parseWindowName, type WindowStart, windowName } from './window'

/** What a `millrace://` link shows. A link only opens a view: it never starts, stops or changes anything. */
export type DeepLink =
  | { readonly show: 'incident'; readonly incident: string }
  | { readonly show: 'window'; readonly dataset: string; readonly window: WindowStart }
  | { readonly show: 'event'; readonly dataset: string; readonly window: WindowStart; readonly place: string }

/** `partition-offset`, or `partition-offset-epoch`. */
const PLACE = /^\d{1,5}-\d{1,16}(?:-\d{1,16})?$/
const MOST_LENGTH = 2_000
const MOST_ID_LENGTH = 300

export function deepLinkAddress(link: DeepLink): string {
  switch (link.show) {
    case 'incident':
      return `millrace://incident/${encodeURIComponent(link.incident)}`
    case 'window':
      return `millrace://window/${link.dataset}/${windowName(link.window)}`
    case 'event':
      return `millrace://event/${link.dataset}/${windowName(link.window)}/${link.place}`
  }
}

/** Returns null unless the text is exactly one of these links. The check is strict because any page or program can send a link. */
export function parseDeepLink(text: string): DeepLink | null {
  if (text.length > MOST_LENGTH) return null
  const match = /^millrace:\/\/(incident|window|event)\/([^?#]+?)\/?$/i.exec(text)
  const parts = match?.[2]?.split('/').map(decodePart) ?? []
  const [first, name, place, ...rest] = parts
  if (!match || !first || rest.length > 0) return null
  if (match[1]?.toLowerCase() === 'incident') {
    const known = name === undefined && first.length <= MOST_ID_LENGTH && !hasControls(first)
    return known ? { show: 'incident', incident: first } : null
  }
  const window = parseWindowName(name ?? '')
  if (!DatasetName.safeParse(first).success || window === null) return null
  if (match[1]?.toLowerCase() === 'window')
    return place === undefined ? { show: 'window', dataset: first, window } : null
  return place && PLACE.test(place) ? { show: 'event', dataset: first, window, place } : null
}

/** The view of the page for a link: the part of its address after `#`. */
export function viewOfDeepLink(link: DeepLink): string {
  switch (link.show) {
    case 'incident':
      return `#/incidents/${encodeURIComponent(link.incident)}`
    case 'window':
      return `#/reports/${link.dataset}/${windowName(link.window)}`
    case 'event':
      return `#/events/${link.dataset}/${windowName(link.window)}?at=${link.place}`
  }
}

function hasControls(text: string): boolean {
  return [...text].some((letter) => letter < ' ' || letter === '\u007f')
}
