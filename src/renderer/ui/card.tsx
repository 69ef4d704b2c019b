import type { ReactNode } from 'react'
import classes from './card.module.css'
import { WhatIsThis } from './what-is-this'
import type { About } from './what-is-this-texts'

interface CardProps {
  title: string
  /** What the card is, for `What is this?`. */
  about: About
  /** What the figures are, and their units. */
  subtitle?: ReactNode
  /** A link to this card's screen, or its controls. */
  aside?: ReactNode
  className?: string | undefined
  children: ReactNode
}

export function Card({ title, about, subtitle, aside, className, children }: CardProps) {
  return (
    <section className={`${classes.card} ${className ?? ''}`} aria-label={title}>
      <div className={classes.head}>
        <h2 className={classes.title} title={title}>
          {title}
        </h2>
        <WhatIsThis about={about} />
        {subtitle && <p className={classes.subtitle}>{subtitle}</p>}
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  )
}
