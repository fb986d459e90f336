import { mongoOf } from '../helpers/database';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createServices } from '../../services';
import { NumberTaken } from '../../services/conferencing/conference-ids';
import { type FaultPoint } from '../../services/base/fault-points';
import { smtpRoute } from '../../services/mail/route';
import { type PinKey } from '../../services/pins/pin-key';
import { isUnreachable } from '../../services/base/mongo';
import { Problem } from '../../services/base/problem';
import { Secret } from '../../services/base/secret';
import { drawTelling } from './draw';

/** One job on the services in a process of its own, with the services' own code and nothing of Teams. */
export type Job =
  /** Gives out this many conference IDs and says which. */
  | { name: 'allocate'; count: number; range: { first: number; last: number } }
  /** Tries PINs of one person, all at once, and says how each try ended. */
  | { name: 'guess'; tenant: string; person: string; pins: string[] }
  | { name: 'rotate' }
  | { name: 'chain' }
  /** Sends mails until none is due, and says how many. */
  | { name: 'send-mails'; smtp: string }
  /**
   * Works on bulk jobs like a replica, until this one has nothing left to do, and says how many rows it carried out.
   */
  | { name: 'bulk'; tenant: string; job: string };

/** What a worker reports to its parent. */
export type Told = { ready: true } | { passed: FaultPoint } | { drawn: string } | { result: unknown };

export interface WorkerOrders {
  uri: string;
  database: string;
  /** Key ids and their bytes in base64. */
  keys: [string, string][];
  dieAt?: FaultPoint;
  /** How often it passes that point before it dies there. */
  alive?: number;
  job: Job;
}

const orders = JSON.parse(process.argv[2]!) as WorkerOrders;
const tell = (told: Told) => process.send!(told);

async function main(): Promise<void> {
  const { job } = orders;
  const passed: FaultPoint[] = [];
  const timesPassed = (point?: FaultPoint) => passed.filter((one) => one === point).length;
  const services = await createServices({
    ...{ uri: orders.uri, database: orders.database },
    pinKeys: orders.keys.map(([id, base64]): PinKey => ({ id, bytes: Buffer.from(base64, 'base64') })),
    conferenceIdRange: job.name === 'allocate' ? job.range : undefined,
    mail: job.name === 'send-mails' ? smtpRoute(job.smtp, 'conferencing@contoso.example') : undefined,
    drawPin: job.name === 'bulk' ? drawTelling(process.pid % 10, (drawn) => tell({ drawn })) : undefined,
    faultPoints: (point) => {
      passed.push(point);
      tell({ passed: point });
      if (point === orders.dieAt && timesPassed(point) > (orders.alive ?? 0)) process.kill(process.pid, 'SIGKILL');
    },
  });

  const work = async (): Promise<unknown> => {
    switch (job.name) {
      case 'allocate': {
        const given: string[] = [];
        while (given.length < job.count) given.push(await allocate(services));
        return given;
      }
      case 'guess': {
        const owner = { tenant: job.tenant, id: job.person };
        return Promise.all(
          job.pins.map(async (pin) => {
            try {
              return (await services.conferencing.verifyPin(owner, new Secret(pin))) ? 'right' : 'wrong';
            } catch (error) {
              if (error instanceof Problem && error.code === 'pin-try-later') return 'later';
              throw error;
            }
          }),
        );
      }
      case 'rotate':
        return services.pinRotation.rotate();
      case 'send-mails': {
        let sent = 0;
        for (let taken = 1; taken > 0;) {
          // If the database is too busy to answer in time, it goes on, as the bot's loop does.
          const run = await services.mailSending!.sendDue().catch((error: unknown) => {
            if (isUnreachable(error)) return { taken: 1, sent: 0 };
            throw error;
          });
          ({ taken } = run);
          sent += run.sent;
        }
        services.mailSending!.close();
        return sent;
      }
      case 'bulk': {
        const bug = (error: unknown) => {
          throw error;
        };
        const rest = async () => (await services.bulk.byId(job.tenant, job.job))!.state;
        while (['checking', 'running'].includes(await rest())) {
          if (!(await services.bulk.work(new AbortController().signal, bug))) await pause(50);
        }
        return timesPassed('bulk-row');
      }
      case 'chain':
        return services.auditChain.chainWaiting();
    }
  };
  tell({ ready: true });
  await once(process, 'message');
  tell({ result: await work() });
  await services.close();
  process.disconnect();
}

/** What a change does to get a number, without the rest of a change. */
async function allocate(services: Awaited<ReturnType<typeof createServices>>): Promise<string> {
  for (;;) {
    const number = await services.conferenceIds.pick('main');
    try {
      await mongoOf(services).transact((session) =>
        services.conferenceIds.take({ bridge: 'main', number, tenant: 't', person: 'p' }, new Date(), session),
      );
      return number;
    } catch (error) {
      if (!(error instanceof NumberTaken)) throw error;
    }
  }
}

void main();
