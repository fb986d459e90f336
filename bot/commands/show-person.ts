import { cards } from '../../cards';
import { diallingOf } from '../../services/conferencing/dialling';
import { mayAct } from '../../services/people/rights';
import { auditLine, namesIn } from '../../words/trail';
import { defineCommand } from '../turn/command';
import { mailLine } from '../../words/mails';
import { stateWords } from '../../words/people';

export const showPerson = defineCommand({
  name: 'show-person',
  title: 'show',
  help: 'See everything about a person: state, numbers, mails and what happened.',
  utterances: [
    'show {person}',
    'show me {person}',
    'look up {person}',
    'lookup {person}',
    'find {person}',
    'search {person}',
    'who is {person}',
    'show person {person}',
  ],
  right: 'show-person',
  scopes: ['personal'],
  async run({ actor, target, own, services, day }) {
    const { off, info, mails, callersMayStart, lastMails, lastRecords } = await services.personView.view(target);
    const settings = await services.settings.of(target.tenant);
    const may = (action: Parameters<typeof mayAct>[1]) => mayAct(actor.role, action, { others: !own, settings });
    const button = (title: string, verb: Parameters<typeof mayAct>[1]) =>
      may(verb) ? [{ title, verb, data: { person: target.id } }] : [];
    const names = await namesIn(lastRecords, services);
    return cards.person({
      ...{ name: target.name, upn: target.upn, off: off !== undefined },
      state: stateWords(off),
      ...diallingOf(info ?? { conferenceId: '', tollNumber: '' }),
      pinReset: info?.pinResetAt ? `Last reset on ${day(info.pinResetAt)}.` : 'Not reset here yet.',
      facts: [
        { label: 'Mail address', value: target.mail ?? 'none' },
        { label: 'Automatic mails', value: mails ? 'on' : 'off' },
        {
          label: 'Callers may start meetings without a PIN',
          value: `${callersMayStart ? 'yes' : 'no'} (no phone bridge is attached)`,
        },
      ],
      mails: lastMails
        .map((mail) => mailLine(mail, { day, role: actor.role }))
        .map(({ what, state }) => `${what}: ${state}`),
      records: may('change-person')
        ? lastRecords
            .map((record) => auditLine(record, { ...names, day }))
            .map((line) => `${line.when}: ${line.what}, ${line.outcome}. ${line.by}`)
        : [],
      buttons: off
        ? [...(off === 'not-enabled' ? button('Enable', 'enable') : []), ...button('Mail status', 'mail-status')]
        : [
            ...button(own ? 'Reset my PIN' : 'Reset PIN', 'reset-pin'),
            ...button(own ? 'Reset my conference ID' : 'Reset conference ID', 'reset-conference-id'),
            ...button(own ? 'Mail it to me' : 'Send by mail', 'send-conference-info'),
            ...(may('change-person') ? [{ title: 'Edit', verb: 'edit-person', data: { person: target.id } }] : []),
            ...button('Mail status', 'mail-status'),
            ...button('Disable', 'disable'),
          ],
    });
  },
});
