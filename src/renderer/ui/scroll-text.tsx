import classes from './scroll-text.module.css'

interface ScrollTextProps {
  label: string
  text: string
  /** Whether long lines wrap or scroll. */
  lines: 'broken' | 'whole'
}

/** Text in its own box, which scrolls by keyboard too. */
export function ScrollText({ label, text, lines }: ScrollTextProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.box} aria-label={label} tabIndex={0}>
      <pre className={classes.text} data-lines={lines}>
        {text}
      </pre>
    </section>
  )
}
