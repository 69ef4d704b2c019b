/** A problem in the compose file and its location. Becomes `compose-invalid` where the file's name is known. */
export class ComposeProblem extends Error {
  override readonly name = 'ComposeProblem'
  constructor(
    /** Such as `services.kafka.ports[0]`; empty for the file as a whole. */
    readonly where: string,
    readonly problem: string,
  ) {
    super(where === '' ? problem : `${where} ${problem}`)
  }
}
