import { UnstyledButton } from '@mantine/core'
import type { SavedEnvironment } from '@shared/model/environment'
import { Badge } from '../../ui/badge'
import classes from './environments-screen.module.css'

interface EnvironmentListProps {
  all: readonly SavedEnvironment[]
  open: string | null
  /** The one that the pipeline runs on. */
  used: string | null
  onOpen(name: string): void
}

export function EnvironmentList({ all, open, used, onOpen }: EnvironmentListProps) {
  return (
    <nav className={classes.list} aria-label="All environments">
      {all.map(({ environment: { name, kafka, readOnly } }) => (
        <UnstyledButton
          key={name}
          className={classes.entry}
          aria-current={name === open || undefined}
          onClick={() => onOpen(name)}
        >
          <span className={classes.entryHead}>
            <strong className={classes.entryName}>{name}</strong>
            {name === used && <Badge tone="accent">In use</Badge>}
            {readOnly && <Badge tone="outline">Read-only</Badge>}
          </span>
          <span className={classes.entryAbout}>{kafka.brokers.join(', ')}</span>
        </UnstyledButton>
      ))}
      {open === null && (
        <p className={classes.entry} aria-current>
          <strong className={classes.entryName}>New environment</strong>
        </p>
      )}
    </nav>
  )
}
