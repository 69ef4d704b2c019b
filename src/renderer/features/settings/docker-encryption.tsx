import { hrefOf } from '../../state/route'
import { ScreenLink } from '../../ui/screen-link'
import card from './backend-card.module.css'
import classes from './docker-encryption.module.css'
import { SwitchSetting } from './switch-setting'

/** Whether Kafka's port of the Docker backend is encrypted. It can be switched with any backend: the containers may run beside it. */
export function DockerEncryption({ encrypt }: { encrypt: boolean }) {
  return (
    <div className={classes.encryption}>
      <SwitchSetting
        label="Encrypt and log in (SASL_SSL)"
        sentence="For Docker: Kafka’s port on this machine is encrypted and asks for a password. Certificate and password are generated. Kafka restarts; no event is lost."
        on={encrypt}
        changeOf={(on) => ({ services: { encrypt: on } })}
      />
      {encrypt && (
        <p className={card.services}>
          Kafka’s row on the Services screen has what other programs need to connect.{' '}
          <ScreenLink href={hrefOf('services')}>Go to Services</ScreenLink>
        </p>
      )}
    </div>
  )
}
