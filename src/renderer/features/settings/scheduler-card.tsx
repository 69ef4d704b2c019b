import type { MinuteScheduler } from '@shared/model/minute-work'
import type { ServicesStatus } from '@shared/model/service'
import type { AirflowSettings as Airflow } from '@shared/model/settings'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { useServicesStatus } from '../../state/services-status'
import { Card } from '../../ui/card'
import { type Choice, Choices } from '../../ui/choices'
import { formatBytes } from '../../ui/format/numbers'
import { AirflowInDocker } from './airflow-in-docker'
import { AirflowLoginRow } from './airflow-login-row'
import classes from './backend-card.module.css'
import { TextSetting } from './text-setting'
import { useSettingChange } from './use-setting-change'

type Chosen = 'croner' | 'airflow-in-docker' | 'own-airflow'

interface SchedulerCardProps {
  readonly scheduler: MinuteScheduler
  /** The backend or environment that it is set for. */
  readonly place: string
  readonly airflow: Airflow
}

/** Who starts the minute's work. */
export function SchedulerCard({ scheduler, place, airflow }: SchedulerCardProps) {
  const { change, problem } = useSettingChange()
  const command = useCommand()
  const [starting, setStarting] = useState(false)
  const services = useServicesStatus()
  const chosen: Chosen =
    scheduler === 'croner' ? 'croner' : airflow.place === 'managed' ? 'airflow-in-docker' : 'own-airflow'
  const choose = async (next: Chosen) => {
    if (next === 'croner') return void change({ analysis: { scheduler: 'croner' } })
    if (next === 'own-airflow') return void change({ analysis: { scheduler: 'airflow' }, airflow: { place: 'own' } })
    setStarting(true)
    await command('Airflow was not started', (api) => api.airflow.runInDocker())
    setStarting(false)
  }
  return (
    <Card
      about="scheduler"
      title="Scheduler"
      subtitle={`who starts the work of each minute on ${place}`}
      className={classes.card}
    >
      <Choices
        label="Scheduler"
        choices={choicesWith(services.state === 'live' ? services.value : null)}
        value={chosen}
        disabled={starting}
        problem={problem}
        onChoose={(next) => void choose(next)}
      />
      <p className={classes.note}>This is set for {place}; each backend and each environment has its own scheduler.</p>
      {services.state === 'live' && <AirflowInDocker status={services.value} />}
      {chosen === 'own-airflow' && <OwnAirflow airflow={airflow} />}
    </Card>
  )
}

function choicesWith(status: ServicesStatus | null): readonly Choice<Chosen>[] {
  const profile = status?.profiles.find((one) => one.scheduler)
  const size = profile
    ? `${profile.services.length} containers that together use at most ${formatBytes(profile.memoryLimitBytes)} of memory. `
    : ''
  return [
    {
      value: 'croner',
      title: 'Millrace',
      meaning: 'Each window is extracted, analysed and reported as soon as it is complete.',
      refused: null,
    },
    {
      value: 'airflow-in-docker',
      title: 'Airflow 3 in Docker',
      meaning: `Millrace runs Airflow on this machine: ${size}Address and login are set for you.`,
      refused: status?.engine.state === 'connected' ? null : 'No container engine is running.',
    },
    {
      value: 'own-airflow',
      title: 'Airflow 3 of your own',
      meaning: 'A run of the DAG that ships with Millrace does one window. Windows wait until Airflow requests them.',
      refused: null,
    },
  ]
}

function OwnAirflow({ airflow }: { airflow: Airflow }) {
  return (
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
  )
}
