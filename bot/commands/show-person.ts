import { cards } from '../../cards';
import type { Button } from '../../cards/card';
import { diallingOf } from '../../services/conferencing/dialling';
import { mayAct } from '../../services/people/rights';
import { defineCommand } from '../turn/command';
import { badgesOf, changeLines, pinResetWords, stateOf } from '../show/person-card';
import { mailLine } from '../../words/mails';
import { whatIs } from '../../words/people';
import { namedIn } from '../../words/trail';

type Action = Parameters<typeof mayAct>[1];

export const showPerson = defineCommand({
  name: 'show-person',
  title: 'show',
  help: 'See the state, the numbers and the last changes, of yourself or of somebody you may look up.',
  utterances: [
    'show {person}',
    'show me {person}',
    'look up {person}',
    'lookup {person}',
    'find {person}',
    'search {person}',
    'who is {person}',
    'show person {person}',
    'details of {person}',
    'details about {person}',
    'my details',
  ],
  inputs: ['lookUp'],
  namedIn: 'lookUp',
  takesName: true,
  right: 'show-person',
  scopes: ['personal'],
  async run({ actor, target, own, services, day, said }) {
    await services.conferencing.refresh(target);
    const view = await services.personView.view(target);
    const { off, info, mails, callersMayStart, lastMails, lastChanges, pinReset, lockedUntil } = view;
    const settings = await services.settings.of(target.tenant);
    const may = (action: Action) => mayAct(actor.role, action, { others: !own, settings });
    const button = (title: string, verb: Action, when = true): Button[] =>
      when && may(verb) ? [{ title, verb, data: { person: target.id } }] : [];
    const edit = may('change-person') ? [{ title: 'Edit', verb: 'edit-person', data: { person: target.id } }] : [];

    const named = await namedIn([...lastChanges, ...(pinReset ? [pinReset] : [])], services, actor);
    const about = { own, day, named };
    const isMember = target.kind === 'member';
    // While the owner has locked it, others are refused.
    const lock = lockedUntil && !own ? await services.objections.lockOf(target) : undefined;
    const resettable = !off && (own || !lockedUntil);
    const more = isMember
      ? [
          ...button('Email status', 'mail-status'),
          ...button('Audit', 'audit'),
          ...(target.protected ? button('Remove protection', 'unprotect') : button('Protect', 'protect')),
          ...button('Disable', 'disable', !off),
        ]
      : [];
    const buttons = isMember
      ? [
          ...button(own ? 'Reset my conference ID' : 'Reset conference ID', 'reset-conference-id', resettable),
          ...button(own ? 'Email it to me' : 'Email info', 'send-conference-info', !off && target.mail !== undefined),
          ...(off ? [] : edit),
          ...(own
            ? button('Ask an admin', 'ask-admin', !off && !may('reset-conference-id'))
            : [
                ...button('Ask an admin', 'ask-pin-reset', resettable && !may('reset-pin')),
                ...button('Nudge them', 'nudge', resettable && !may('reset-pin')),
              ]),
          ...button('Lift the lock', 'lift-lock', lockedUntil !== undefined && !lock?.accused.includes(actor.id)),
        ]
      : [];
    // A row takes six buttons; "More" is one of them.
    const folded = !off && more.length > 1 ? more : [];
    return cards.person({
      ...{ name: target.name, upn: target.upn, own, on: !off, role: whatIs(target) },
      badges: badgesOf(target, view, about),
      ...stateOf(target, view, about),
      ...diallingOf(info ?? { conferenceId: '', tollNumber: '' }),
      pinReset: pinResetWords(view, { ...about, seesWho: own || may('change-person') }),
      changes: may('change-person') ? changeLines(view, about) : [],
      facts: isMember
        ? [
            { label: 'Email address', value: target.mail ?? 'none' },
            { label: 'Automatic emails', value: mails ? 'on' : 'off' },
            {
              label: 'Callers may start meetings without a PIN',
              value: `${callersMayStart ? 'yes' : 'no'} (no effect without a phone bridge)`,
            },
          ]
        : [],
      mails: lastMails
        .map((mail) => mailLine(mail, { day, role: actor.role }))
        .map(({ what, state }) => `${what}: ${state}`),
      primary: [
        ...button(own ? 'Reset my PIN' : 'Reset PIN', 'reset-pin', resettable),
        ...button('Enable', 'enable', off === 'not-enabled'),
      ],
      buttons: [...buttons, ...(folded.length > 0 ? [] : more)],
      more: folded,
      // Some clients cannot unfold anything.
      open: said.toLowerCase().includes('details'),
    });
  },
});
