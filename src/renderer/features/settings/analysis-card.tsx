import { ENGINE_TITLES, type Engine } from '@shared/model/minute-work'
import type { SparkSettings as Spark } from '@shared/model/settings'
import { Card } from '../../ui/card'
import { type Choice, Choices } from '../../ui/choices'
import classes from './backend-card.module.css'
import { SparkSettings } from './spark-settings'
import { useSettingChange } from './use-setting-change'

const ENGINES: readonly Choice<Engine>[] = [
  {
    value: 'in-process',
    title: ENGINE_TITLES['in-process'],
    meaning: 'Millrace reads each extract itself. Works with every backend.',
    refused: null,
  },
  {
    value: 'clickhouse',
    title: ENGINE_TITLES.clickhouse,
    meaning: 'One query counts the rows in the store; only the result leaves it. Extracts are saved as before.',
    refused: null,
  },
  {
    value: 'spark',
    title: ENGINE_TITLES.spark,
    meaning: 'A Spark job reads the extracts, many windows in one job. Starting it takes half a minute.',
    refused: null,
  },
]

/** Which engine does the minute's analysis. `place`: the backend or environment that it is set for. */
export function AnalysisCard({ engine, place, spark }: { engine: Engine; place: string; spark: Spark }) {
  const { change, problem } = useSettingChange()
  return (
    <Card
      about="analysis"
      title="Analysis"
      subtitle={`the engine that analyses each minute on ${place}`}
      className={classes.card}
    >
      <Choices
        label="Engine"
        choices={ENGINES}
        value={engine}
        problem={problem}
        onChoose={(chosen) => void change({ analysis: { engine: chosen } })}
      />
      {engine === 'spark' && <SparkSettings spark={spark} />}
      <p className={classes.note}>
        This is set for {place}; each backend and each environment has its own engine. Every engine gives the same
        figures. If one fails, windows wait for it; none is skipped, and no other engine takes over.
      </p>
    </Card>
  )
}
