import type { Alarm } from '@shared/model/alarm'
import type { IncidentChange } from '@shared/model/alert'
import { formatDuration } from '@shared/model/duration'

/** An alarm's change as a title and a text, the same in the window, on the desktop and in webhooks. */
export function alarmText(alarm: Alarm, change: IncidentChange): { title: string; text: string } {
  const { title, sentence, began, endedAt, endedBy } = alarm
  switch (change) {
    case 'opened':
      return { title, text: sentence }
    case 'acknowledged':
      return { title: `${title}, acknowledged`, text: sentence }
    case 'ended': {
      const lasted = `It lasted ${formatDuration((endedAt ?? began) - began)}, from ${clock(began)} to ${clock(endedAt ?? began)} UTC.`
      return {
        title: `${title}, over`,
        text: endedBy === 'by-hand' ? `It was stopped by hand. ${lasted}` : `It works again. ${lasted}`,
      }
    }
  }
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19)
}
