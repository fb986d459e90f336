import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { Services } from '../../services';
import type { ProblemCode } from '../../services/base/problem';
import { mayAct } from '../../services/people/rights';
import type { Person } from '../../services/people/person';
import { mostListed, type PeopleList, peopleLists } from '../../services/views/people-lists';
import { counted } from '../../words/counted';
import { shownPerson } from '../../words/people';

/** So many people fit on a card when every name is as long as a directory allows. */
const shown = 8;

/** What each list is called, on its card and on the button to it, and who stands on it, as the middle of a sentence. */
const lists: Record<PeopleList, { title: string; button: string; verb: string; none: string }> = {
  'all': { title: 'Users', button: 'All users', verb: 'list-users', none: 'Nobody is in the directory.' },
  'unlicensed': {
    title: 'Without a licence',
    button: 'No licence',
    verb: 'no-licence',
    none: 'Everybody who can sign in has an Audio Conferencing licence.',
  },
  'not-enabled': {
    title: 'Licensed, not enabled',
    button: 'Not enabled',
    verb: 'not-enabled',
    none: 'Everybody with a licence is enabled.',
  },
  'locked': { title: 'Locked', button: 'Locked', verb: 'locked-users', none: 'Nobody is locked.' },
};

const why: Partial<Record<ProblemCode, string>> = {
  'account-disabled': 'account disabled',
  'not-licensed': 'no licence',
  'not-enabled': 'not enabled',
};

/** A page of a list of people, with the way to the other lists. */
export async function peopleListCard(
  list: PeopleList,
  turn: { actor: Person; slots: { page?: string }; services: Services; day(at: Date): string },
): Promise<Card> {
  const { actor, slots, services, day } = turn;
  const from = /^\d{1,6}$/.test(slots.page ?? '') ? Number(slots.page) : 0;
  const { people, total } = await services.peopleLists.page(actor.tenant, list, { from, size: shown });
  const standings = await services.personView.standings(actor.tenant, people);
  const line = (person: Person): string => {
    const { off, lockedUntil } = standings.get(person.id)!;
    const facts = [
      ...(person.role === 'user' ? [] : [person.role]),
      ...(off ? [why[off] ?? 'off'] : []),
      ...(lockedUntil ? [`locked until ${day(lockedUntil)}`] : []),
    ];
    return [shownPerson(person), ...(facts.length > 0 ? [facts.join(', ')] : [])].join(': ');
  };
  const { title, verb, none } = lists[list];
  const turning = (name: string, to: number): Button => ({ title: name, verb, data: { page: String(to) } });
  const many = total > mostListed;
  return cards.notice({
    title,
    paragraphs:
      people.length === 0
        ? [from > 0 ? 'There are no more.' : none]
        : [
            `${from + 1}-${from + people.length} of ${many ? `${mostListed.toLocaleString('en')}+` : counted(total, 'person', 'people')}`,
            ...people.map(line),
          ],
    buttons: [
      ...(from + people.length < total && people.length > 0 ? [turning('Next', from + shown)] : []),
      ...(from > 0 ? [turning('Previous', Math.max(0, from - shown))] : []),
      ...(list === 'not-enabled' && people.length > 0 && mayAct(actor.role, 'bulk', { others: false })
        ? [{ title: 'Enable many', verb: 'bulk-form', data: { bulk: 'enable' } }]
        : []),
      ...peopleLists
        .filter((one) => one !== list)
        .map((one) => ({ title: lists[one].button, verb: lists[one].verb, data: {} })),
    ].slice(0, 6),
  });
}
