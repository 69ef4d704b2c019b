import { Group, Progress } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './job-offer.module.css'

export interface JobProgress {
  label: string
  /** From 0 to 1. */
  share: number
  /** False: it stays where it is until the job continues. */
  moving: boolean
  /** The remaining time is unknown. */
  animated: boolean
}

interface JobOfferProps {
  label: string
  /** What the job does, or what has become of it. */
  title: string
  note: string
  buttons: ReactNode
  /** Details below. */
  children?: ReactNode
  progress?: JobProgress | null
}

/** A job that can be started here, how far it is, and what can be done about it. */
export function JobOffer({ label, title, note, buttons, children, progress = null }: JobOfferProps) {
  return (
    <section className={classes.offer} aria-label={label}>
      <div className={classes.words}>
        <p className={classes.title} role="status">
          {title}
        </p>
        <p className={classes.note}>{note}</p>
      </div>
      <Group gap={8} justify="flex-end">
        {buttons}
      </Group>
      {children}
      {progress && (
        <Progress
          className={classes.progress ?? ''}
          value={progress.share * 100}
          size="sm"
          color={progress.moving ? 'blue' : 'gray.5'}
          animated={progress.animated}
          aria-label={progress.label}
        />
      )}
    </section>
  )
}
