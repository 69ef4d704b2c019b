import classes from './figures.module.css'

/** Large numbers with their names below them. */
export function Figures({ figures }: { figures: readonly { value: string; name: string }[] }) {
  return (
    <dl className={classes.figures}>
      {figures.map(({ value, name }) => (
        <div key={name} className={classes.figure}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
