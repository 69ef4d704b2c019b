import type { Engine } from '@shared/model/settings'
import { Card } from '../../ui/card'
import { type Choice, Choices } from '../../ui/choices'
import classes from './backend-card.module.css'
import { useSettingChange } from './use-setting-change'

const ENGINES: readonly Choice<Engine>[] = [
  {
    value: 'in-process',
    title: 'In process',
    meaning: 'Millrace reads each extract itself. Works with every backend.',
    refused: null,
  },
  {
    value: 'clickhouse',
    title: 'ClickHouse',
    meaning: 'One query counts the rows in the store; only the result leaves it. Extracts are saved as before.',
    refused: null,
  },
]

/** Which engine does the minute's analysis. */
export function AnalysisCard({ engine }: { engine: Engine }) {
  const { change, problem } = useSettingChange()
  return (
    <Card about="analysis" title="Analysis" subtitle="the engine that analyses each minute" className={classes.card}>
      <Choices
        label="Engine"
        choices={ENGINES}
        value={engine}
        onChoose={(chosen) => void change({ analysis: { engine: chosen } })}
      />
      {problem !== null && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <p className={classes.note}>
        Every engine gives the same figures. If one fails, windows wait for it; none is skipped, and no other engine
        takes over.
      </p>
    </Card>
  )
}
