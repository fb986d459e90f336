import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Card } from '../../cards/card';
import { type Person } from '../../services/people/person';
import { titleOf } from '../helpers/read-card';
import { cardOf, type createTeams } from './teams';

/** What a turn was, how long its answer took in milliseconds, and how often it had to be said again. */
export interface TurnTaken {
  kind: 'read' | 'offer' | 'click';
  at: number;
  took: number;
  again: number;
}

/** Who gets no answer, or is told to try later, tries again after this long, then after twice that. Milliseconds. */
const patience = 500;
const longestPatience = 16_000;
/** What a card is called that says so. */
const later = ['Busy', 'Not known yet', 'Something went wrong'];

/**
 * People who say and press something at a fixed rate, whether or not earlier ones have their answers: a bot that falls
 * behind is not spared. Nobody does two things at once.
 * @param options.perSecond turns in a second
 */
export function createLoad(options: {
  teams: ReturnType<typeof createTeams>;
  port: number;
  perSecond: number;
  people: readonly Person[];
  admins: readonly Person[];
}) {
  const { teams, port, perSecond } = options;
  const free = { people: [...options.people], admins: [...options.admins] };
  const turns: TurnTaken[] = [];
  const underWay = new Set<Promise<void>>();
  let left = 0;

  /** Does it until it is answered, as the Connector and as people do. */
  async function take<Result>(kind: TurnTaken['kind'], what: () => Promise<Result | undefined>): Promise<Result> {
    const at = Date.now();
    for (let again = 0; ; again += 1) {
      const result = await what();
      if (result !== undefined) {
        turns.push({ kind, at, took: Date.now() - at, again });
        return result;
      }
      await pause(Math.min(patience * 2 ** again, longestPatience));
    }
  }

  async function say(kind: TurnTaken['kind'], somebody: Person, text: string): Promise<Card> {
    const id = randomUUID();
    return take(kind, async () => {
      const card = await teams.offer(port, somebody, text, id);
      return card && !later.includes(titleOf(card)) ? card : undefined;
    });
  }

  async function press(somebody: Person, offer: Card, title: string): Promise<Card> {
    const id = randomUUID();
    return take('click', async () => {
      const answer = await teams.click(port, somebody, offer, title, id);
      // A second answer to a click whose first was lost is a line beside the card.
      const card = cardOf(answer) ?? (answer.status === 200 && answer.body !== '' ? offer : undefined);
      return card && !later.includes(titleOf(card)) ? card : undefined;
    });
  }

  /** Of ten turns of people, four read, and six are a PIN of their own or a conference ID of somebody else. */
  async function act(number: number): Promise<void> {
    const byAdmin = number % 5 === 4;
    const from = byAdmin ? free.admins : free.people;
    const somebody = from.shift();
    if (!somebody) return void (left += 1);
    try {
      if (byAdmin) {
        const whom = options.people[number % options.people.length]!;
        const offer = await say('offer', somebody, `reset conference id for ${whom.upn}`);
        await press(somebody, offer, 'Reset conference ID');
      } else if (number % 5 === 0) {
        await press(somebody, await say('offer', somebody, 'reset my pin'), 'Reset PIN');
      } else await say('read', somebody, number % 2 ? 'conference info' : 'status');
    } finally {
      from.push(somebody);
    }
  }

  return {
    turns,
    /** How many had nobody free to take them. */
    left: () => left,
    /** Keeps the rate until it is told to stop, and then waits for all answers. */
    async run(stopping: AbortSignal): Promise<void> {
      // Of five acts two are two turns.
      const between = (1_000 / perSecond) * (7 / 5);
      const started = Date.now();
      for (let number = 0; !stopping.aborted; number += 1) {
        const wait = started + number * between - Date.now();
        if (wait > 0) await pause(wait);
        const work = act(number).finally(() => underWay.delete(work));
        underWay.add(work);
      }
      await Promise.all(underWay);
    },
  };
}
