import { randomUUID } from 'node:crypto';
import { type Card } from '../../cards/card';
import { type Person } from '../../services/people/person';
import { type Connector } from '../helpers/connector';
import { button, elementsOf, titleOf } from '../helpers/read-card';

/** What came back from one request: all bytes that arrived, even if the answer broke off. */
export interface Answer {
  status?: number;
  body: string;
}

/** Somebody in Teams against replicas in other processes: every answer is kept, to be searched for PINs. */
export function createTeams(connector: Connector) {
  const answers: Answer[] = [];

  async function post(port: number, somebody: Person, own: object): Promise<Answer> {
    const answer: Answer = { body: '' };
    answers.push(answer);
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ id: randomUUID(), channelId: 'msteams', serviceUrl: connector.url, localTimezone: 'UTC' },
          from: { id: `29:${somebody.id}`, name: somebody.name, aadObjectId: somebody.id },
          recipient: { id: '28:desk', name: 'Dial-in Desk' },
          conversation: { id: `personal:${somebody.id}`, conversationType: 'personal', tenantId: somebody.tenant },
          channelData: { tenant: { id: somebody.tenant } },
          ...own,
        }),
      });
      answer.status = response.status;
      for await (const chunk of response.body!) answer.body += Buffer.from(chunk as Uint8Array).toString();
    } catch {
      // The process died or the connection broke; what came before that is kept.
    }
    return answer;
  }

  const click = (port: number, somebody: Person, card: Card, title: string, id?: string): Promise<Answer> =>
    post(port, somebody, {
      type: 'invoke',
      name: 'adaptiveCard/action',
      ...(id ? { id } : {}),
      value: { action: { type: 'Action.Execute', ...button(card, title) }, trigger: 'manual' },
    });

  async function clickWhile(titles: string[], ...pressed: Parameters<typeof click>): Promise<Answer> {
    for (;;) {
      const answer = await click(...pressed);
      const card = cardOf(answer);
      if (!card || !titles.includes(titleOf(card))) return answer;
    }
  }

  return {
    answers,
    /** Says something and returns the offer that came, if one came. */
    async offer(port: number, somebody: Person, text: string, id?: string): Promise<Card | undefined> {
      const before = connector.calls.length;
      await post(port, somebody, { type: 'message', text, ...(id ? { id } : {}) });
      const sent = connector.calls
        .slice(before)
        .filter(({ method, path }) => method === 'POST' && path.includes(`personal:${somebody.id}/`));
      return sent.at(-1)?.body.attachments?.[0]?.content;
    },
    /** Presses a button of a card. */
    click,
    /**
     * Presses it again while the answer is "Busy". That means that nothing was changed, because the database did not
     * get to it.
     */
    clickUntilFree: (...pressed: Parameters<typeof click>): Promise<Answer> => clickWhile(['Busy'], ...pressed),
    /** The same until it is known what became of the button, too, where the database could not even note a refusal. */
    clickUntilKnown: (...pressed: Parameters<typeof click>): Promise<Answer> =>
      clickWhile(['Busy', 'Not known yet', 'Something went wrong'], ...pressed),
  };
}

/** The card in a complete answer to a click; undefined for one that broke off, or that leaves the card alone. */
export function cardOf({ body }: Answer): Card | undefined {
  try {
    const { value } = JSON.parse(body) as { value?: Card | string };
    return typeof value === 'string' ? undefined : value;
  } catch {
    return undefined;
  }
}

/** The text of the element with this id on the card of an answer. */
export function shown(answer: Answer, id: string): string | undefined {
  const card = cardOf(answer);
  return card?.body && (elementsOf(card).find((element) => element.id === id)?.text as string | undefined);
}
