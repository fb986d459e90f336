import { ServerResponse } from 'node:http';
import { startDesk } from '../../bot/desk';
import { createLog } from '../../services/base/log';
import { type FaultPoint } from '../../services/base/fault-points';
import { smtpRoute } from '../../services/mail/route';
import { sampleTenant, seedSamplePeople } from '../../services/try-out/sample-people';
import { createFakeTeams } from '../helpers/fake-teams';
import { testKey } from '../helpers/services';
import { drawTelling } from './draw';

/**
 * One replica in a process of its own, for tests that kill it. Prints its port, then every PIN it draws: the test
 * must know what to search for. The PINs are told to the parent alone, over the channel that the fork opened.
 */
interface Orders {
  uri: string;
  database: string;
  /** The moment to die at, as by a power cut. */
  dieAt?: FaultPoint | 'responding';
  /** Whether a stand-in for Teams makes the PINs. */
  teams?: true;
  /** The address of the mail server. Without it, mails wait. */
  smtp?: string;
  /** All PINs end with it, so that replicas draw different ones. */
  number: number;
}

const orders = JSON.parse(process.argv[2]!) as Orders;
const die = () => process.kill(process.pid, 'SIGKILL');

/** Half of the answer with the PIN goes out, and then the power is cut. */
function dieWhileResponding(): void {
  const { write, end } = ServerResponse.prototype;
  const halve = (whole: typeof write | typeof end) =>
    function writeHalf(this: ServerResponse, ...given: unknown[]) {
      const [body] = given;
      const text = typeof body === 'string' ? body : Buffer.isBuffer(body) ? body.toString() : '';
      if (!/"id":"(pin|conferenceId)"/.test(text)) return Reflect.apply(whole, this, given) as boolean;
      return Reflect.apply(write, this, [text.slice(0, text.length / 2), () => die()]) as boolean;
    };
  ServerResponse.prototype.write = halve(write) as unknown as typeof write;
  ServerResponse.prototype.end = halve(end) as unknown as typeof end;
}

async function main(): Promise<void> {
  if (orders.dieAt === 'responding') dieWhileResponding();
  const draw = drawTelling(orders.number, (drawn) => process.send?.({ drawn }));
  const teams = createFakeTeams({ drawPin: () => draw(12) });
  const desk = await startDesk({
    services: {
      ...(orders.teams && { backend: { name: 'teams', calls: teams.calls } }),
      uri: orders.uri,
      database: orders.database,
      pinKeys: [testKey],
      mail: orders.smtp ? smtpRoute(orders.smtp, 'desk@contoso.example') : undefined,
      drawPin: draw,
      faultPoints: (point) => {
        if (point === orders.dieAt) die();
      },
    },
    identity: {},
    gate: { tenant: sampleTenant, connectorHosts: ['127.0.0.1'], tokens: false },
    listen: { port: 0, host: '127.0.0.1' },
    floods: false,
    // A notice in between would be taken for the offer that a test waits for.
    noticeInterval: 3_600_000,
    sweepInterval: 200,
    log: createLog({ level: 'debug' }),
  });
  await seedSamplePeople(desk.services);
  await desk.services.settings.save(sampleTenant, { pinLength: 12 });
  process.send?.({ port: desk.port });
  process.on('message', () => void desk.stop().then(() => process.exit(0)));
  process.on('disconnect', () => process.exit(0));
}

void main();
