import type { Service } from '@shared/model/service'
import { IconArrowUpRight, IconLock } from '@tabler/icons-react'
import classes from './service-ports.module.css'

/** A service's addresses on this machine, and links to its pages while it runs. */
export function ServicePorts({ service, live }: { service: Service; live: boolean }) {
  return (
    <div className={classes.ports}>
      {service.ports.map(({ host, container, variable }) => (
        <span
          key={container}
          className={classes.port}
          title={`127.0.0.1:${host}, ${container} in the container${variable === null ? '' : `; ${variable} sets it`}`}
        >
          {service.encryption?.on && service.encryption.port === container && (
            <IconLock size={11} role="img" aria-label="Encrypted" />
          )}
          :{host}
        </span>
      ))}
      {live &&
        service.links.map(({ title, url }) => (
          <a key={url} className={classes.link} href={url} target="_blank" rel="noreferrer">
            {title}
            <IconArrowUpRight size={12} role="img" aria-label={`of ${service.title}, opens in a browser`} />
          </a>
        ))}
    </div>
  )
}
