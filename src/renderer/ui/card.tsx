import type { ReactNode } from 'react'
import classes from './card.module.css'

interface CardProps {
  title: string
  /** What the figures are, and their units. */
  subtitle?: ReactNode
  /** A link to this card's screen, or its controls. */
  aside?: ReactNode
  className?: string | undefined
  children: ReactNode
}

export function Card({ title, subtitle, aside, className, children }: CardProps) {
  return (
    <section className={`${classes.card} ${className ?? ''}`} aria-label={title}>
      <div className={classes.head}>
        <h2 className={classes.title} title={title}>
          {title}
        </h2>
        {subtitle && <p className={classes.subtitle}>{subtitle}</p>}
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  )
}
