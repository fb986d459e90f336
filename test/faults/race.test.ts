import { samplePeople } from '../../services/sample-people';
import { person } from '../helpers/services';
import { type Arena, openArena } from './arena';
import { type Replica } from './processes';
import { cardOf, shown } from './teams';

/** What fifty people press at once, and how often. */
const racers = 50;
const rounds = 200;
const kinds = [
  { words: 'reset pin for', title: 'Reset PIN', id: 'pin' },
  { words: 'reset conference id for', title: 'Reset conference ID', id: 'conferenceId' },
  { words: 'reset pin for', title: 'Reset PIN', id: 'pin' },
  { words: 'send conference info to', title: 'Send', id: undefined },
] as const;

test(`${racers} clicks at once on three replicas have one effect, ${rounds} times`, async () => {
  const arena: Arena = await openArena();
  const replicas: Replica[] = [await arena.start(), await arena.start(), await arena.start()];
  const [megan, targets] = [person('Megan'), samplePeople.filter((one) => one.kind === 'member' && one.licensed && one.accountEnabled && one.mail)];
  for (let round = 0; round < rounds; round += 1) {
    const { words, title, id } = kinds[round % kinds.length]!;
    const target = targets[round % targets.length]!;
    const offer = (await arena.teams.offer(replicas[round % 3]!.port, megan, `${words} ${target.upn}`))!;
    const answers = await Promise.all(
      Array.from({ length: racers }, (_, racer) => arena.teams.click(replicas[racer % 3]!.port, megan, offer, title)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const polite = answers.filter((answer) => /already done at \d\d:\d\d/.test(answer.body));
    expect({ round, polite: polite.length }).toEqual({ round, polite: racers - 1 });
    const winner = answers.find((answer) => !polite.includes(answer))!;
    if (id) expect(shown(winner, id)).toMatch(/^\d+$/);
    else expect(JSON.stringify(cardOf(winner))).toContain('queued');
  }
  await arena.check();
  await arena.close();
}, 900_000);
