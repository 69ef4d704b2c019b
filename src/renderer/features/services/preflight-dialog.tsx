import { Button, Group, Modal } from '@mantine/core'
import { assertNever } from '@shared/model/assert-never'
import type { Preflight, PreflightCheck, PreflightFix, Service, ServiceStatus } from '@shared/model/service'
import { IconAlertTriangleFilled, IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { useServicesSwitch } from '../../state/use-services-switch'
import { Answer } from '../../widgets/answer'
import dialog from './dialog.module.css'
import classes from './preflight-dialog.module.css'

interface PreflightDialogProps {
  opened: boolean
  services: readonly Pick<ServiceStatus, 'service'>[]
  onClose(): void
}

/** What would happen if the services were started now. */
export function PreflightDialog({ opened, services, onClose }: PreflightDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Check before start" size={680}>
      <Checks services={services.map(({ service }) => service)} onClose={onClose} />
    </Modal>
  )
}

function Checks({ services, onClose }: { services: readonly Service[]; onClose(): void }) {
  const { start, usePort } = useServicesSwitch()
  const [again, setAgain] = useState(0)
  const preflight = useAnswer('preflight', (api) => api.services.preflight(), again)
  const check = () => setAgain((n) => n + 1)
  const fix = async (what: PreflightFix) => {
    switch (what.fix) {
      case 'use-port':
        if (await usePort(what.variable, what.port)) check()
        return
      default:
        return assertNever(what.fix)
    }
  }
  const ready = preflight.state === 'live' && preflight.value.ready
  return (
    <div className={dialog.body}>
      <Answer of={preflight} failed="The check failed" height={280}>
        {(value) => (
          <>
            <ul className={classes.checks}>
              {value.checks.map((one) => (
                <Check key={one.id} check={one} onFix={fix} />
              ))}
            </ul>
            <Images preflight={value} services={services} />
            <Order preflight={value} services={services} />
          </>
        )}
      </Answer>
      <Group justify="flex-end" gap={10}>
        <Button variant="subtle" mr="auto" onClick={check}>
          Check again
        </Button>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button
          variant={ready ? 'filled' : 'default'}
          disabled={preflight.state === 'loading'}
          onClick={() => {
            start()
            onClose()
          }}
        >
          {ready ? 'Start all' : 'Start anyway'}
        </Button>
      </Group>
    </div>
  )
}

const MARKS = {
  good: { Icon: IconCircleCheckFilled, word: 'good' },
  warning: { Icon: IconAlertTriangleFilled, word: 'warning' },
  bad: { Icon: IconCircleXFilled, word: 'problem' },
}

function Check({ check, onFix }: { check: PreflightCheck; onFix(fix: PreflightFix): Promise<void> }) {
  const { Icon, word } = MARKS[check.state]
  return (
    <li className={classes.check}>
      <Icon size={17} className={classes.mark} data-state={check.state} role="img" aria-label={word} />
      <div>
        <p>
          <strong>{check.title}</strong> <span className={classes.found}>{check.found}</span>
        </p>
        {check.advice !== null && check.state !== 'good' && <p className={classes.advice}>{check.advice}</p>}
      </div>
      {check.fix !== null && <Fix fix={check.fix} onFix={onFix} />}
    </li>
  )
}

function Fix({ fix, onFix }: { fix: PreflightFix; onFix(fix: PreflightFix): Promise<void> }) {
  return (
    <Button size="xs" className={classes.fix ?? ''} onClick={() => void onFix(fix)}>
      Use {fix.port}
    </Button>
  )
}

function Images({ preflight, services }: { preflight: Preflight; services: readonly Service[] }) {
  if (preflight.missing.length === 0) return null
  return (
    <section aria-label="Images to download">
      <h3 className={dialog.heading}>Images to download first</h3>
      <ul className={classes.images}>
        {preflight.missing.map(({ service, image, built }) => (
          <li key={service}>
            <span>{titleOf(services, service)}</span>
            <code title={image}>{image}</code>
            <span>{built ? 'built here' : 'pulled'}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Order({ preflight, services }: { preflight: Preflight; services: readonly Service[] }) {
  if (preflight.order.length === 0) return null
  return (
    <section aria-label="Start order">
      <h3 className={dialog.heading}>Start order</h3>
      <p className={classes.order}>
        {preflight.order.map((id, i) => (
          <Fragment key={id}>
            {i > 0 && <span aria-hidden> → </span>}
            <span>{titleOf(services, id)}</span>
          </Fragment>
        ))}
      </p>
    </section>
  )
}

function titleOf(services: readonly Service[], id: Service['id']): string {
  return services.find((service) => service.id === id)?.title ?? id
}
