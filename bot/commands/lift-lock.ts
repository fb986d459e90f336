import { cards } from '../../cards';
import { shownPerson } from '../../words/people';
import { nameOrThisPerson } from '../../words/titles';
import { defineCommand } from '../turn/command';

export const liftLock = defineCommand({
  name: 'lift-lock',
  title: 'lift the lock',
  help: 'Let administrators reset PIN and conference ID again after a reset was reported.',
  utterances: [
    ...(['lift my lock', 'unlock me', 'unlock my account', 'unlock', 'lift lock'] as const),
    ...(['lift the lock of {person}', 'lift lock of {person}', "lift {person}'s lock", 'unlock {person}'] as const),
  ],
  right: 'lift-lock',
  scopes: ['personal'],
  listed: false,
  minutes: 5,
  async offer({ actor, target, own, services, day }) {
    const until = await services.objections.beforeLifting({ actor, target });
    const paragraphs = own
      ? [
          `Your account is locked until ${day(until)}, because you reported a reset.`,
          'Without the lock, administrators can reset your PIN and your conference ID again.',
        ]
      : [
          `Locked until ${day(until)}, because this person reported a reset.`,
          'Talk to them first. They are told in Teams that you lifted it, and can lock it again.',
        ];
    return {
      draw: (facts) =>
        cards.confirm({
          ...facts,
          ...{ name: target.name, upn: target.upn, paragraphs },
          title: own ? 'Lift your lock?' : `Lift ${nameOrThisPerson(target)}'s lock?`,
          button: 'Lift the lock',
        }),
    };
  },
  async run({ click, services }) {
    const { person, own } = await services.objections.lift(click);
    return cards.notice({
      title: 'No longer locked',
      paragraphs: own
        ? ['Administrators can reset your PIN and your conference ID again.']
        : [
            shownPerson(person),
            'PIN and conference ID can be reset again. The person is told that you lifted the lock.',
          ],
      buttons: own
        ? [{ title: 'Reset my PIN', verb: 'reset-pin', data: {} }]
        : [{ title: 'Show', verb: 'show-person', data: { person: person.id } }],
    });
  },
});
