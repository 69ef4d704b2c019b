import { ActionIcon, Group, TextInput } from '@mantine/core'
import { MINUTE_MS, type WindowStart, windowOf } from '@shared/model/window'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useDraft } from '../../ui/use-draft'
import classes from './window-picker.module.css'

interface WindowPickerProps {
  start: WindowStart
  hrefOf(start: WindowStart): string
}

/** A date is typed digit by digit: it is taken when the hand rests. */
const TYPED_MS = 700

/** The minute that is shown, UTC, and those before and after it. */
export function WindowPicker({ start, hrefOf }: WindowPickerProps) {
  const [text, setText] = useDraft(textOf(start), (next) => go(next, start, hrefOf), TYPED_MS)
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
      <TextInput
        type="datetime-local"
        aria-label="Minute, UTC"
        title="UTC"
        max="9999-12-31T23:59"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
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
  const ms = Date.parse(`${text}:00.000Z`)
  if (!Number.isNaN(ms) && windowOf(ms) !== now) window.location.assign(hrefOf(windowOf(ms)))
}

function textOf(start: WindowStart): string {
  return new Date(start).toISOString().slice(0, 16)
}
