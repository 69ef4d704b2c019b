import { Button, Menu } from '@mantine/core'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@shared/lib/time'
import { IconBellOff, IconBellRinging } from '@tabler/icons-react'
import { formatMoment } from './format/time'
import { useNow } from './use-now'

interface MuteMenuProps {
  /** What to mute, for screen readers. */
  of: string
  /** Epoch ms; a past time, or null, means not muted. */
  until: number | null
  /** Null ends the mute. */
  onMute(until: number | null): void
}

/** How often the end of a mute is checked. */
const POLL_MS = 10_000
const SPANS = [
  { label: 'For 30 minutes', ms: 30 * MINUTE_MS },
  { label: 'For an hour', ms: HOUR_MS },
  { label: 'For 4 hours', ms: 4 * HOUR_MS },
  { label: 'For a day', ms: DAY_MS },
  { label: 'For a week', ms: 7 * DAY_MS },
]

/** Mutes notifications until a time. */
export function MuteMenu({ of, until, onMute }: MuteMenuProps) {
  const now = useNow(POLL_MS)
  const silent = until !== null && until > now
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconBellOff {...ICON} />}
          aria-label={silent ? `${of} is muted until ${formatMoment(until, now)} UTC` : `Mute ${of}`}
        >
          {silent ? `Muted until ${formatMoment(until, now)}` : 'Mute'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {SPANS.map(({ label, ms }) => (
          <Menu.Item key={label} onClick={() => onMute(Date.now() + ms)}>
            {label}
          </Menu.Item>
        ))}
        {silent && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconBellRinging {...ICON} />} onClick={() => onMute(null)}>
              Unmute
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

const ICON = { size: 14, stroke: 1.8, 'aria-hidden': true } as const
