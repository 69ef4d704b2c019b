import type { MinuteScheduler } from '@shared/model/minute-work'
import type { AirflowSettings as Airflow } from '@shared/model/settings'
import { Card } from '../../ui/card'
import { type Choice, Choices } from '../../ui/choices'
import { AirflowLoginRow } from './airflow-login-row'
import classes from './backend-card.module.css'
import { TextSetting } from './text-setting'
import { useSettingChange } from './use-setting-change'

const SCHEDULERS: readonly Choice<MinuteScheduler>[] = [
  {
    value: 'croner',
    title: 'Millrace',
    meaning: 'Each window is extracted, analysed and reported as soon as it is complete.',
    refused: null,
  },
  {
    value: 'airflow',
    title: 'Airflow 3',
    meaning: 'A run of the DAG that ships with Millrace does one window. Windows wait until Airflow requests them.',
    refused: null,
  },
]

interface SchedulerCardProps {
  readonly scheduler: MinuteScheduler
  /** The backend or environment that it is set for. */
  readonly place: string
  readonly airflow: Airflow
}

/** Who starts the minute's work. */
export function SchedulerCard({ scheduler, place, airflow }: SchedulerCardProps) {
  const { change, problem } = useSettingChange()
  return (
    <Card
      about="scheduler"
      title="Scheduler"
      subtitle={`who starts the work of each minute on ${place}`}
      className={classes.card}
    >
      <Choices
        label="Scheduler"
        choices={SCHEDULERS}
        value={scheduler}
        problem={problem}
        onChoose={(chosen) => void change({ analysis: { scheduler: chosen } })}
      />
      <p className={classes.note}>This is set for {place}; each backend and each environment has its own scheduler.</p>
      {scheduler === 'airflow' && (
        <>
          <TextSetting
            label="Airflow's address"
            sentence="The address of its API server, as this machine reaches it."
            value={airflow.url}
            changeOf={(url) => ({ airflow: { url } })}
          />
          <TextSetting
            label="DAG"
            sentence="Its id. The file is resources/airflow/dags/millrace_minutely.py."
            value={airflow.dagId}
            changeOf={(dagId) => ({ airflow: { dagId } })}
          />
          <AirflowLoginRow />
          <p className={classes.note}>
            The DAG needs the address and the access token of Millrace, which are in this window's link under Browser
            access. Give them to Airflow as the Connection millrace, or as MILLRACE_URL and MILLRACE_TOKEN.
          </p>
        </>
      )}
    </Card>
  )
}
