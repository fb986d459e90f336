import { cards } from '../../cards';
import type { Card } from '../../cards/card';
import type { Person } from '../../services/people/person';
import { fewPeople, shownPerson } from '../../words/people';

/** Whom a request goes to. Somebody who gets it by mail decides where buttons or commands are. */
export function reachedWords(
  { people, byMail }: { people: readonly Person[]; byMail: boolean },
  { done }: { done: boolean },
): string[] {
  if (!byMail) return [`It ${done ? 'went' : 'goes'} to: ${fewPeople(people)}.`];
  return [
    `No administrator has a chat with me, so it ${done ? 'is being emailed' : 'is emailed'} to: ${fewPeople(people)}.`,
    'They decide it after saying hello to me, or on the command line.',
  ];
}

/** The answer to a request that was sent. */
export function askedCard(asked: { person: Person; own: boolean; reached: Person[]; byMail: boolean }): Card {
  const { person, own, reached, byMail } = asked;
  return cards.notice({
    title: 'Request sent',
    paragraphs: [
      ...(own ? [] : [shownPerson(person)]),
      ...reachedWords({ people: reached, byMail }, { done: true }),
      "Nothing was changed yet. You'll hear here within 7 days.",
    ],
    buttons: [],
  });
}
