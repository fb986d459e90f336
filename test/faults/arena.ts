import { createServices, type Services } from '../../services';
import { type FaultPoint } from '../../services/base/fault-points';
import { seedSamplePeople, sampleTenant } from '../../services/try-out/sample-people';
import { type Connector, startConnector } from '../helpers/connector';
import { disposeServices, freshDatabase, noLimits, testKey } from '../helpers/services';
import { createFakeTeams } from '../helpers/fake-teams';
import { checkInvariants } from './invariants';
import { checkTeamsInvariants } from './teams-invariants';
import { type Replica, startReplica } from './processes';
import { createTeams } from './teams';

/**
 * A database, a Connector, people in Teams, and as many replicas as a test starts and kills.
 * @param options.teams whether a stand-in for Teams makes the PINs
 */
export async function openArena({ teams: byTeams }: { teams?: true } = {}) {
  const connector: Connector = await startConnector();
  const database = freshDatabase();
  const services: Services = await createServices({
    ...database,
    pinKeys: [testKey],
    ...(byTeams && { backend: { name: 'teams', calls: createFakeTeams().calls } }),
  });
  await seedSamplePeople(services);
  await services.settings.save(sampleTenant, { ...noLimits, pinLength: 12 });
  const replicas: Replica[] = [];
  const teams = createTeams(connector);

  return {
    connector,
    services,
    teams,
    /** Starts a replica that dies at a given moment, or reaches the database through another address. */
    async start(options: { dieAt?: FaultPoint | 'responding'; uri?: string } = {}): Promise<Replica> {
      const replica = await startReplica({ ...database, ...options, ...(byTeams && { teams: byTeams }) });
      replicas.push(replica);
      return replica;
    },
    /** Ends all replicas and checks the invariants on the data that they left. */
    async check(): Promise<void> {
      // They are not killed, because a database keeps the transaction of a dead client for a minute.
      for (const replica of replicas) await replica.stop();
      await (byTeams ? checkTeamsInvariants : checkInvariants)(services, {
        connector,
        answers: teams.answers,
        logs: replicas.map(({ log }) => log()).join('\n'),
        drawn: replicas.flatMap(({ drawn }) => drawn),
      });
    },
    async close(): Promise<void> {
      for (const replica of replicas) await replica.kill();
      await disposeServices(services);
      await connector.close();
    },
  };
}

export type Arena = Awaited<ReturnType<typeof openArena>>;
