import { cards } from '../../cards';
import { mailStatusButton, mailWords } from '../../words/cards';
import { diallingOf } from '../../services/conferencing/dialling';
import { resetTitle } from '../../words/titles';
import { defineCommand } from '../turn/command';

export const resetConferenceId = defineCommand({
  name: 'reset-conference-id',
  title: 'reset conference id',
  help: 'Retire a conference ID and give out a new one.',
  utterances: [
    'reset my conference id',
    'reset conference id for me',
    'new conference id',
    'reset conference id for {person}',
    'reset conference id of {person}',
    'reset the conference id for {person}',
    'reset the conference id of {person}',
    "reset {person}'s conference id",
  ],
  right: 'reset-conference-id',
  needs: 'reset-conference-id',
  scopes: ['personal'],
  minutes: 5,
  async offer({ actor, target, own, services }) {
    await services.limits.assertFree({
      tenant: actor.tenant,
      actor: actor.id,
      target: target.id,
      action: 'reset-conference-id',
    });
    await services.objections.assertFree(target, { own });
    const mail = mailWords(await services.conferencing.mailOutcome('conference-id-reset', target, { own }), {
      what: 'conference ID',
      own,
      done: false,
    });
    return {
      draw: (facts) =>
        cards.confirmConferenceIdReset({ ...facts, ...resetTitle('conference ID', target, { own }), own, mail }),
    };
  },
  async run({ click, services }) {
    const { person, info, mail, own } = await services.conferencing.resetConferenceId(click);
    return cards.conferenceIdReset({
      ...{ name: person.name, upn: person.upn, own },
      ...diallingOf(info),
      mail: mailWords(mail, { what: 'conference ID', own, done: true }),
      buttons: mailStatusButton(mail, person.id),
    });
  },
});
