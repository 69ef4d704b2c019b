import { Button } from '@mantine/core'
import type { ServicesStatus } from '@shared/model/service'
import { useCommand } from '../../state/connection/use-command'
import { hrefOf } from '../../state/route'
import { countStandings } from '../../state/service-attention'
import { ScreenLink } from '../../ui/screen-link'
import classes from './airflow-in-docker.module.css'

/** The containers of Airflow, while some are wanted: how many are healthy, Airflow's own window, and the button that stops them. */
export function AirflowInDocker({ status: { services } }: { status: ServicesStatus }) {
  const command = useCommand()
  const server = services.find(({ service }) => service.role === 'scheduler')
  const profile = server?.service.profiles[0]
  if (!server || profile === undefined) return null
  const all = services.filter(({ service }) => service.profiles.includes(profile))
  if (!all.some(({ wanted }) => wanted)) return null
  const { healthy } = countStandings(all)
  const [link] = server.service.links
  return (
    <div className={classes.row}>
      <p className={classes.words}>
        Airflow in Docker: {healthy} of {all.length} services are healthy.{' '}
        <ScreenLink href={hrefOf('services')}>Go to Services</ScreenLink>
        {link && server.state.state === 'healthy' && (
          <a className={classes.link} href={link.url} target="_blank" rel="noreferrer">
            Open Airflow
          </a>
        )}
      </p>
      <Button
        size="compact-sm"
        variant="default"
        title="Stops these services. If they start the work of each minute, Millrace does it again."
        onClick={() => void command('Airflow was not stopped', (api) => api.airflow.stopInDocker())}
      >
        Stop Airflow
      </Button>
    </div>
  )
}
