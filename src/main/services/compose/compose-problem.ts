/** What is wrong with the compose file, and where in it. Becomes `compose-invalid` where the file's name is known. */
export class ComposeProblem extends Error {
  override readonly name = 'ComposeProblem'
  constructor(
    /** Such as `services.kafka.ports[0]`; empty when it is the file as a whole. */
    readonly where: string,
    readonly problem: string,
  ) {
    super(where === '' ? problem : `${where} ${problem}`)
  }
}
