import { Collapse, UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import classes from './fold.module.css'

/** Fields that most people leave alone, with what they are set to. */
export function Fold({ label, summary, children }: { label: string; summary: string; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <div>
      <UnstyledButton className={classes.head} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} aria-hidden className={classes.chevron} data-open={open || undefined} />
        <span className={classes.label}>{label}</span>
        <span className={classes.summary}>{summary}</span>
      </UnstyledButton>
      <Collapse expanded={open} id={id} transitionDuration={0}>
        <div className={classes.fields}>{children}</div>
      </Collapse>
    </div>
  )
}
