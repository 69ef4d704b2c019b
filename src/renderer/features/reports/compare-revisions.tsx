import type { Dataset } from '@shared/model/dataset'
import type { ReportComparison } from '@shared/model/report-comparison'
import type { WindowStart } from '@shared/model/window'
import { useAnswer } from '../../state/connection/use-answer'
import { formatCount, formatPercent } from '../../ui/format/numbers'
import { formatDay, formatSecond } from '../../ui/format/time'
import { Answer } from '../../widgets/answer'
import classes from './compare-revisions.module.css'

interface CompareRevisionsProps {
  dataset: Dataset
  start: WindowStart
  before: number
  after: number
}

/** Compares two revisions of a report. */
export function CompareRevisions({ dataset, start, before, after }: CompareRevisionsProps) {
  const answer = useAnswer(`${dataset.name} ${start} ${before} ${after}`, (api) =>
    api.reanalysis.compare({ dataset: dataset.name, start, before, after }),
  )
  return (
    <Answer of={answer} failed="The revisions could not be compared" height={240}>
      {(compared) => <Comparison compared={compared} labels={dataset.typeLabels} />}
    </Answer>
  )
}

interface ComparisonProps {
  compared: ReportComparison
  labels: Readonly<Record<string, string>>
}

function Comparison({ compared, labels }: ComparisonProps) {
  const { before, after, types, events, errors, errorRate, anomalies } = compared
  return (
    <section aria-label={`Revision ${before.revision} compared with ${after.revision}`} className={classes.compared}>
      <table className={classes.table}>
        <thead>
          <tr>
            <td />
            {['Events', 'Errors', 'Error rate', 'p95 ms'].map((figure) => (
              <th key={figure} scope="colgroup" colSpan={2}>
                {figure}
              </th>
            ))}
          </tr>
          <tr>
            <th scope="col">Type</th>
            {['events', 'errors', 'rate', 'p95'].flatMap((figure) => [
              <th key={`${figure} before`} scope="col" title={madeAt(before)}>
                rev. {before.revision}
              </th>,
              <th key={`${figure} after`} scope="col" title={madeAt(after)}>
                rev. {after.revision}
              </th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr key={type.type}>
              <th scope="row">{labels[type.type] ?? type.type}</th>
              <Pair pair={type.events} words={formatCount} />
              <Pair pair={type.errors} words={formatCount} />
              <Pair pair={type.errorRate} words={formatPercent} />
              <Pair pair={type.p95} words={(ms) => (ms === null ? '–' : formatCount(ms))} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <Pair pair={events} words={formatCount} />
            <Pair pair={errors} words={formatCount} />
            <Pair pair={errorRate} words={formatPercent} />
            <td colSpan={2} />
          </tr>
        </tfoot>
      </table>
      <Anomalies title="New anomalies" of={anomalies.came} />
      <Anomalies title="Resolved anomalies" of={anomalies.went} />
      <Anomalies title="Unchanged anomalies" of={anomalies.stayed.map((one) => one.after)} />
      {anomalies.came.length + anomalies.went.length + anomalies.stayed.length === 0 && (
        <p className={classes.none}>Neither revision has anomalies.</p>
      )}
    </section>
  )
}

interface PairProps<T> {
  pair: { before: T; after: T }
  words(value: T): string
}

/** Marks values that differ as displayed. */
function Pair<T>({ pair: { before, after }, words }: PairProps<T>) {
  return (
    <>
      <td>{words(before)}</td>
      {words(before) === words(after) ? (
        <td className={classes.same}>{words(after)}</td>
      ) : (
        <td className={classes.changed}>
          <ins title="changed">{words(after)}</ins>
        </td>
      )}
    </>
  )
}

function Anomalies({ title, of }: { title: string; of: ReportComparison['anomalies']['came'] }) {
  if (of.length === 0) return null
  return (
    <div>
      <h3 className={classes.title}>{title}</h3>
      <ul className={classes.list}>
        {of.map(({ type, measure, sentence }) => (
          <li key={`${type} ${measure}`}>{sentence}</li>
        ))}
      </ul>
    </div>
  )
}

function madeAt({ createdAt }: ReportComparison['before']): string {
  const at = Date.parse(createdAt)
  return `made ${formatDay(at)} ${formatSecond(at)}, UTC`
}
