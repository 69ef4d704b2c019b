import { ActionIcon, Group } from '@mantine/core'
import { MINUTE_MS } from '@shared/lib/time'
import type { WindowStart } from '@shared/model/window'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { MinuteInput, minuteOf, minuteText } from '../../ui/minute-input'
import { useDraft } from '../../ui/use-draft'
import classes from './window-picker.module.css'

interface WindowPickerProps {
  start: WindowStart
  hrefOf(start: WindowStart): string
}

/** A date is typed digit by digit: apply it after this pause. */
const TYPED_MS = 700

/** Picks the minute to show, UTC, with buttons for the previous and the next one. */
export function WindowPicker({ start, hrefOf }: WindowPickerProps) {
  const [text, setText] = useDraft(minuteText(start), (next) => go(next, start, hrefOf), TYPED_MS)
  return (
    <Group gap={4} wrap="nowrap" role="group" aria-label="Minute">
      <ActionIcon
        component="a"
        variant="default"
        size={36}
        href={hrefOf(start - MINUTE_MS)}
        aria-label="Previous minute"
        className={classes.step}
      >
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <MinuteInput value={text} onChange={setText} />
      <ActionIcon
        component="a"
        variant="default"
        size={36}
        href={hrefOf(start + MINUTE_MS)}
        aria-label="Next minute"
        className={classes.step}
      >
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
    </Group>
  )
}

function go(text: string, now: WindowStart, hrefOf: (start: WindowStart) => string): void {
  const start = minuteOf(text)
  if (start !== null && start !== now) window.location.assign(hrefOf(start))
}
