import classes from './legend.module.css'
import type { Series } from './series'

export function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className={classes.legend}>
      {series.map(({ key, label, color }) => (
        <li key={key} className={classes.item}>
          <span className={classes.mark} style={{ background: color }} />
          <span className={classes.label}>{label}</span>
        </li>
      ))}
    </ul>
  )
}
