import { createServer as createHttpServer } from 'node:http'
import { BlockList, createServer } from 'node:net'
import { containersContract } from '@main/ports/contracts/containers.contract'
import { faultCode } from '@main/ports/contracts/fault-code'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LABEL } from './project-names'
import { ENGINE, type RealProject, realProject, TINY_IMAGE } from './testing/real-engine'

containersContract('the real engine', async () => realProject())

describe('a project on the real engine', () => {
  let project: RealProject
  beforeEach(() => {
    project = realProject()
  })
  afterEach(() => project.cleanup())

  const run = async (...[service, program, change]: Parameters<RealProject['spec']>) => {
    const spec = project.spec(service, program, change)
    const id = await project.containers.create(spec)
    await project.containers.start(id, spec)
    return id
  }
  const until = async (done: () => Promise<boolean>) => {
    while (!(await done())) await project.pause()
  }

  it('looks like one Compose project to other tools', async () => {
    const { docker, name } = project
    const id = await run('one', 'runs', { volumes: [{ name: 'data', path: '/data', readOnly: false }] })
    const info = await docker.getContainer(id).inspect()
    expect(info.Name).toBe(`/${name}-one-1`)
    expect(info.Config.Labels).toMatchObject({
      [LABEL.project]: name,
      [LABEL.service]: 'one',
      [LABEL.number]: '1',
      [LABEL.oneOff]: 'False',
    })
    expect(info.NetworkSettings.Networks[`${name}_default`]?.Aliases).toContain('one')
    expect(info.Mounts[0]).toMatchObject({ Name: `${name}_data`, Destination: '/data' })
    expect((await docker.getVolume(`${name}_data`).inspect()).Labels).toMatchObject({ [LABEL.volume]: 'data' })
    expect((await docker.getNetwork(`${name}_default`).inspect()).Labels).toMatchObject({ [LABEL.network]: 'default' })
  })

  it('limits the container output that the engine keeps', async () => {
    const options = { 'max-size': '20k', 'max-file': '2' }
    const id = await run('chatty', 'runs', {
      command: ['sh', '-c', 'i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done'],
      logging: { driver: 'json-file', options },
    })
    await until(async () => (await project.containers.observe()).some(({ state }) => state === 'exited'))
    const { HostConfig } = await project.docker.getContainer(id).inspect()
    expect(HostConfig.LogConfig).toEqual({ Type: 'json-file', Config: options })
    const kept = (await project.containers.lastPrinted(id, 10_000)).map(({ text }) => text)
    expect(kept.at(-1)).toBe('line 2999')
    expect(kept.length).toBeLessThan(1_000)
  })

  it('creates one network for all containers, also when two Millraces start at the same time', async () => {
    const { docker, name } = project
    const other = realProject([], ENGINE, name)
    const specs = ['one', 'two', 'three', 'four'].map((service) => project.spec(service, 'runs'))
    const made = specs.map((spec, at) => (at % 2 === 0 ? project : other).containers.create(spec))
    const ids = await Promise.all(made)
    await Promise.all(ids.map((id, at) => project.containers.start(id, specs[at] ?? project.spec('one', 'runs'))))
    expect(await docker.listNetworks({ filters: { name: [`${name}_default`] } })).toHaveLength(1)
  })

  it('starts a container even if the network was created twice', async () => {
    const { containers, docker, name } = project
    const spec = project.spec('one', 'runs')
    const id = await containers.create(spec)
    const network = `${name}_default`
    const [first] = await docker.listNetworks({ filters: { name: [network] } })
    await docker.createNetwork({ Name: network, CheckDuplicate: false, Labels: first?.Labels ?? {} })
    await containers.start(id, spec)
    expect((await containers.observe())[0]?.state).toBe('running')
    expect((await docker.listNetworks({ filters: { name: [network] } })).map(({ Id }) => Id)).toEqual([first?.Id])
  })

  it('lets services reach each other by name', async () => {
    await run('server', 'runs', { command: ['sh', '-c', 'echo hello > /tmp/x; exec httpd -f -p 80 -h /tmp'] })
    const id = await run('client', 'runs', { command: ['sh', '-c', 'sleep 1; wget -qO- http://server/x'] })
    await until(async () => (await project.containers.observe()).some(({ state }) => state === 'exited'))
    expect(await project.containers.lastPrinted(id, 5)).toMatchObject([{ text: 'hello' }])
  })

  it('copies files into a container before it starts, for every user of it to read', async () => {
    const files = [
      { path: '/opt/given/deep/one.txt', text: 'hällo' },
      { path: '/two.txt', text: ' again' },
    ]
    const command = ['sh', '-c', 'cat /opt/given/deep/one.txt /two.txt; echo x > /two.txt || echo refused']
    const id = await run('reader', 'runs', { files, command, user: '65534' })
    await until(async () => (await project.containers.observe()).some(({ state }) => state === 'exited'))
    const printed = (await project.containers.lastPrinted(id, 5)).map(({ text }) => text).join('')
    expect(printed).toContain('hällo again')
    expect(printed).toContain('refused')
  })

  it('lets containers call a program of this machine by a name, at an address of their own network', async () => {
    expect(await project.containers.hostDoor()).toBeNull()
    await run('first', 'runs')
    const door = await project.containers.hostDoor()
    expect(door).toEqual({ address: expect.stringMatching(/^172\.|^192\.168\./), from: expect.stringContaining('/') })
    const callers: (string | undefined)[] = []
    const server = createHttpServer((request, response) => {
      callers.push(request.socket.remoteAddress)
      response.end('hello from outside')
    })
    await new Promise<void>((resolve) => server.listen(0, door?.address, resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      const command = ['sh', '-c', `wget -qO- http://this.machine:${port}/`]
      const id = await run('caller', 'runs', { hostNames: ['this.machine'], command })
      const ended = async () =>
        (await project.containers.observe()).some(({ service, state }) => service === 'caller' && state === 'exited')
      await until(ended)
      expect(await project.containers.lastPrinted(id, 5)).toMatchObject([{ text: 'hello from outside' }])
    } finally {
      server.closeAllConnections()
      server.close()
    }
    const [network = '', bits] = door?.from?.split('/') ?? []
    const subnet = new BlockList()
    subnet.addSubnet(network, Number(bits), 'ipv4')
    expect(callers.map((caller) => subnet.check(caller ?? '', 'ipv4'))).toEqual([true])
  })

  it('publishes only on 127.0.0.1, and names a taken port', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => holder.once('listening', resolve))
    const address = holder.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const ports = [{ host: port, container: 80 }]
    const spec = project.spec('one', 'runs', { ports })
    const id = await project.containers.create(spec)
    await expect(project.containers.start(id, spec)).rejects.toMatchObject({
      fault: { code: 'service-port-taken', service: 'one', port },
    })
    // Another container counts like any other program.
    await new Promise((resolve) => holder.close(resolve))
    await project.containers.start(id, spec)
    const { NetworkSettings } = await project.docker.getContainer(id).inspect()
    expect(NetworkSettings.Ports['80/tcp']).toEqual([{ HostIp: '127.0.0.1', HostPort: String(port) }])
    const second = project.spec('two', 'runs', { ports })
    const created = await project.containers.create(second)
    expect(await faultCode(project.containers.start(created, second))).toBe('service-port-taken')
  })

  it('reports that a container ran out of memory', async () => {
    await run('hungry', 'runs', {
      memoryBytes: 16 * 1024 * 1024,
      command: ['sh', '-c', 'x=a; while true; do x=$x$x; done'],
    })
    await until(async () => (await project.containers.observe()).some(({ state }) => state === 'exited'))
    expect(await project.containers.observe()).toMatchObject([{ outOfMemory: true, exitCode: 137 }])
  })

  it('counts automatic restarts by the engine', async () => {
    const id = await run('one', 'dies', { restart: 'unless-stopped' })
    await until(async () => ((await project.containers.observe())[0]?.restartCount ?? 0) > 1)
    await project.containers.stop(id, 1_000)
    expect((await project.containers.observe())[0]?.state).toBe('exited')
  })

  it('keeps volumes when a container is removed, and removes only those of the project', async () => {
    const { containers, docker, name } = project
    const volumes = [{ name: 'data', path: '/data', readOnly: false }]
    const foreign = `foreign-${name}`
    await docker.createVolume({ Name: `${name}_foreign`, Labels: { who: foreign } })
    const id = await run('one', 'runs', { volumes })
    await containers.remove(id)
    expect(await docker.getVolume(`${name}_data`).inspect()).toBeDefined()
    await containers.removeVolumes(['data', 'foreign'])
    await expect(docker.getVolume(`${name}_data`).inspect()).rejects.toMatchObject({ statusCode: 404 })
    expect(await docker.getVolume(`${name}_foreign`).inspect()).toBeDefined()
    await docker.getVolume(`${name}_foreign`).remove()
  })

  it('removes a container whose network was pruned, so that it can be created again', async () => {
    const { containers, docker, name } = project
    const spec = project.spec('one', 'runs')
    const id = await run('one', 'runs')
    await containers.stop(id, 1_000)
    await docker.getNetwork(`${name}_default`).remove()
    await containers.start(id, spec)
    expect(await containers.observe()).toEqual([])
    await run('one', 'runs')
    expect((await containers.observe())[0]?.state).toBe('running')
  })

  it('neither sees nor touches a container that is not its own, whatever its name', async () => {
    const { containers, docker, name } = project
    const foreign = await docker.createContainer({ name: `${name}-one-1`, Image: TINY_IMAGE, Cmd: ['sleep', '60'] })
    await foreign.start()
    try {
      expect(await containers.observe()).toEqual([])
      const created = containers.create(project.spec('one', 'runs'))
      await expect(created).rejects.toMatchObject({ fault: { code: 'service-start-failed' } })
      expect((await foreign.inspect()).State.Running).toBe(true)
    } finally {
      await foreign.remove({ force: true })
    }
  })

  it('reports that the engine is gone when nothing answers', async () => {
    const nowhere = realProject([], 'unix:///nowhere/docker.sock')
    await expect(nowhere.containers.observe()).rejects.toMatchObject({
      fault: { code: 'engine-gone', socket: 'unix:///nowhere/docker.sock', reason: 'ENOENT' },
    })
  })

  it('returns output from the beginning and while the container runs', async () => {
    const id = await run('one', 'runs', {
      command: ['sh', '-c', 'i=0; while true; do echo line $i; i=$((i+1)); sleep 0.2; done'],
    })
    const stop = new AbortController()
    const texts: string[] = []
    for await (const lines of project.containers.printed(id, null, stop.signal)) {
      texts.push(...lines.map(({ text }) => text))
      if (texts.length >= 5) stop.abort()
    }
    expect(texts.slice(0, 3)).toEqual(['line 0', 'line 1', 'line 2'])
  })
})
