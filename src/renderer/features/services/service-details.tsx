import { Button } from '@mantine/core'
import { faultMessage } from '@shared/model/fault-message'
import type { Service, ServiceId, ServiceStatus, UsageSample } from '@shared/model/service'
import { useState } from 'react'
import { formatBytes } from '../../ui/format/numbers'
import { ScrollText } from '../../ui/scroll-text'
import { ClientDialog } from './client-dialog'
import classes from './service-details.module.css'
import { UsageChart } from './usage-chart'

interface ServiceDetailsProps {
  status: ServiceStatus
  samples: readonly UsageSample[]
  titleOf(service: ServiceId): string
}

/** What does not fit in the row: the full reason, the last five minutes with numbers, and the facts from the compose file. */
export function ServiceDetails({ status, samples, titleOf }: ServiceDetailsProps) {
  const output = outputOf(status)
  return (
    <div className={classes.details}>
      <Facts status={status} titleOf={titleOf} />
      <div className={classes.charts}>
        <UsageChart title="CPU" samples={samples} lines={CPU} format={(percent) => `${round(percent)} %`} />
        <UsageChart title="Memory" samples={samples} lines={MEMORY} format={formatBytes} />
        <UsageChart title="Network" samples={samples} lines={NETWORK} format={(bytes) => `${formatBytes(bytes)}/s`} />
      </div>
      {output !== null && (
        <div className={classes.output}>
          <h3 className={classes.heading}>{output.title}</h3>
          <ScrollText label={output.title} text={output.text} lines="broken" />
        </div>
      )}
    </div>
  )
}

const round = (percent: number) => (percent < 10 ? percent.toFixed(1) : Math.round(percent))

const CPU = [{ name: 'of one core', color: 'var(--accent)', valueOf: (sample: UsageSample) => sample.cpuPercent }]
const MEMORY = [{ name: 'in use', color: 'var(--accent)', valueOf: (sample: UsageSample) => sample.memoryBytes }]
const NETWORK = [
  { name: 'in', color: 'var(--latency-p95)', valueOf: (sample: UsageSample) => sample.receivedPerSecond },
  { name: 'out', color: 'var(--hue-2)', valueOf: (sample: UsageSample) => sample.sentPerSecond },
]

function outputOf({ state }: ServiceStatus): { title: string; text: string } | null {
  if (state.state === 'unhealthy') return { title: 'Health check output', text: state.output }
  if (state.state !== 'failed') return null
  return { title: 'Why it failed', text: faultMessage(state.fault) }
}

function Facts({ status: { service, restarts }, titleOf }: Omit<ServiceDetailsProps, 'samples'>) {
  const { about, image, built, dependsOn, volumes, memoryLimitBytes, profiles } = service
  return (
    <dl className={classes.facts}>
      <dt>Purpose</dt>
      <dd>{about}</dd>
      <dt>Image</dt>
      <dd>
        {image}
        {built && ', built here if missing'}
      </dd>
      <dt>Needs</dt>
      <dd>{dependsOn.length === 0 ? 'nothing' : dependsOn.map((one) => titleOf(one.service)).join(', ')}</dd>
      <dt>Data</dt>
      <dd>{volumes.length === 0 ? 'none' : volumes.join(', ')}</dd>
      <Security service={service} />
      <dt>Memory</dt>
      <dd>{memoryLimitBytes === null ? 'no limit' : `at most ${formatBytes(memoryLimitBytes)}`}</dd>
      <dt>Restarts</dt>
      <dd>{restarts === 0 ? 'none since its start' : `${restarts} since its start`}</dd>
      {profiles.length > 0 && (
        <>
          <dt>Profile</dt>
          <dd>{profiles.join(', ')}</dd>
        </>
      )}
    </dl>
  )
}

/** How the port that can be encrypted is protected, and what other programs need to use it. */
function Security({ service }: { service: Service }) {
  const [opened, setOpened] = useState(false)
  const { encryption } = service
  if (encryption === null) return null
  const words = encryption.on ? 'SASL_SSL: encrypted, with a password' : 'plain text, on this machine only'
  return (
    <>
      <dt>Security</dt>
      <dd>
        <span>{words}</span>
        <Button variant="default" size="compact-xs" className={classes.connect} onClick={() => setOpened(true)}>
          Connect a client…
        </Button>
        <ClientDialog service={service} opened={opened} onClose={() => setOpened(false)} />
      </dd>
    </>
  )
}
